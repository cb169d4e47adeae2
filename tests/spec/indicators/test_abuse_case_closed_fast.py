"""IND-30: domestic abuse case closed unusually fast."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.abuse_case_closed_fast import INDICATOR

OCCURRENCES = "occurrence_id | kind | domestic | opened_at | closed_at | outcome\n"
ASSIGNMENTS = "occurrence_id | staff_id | role | starts_at | ends_at\n"
STAFF = "staff_id | kind | role | role_family\n" + "".join(
    f"S{n} | officer | detective | investigation\n" for n in range(1, 9)
)


def cases(staff, number, *, lasting, withdrawn, domestic="yes", year=2025):
    """Cases of a member, a week apart: so many days long, and so many of them withdrawn."""
    occurrences, assignments = "", ""
    for n in range(number):
        opened = datetime(year, 1, 6) + timedelta(days=7 * n)
        closed = opened + timedelta(days=lasting + n % 3)
        outcome = "victim withdrew support" if n < withdrawn else "charged"
        name = f"O{staff}{n}"
        occurrences += f"{name} | assault | {domestic} | {opened} | {closed} | {outcome}\n"
        assignments += f"{name} | {staff} | investigating | {opened} | \n"
    return occurrences, assignments


def drawn(*parts):
    return scene(
        occurrences=OCCURRENCES + "".join(part[0] for part in parts),
        assignments=ASSIGNMENTS + "".join(part[1] for part in parts),
        staff=STAFF,
    )


PEERS = [cases(f"S{n}", 15, lasting=40, withdrawn=4) for n in range(2, 7)]


@pytest.mark.meets("R085")
def test_fires_on_cases_that_end_fast_and_withdrawn():
    few = drawn(cases("S1", 12, lasting=5, withdrawn=9), *PEERS)
    (finding,) = found(INDICATOR, few)
    assert (finding["staff_id"], finding["human_id"]) == ("S1", None)
    assert finding["sentence"] == (
        "12 domestic abuse cases closed within 12 months while the member was investigating, half "
        "of them in 6.0 days or less beside 41.0 among peers; 9 withdrawn, where peers would have "
        "about 3."
    )
    assert finding["seen_at"] == datetime(2025, 3, 31) == finding["last_at"]
    assert finding["value"] > 20
    assert len(events(INDICATOR, few)) == 12


@pytest.mark.meets("R085")
@pytest.mark.parametrize(
    ("innocent", "own"),
    [
        ("nine cases", cases("S1", 9, lasting=5, withdrawn=9)),
        ("fast, but not withdrawn", cases("S1", 12, lasting=5, withdrawn=3)),
        ("withdrawn, but not fast", cases("S1", 12, lasting=35, withdrawn=10)),
        ("other cases", cases("S1", 12, lasting=5, withdrawn=9, domestic="no")),
        ("slow", cases("S1", 12, lasting=90, withdrawn=9)),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, own):
    assert found(INDICATOR, drawn(own, *PEERS)) == []


def test_innocent_desk_whose_cases_all_end_fast_does_not_fire():
    desk = [cases(f"S{n}", 15, lasting=5, withdrawn=10) for n in range(2, 7)]
    assert found(INDICATOR, drawn(cases("S1", 12, lasting=5, withdrawn=9), *desk)) == []


def test_innocent_colleague_who_handed_the_cases_over_does_not_fire():
    occurrences, assignments = cases("S1", 12, lasting=15, withdrawn=9)
    handed = "".join(
        line.replace("S1 | investigating", "S8 | investigating").rstrip(" |")
        + f" | {datetime(2025, 1, 7) + timedelta(days=7 * n)}\n"
        for n, line in enumerate(assignments.strip().splitlines())
    )
    rows = found(INDICATOR, drawn((occurrences, assignments + handed), *PEERS))
    assert {row["staff_id"] for row in rows} <= {"S1"}


def test_too_few_peers_are_no_measure():
    one = cases("S2", 15, lasting=40, withdrawn=4)
    assert found(INDICATOR, drawn(cases("S1", 12, lasting=5, withdrawn=9), one)) == []


def test_cannot_be_checked_without_outcomes():
    occurrences, assignments = cases("S1", 2, lasting=5, withdrawn=0)
    unknown = (occurrences.replace("charged", ""), assignments)
    assert drawn(unknown).records.missing(INDICATOR.needs) == ("occurrences.outcome",)
