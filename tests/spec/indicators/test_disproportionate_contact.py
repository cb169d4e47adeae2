"""IND-02: disproportionate contact with one person."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.disproportionate_contact import INDICATOR

HEAD = "staff_id | human_id | at | kind | direction | status | strength | explained_by\n"
STAFF = """
    staff_id | kind | role | role_family
    S1       | pcso | PCSO | neighbourhood
    S2       | pcso | PCSO | neighbourhood
"""
LINK = "staff_id | human_id\nS1 | H1"


def contacts(
    human: str,
    *,
    number: int,
    staff: str = "S1",
    kind: str = "call",
    hours: float = 24,
    first: str = "2025-03-03 10:00:00",
    status: str = "explained | names both | assigned",
) -> str:
    direction = "out" if kind in ("call", "message") else ""
    line = f"{staff} | {human} | {{at}} | {kind} | {direction} | {status}"
    return repeated(line, first=first, number=number, hours=hours)


def caseload(*, staff: str = "S1", people: int = 12, each: int = 4) -> str:
    """A member's other people, each with a few explained calls."""
    return "".join(
        contacts(f"{staff}-other-{person}", number=each, staff=staff) for person in range(people)
    )


def test_fires_on_much_more_contact_than_the_members_other_people_get():
    drawn = HEAD + caseload() + contacts("H1", number=36) + contacts("H1", number=6, kind="visit")
    (finding,) = found(INDICATOR, scene(contacts=drawn, staff=STAFF, links=LINK))
    assert finding["sentence"] == (
        "36 contacts in 35 days with one person (36 calls); "
        "about 4 would be much for another of the member's people."
    )
    # 36 where 4 were expected: (36 ln 9 - 32) / ln 2 bits
    assert finding["value"] == pytest.approx(67.95, abs=0.01)
    # the fifteenth call; stops near the home are left to the signs of visits
    assert finding["seen_at"] == datetime(2025, 3, 17, 10)
    assert len(events(INDICATOR, scene(contacts=drawn, staff=STAFF, links=LINK))) == 36


@pytest.mark.meets("R144")
def test_fires_on_contact_that_is_sparse_and_goes_on_for_a_year():
    """Case 2: 38 calls in eleven months, hardly three a month, where others get four in all."""
    drawn = HEAD + caseload() + contacts("H1", number=38, hours=9 * 24)
    (finding,) = found(INDICATOR, scene(contacts=drawn, staff=STAFF, links=LINK))
    assert finding["sentence"] == (
        "38 contacts in 11 months with one person (38 calls); "
        "about 4 would be much for another of the member's people."
    )
    # 38 where 4 were expected: (38 ln 9.5 - 34) / ln 2 bits
    assert finding["value"] == pytest.approx(74.37, abs=0.01)
    # the thirtieth call
    assert finding["seen_at"] == datetime(2025, 11, 19, 10)
    assert len(events(INDICATOR, scene(contacts=drawn, staff=STAFF, links=LINK))) == 38


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("twice a month is not much", caseload() + contacts("H1", number=24, hours=14 * 24)),
        ("a matter that lasts longer than others at the same pace",
         caseload(each=8) + contacts("H1", number=36, hours=10 * 24)),
    ],
)  # fmt: skip
def test_innocent_long_acquaintance_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, staff=STAFF)) == []


def test_contact_at_a_place_that_explains_it_and_mere_nearness_do_not_count():
    passing = contacts("H1", number=40, kind="visit", status="unexplained |  | ")
    at_hospital = contacts(
        "H2", number=40, kind="visit", status="explained | the place | known_place"
    )
    assert (
        found(INDICATOR, scene(contacts=HEAD + caseload() + passing + at_hospital, staff=STAFF))
        == []
    )


def test_a_member_with_few_people_is_held_against_the_role():
    drawn = HEAD + caseload(each=6) + contacts("H9", number=19, staff="S2")
    (finding,) = found(INDICATOR, scene(contacts=drawn, staff=STAFF))
    assert (finding["staff_id"], finding["human_id"]) == ("S2", "H9")
    assert found(INDICATOR, scene(contacts=drawn, staff=STAFF), ratio=4) == []


def test_innocent_busy_caseload_does_not_fire():
    drawn = HEAD + caseload(each=14) + contacts("H1", number=36)
    assert found(INDICATOR, scene(contacts=drawn, staff=STAFF)) == []


def test_innocent_liaison_plan_does_not_fire():
    drawn = HEAD + caseload(each=5) + contacts("H1", number=36)
    plan = dict(
        staff=STAFF,
        assignments="occurrence_id | staff_id | role | starts_at\nO1 | S1 | liaison | 2025-03-01 09:00:00",
        involvements="occurrence_id | person_id | role\nO1 | H1 | victim",
    )
    assert found(INDICATOR, scene(contacts=drawn, **plan)) == []
    plan["assignments"] = plan["assignments"].replace("liaison", "investigating")
    assert len(found(INDICATOR, scene(contacts=drawn, **plan))) == 1


def test_innocent_declared_partner_does_not_fire():
    declared = "explained | names both | declared"
    drawn = HEAD + caseload() + contacts("H1", number=60, status=declared)
    assert found(INDICATOR, scene(contacts=drawn, staff=STAFF)) == []


def test_innocent_inbound_calls_do_not_count():
    drawn = HEAD + caseload() + contacts("H1", number=36).replace("| out |", "| in |")
    assert found(INDICATOR, scene(contacts=drawn, staff=STAFF)) == []


def test_cannot_be_checked_without_calls():
    records = scene(staff=STAFF, staff_phones="", person_phones="").records
    assert records.missing(INDICATOR.needs) == ("calls",)
    assert found(INDICATOR, scene(staff=STAFF)) == []
