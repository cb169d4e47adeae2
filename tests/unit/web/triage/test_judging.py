"""What a person judges: filters, which the next scan reads, and the grading."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.support import workbench as some
from upstander.engine.purposes.filters import read_filters
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry
from upstander.web.triage.actions import judging
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.filter_file import write_filters
from upstander.web.triage.forms import DecideForm, FilterForm, GradeForm, TaskForm
from upstander.web.triage.models import Filter, Lead

pytestmark = pytest.mark.django_db


def filtered(lead: Lead, **more: Any) -> Filter:
    values: dict[str, Any] = {
        "by": some.person(name=f"owner-{lead.pk}"), "pair": some.pair(lead, person_id="P1"),
        "kinds": ["call", "visit"], "holds_from": date(2026, 1, 5), "holds_to": None,
        "reason": "Plan 14 names this officer", "expires_on": timezone.localdate() + timedelta(90),
    }  # fmt: skip
    return judging.set_filter(lead, **values | more)


def test_the_next_scan_reads_the_filters_that_hold(tmp_path: Path) -> None:
    filtered(some.lead("S00123"))
    ended = filtered(some.lead("S2"))
    judging.end_filter(ended, by=ended.owner)
    expired = filtered(some.lead("S3"))
    Filter.objects.filter(pk=expired.pk).update(expires_on=date(2026, 1, 6))
    file = tmp_path / "filters.csv"
    assert write_filters(file) == 1
    (read,) = read_filters(file)
    assert (read.staff_id, read.human, read.kinds) == ("S00123", "P1", ("call", "visit"))
    assert (read.holds_from, read.holds_to) == (date(2026, 1, 5), None)
    assert read.state(as_of=datetime(2026, 2, 1), looking_back=False) == "applied"


def test_no_filter_is_a_file_that_says_so(tmp_path: Path) -> None:
    assert write_filters(tmp_path / "filters.csv") == 0
    assert read_filters(tmp_path / "filters.csv") == ()


def test_a_filter_ends_once() -> None:
    made = filtered(some.lead())
    judging.end_filter(made, by=made.owner)
    with pytest.raises(CannotDo, match="ended already"):
        judging.end_filter(made, by=made.owner)


def test_a_grading_is_a_persons_and_a_later_one_stands_above_it() -> None:
    lead, analyst = some.lead(), some.person()
    values = {
        "text": "The member visits the address off duty.", "handling": "P", "conditions": "",
        "category": "sexual_misconduct",
    }  # fmt: skip
    judging.grade(lead, by=analyst, source="2", information="D", **values)
    judging.grade(lead, by=analyst, source="2", information="B", **values)
    assert [grading.grade for grading in lead.gradings.all()] == ["2BP", "2DP"]
    entry = Entry.objects.filter(subject=lead.reference).latest("number")
    assert entry.told["grade"] == "2BP"
    assert "visits" not in entry.detail


def test_an_auditor_judges_nothing() -> None:
    lead = some.lead()
    with pytest.raises(CannotDo, match="Your role"):
        filtered(lead, by=some.person(Role.AUDITOR))


DAY = timezone.localdate
GOOD_FILTER = {
    "kinds": ["call"], "holds_from": "5/1/2026", "holds_to": "", "reason": "Plan 14",
    "expires_on": f"{DAY() + timedelta(90):%d/%m/%Y}",
}  # fmt: skip
FILTERS = [
    # what is written                                                   the field at fault
    ({},                                                                None),
    ({"holds_to": "4/1/2026"},                                          "holds_to"),
    ({"expires_on": f"{DAY():%d/%m/%Y}"},                               "expires_on"),
    ({"expires_on": f"{DAY() + timedelta(700):%d/%m/%Y}"},              "expires_on"),
    ({"holds_from": "31/2/2026"},                                       "holds_from"),
    ({"reason": "  "},                                                  "reason"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "fault"), FILTERS)
def test_the_form_of_a_filter(written: dict[str, Any], fault: str | None) -> None:
    pair = some.pair(some.lead())
    form = FilterForm(GOOD_FILTER | {"pair": str(pair.pk)} | written, pairs=[pair])
    assert list(form.errors) == ([fault] if fault else [])


GRADES = [
    ({"handling": "P"}, None),
    ({"handling": "C", "conditions": "Only the unit."}, None),
    ({"handling": "C"}, "conditions"),
    ({"handling": "P", "source": "4"}, "source"),
    ({"handling": "P", "category": ""}, "category"),
]


@pytest.mark.parametrize(("written", "fault"), GRADES)
def test_the_form_of_a_grading(written: dict[str, str], fault: str | None) -> None:
    given = {"text": "What is known.", "source": "1", "information": "A", "category": "other"}
    form = GradeForm(given | written)
    assert list(form.errors) == ([fault] if fault else [])


DECISIONS = [
    ({"outcome": "explained"}, None),
    ({"outcome": "under_review", "review_on": f"{DAY() + timedelta(30):%d/%m/%Y}"}, None),
    ({"outcome": "under_review"}, "review_on"),
    ({"outcome": "under_review", "review_on": f"{DAY():%d/%m/%Y}"}, "review_on"),
    ({"outcome": "develop", "reason": ""}, "reason"),
    ({}, "outcome"),
]


@pytest.mark.parametrize(("written", "fault"), DECISIONS)
def test_the_form_of_a_decision(written: dict[str, str], fault: str | None) -> None:
    form = DecideForm({"version": "1", "reason": "The roster shows it."} | written)
    assert list(form.errors) == ([fault] if fault else [])


TASKS = [
    ({"kind": "task"}, None),
    ({"kind": "record", "reason": "To see who was crewed; Head of PSD"}, None),
    ({"kind": "record"}, "reason"),
    ({"kind": "task", "whom": "0"}, "whom"),
]


@pytest.mark.parametrize(("written", "fault"), TASKS)
def test_the_form_of_a_task(written: dict[str, str], fault: str | None) -> None:
    person = some.person()
    given = {"text": "Ask the roster office.", "whom": str(person.pk), "due_on": "3/12/2026"}
    form = TaskForm(given | written, people=[person])
    assert list(form.errors) == ([fault] if fault else [])
