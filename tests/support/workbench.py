"""People of a unit and leads, as small as a test of the workbench needs them."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from upstander.web.accounts.models import Compartment, Conflict, Role, User
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Part
from upstander.web.triage.models import Evidence, Lead, Name, Pair, Scan
from upstander.web.triage.words import Standing

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


def person(role: Role | str = Role.ANALYST, *, staff_id: str = "", name: str = "") -> User:
    """Somebody of the unit, with a staff id of their own."""
    number = next(_numbers)
    username = name or f"{role}-{number}"
    return User.objects.create_user(
        username=username, password="a long password", role=role, staff_id=staff_id or f"U{number}"
    )


def scan(**more: Any) -> Scan:
    """A published scan that could not see one sign."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "digest": f"{number:064}",
        "as_of": AT,
        "made_at": AT,
        "coverage": {"signs": [{"id": "IND-11", "name": "Offset parking", "status": "not seen"}]},
        "signs": {"IND-05": {"name": "Off-duty contact"}, "IND-10": {"name": "Unexplained stops"}},
    }
    return Scan.objects.create(**values | more)


def lead(staff_id: str = "S1", *, of: Scan | None = None, **more: Any) -> Lead:
    """A lead on a member of staff."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "reference": f"L-{number:05}",
        "staff_id": staff_id,
        "pseudonym": f"Member {number:04X}",
        "scan": of or Scan.objects.first() or scan(),
        "first_published_at": AT,
        "standing": Standing.NEW,
        "listed": True,
        "rank": number,
        "score": 10.0,
        "likelihood": 4,
        "harm": 5,
        "band": "priority",
        "style": "exploratory",
        "people": 1,
        "headline": "8 contacts in the 21 days after recorded work ended.",
        "strongest": ["IND-05"],
        "last_at": AT,
        "content_digest": f"{number:064}",
    }
    return Lead.objects.create(**values | more)


def pair(lead: Lead, *, person_id: str = "P1", **more: Any) -> Pair:
    """One of its people."""
    values: dict[str, Any] = {
        "person_id": person_id, "human_id": person_id, "pseudonym": f"Person {person_id}",
        "score": lead.score, "headline": lead.headline,
    }  # fmt: skip
    return Pair.objects.create(lead=lead, **values | more)


def evidence(lead: Lead, indicator: str = "IND-05", **more: Any) -> Evidence:
    """A sign that fired for it."""
    values: dict[str, Any] = {
        "indicator": indicator, "family": "contact", "rarity_bits": 6.0, "weight": 0.5,
        "sentence": "Contact off duty on 6 days.",
    }  # fmt: skip
    return Evidence.objects.create(lead=lead, **values | more)


def named(lead: Lead, name: str = "Alex Sample") -> Name:
    """What stands behind its pseudonym."""
    return Name.objects.create(lead=lead, kind="staff", identifier=lead.staff_id, name=name)


def pack(lead: Lead, *, by: User, **more: Any) -> Pack:
    """A disclosure pack that was begun, and withholds nothing."""
    values: dict[str, Any] = {
        "purpose": "Charging advice.", "recipient": "Jo Officer",
        "recipient_role": "Disclosure officer", "organisation": "Prosecution Service",
        "marking": "OFFICIAL-SENSITIVE", "parts": list(Part.values),
    }  # fmt: skip
    return Pack.objects.create(lead=lead, by=by, **values | more)


def conflict(reader: User, subject: str, why: Conflict.Why = Conflict.Why.LINE) -> Conflict:
    """What keeps a file from somebody."""
    return Conflict.objects.create(
        reader_staff_id=reader.staff_id, subject_staff_id=subject, why=why
    )


def compartment(*members: User, name: str = "") -> Compartment:
    """A part of the work that only those named read."""
    made = Compartment.objects.create(name=name or f"Operation {next(_numbers)}")
    made.members.set(members)
    return made


def tied(to: str) -> User:
    """Somebody who is tied to the members of this text: S1, S2 or both."""
    user = person(staff_id="S1" if to == "is S1" else "")
    for member in {"S1", "S2"} & set(to.split()):
        if to != "is S1":
            conflict(user, member, Conflict.Why.DECLARED)
    return user
