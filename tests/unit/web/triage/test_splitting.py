"""People of a lead in a lead of their own: who reads it, what goes along, and what stays."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.triage import policies
from upstander.web.triage.actions import deciding, splitting, work
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Contact, Evidence, Lead, Merge, Name, Pair, Tour
from upstander.web.triage.words import Outcome, State

pytestmark = pytest.mark.django_db
WHY = "One person is in both."


@pytest.fixture
def two() -> Lead:
    """A lead with two people, P1 the stronger, and one sign about the member alone."""
    lead = some.lead("S1", score=20.0, people=2, whole={"score": 20.0, "people": 2},
                     found={"P1": "a", "P2": "b", "": "c"})  # fmt: skip
    for person, score in (("P1", 12.0), ("P2", 7.0)):
        some.pair(lead, person_id=person, score=score, headline=f"Of {person}.")
        some.evidence(lead, "IND-05" if person == "P1" else "IND-10", human_id=person)
        Contact.objects.create(
            lead=lead, human_id=person, at=some.AT, kind="call", status="unexplained",
            source_table="calls", source_file="calls.csv", source_row=1,
        )  # fmt: skip
        Name.objects.create(lead=lead, kind="person", identifier=person, name=f"Name {person}")
    Pair.objects.create(lead=lead, score=2.0, headline="Of the member.")
    Tour.objects.create(lead=lead, starts_at=some.AT, ends_at=some.AT)
    some.named(lead)
    return lead


def apart(lead: Lead, *people: str) -> Lead:
    pairs = list(lead.pairs.filter(person_id__in=people))
    return splitting.split(lead, pairs=pairs, by=some.person(), reason=WHY, version=lead.version)


def test_people_get_a_lead_of_their_own_with_all_that_is_about_them(two: Lead) -> None:
    made = apart(two, "P1")
    two.refresh_from_db()
    assert (made.staff_id, made.pseudonym, made.split_from) == ("S1", two.pseudonym, two)
    assert (made.state, made.owner, made.headline, made.score, made.people) == (
        State.IN_TRIAGE, None, "Of P1.", 12.0, 1,
    )  # fmt: skip
    assert (two.headline, two.score, two.people, two.strongest) == ("Of P2.", 9.0, 1, ["IND-10"])
    for model in (Evidence, Contact):
        assert [row.human_id for row in model.objects.filter(lead=made)] == ["P1"], model
        assert [row.human_id for row in model.objects.filter(lead=two)] == ["P2"], model
    assert set(made.names.values_list("identifier", flat=True)) == {"S1", "P1"}
    assert set(two.names.values_list("identifier", flat=True)) == {"S1", "P2"}
    assert made.tours.count() == two.tours.count() == 1
    assert made.content_digest != two.content_digest


def test_it_is_decided_apart_and_brought_back_as_it_was(two: Lead) -> None:
    before = (two.content_digest, two.score, two.people)
    whole = apart(two, "P1")
    one = some.person()
    work.add_note(whole, by=one, text="Of its own.")
    deciding.decide(whole, by=one, outcome=Outcome.DEVELOP, reason="Ask.", review_on=None,
                    version=whole.version)  # fmt: skip
    two.refresh_from_db()
    assert (two.state, two.notes.count(), two.decisions.count()) == (State.NEW, 0, 0)
    splitting.bring_back(whole, by=one, reason="One matter after all.")
    two.refresh_from_db()
    whole.refresh_from_db()
    assert (two.score, two.people) == before[1:]
    assert two.found == {"P1": "a", "P2": "b", "": "c"}
    assert two.contacts.count() == 2 and not whole.contacts.exists()
    assert (whole.notes.count(), whole.decisions.count()) == (1, 1)  # they stay where they were
    assert list(policies.on_their_own(one)) == [two]
    with pytest.raises(CannotDo, match="back in the one"):
        work.set_due(whole, by=one, due_on=None, version=whole.version)
    with pytest.raises(CannotDo, match="back already"):
        splitting.bring_back(whole, by=one, reason="Again.")


NOT_SPLIT = [
    # what stands against it       says
    ("everybody would leave",      "has to stay"),
    ("nobody would leave",         "has to leave"),
    ("it is closed",               "Only an open lead"),
    ("it was split off itself",    "is not split"),
    ("somebody changed it",        "Somebody else changed"),
]  # fmt: skip


@pytest.mark.parametrize(("against", "says"), NOT_SPLIT)
def test_when_people_are_not_split_off(two: Lead, against: str, says: str) -> None:
    people = ["P1"]
    if against == "everybody would leave":
        two.pairs.filter(human_id="").delete()
        people = ["P1", "P2"]
    if against == "nobody would leave":
        people = []
    if against == "it is closed":
        Lead.objects.filter(pk=two.pk).update(state=State.EXPLAINED)
    if against == "it was split off itself":
        other = some.lead("S9")
        Lead.objects.filter(pk=two.pk).update(split_from=other)
    if against == "somebody changed it":
        Lead.objects.filter(pk=two.pk).update(version=9)
    with pytest.raises(CannotDo, match=says):
        apart(two, *people)


@pytest.mark.parametrize("tie", ["S1", "is S1"])
def test_whoever_is_blocked_from_the_member_is_blocked_from_both(two: Lead, tie: str) -> None:
    apart(two, "P1")
    assert not policies.leads(some.tied(tie)).exists()
    assert policies.leads(some.person()).count() == 2


def test_a_split_lead_stays_in_the_compartment(two: Lead) -> None:
    inside = some.person()
    Lead.objects.filter(pk=two.pk).update(compartment=some.compartment(inside))
    two.refresh_from_db()
    pairs = list(two.pairs.filter(person_id="P1"))
    splitting.split(two, pairs=pairs, by=inside, reason=WHY, version=two.version)
    assert policies.leads(inside).count() == 2
    assert not policies.leads(some.person()).exists()


def test_nothing_goes_back_into_a_lead_that_is_closed(two: Lead) -> None:
    made = apart(two, "P1")
    Lead.objects.filter(pk=two.pk).update(state=State.EXPLAINED)
    with pytest.raises(CannotDo, match="is not open"):
        splitting.bring_back(made, by=some.person(), reason="Back.")


def test_the_pages_of_merging_and_splitting(two: Lead) -> None:
    other, one, chief = some.lead("S2"), some.person(), some.person(Role.SUPERVISOR)
    client, second = Client(), Client()
    client.force_login(one)
    second.force_login(chief)

    def send(page: str, lead: Lead, *more: int, by: Client = client, **sent: object) -> str:
        answer = by.post(reverse(page, args=[lead.reference, *more]), sent, follow=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    person = two.pairs.get(person_id="P1")
    said = send("lead_split", two, people=str(person.pk), reason=WHY, version=two.version)
    assert "split off from" in said
    made = Lead.objects.get(split_from=two)
    assert made.reference in client.get(reverse("lead", args=[two.reference])).text
    assert "are back in this lead" in send("lead_bring_back", made, reason="One matter.")
    two.refresh_from_db()
    said = send("lead_merge", two, into=other.reference.lower(), reason=WHY, version=two.version)
    assert "waits for a second person" in said
    proposed = Merge.objects.get()
    assert "as one with" in second.get(reverse("waiting")).text
    said = send("lead_merge_answer", two, proposed.pk, by=second, agree="yes", reason="Read.")
    assert f"{other.reference} decides" in said
    assert "by itself again" in send("lead_separate", two, reason="Two after all.")
