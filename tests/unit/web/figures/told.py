"""A lead of a made-up force, told as tables, for the tests of its figures."""

from datetime import UTC, datetime
from typing import Any

from tests.support import workbench as some
from tests.support.drawn import rows
from upstander.web.triage.models import Contact, Event, Lead, Pair, Stand, Tour

SIGNS = {
    "IND-05": {
        "name": "Off-duty contact",
        "meaning": "Contact outside working time.",
        "level": "pair",
        "innocent": ["Overtime that was entered late.", "An appointment that was moved."],
        "cannot_see": "Private telephones.",
    },
    "IND-06": {
        "name": "Contact after the purpose",
        "level": "pair",
        "innocent": ["An outcome call, made late.", "Overtime that was entered late."],
    },
    "IND-41": {"name": "Complaints", "level": "staff", "innocent": []},
    "IND-59": {"name": "Training shortfall", "level": "force"},
}
COVERAGE = {
    "not_handed_over": ["messages", "tasks"],
    "signs": [
        {"id": "IND-05", "name": "Off-duty contact", "status": "ran"},
        {"id": "IND-06", "name": "Contact after the purpose", "status": "ran"},
        {"id": "IND-35", "name": "Affection", "status": "not seen", "missing": ["messages.text"]},
        {"id": "IND-36", "name": "Remarks", "status": "not seen", "missing": ["messages.text"]},
        {"id": "IND-59", "name": "Training", "status": "not seen", "missing": ["training"]},
    ],
    "explanations_not_available": {"tasked": ["tasks"]},
    "content": {"read": False, "said": "The content of messages was not read."},
}
TITLES = {"assigned": "Assigned to the case", "tasked": "A task names both"}


def moment(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lead(staff_id: str = "S0417", **more: Any) -> Lead:
    """A lead of a scan that says what its signs mean."""
    scan = some.scan(coverage=COVERAGE, signs=SIGNS, explanations=TITLES)
    return some.lead(staff_id, of=scan, **{"pseudonym": "Member 4F2A"} | more)


def pair(lead: Lead, person: str = "P20113", **more: Any) -> Pair:
    return some.pair(lead, person_id=person, **{"pseudonym": "Person 19C7"} | more)


def contacts(lead: Lead, person: str, text: str) -> None:
    """Contacts, drawn: at (UTC), kind, status, duty; the row is the number of the line."""
    Contact.objects.bulk_create(
        Contact(
            lead=lead,
            human_id=person,
            at=moment(row["at"] or ""),
            kind=row["kind"] or "",
            status=row["status"] or "",
            on_duty={"on": True, "off": False}.get(row.get("duty") or ""),
            explained_by="assigned" if row["status"] == "explained" else "",
            explained_file="assignments.csv" if row["status"] == "explained" else "",
            explained_row=12 if row["status"] == "explained" else None,
            source_table=f"{row['kind']}s",
            source_file=f"{row['kind']}s.csv",
            source_row=number,
        )
        for number, row in enumerate(rows(text), start=1)
    )


def rests_on(lead: Lead, indicator: str, person: str, *, status: str = "unexplained") -> None:
    """Events of a sign: the contacts of the person with that status."""
    Event.objects.bulk_create(
        Event(
            lead=lead,
            human_id=person,
            indicator=indicator,
            at=contact.at,
            kind=contact.kind,
            status=contact.status,
            source_table=contact.source_table,
            source_file=contact.source_file,
            source_row=contact.source_row,
        )
        for contact in lead.contacts.filter(human_id=person, status=status)
    )


def complaint(lead: Lead) -> None:
    """An earlier complaint about the member, which is a record and no contact."""
    some.evidence(
        lead, "IND-41", family="history", rarity_bits=2.0, weight=1.0,
        sentence="2 complaints, the last on 2024-11-02.", at=moment("2024-11-02 09:00"),
    )  # fmt: skip
    Event.objects.create(
        lead=lead, human_id="", indicator="IND-41", at=moment("2024-11-02 09:00"),
        kind="complaint", source_table="complaints", source_file="complaints.csv", source_row=7,
    )  # fmt: skip


def tour(lead: Lead, starts: str, ends: str) -> None:
    Tour.objects.create(lead=lead, starts_at=moment(starts), ends_at=moment(ends))


def stand(lead: Lead, person: str, at: str, **more: Any) -> None:
    Stand.objects.create(
        lead=lead, human_id=person, at=moment(at), **{"status": "unexplained"} | more
    )
