"""What a person filtered: the verdict explains the contacts of its pair, kinds and time."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.support.purposes import outcomes, reasons
from upstander.engine.purposes.filters import Filter, filters_that_hold

AS_OF = datetime(2025, 12, 31)
CONTACTS = """
    staff_id | person_id | kind   | direction | at
    S1       | P1        | call   | out       | 2025-03-01 10:00:00
    S1       | P1        | lookup |           | 2025-03-02 10:00:00
    S1       | P1        | call   | out       | 2025-09-01 10:00:00
    S1       | P2        | call   | out       | 2025-03-01 10:00:00
    S2       | P1        | call   | out       | 2025-03-01 10:00:00
"""


def verdict(**changed: Any) -> Filter:
    """S1 and P1, all kinds of contact, the whole of 2025."""
    usual: dict[str, Any] = {
        "file": "filters.yaml",
        "number": 1,
        "staff_id": "S1",
        "person_id": "P1",
        "human": None,
        "kinds": ("call", "message", "lookup", "visit", "attendance", "custody"),
        "holds_from": date(2025, 1, 1),
        "holds_to": date(2025, 12, 31),
        "owner": "DI Elm",
        "reason": "a safeguarding plan that is not in the extract",
        "made_on": date(2025, 11, 1),
        "expires_on": date(2026, 5, 1),
    }
    return Filter(**usual | changed)


def held(*verdicts: Filter, as_of: datetime = AS_OF, looking_back: bool = True):
    return filters_that_hold(verdicts, as_of=as_of, looking_back=looking_back)


def test_the_pair_s_contacts_are_explained_by_the_filter_and_nobody_else_s():
    assert reasons(contacts=CONTACTS, filters=held(verdict())) == [
        "filtered",
        "filtered",
        "filtered",
        "unexplained",
        "unexplained",
    ]


def test_the_contact_names_the_line_of_the_file():
    first = outcomes(contacts=CONTACTS, filters=held(verdict(number=4)))[0]
    named = ("status", "explained_table", "explained_file", "explained_row")
    assert [first[name] for name in named] == ["explained", "filters", "filters.yaml", 4]


def test_only_the_kinds_that_it_names():
    told = reasons(contacts=CONTACTS, filters=held(verdict(kinds=("lookup",))))
    assert told[:3] == ["unexplained", "filtered", "unexplained"]


def test_only_while_it_holds_its_last_day_included():
    until = verdict(holds_from=date(2025, 3, 2), holds_to=date(2025, 9, 1))
    assert reasons(contacts=CONTACTS, filters=held(until))[:3] == [
        "unexplained",
        "filtered",
        "filtered",
    ]
    assert reasons(contacts=CONTACTS, filters=held(verdict(holds_to=None)))[2] == "filtered"


def test_days_are_those_of_the_clock_on_the_wall():
    summer = """
        staff_id | person_id | kind | at                  | local_at
        S1       | P1        | call | 2025-06-30 23:30:00 | 2025-07-01 00:30:00
    """
    july = verdict(holds_from=date(2025, 7, 1))
    assert reasons(contacts=summer, filters=held(july)) == ["filtered"]


@pytest.mark.parametrize("named", [{"person_id": "P1b"}, {"person_id": None, "human": "P1"}])
def test_a_human_behind_several_records_is_filtered_whichever_is_named(named):
    contacts = """
        staff_id | person_id | human_id | kind | at
        S1       | P1b       | P1b      | call | 2025-03-01 10:00:00
    """
    if named.get("human"):
        contacts = contacts.replace("P1b      |", "P1       |")
    assert reasons(contacts=contacts, filters=held(verdict(**named))) == ["filtered"]


def test_what_a_record_explains_is_explained_by_the_record():
    told = reasons(
        contacts=CONTACTS,
        filters=held(verdict()),
        tasks="""
        task_id | staff_id | person_id | kind  | starts_at           | ends_at
        T1      | S1       | P1        | visit | 2025-03-01 09:00:00 | 2025-03-01 12:00:00
        """,
    )
    assert told[0] == "tasked" and told[2] == "filtered"


def test_an_uncheckable_contact_may_be_filtered_too():
    told = reasons(contacts=CONTACTS, filters=held(verdict()), without=("assignments",))
    assert told == ["filtered", "filtered", "filtered", "uncheckable", "uncheckable"]


def test_it_explains_nothing_but_its_own_contacts():
    talk = """
        staff_id | person_id | kind | direction | at
        S1       | P1        | call | out       | 2025-03-01 10:00:00
        S1       | P1        | call | in        | 2025-03-02 11:00:00
        S1       | P1        | call | out       | 2025-03-02 12:00:00
    """
    first_day = verdict(holds_to=date(2025, 3, 1))
    told = reasons(contacts=talk, filters=held(first_day), calls="")
    assert told == ["filtered", "unexplained", "unexplained"]


def test_a_filter_lapses_after_its_expiry_and_is_not_known_before_it_was_made():
    one = verdict()
    state = [
        one.state(as_of=datetime(2025, 11, 1), looking_back=True),  # the end of 31 October
        one.state(as_of=datetime(2025, 11, 1, 9), looking_back=True),
        one.state(as_of=datetime(2026, 5, 2), looking_back=True),
        one.state(as_of=datetime(2026, 5, 2, 9), looking_back=True),
    ]
    assert state == ["not known yet", "applied", "applied", "lapsed"]
    assert held(one, as_of=datetime(2026, 5, 2, 9)) is None
    assert reasons(contacts=CONTACTS, filters=None)[0] == "unexplained"


def test_extracts_that_end_before_the_verdict_are_filtered_all_the_same():
    """Nobody judges what a scan shows before the extracts of that scan end."""
    one = verdict()
    assert one.state(as_of=datetime(2025, 10, 31), looking_back=False) == "applied"
    assert one.state(as_of=datetime(2026, 5, 3), looking_back=False) == "lapsed"
