"""Leads worked on as one: who reads them, and what stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry
from upstander.web.triage import policies, queue
from upstander.web.triage.actions import deciding, merging, work
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Lead, Merge
from upstander.web.triage.words import Answer, Outcome, Standing, State

pytestmark = pytest.mark.django_db
WHY = "One person is in both."


def merged(lead: Lead, into: Lead) -> Merge:
    """Two leads worked on as one."""
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    made = merging.propose(lead, into=into, by=one, reason=WHY, version=lead.version)
    merging.answer(made, by=chief, agree=True, reason="I read both.")
    lead.refresh_from_db()
    into.refresh_from_db()
    return made


# L-1 (of S1) is merged into L-2 (of S2); L-3 (of S3) is by itself.
READS = [
    # who is tied to   before              while they are one   after they are separated
    ("nobody",         "L-1 L-2 L-3",      "L-1 L-2 L-3",       "L-1 L-2 L-3"),
    ("S1",             "L-2 L-3",          "L-3",               "L-2 L-3"),
    ("S2",             "L-1 L-3",          "L-3",               "L-1 L-3"),
    ("S1 S2",          "L-3",              "L-3",               "L-3"),
    ("is S1",          "L-2 L-3",          "L-3",               "L-2 L-3"),
]  # fmt: skip


@pytest.mark.parametrize(("to", "before", "one", "after"), READS)
def test_an_enquiry_is_read_by_those_who_may_read_each(
    to: str, before: str, one: str, after: str
) -> None:
    first, second, _ = (some.lead(f"S{n}", reference=f"L-{n}") for n in (1, 2, 3))
    user = some.tied(to)

    def reads() -> str:
        return " ".join(sorted(policies.leads(user).values_list("reference", flat=True)))

    assert reads() == before
    merged(first, second)
    assert reads() == one
    merging.separate(first, by=some.person(), reason="Two enquiries after all.")
    assert reads() == after


COMPARTMENTS = [
    # whose lead is in one     reads both when inside
    ("S1", True),
    ("S2", True),
    ("S1 S2", True),
]


@pytest.mark.parametrize(("within", "inside"), COMPARTMENTS)
def test_compartments_hold_for_each_lead_of_an_enquiry(within: str, inside: bool) -> None:
    proposer, chief, outside = some.person(), some.person(Role.SUPERVISOR), some.person()
    leads = [some.lead(f"S{n}") for n in (1, 2)]
    for lead in leads:
        if lead.staff_id in within.split():
            lead.compartment = some.compartment(proposer, chief)
            lead.save()
    made = merging.propose(leads[0], into=leads[1], by=proposer, reason=WHY, version=1)
    merging.answer(made, by=chief, agree=True, reason="Read.")
    assert policies.leads(proposer).count() == 2
    assert not policies.leads(outside).exists()
    assert list(policies.workers(leads[1])) == sorted(
        [proposer, chief], key=lambda one: one.username
    )


def test_third_leads_of_an_enquiry_close_it_too() -> None:
    head = some.lead("S1")
    for member in ("S2", "S3"):
        merged(some.lead(member), head)
    assert policies.leads(some.tied("S2")).count() == 0
    assert policies.leads(some.person()).count() == 3


def test_a_merge_is_seen_only_by_those_who_read_both() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    blocked = some.person(Role.SUPERVISOR)
    some.conflict(blocked, "S2")
    made = merging.propose(first, into=second, by=one, reason=WHY, version=1)
    assert list(policies.merges_to_answer(chief)) == [made]
    assert list(policies.merges_to_answer(blocked)) == []
    assert list(policies.merges_to_answer(one)) == []
    client = Client()
    client.force_login(blocked)
    page = client.get(reverse("lead_work", args=[first.reference]))
    assert page.status_code == 200
    assert second.reference not in page.text and "as one" not in page.text.replace(
        "Work on it as one with another lead", ""
    )
    answer = client.get(reverse("lead_merge_answer", args=[first.reference, made.pk]))
    assert answer.status_code == 404
    with pytest.raises(Lead.DoesNotExist):
        merging.answer(made, by=blocked, agree=True, reason="Mine.")


def test_a_lead_that_may_not_be_read_is_merged_with_as_one_that_is_not_there() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    blocked = some.person()
    some.conflict(blocked, "S2")
    client = Client()
    client.force_login(blocked)
    said = []
    for reference in (second.reference, "L-99999"):
        sent = {"into": reference, "reason": WHY, "version": "1"}
        page = client.post(reverse("lead_merge", args=[first.reference]), sent)
        assert page.status_code == 422
        assert f"There is no lead {reference}." in page.text
        said.append(page.text.replace(reference, "").count("<"))
    assert said[0] == said[1]
    assert Entry.objects.filter(act="denied", subject=second.reference).exists()


def test_a_second_person_agrees_to_a_merge_and_only_once() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    chief, other = some.person(Role.SUPERVISOR), some.person(Role.SUPERVISOR)
    made = merging.propose(first, into=second, by=chief, reason=WHY, version=1)
    with pytest.raises(CannotDo, match="you proposed this yourself"):
        merging.answer(made, by=chief, agree=True, reason="Mine.")
    with pytest.raises(CannotDo, match="Your role"):
        merging.answer(made, by=some.person(), agree=True, reason="I am an analyst.")
    assert merging.answer(made, by=other, agree=False, reason="No.").answer == Answer.REFUSED
    with pytest.raises(CannotDo, match="answered already"):
        merging.answer(made, by=other, agree=True, reason="Yes.")
    first.refresh_from_db()
    assert first.merged_into is None


LAPSES = ["a scan changed the lead", "a scan changed the other", "a week went by"]


@pytest.mark.parametrize("why", LAPSES)
def test_a_merge_lapses_when_it_is_no_longer_what_was_read(why: str) -> None:
    first, second = some.lead("S1"), some.lead("S2")
    made = merging.propose(first, into=second, by=some.person(), reason=WHY, version=1)
    if "week" in why:
        Merge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        changed = first if why.endswith("the lead") else second
        Lead.objects.filter(pk=changed.pk).update(content_digest="f" * 64)
    answered = merging.answer(made, by=some.person(Role.SUPERVISOR), agree=True, reason="Yes.")
    first.refresh_from_db()
    assert (answered.answer, first.merged_into) == (Answer.LAPSED, None)


CANNOT = [
    # what stands against it                                    says
    ("the other is closed",                                     "only open leads"),
    ("this one waits for a decision",                           "only open leads"),
    ("others are worked on with this one",                      "separate those first"),
    ("the other is worked on with a third",                     "with another lead already"),
    ("it is proposed already",                                  "proposed already"),
    ("both are about one member",                               "about the same member"),
    ("whoever works on the other may not read this one",        "cannot take on both"),
    ("somebody changed it meanwhile",                           "Somebody else changed"),
]  # fmt: skip


@pytest.mark.parametrize(("against", "says"), CANNOT)
def test_when_two_leads_are_not_made_one(against: str, says: str) -> None:
    first, second, third = some.lead("S1"), some.lead("S2"), some.lead("S3")
    one, version = some.person(), 1
    match against:
        case "the other is closed":
            Lead.objects.filter(pk=second.pk).update(state=State.EXPLAINED)
        case "this one waits for a decision":
            Lead.objects.filter(pk=first.pk).update(state=State.AWAITING_APPROVAL)
        case "others are worked on with this one":
            Lead.objects.filter(pk=third.pk).update(merged_into=first)
        case "the other is worked on with a third":
            Lead.objects.filter(pk=second.pk).update(merged_into=third)
        case "it is proposed already":
            merging.propose(first, into=third, by=one, reason=WHY, version=1)
        case "both are about one member":
            Lead.objects.filter(pk=second.pk).update(staff_id="S1", split_from=first)
        case "whoever works on the other may not read this one":
            owner = some.person()
            some.conflict(owner, "S1")
            Lead.objects.filter(pk=second.pk).update(owner=owner)
        case "somebody changed it meanwhile":
            version = 2
    with pytest.raises(CannotDo, match=says):
        merging.propose(first, into=second, by=one, reason=WHY, version=version)


def test_a_merged_lead_is_decided_with_the_other_and_keeps_what_it_had() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    deciding.decide(
        first, by=one, outcome=Outcome.DEVELOP, reason="Ask.", review_on=None, version=1
    )
    first.refresh_from_db()
    merged(first, second)
    for act in (
        lambda: work.assign(first, by=one, to=one, version=first.version),
        lambda: work.set_due(first, by=one, due_on=None, version=first.version),
        lambda: deciding.decide(first, by=one, outcome=Outcome.DEVELOP, reason="x",
                                review_on=None, version=first.version),
    ):  # fmt: skip
        with pytest.raises(CannotDo, match=f"as one with {second.reference}"):
            act()
    work.add_note(first, by=one, text="What is written of it is written on it.")
    closing = deciding.decide(second, by=one, outcome=Outcome.NO_FURTHER_ACTION, reason="Both.",
                              review_on=None, version=second.version)  # fmt: skip
    deciding.answer(closing, by=chief, agree=True, reason="Yes.")
    merging.separate(first, by=one, reason="Another matter.")
    first.refresh_from_db()
    assert first.state == State.DEVELOPING  # nobody closed it
    assert [one.outcome for one in first.decisions.all()] == [Outcome.DEVELOP]
    assert first.notes.count() == 1
    with pytest.raises(CannotDo, match="by itself already"):
        merging.separate(first, by=one, reason="Again.")


def test_a_decision_for_two_lapses_when_either_changes() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    merged(first, second)
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    closing = deciding.decide(second, by=one, outcome=Outcome.EXPLAINED, reason="Both.",
                              review_on=None, version=second.version)  # fmt: skip
    Lead.objects.filter(pk=first.pk).update(content_digest="f" * 64)
    assert deciding.answer(closing, by=chief, agree=True, reason="Yes.").answer == Answer.LAPSED


def test_the_queue_shows_one_row_for_both_and_says_so() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    some.evidence(first, "IND-10")
    Lead.objects.update(standing=Standing.SAME)
    merged(first, second)
    one = some.person()

    def rows(**filters: object) -> list[Lead]:
        return list(queue.chosen(one, filters=filters))

    assert rows() == [second]
    assert rows(sign="IND-10") == [second]  # a sign of either
    assert rows(q=first.reference) == [first]  # who looks for it finds it
    assert queue.overview(one).counts.new == 1
    assert queue.overview(one).counts.changed == 0
    Lead.objects.filter(pk=first.pk).update(standing=Standing.CHANGED)
    assert queue.overview(one).counts.changed == 1
    assert rows(standing=[Standing.CHANGED]) == [second]
    client = Client()
    client.force_login(one)
    page = client.get(reverse("queue"))
    assert f"Worked on as one with {first.reference}" in page.text
    assert second.reference in client.get(reverse("lead", args=[first.reference])).text


def test_who_steps_away_from_one_of_them_sees_neither_and_owns_neither() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    one = some.person()
    work.assign(second, by=one, to=one, version=1)
    second.refresh_from_db()
    merged(first, second)
    work.step_away(first, by=one)
    second.refresh_from_db()
    assert second.owner is None
    assert not policies.leads(one).exists()


def test_what_is_merged_is_in_the_log_of_each_lead_for_the_auditor_alone() -> None:
    first, second = some.lead("S1"), some.lead("S2")
    merged(first, second)
    entries = Entry.objects.filter(kind="merge")
    assert sorted(entries.values_list("act", "subject")) == sorted(
        (act, lead.reference) for act in ("altered", "combined") for lead in (first, second)
    )
    assert not Entry.objects.filter(kind="lead").exists()  # what readers of one lead are shown
