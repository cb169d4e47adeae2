"""Every record behind a lead: once each, with its source row, what explains it and its signs."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from tests.support import workbench as some
from tests.support.drawn import rows
from tests.unit.web.figures import told
from upstander.web.triage import figures
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db

DRAWN = """
    at               | kind   | status
    2025-03-01 10:00 | call   | unexplained
    2025-03-02 10:00 | call   | explained
    2025-07-03 10:00 | lookup | unexplained
    2025-07-04 10:00 | call   | uncheckable
"""


def drawn() -> Lead:
    """Four contacts with one person, one with another, and a complaint."""
    lead = told.lead()
    told.pair(lead, "P1", pseudonym="Person A")
    told.pair(lead, "P2", pseudonym="Person B")
    told.contacts(lead, "P1", DRAWN)
    told.contacts(lead, "P2", "at | kind | status\n2025-03-05 10:00 | lookup | explained")
    for sign in ("IND-05", "IND-06"):
        some.evidence(lead, sign, human_id="P1", family="timing")
        told.rests_on(lead, sign, "P1")
    told.complaint(lead)
    return lead


def shown(table: figures.Records) -> list[tuple[str, str, str, str]]:
    return [(row.kind, row.person, row.status, row.source) for row in table.rows(table.found)]


def test_each_record_is_there_once_in_order_of_time() -> None:
    table = figures.events(drawn())
    assert table.caption == "6 records behind this lead, oldest first"
    assert shown(table) == [
        ("Complaint", "", "Not asked of this record", "complaints.csv, row 7"),
        ("Call", "Person A", "No record explains it", "calls.csv, row 1"),
        ("Call", "Person A", "Explained", "calls.csv, row 2"),
        ("Look-up", "Person B", "Explained", "lookups.csv, row 1"),
        ("Look-up", "Person A", "No record explains it", "lookups.csv, row 3"),
        ("Call", "Person A", "Could not be checked", "calls.csv, row 4"),
    ]


def test_a_row_says_what_explains_it_and_which_signs_rest_on_it() -> None:
    table = figures.events(drawn())
    complaint, bare, explained, *_ = table.rows(table.found)
    assert complaint.signs == ("Complaints",)
    assert (bare.explained_by, bare.explained_row) == ("", "")
    assert bare.signs == ("Off-duty contact", "Contact after the purpose")
    assert explained.explained_by == "Assigned to the case"
    assert explained.explained_row == "assignments.csv, row 12"
    assert explained.signs == ()


NARROWED = rows(
    """
    kind   | status      | records | caption
           |             | 6       | 6 records behind this lead, oldest first
    call   |             | 3       | 3 records of 6 behind this lead, oldest first
    call   | unexplained | 1       | 1 record of 6 behind this lead, oldest first
           | none        | 1       | 1 record of 6 behind this lead, oldest first
    visit  |             | 0       | 0 records of 6 behind this lead, oldest first
    """
)


@pytest.mark.parametrize("case", NARROWED)
def test_the_table_can_be_narrowed(case: dict[str, str | None]) -> None:
    table = figures.events(drawn(), kind=case["kind"] or "", status=case["status"] or "")
    assert Paginator(table.found, 50).count == int(case["records"] or 0)
    assert table.caption == case["caption"]
    assert [choice.value for choice in table.kinds] == ["", "call", "lookup", "complaint"]
    assert [choice.count for choice in table.statuses] == [6, 2, 2, 1, 1]


OF_SIGN = rows(
    """
    sign   | kind      | status      | person | records | kinds
    IND-05 |           |             |        | 2       | 2 1 1
    IND-05 | call      |             |        | 1       | 2 1 1
    IND-05 |           | explained   |        | 0       | 2 1 1
    IND-41 |           |             |        | 1       | 1 1
    IND-41 | call      |             |        | 0       | 1 1
    IND-05 |           |             | P2     | 0       | 0
    IND-99 |           |             |        | 0       | 0
    """
)


@pytest.mark.parametrize("case", OF_SIGN)
def test_the_records_that_a_sign_rests_on(case: dict[str, str | None]) -> None:
    lead = drawn()
    pair = lead.pairs.get(human_id=case["person"]) if case["person"] else None
    table = figures.events(
        lead,
        pair=pair,
        sign=case["sign"] or "",
        kind=case["kind"] or "",
        status=case["status"] or "",
    )
    records = int(case["records"] or 0)
    every = 1 if pair else 6
    assert len(table.rows(table.found)) == records
    assert table.caption.startswith(f"{records} record")
    assert table.caption.split(" behind")[0].endswith(f"of {every}")
    assert " ".join(str(choice.count) for choice in table.kinds) == case["kinds"]


def test_signs_are_offered_by_name_with_how_many_records_they_rest_on() -> None:
    lead = drawn()
    assert [
        (one.label, one.count, one.chosen) for one in figures.events(lead, sign="IND-06").signs
    ] == [
        ("Complaints", 1, False),
        ("Contact after the purpose", 2, True),
        ("Off-duty contact", 2, False),
    ]
    assert not any(one.chosen for one in figures.events(lead).signs)


def test_of_one_person_only_theirs_are_shown() -> None:
    lead = drawn()
    table = figures.events(lead, pair=lead.pairs.get(human_id="P2"))
    assert shown(table) == [("Look-up", "Person B", "Explained", "lookups.csv, row 1")]


def test_of_the_member_alone_only_what_is_about_nobody_else() -> None:
    lead = drawn()
    alone = told.pair(lead, "", pseudonym="")
    assert [row[0] for row in shown(figures.events(lead, pair=alone))] == ["Complaint"]


def test_a_page_is_a_page(django_assert_max_num_queries) -> None:
    lead = drawn()
    told.contacts(
        lead, "P1", "at | kind | status\n" + "2025-09-01 10:00 | message | unexplained\n" * 120
    )
    with django_assert_max_num_queries(10):
        table = figures.events(lead)
        page = Paginator(table.found, 50).get_page(3)
        assert len(table.rows(page.object_list)) == 26


def test_names_appear_where_they_were_revealed_and_nowhere_else() -> None:
    lead = drawn()
    for names in ({}, {"P1": "Robin Example"}):
        table = figures.events(lead, shown=names)
        page = render_to_string(
            "triage/figures/events.html",
            {"table": table, "rows": table.rows(table.found), "pairs": list(lead.pairs.all())},
        )
        assert ("Robin Example" in page) == bool(names)
        assert "P1<" not in page
        assert " style=" not in page
