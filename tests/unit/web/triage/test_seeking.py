"""Looking for a name or a record number: what is found, and what stays hidden."""

import pytest

from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.actions.seeking import seek
from upstander.web.triage.models import Sought

pytestmark = pytest.mark.django_db

TERMS = [
    # looked for        found
    ("Alex Sample",     True),
    ("sample",          True),
    ("S0042",           True),
    ("s0042",           True),
    ("P0099",           True),
    ("L-00077",         True),
    ("S004",            False),  # a record number is whole, or it is another
    ("Alexander",       False),
]  # fmt: skip


@pytest.mark.parametrize(("term", "found"), TERMS)
def test_what_is_found(term: str, found: bool) -> None:
    lead = some.lead("S0042", reference="L-00077")
    some.pair(lead, person_id="P0099")
    some.named(lead, "Alex Sample")
    some.lead("S0043")
    leads = seek(term, by=some.person(), purpose="A complaint names them.").leads
    assert [each.reference for each in leads] == (["L-00077"] if found else [])


def test_a_blocked_lead_is_not_found_and_those_who_work_on_it_are_told() -> None:
    lead = some.lead("S0042")
    some.named(lead, "Alex Sample")
    tied, free = some.person(), some.person()
    some.conflict(tied, "S0042")
    assert seek("sample", by=tied, purpose="A complaint.") == seek(
        "nobody", by=tied, purpose="Why."
    )
    told = Sought.objects.get()
    assert (told.lead, told.by, told.purpose) == (lead, tied, "A complaint.")
    assert seek("sample", by=free, purpose="A complaint.").leads == (lead,)
    assert Sought.objects.count() == 1  # who reads it needs no telling


def test_nobody_alerts_others_by_looking_for_themselves() -> None:
    lead = some.lead("S0042")
    some.named(lead, "Alex Sample")
    assert seek("sample", by=some.person(staff_id="S0042"), purpose="Why not.").leads == ()
    assert not Sought.objects.exists()


def test_the_log_holds_the_search_but_not_the_name() -> None:
    lead = some.lead()
    some.named(lead, "Alex Sample")
    analyst = some.person()
    seek("Alex Sample", by=analyst, purpose="A complaint names them.")
    entry = Entry.objects.get(act="searched")
    assert (entry.username, entry.told["found"]) == (analyst.username, 1)
    assert "lex" not in entry.detail.lower()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_reads_no_leads_looks_for_nothing(role: Role) -> None:
    with pytest.raises(CannotDo, match="Your role"):
        seek("sample", by=some.person(role), purpose="Why.")
