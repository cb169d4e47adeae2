"""The run, top to bottom. Every stage takes tables and returns tables; there is no way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir

from upstander.engine import coverage
from upstander.engine.contacts import calls, content, duty, lookups
from upstander.engine.contacts.content import ContentAuthority
from upstander.engine.contacts.crews import crewed
from upstander.engine.contacts.once import counted_once
from upstander.engine.contacts.stops import stops as find_stops
from upstander.engine.contacts.table import contact_table
from upstander.engine.contacts.visits import visits
from upstander.engine.evidence import LEAST_SHARE, Scene
from upstander.engine.extracts.read import read
from upstander.engine.extracts.result import Extracts
from upstander.engine.leads import ranking
from upstander.engine.leads.matrix import Matrix
from upstander.engine.looking import Looked, look
from upstander.engine.people import holders
from upstander.engine.people.judged import judged_pairs
from upstander.engine.people.linking import People, humans
from upstander.engine.people.numbers import normalised
from upstander.engine.policy import Policy
from upstander.engine.purposes import explain
from upstander.engine.purposes.explanation import Ground
from upstander.engine.purposes.filters import Filter, filters_that_hold
from upstander.engine.sessions import Session
from upstander.engine.shelf import Shelf
from upstander.engine.tables.records import Records
from upstander.engine.tables.roles import role_family
from upstander.engine.tables.stages import CONTACTS

Step = Callable[[str], None]
Changed = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a scan is asked for."""

    folder: Path
    mappings: Path | None = None
    as_of: datetime | None = None  # UTC, no zone
    zone: str = "Europe/London"
    only: tuple[str, ...] = ()
    matrix: Matrix
    signs: Changed
    windows: Changed
    policy: Policy = field(default_factory=Policy)
    judged: Path | None = None
    filters: tuple[Filter, ...] = ()
    content: ContentAuthority | None = None
    shelf: Shelf | None = None  # what earlier runs kept, where this is one of several

    def as_of_or(self, until: datetime) -> datetime:
        """The moment of the scan: as asked, or the end of what the systems saw."""
        return self.as_of or until


@dataclass(frozen=True, kw_only=True)
class Identified:
    """Who is who, and who held which number and home."""

    people: People
    spellings: ir.Table
    staff_numbers: ir.Table
    number_holders: ir.Table
    handle_holders: ir.Table
    homes: ir.Table


@dataclass(frozen=True, kw_only=True)
class Stood:
    """Where vehicles and hand-helds stood, and who was with them."""

    stops: ir.Table
    crewed: ir.Table


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Every contact that the systems saw."""

    contacts: ir.Table  # CONTACTS
    stood: Stood
    tours: ir.Table
    ground: Ground
    purposes: ir.Table
    period: tuple[datetime, datetime]
    texts_twice: int  # stood on the bill and in an archive of messages: counted once


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """Everything that the outputs are written from."""

    extracts: Extracts
    identified: Identified
    seen: Seen
    explained: explain.Explained
    scene: Scene
    staff: ir.Table  # staff_id, name, role_family, ...
    looked: Looked
    ranked: ranking.Ranked


def run(wanted: Wanted, *, session: Session, step: Step) -> Scanned:
    """The whole scan, up to what is written down."""
    step("Reading the extracts")
    extracts = read(
        folder=wanted.folder,
        engine=session.local,
        mappings=wanted.mappings,
        as_of=wanted.as_of.replace(tzinfo=UTC) if wanted.as_of else None,
        zone=wanted.zone,
    )
    return examine(extracts, wanted=wanted, session=session, step=step)


def examine(extracts: Extracts, *, wanted: Wanted, session: Session, step: Step) -> Scanned:
    """What a scan makes of extracts that have been read."""
    records = extracts.records
    staff = session.keep("workforce", records["staff"].mutate(role_family=role_family))

    step("Finding stops, and joining records of one human being")
    aside = session.beside()  # neither needs the other
    stood = stand(records, session=session, shelf=wanted.shelf)
    identified = identify(records, session=aside, judged=wanted.judged, shelf=wanted.shelf)
    aside.settle()

    step("Finding calls, messages, look-ups, attendances and visits")
    seen = see(extracts, identified, stood, session=session, wanted=wanted)

    step("Looking for the purpose of each contact")
    explained = explain.explain(
        seen.contacts,
        ground=seen.ground,
        purposes=seen.purposes,
        stops=seen.stood.stops,
        engine=session,
        windows=wanted.windows,
        records_begin=coverage.records_begin(records, engine=session),
    )

    scene = _scene(records, identified, seen, explained, session=session, wanted=wanted)
    looked = look(
        scene,
        session=session,
        only=wanted.only,
        changed=wanted.signs,
        allowed=wanted.content,
        step=step,
        shelf=wanted.shelf,
    )

    step("Weighing and ranking")
    ranked = ranking.rank(
        looked.found, scene=scene, staff=staff, matrix=wanted.matrix, engine=session
    )
    return Scanned(
        extracts=extracts,
        identified=identified,
        seen=seen,
        explained=explained,
        scene=scene,
        staff=staff,
        looked=looked,
        ranked=ranked,
    )


def stand(records: Records, *, session: Session, shelf: Shelf | None = None) -> Stood:
    """Stops, and the crews or holders of the units that stood."""
    stopped = find_stops(records["positions"], engine=session, shelf=shelf)
    return Stood(stops=stopped, crewed=crewed(stopped, records, session))


def identify(
    records: Records, *, session: Session, judged: Path | None = None, shelf: Shelf | None = None
) -> Identified:
    """One human being behind several records; numbers, handles and homes with their shares."""
    verdicts = judged_pairs(judged) if judged else None
    people = humans(records, session.local, judged=verdicts, shelf=shelf)
    who = people.humans
    billed = records["calls"]
    written = (
        billed.select("number")
        .union(billed.select(number=billed.other_number))
        .union(records["staff_phones"].select("number"))
        .union(records["person_phones"].select("number"))
        .union(records["messages"].select(number=records["messages"].other_party))
    )
    return Identified(
        people=people,
        spellings=normalised(written, session, name="spellings"),
        staff_numbers=holders.staff_numbers(records, session),
        number_holders=holders.number_holders(records, who, session),
        handle_holders=holders.handle_holders(records, who, session),
        homes=holders.homes(records, who, session),
    )


def see(
    extracts: Extracts, who: Identified, stood: Stood, *, session: Session, wanted: Wanted
) -> Seen:
    """One table of contacts. Visits need to know the pairs that have another trace."""
    records = extracts.records
    period = coverage.period_of(extracts, as_of=wanted.as_of)
    tours = session.keep("tours", duty.tours(records["duties"]))
    stretches = session.keep("stretches", duty.stretches(tours))
    about = session.keep(
        "incident_humans",
        lookups.incident_humans(records=records, humans=who.people.humans),
    )

    def placed(*parts: ir.Table) -> ir.Table:
        return contact_table(
            parts, stretches=stretches, zone=wanted.zone, since=period[0], until=period[1]
        )

    written = calls.messages(
        records=records,
        spellings=who.spellings,
        number_holders=who.number_holders,
        handle_holders=who.handle_holders,
    )
    billed = calls.calls(
        records=records,
        spellings=who.spellings,
        staff_numbers=who.staff_numbers,
        number_holders=who.number_holders,
        engine=session,
    )
    billed, twice = counted_once(billed, written, engine=session)
    talk = placed(
        billed,
        written,
        lookups.lookups(records=records, humans=who.people.humans),
        lookups.attendances(records=records, incident_humans=about),
        lookups.custody(records=records, humans=who.people.humans),
    )
    others = session.keep("contacts_seen", talk, numbered="contact_id", passing=True)
    ground = Ground(
        records=records,
        humans=who.people.humans,
        incident_humans=about,
        homes=who.homes,
        filters=filters_that_hold(
            wanted.filters, as_of=wanted.as_of_or(period[1]), looking_back=wanted.as_of is not None
        ),
    )
    purposes = explain.purposes(ground, engine=session, windows=wanted.windows)

    visited = session.keep(
        "visits_seen",
        placed(
            visits(
                stops=stood.stops,
                crewed=stood.crewed,
                homes=who.homes,
                pairs=session.keep("traced_pairs", _traced_pairs(others, purposes)),
                records=records,
                engine=session,
            )
        ),
        numbered="contact_id",
        passing=True,
    )
    # Two kept tables, one sequence of numbers: visits count on from a number no call reaches.
    far = visited.mutate(contact_id=visited.contact_id + 10**18)
    return Seen(
        contacts=others.select(*CONTACTS).union(far.select(*CONTACTS)),
        stood=stood,
        tours=tours,
        ground=ground,
        purposes=purposes,
        period=period,
        texts_twice=twice,
    )


def _traced_pairs(contacts: ir.Table, purposes: ir.Table) -> ir.Table:
    """Pairs with a policing link or another trace, and when it began."""
    work = purposes.filter(purposes.staff_id.notnull(), purposes.human_id.notnull())
    traces = contacts.select("staff_id", "human_id", "at").union(
        work.select("staff_id", "human_id", at=work.duty_starts_at)
    )
    return traces.group_by("staff_id", "human_id").agg(
        first_at=traces.at.min(), last_at=ibis.null("timestamp(6)")
    )


def _scene(
    records: Records,
    who: Identified,
    seen: Seen,
    explained: explain.Explained,
    *,
    session: Session,
    wanted: Wanted,
) -> Scene:
    contacts = explained.contacts
    open_ones = contacts.filter(contacts.status == "unexplained", contacts.share >= LEAST_SHARE)
    return Scene(
        records=records,
        contacts=contacts,
        unexplained=session.keep("unexplained", open_ones),
        purposes=explained.purposes,
        links=explained.links,
        humans=who.people.humans,
        stops=seen.stood.stops,
        crewed=seen.stood.crewed,
        as_of=wanted.as_of_or(seen.period[1]),
        policy=wanted.policy,
        written=content.written(
            contacts,
            records=records,
            spellings=who.spellings,
            staff_numbers=who.staff_numbers,
            allowed=wanted.content,
            engine=session,
        ),
    )
