"""The queue: what its filters leave, in which order, and what its counts say."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.triage import presenters, queue
from upstander.web.triage.words import Standing, State

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def drawn() -> None:
    """Six leads; the table says what is different of each."""
    one = some.person(name="one")
    today = TODAY()
    some.scan()
    rows: list[tuple[str, dict[str, Any]]] = [
        ("L-A", {"rank": 1, "score": 20.0, "band": "priority"}),
        ("L-B", {"rank": 2, "score": 15.0, "state": State.IN_TRIAGE, "owner": one,
                 "due_on": today - timedelta(days=3)}),
        ("L-C", {"rank": 3, "score": 12.0, "state": State.DEVELOPING, "owner": one,
                 "due_on": today + timedelta(days=5), "band": "attention"}),
        ("L-D", {"rank": 4, "score": 9.0, "state": State.EXPLAINED, "standing": Standing.SAME,
                 "due_on": today - timedelta(days=30)}),
        ("L-E", {"rank": 5, "score": 8.0, "state": State.EXPLAINED, "standing": Standing.CHANGED}),
        ("L-F", {"rank": 6, "score": 7.0, "last_at": None, "pseudonym": "Member BEEF",
                 "band": "information"}),
    ]  # fmt: skip
    for number, (reference, values) in enumerate(rows):
        lead = some.lead(f"S{number}", reference=reference, **values)
        some.evidence(lead, "IND-10" if reference in ("L-A", "L-F") else "IND-05")


FILTERS = [
    # what is asked                         what is left
    ({},                                    "ABCEF"),  # open ones, and what changed since
    ({"state": ["explained"]},              "DE"),
    ({"state": ["new", "in_triage"]},       "ABF"),
    ({"band": ["priority"]},                "ABE"),
    ({"standing": ["changed"]},             "E"),
    ({"sign": "IND-10"},                    "AF"),
    ({"owner": "none"},                     "AEF"),
    ({"owner": "mine"},                     ""),
    ({"due": "late"},                       "B"),
    ({"due": "week"},                       "C"),
    ({"due": "undated"},                    "AEF"),
    ({"q": "beef"},                         "F"),
    ({"q": "L-D"},                          "D"),  # whoever looks for one finds it, closed or not
    ({"q": "nothing like it"},              ""),
    ({"sign": "IND-05", "owner": "none"},   "E"),
]  # fmt: skip


@pytest.mark.parametrize(("filters", "left"), FILTERS)
def test_what_the_filters_leave(filters: dict[str, Any], left: str) -> None:
    drawn()
    found = queue.chosen(some.person(), filters=filters)
    assert (
        "".join(lead.reference[-1] for lead in queue.ordered(found, by="rank", down=False)) == left
    )


ORDERS = [
    ("rank", False, "ABCEF"),
    ("rank", True, "FECBA"),
    ("score", True, "ABCEF"),
    ("due", False, "BCAEF"),  # those without a date last, either way
    ("due", True, "CBAEF"),
    ("newest", True, "ABCEF"),
]


@pytest.mark.parametrize(("by", "down", "order"), ORDERS)
def test_the_order(by: str, down: bool, order: str) -> None:
    drawn()
    found = queue.ordered(queue.chosen(some.person(), filters={}), by=by, down=down)
    assert "".join(lead.reference[-1] for lead in found) == order


def test_the_counts() -> None:
    drawn()
    assert queue.overview(some.person()).counts == queue.Counts(
        new=2, late=1, unassigned=2, changed=1
    )


def test_a_conflict_changes_every_count_and_list() -> None:
    drawn()
    tied = some.person()
    some.conflict(tied, "S0")
    assert queue.overview(tied).counts == queue.Counts(new=1, late=1, unassigned=1, changed=1)
    assert not queue.chosen(tied, filters={"q": "L-A"}).exists()


def test_a_row_says_what_it_is_in_words() -> None:
    drawn()
    leads = queue.ordered(queue.chosen(some.person(), filters={}), by="rank", down=False)
    signs = {"IND-05": {"name": "Off-duty contact"}}
    first, second, *_ = presenters.rows(leads.select_related("owner"), signs=signs)
    assert (first.signs, first.owner, first.due) == (
        ("Off-duty contact",),
        "Nobody yet",
        "No date set",
    )
    assert (second.status, second.owner, second.due) == ("In triage", "one", "3 days late")
    assert second.late


SORT_LINKS = [
    ("",                       "rank",  False, "Lead",     "?sort=rank&order=down"),
    ("sort=rank&order=down",   "rank",  True,  "Lead",     "?sort=rank"),
    ("q=x&page=3",             "rank",  False, "Evidence", "?q=x&sort=score&order=down"),
    ("state=new&state=gone",   "rank",  False, "Decision due", "?state=new&state=gone&sort=due"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "by", "down", "column", "link"), SORT_LINKS)
def test_a_head_keeps_the_filters_and_turns_the_order(
    query: str, by: str, down: bool, column: str, link: str
) -> None:
    heads = {head.label: head for head in presenters.heads(QueryDict(query), by=by, down=down)}
    assert heads[column].href == link
    assert heads["Lead"].sorted == ("descending" if down else "ascending")
