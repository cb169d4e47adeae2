"""Entries of the watch list, put there by the actions that the pages use."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts.models import Role, User
from upstander.web.triage.models import Scan
from upstander.web.watchlist.actions import answering, proposing
from upstander.web.watchlist.actions.proposing import Terms
from upstander.web.watchlist.models import Entry, LookUp, Member, Name, Package, Person, Proposal
from upstander.web.watchlist.words import Rhythm


def terms(**more: Any) -> Terms:
    """Terms with everything that is asked for, for a month."""
    values: dict[str, Any] = {
        "grounds": "A complaint names two people whose records they opened.",
        "source": "2",
        "information": "B",
        "handling": "P",
        "conditions": "",
        "proportionate": "It reads the log of the force's own systems, of one member.",
        "considered": "Asking the line manager, which might reach the member.",
        "systems": (),
        "since": date(2026, 1, 1),
        "rhythm": Rhythm.EACH_SCAN,
        "review_on": timezone.localdate() + timedelta(days=30),
    }
    return Terms(**values | more)


def known(*staff_ids: str) -> None:
    """Members whom the newest scan knows."""
    for staff_id in staff_ids:
        Member.objects.get_or_create(staff_id=staff_id)


def proposed(staff_id: str = "S1", *, by: User | None = None, **more: Any) -> Entry:
    """An entry that waits for a second person."""
    known(staff_id)
    return proposing.propose(staff_id, by=by or some.person(), terms=terms(**more))


def authorised(proposal: Proposal, *, by: User | None = None) -> Proposal:
    """A supervisor's yes to a proposal."""
    second = by or some.person(Role.SUPERVISOR)
    return answering.answer(proposal, by=second, agree=True, reason="Weighed, and it is enough.")


def active(staff_id: str = "S1", **more: Any) -> Entry:
    """An entry that somebody authorised."""
    entry = proposed(staff_id, **more)
    authorised(entry.proposals.get())
    entry.refresh_from_db()
    return entry


def package(entry: Entry, *, of: Scan | None = None, name: str = "Alex Sample") -> Package:
    """A package with one person, one look-up that no record explains, and one of nobody."""
    scan = of or Scan.objects.first() or some.scan()
    made = Package.objects.create(
        entry=entry, terms=entry.terms or entry.proposals.get(), scan=scan,
        period=f"scan {scan.pk}", since=date(2026, 1, 1), until=scan.as_of, role="Officer",
        role_family="response", looks=2, unexplained=1, uncheckable=0, people=1, of_nobody=1,
        new=2, tours=20, not_seen=["2 of 2 look-ups state no reason."],
        beside=[{"figure": "per tour", "value": 0.1, "median": None, "below": 0, "peers": 2,
                 "enough": False}],
    )  # fmt: skip
    person = Person.objects.create(
        package=made, place=1, human_id="H1", person_id="P1", pseudonym="Person 19C7AAAA",
        looks=1, unexplained=1, uncheckable=0, days=1, markers=["mental_health"],
    )  # fmt: skip
    row: dict[str, Any] = {
        "package": made, "at": scan.as_of, "system": "Records", "action": "view",
        "source_file": "searches.csv", "is_new": True,
    }  # fmt: skip
    reason = f"rang about {name}"
    LookUp.objects.create(
        person=person, status="unexplained", reason=reason, on_duty=False, source_row=4, **row
    )
    LookUp.objects.create(source_row=5, **row)
    Name.objects.create(package=made, kind="person", identifier="H1", name=name)
    return made
