"""A later scan keeps what people made of leads: merged ones, and people in a lead of their own."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.triage.actions import merging, splitting
from upstander.web.triage.models import Contact, Event, Evidence, Lead, Pair, Stand, Tour

BRINGS = Callable[..., Any]
TWO = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S1       | H1       | 8 contacts on 6 days.
    1    | yes    | S1       | H2       | 4 visits.
    1    | yes    | S1       |          | 3 complaints in 12 months.
    2    | yes    | S2       | H3       | 9 look-ups.
"""
FIRST_CHANGED = TWO.replace("8 contacts on 6", "9 contacts on 7")
SECOND_CHANGED = TWO.replace("4 visits", "5 visits")
MEMBER_CHANGED = TWO.replace("3 complaints", "4 complaints")
FIRST_GONE = "\n".join(line for line in TWO.splitlines() if "H1" not in line)
ONLY_FIRST = "\n".join(line for line in TWO.splitlines() if "H2" not in line and "comp" not in line)
NEW_PERSON = TWO.rstrip() + "\n    1    | yes    | S1       | H4       | 2 calls.\n"


@pytest.fixture
def split(bring: BRINGS) -> Lead:
    """The first person of S1 in a lead of their own, after a scan."""
    bring(TWO)
    lead = Lead.objects.get(staff_id="S1")
    pairs = list(lead.pairs.filter(human_id="H1"))
    return splitting.split(
        lead, pairs=pairs, by=some.person(), reason="Another matter.", version=lead.version
    )


def standings() -> dict[str, str]:
    """Of the member's own lead, and of the one that was split off."""
    leads = Lead.objects.filter(staff_id="S1").order_by("split_from")
    return {"split" if lead.split_from_id else "own": lead.standing for lead in leads}


LATER = [
    # the next scan     own lead     split off
    (TWO,               "same",      "same"),
    (FIRST_CHANGED,     "same",      "changed"),
    (SECOND_CHANGED,    "changed",   "same"),
    (MEMBER_CHANGED,    "changed",   "same"),
    (NEW_PERSON,        "changed",   "same"),  # somebody new is in the member's own lead
    (FIRST_GONE,        "same",      "gone"),
    (ONLY_FIRST,        "gone",      "same"),
]  # fmt: skip


@pytest.mark.parametrize(("drawn", "own", "off"), LATER)
def test_a_later_scan_says_of_each_what_it_did_to_it(
    bring: BRINGS, split: Lead, drawn: str, own: str, off: str
) -> None:
    bring(drawn)
    assert standings() == {"own": own, "split": off}


def test_a_later_scan_writes_of_each_person_in_their_own_lead(bring: BRINGS, split: Lead) -> None:
    bring(FIRST_CHANGED)
    split.refresh_from_db()
    own = Lead.objects.get(staff_id="S1", split_from=None)
    assert split.headline == "9 contacts on 7 days."
    for model in (Pair, Evidence, Event, Contact, Stand):
        assert set(model.objects.filter(lead=split).values_list("human_id", flat=True)) == {"H1"}
        assert "H1" not in model.objects.filter(lead=own).values_list("human_id", flat=True), model
    assert Tour.objects.filter(lead=split).count() == Tour.objects.filter(lead=own).count() == 1
    assert set(split.names.values_list("identifier", flat=True)) == {"S1", "P1", "H1"}
    assert set(own.names.values_list("identifier", flat=True)) == {"S1", "P2", "H2"}
    assert (split.score, own.score) == (9.5, 19.0)  # the strongest person, and the member's own


def test_people_who_are_back_are_written_of_where_they_were(bring: BRINGS, split: Lead) -> None:
    splitting.bring_back(split, by=some.person(), reason="One matter.")
    bring(TWO)
    split.refresh_from_db()
    own = Lead.objects.get(staff_id="S1", split_from=None)
    assert own.standing == "same"  # splitting and joining again is no change of the scan's
    assert (own.score, own.people, own.pairs.count()) == (12.0, 1, 3)
    assert not split.pairs.exists()


def test_a_new_lead_takes_the_next_reference_after_those_split_off(
    bring: BRINGS, split: Lead
) -> None:
    bring(TWO.rstrip() + "\n    3    | yes    | S3       | H5       | 2 calls.\n")
    assert split.reference == "L-00003"
    assert Lead.objects.get(staff_id="S3").reference == "L-00004"


def test_a_later_scan_leaves_leads_merged_and_tells_who_has_the_other_open(bring: BRINGS) -> None:
    bring(TWO)
    bring(TWO)  # and new no longer
    first, second = (Lead.objects.get(staff_id=member) for member in ("S1", "S2"))
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    made = merging.propose(first, into=second, by=one, reason="One human.", version=2)
    merging.answer(made, by=chief, agree=True, reason="Read.")
    second.refresh_from_db()
    before = second.version
    bring(TWO)
    second.refresh_from_db()
    assert second.version == before
    bring(FIRST_CHANGED)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_into, second.version) == (second, before + 1)
