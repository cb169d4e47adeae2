"""Looking somebody up: what is found, by what, and what stays hidden."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry
from upstander.web.triage import keys, presenters
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.actions.seeking import NAME, NUMBER, Way, seek
from upstander.web.triage.models import Lead, Reach, Scan, Sought

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


# --- numbers, addresses, vehicles


@pytest.fixture(autouse=True)
def home(tmp_path: Any, settings: Any) -> None:
    """The workbench's key is made in it."""
    settings.HOME = tmp_path


def reach(lead: Lead, kind: str, value: str, *, of: str = "P1", holders: int = 1) -> Reach:
    owner = "staff" if of == lead.staff_id else "person"
    digest = keys.found_by(kind, value, key=keys.key(settings.HOME))
    return Reach.objects.create(
        lead=lead, kind=kind, owner=owner, identifier=of, digest=digest, holders=holders
    )


BY = [
    # looked for               found by     shared by
    ("07700 900123",           "number",    3),
    ("+44 7700 900123",        "number",    3),
    ("07700900201",            "number",    1),   # the member's own force number
    ("zz1 1aa",                "postcode",  40),
    ("14, ZZ1 1AA",            "address",   2),
    ("14 High Street, zz11aa", "address",   2),
    ("V 12",                   "vehicle",   9),
    ("100023336",              "uprn",      2),
    ("07700 900124",           "",          0),   # nobody's
    ("15, ZZ1 1AA",            "",          0),   # the house beside it
    ("ZZ1 1AB",                "",          0),
    ("00123",                  "",          0),   # the end of a number is another
]  # fmt: skip


@pytest.mark.parametrize(("term", "kind", "holders"), BY)
def test_by_what_somebody_is_found(term: str, kind: str, holders: int) -> None:
    lead = some.lead("S1")
    some.pair(lead)
    for held, value, of, shared in (
        ("number", "+447700900123", "P1", 3),
        ("number", "+447700900201", "S1", 1),
        ("postcode", "ZZ11AA", "P1", 40),
        ("address", "14 ZZ11AA", "P1", 2),
        ("uprn", "100023336", "P1", 2),
        ("vehicle", "V12", "S1", 9),
    ):
        reach(lead, held, value, of=of, holders=shared)
    found = seek(term, by=some.person(), purpose="A complaint gives it.")
    said = [(way.kind, way.holders) for hit in found.hits for way in hit.ways]
    assert said == ([(kind, holders)] if kind else [])


def test_what_is_said_of_a_find_holds_no_name_and_says_how_many_share_it() -> None:
    lead = some.lead("S1", pseudonym="Member AAAA")
    some.pair(lead)
    some.named(lead, "Alex Sample")
    reach(lead, "number", "+447700900123", holders=3)
    reach(lead, "vehicle", "V12", of="S1", holders=9)
    one = some.person()
    words = {
        term: presenters.found(seek(term, by=one, purpose="Why.").hits, signs={})[0].by
        for term in ("07700 900123", "V12", "sample", "s1")
    }
    assert words == {
        "07700 900123": ("the phone number of Person P1 (shared: 3 people on record)",),
        "V12": ("the vehicle of Member AAAA (shared: 9 members were booked on to it)",),
        "sample": ("the name of Member AAAA",),
        "s1": ("the record number or label",),
    }


def test_two_ways_to_one_lead_are_one_find() -> None:
    lead = some.lead("S0042")
    some.named(lead, "S0042 Sample")
    found = seek("S0042", by=some.person(), purpose="Why.").hits
    assert [hit.ways for hit in found] == [(Way(kind=NAME, identifier="S0042"), Way(kind=NUMBER))]


def test_a_number_of_a_blocked_lead_is_told_to_its_owner_alone() -> None:
    blocked = some.lead("S0042")
    reach(blocked, "number", "+447700900123")
    tied = some.person()
    some.conflict(tied, "S0042")
    with CaptureQueriesContext(connection) as held:
        theirs = seek("07700 900123", by=tied, purpose="A complaint.")
    with CaptureQueriesContext(connection) as nobodys:
        assert seek("07700 900199", by=tied, purpose="A complaint.") == theirs
    assert theirs.hits == ()
    assert len(held) == len(nobodys)  # nothing more is asked of the database where there is one
    told = Sought.objects.get()
    assert (told.lead, told.by, told.found_by) == (blocked, tied, "number")


def test_the_database_holds_neither_the_number_nor_what_everybody_could_work_out() -> None:
    lead = some.lead()
    one = reach(lead, "number", "+447700900123")
    assert "7700900123" not in one.digest
    other = keys.found_by("number", "+447700900123", key=b"another workbench")
    assert one.digest != other


def test_of_which_kinds_a_scan_held_nothing_is_said() -> None:
    some.scan(coverage={"signs": [], "reached": {"number": 12, "vehicle": 3}})
    missing = presenters.not_looked_through(Scan.objects.first())
    assert missing == ("address", "postcode", "property reference")
