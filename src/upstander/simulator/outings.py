"""From diaries to roads: which vehicle, which way, and who stood outside whose door."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from upstander.engine.tables import CONTRACT
from upstander.simulator import diaries, journeys, misconduct
from upstander.simulator import incidents as happenings
from upstander.simulator.basics import NONE, Array, Calendar, Plan
from upstander.simulator.casework import SUPERVISING, Assignments, Cases
from upstander.simulator.control_room import Logs
from upstander.simulator.crews import Crews, vehicles
from upstander.simulator.diaries import INCIDENT, OTHER, VISIT, Diary, Outing, Stops
from upstander.simulator.dispatch import Attendances
from upstander.simulator.geography import Land
from upstander.simulator.incidents import Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.misconduct import Meetings
from upstander.simulator.traces import WORK
from upstander.simulator.truth import Events
from upstander.simulator.visits import Tasks
from upstander.simulator.writing import Sheet, Writer


@dataclass(frozen=True, kw_only=True)
class Travels:
    """Units with their vehicles and everything they did."""

    stops: Stops
    vehicle: Array
    vehicles: int
    leaves: Array
    returns: Array
    stays: journeys.Stays


def meetings(
    calendar: Calendar,
    ledger: Ledger,
    logs: Incidents,
    attendances: Attendances,
    cases: Cases,
    work: Assignments,
    handled: Logs,
    tasks: Tasks,
) -> Meetings:
    """Who met whom through work, in whatever way."""
    place, human, _ = happenings.on_log(logs, attendances.incident)
    on_case = np.flatnonzero(work.role != SUPERVISING)
    steps = ledger.witnessed("custody_steps")
    parts = [
        (attendances.staff[place], human, attendances.arrived[place], misconduct.INCIDENT),
        (
            work.staff[on_case],
            cases.victim[work.case[on_case]],
            work.starts[on_case],
            misconduct.CASE,
        ),
        (steps["staff"], steps["human"], steps["at"], misconduct.CUSTODY),
        (handled.taker, logs.caller, logs.at, misconduct.LOG),
        (handled.closer, logs.caller, logs.at, misconduct.LOG),
        (tasks.staff, tasks.human, tasks.at, misconduct.TASK),
    ]
    return misconduct.meetings(parts, calendar)


def settle(plan: Plan, land: Land, units: Crews, diary: Diary, first_trip: int) -> Travels:
    """Give every unit a vehicle and fill its empty hours."""
    stops = diary.settled()
    leaves, returns = journeys.bookings(units, stops, first_trip)
    vehicle = vehicles(units, leaves=leaves, returns=returns)
    unit, count = journeys.unit_numbers(units, vehicle)
    pauses = diaries.pauses(
        plan.stream("pauses"), land=land, crews=units, stops=stops, first_trip=first_trip
    )
    stops = stops.plus(pauses)
    return Travels(
        stops=stops,
        vehicle=vehicle,
        vehicles=count,
        leaves=leaves,
        returns=returns,
        stays=journeys.stays(units, stops, unit, leaves, returns),
    )


def asked_for(
    plan: Plan, logs: Incidents, tasks: Tasks, hints: list[tuple[str, int, int, int]]
) -> dict[int, int]:
    """Logs whose caller asked for one officer by name, and for whom."""
    asked = _usual_requests(plan, logs, tasks)
    for what, member, human, at in hints:
        if what == "asks for":
            later = np.flatnonzero((logs.caller == human) & (logs.at > at))
            if len(later):
                asked[int(later[0])] = member
    return asked


def _usual_requests(plan: Plan, logs: Incidents, tasks: Tasks) -> dict[int, int]:
    """Regulars ask for the officer they know, which is nothing out of the way."""
    rng = plan.stream("requests")
    known = {int(h): int(s) for s, h in zip(tasks.staff, tasks.human, strict=True)}
    current = np.arange(logs.history, logs.count)
    rows = current[np.isin(logs.caller[current], list(known))]
    rows = rows[rng.random(len(rows)) < 0.04]
    return {int(row): known[int(logs.caller[row])] for row in rows}


def travel(
    plan: Plan,
    calendar: Calendar,
    units: Crews,
    travels: Travels,
    writer: Writer,
    folder: Path,
    ledger: Ledger,
    logs: Incidents,
    tasks: Tasks,
    trips: list[Outing],
) -> tuple[Events, int]:
    """Write the positions. Returns who truly stood where for whom, and how many rows there are."""
    sheet = Sheet(folder / "positions", form=plan.form)
    firsts, lasts = [], []
    for rows, first, last in journeys.reports(plan, calendar, units, travels.stays):
        firsts.append(np.where(first == NONE, NONE, first + sheet.rows + 1))
        lasts.append(np.where(last == NONE, NONE, last + sheet.rows + 1))
        sheet.add(writer.arrow(CONTRACT["positions"], rows))
    sheet.close()
    stays = travels.stays
    row = np.full((2, travels.stops.count), NONE)
    at_stop = stays.stop != NONE
    row[0, stays.stop[at_stop]] = np.concatenate(firsts)[at_stop]
    row[1, stays.stop[at_stop]] = np.concatenate(lasts)[at_stop]
    return _stood(ledger, units, travels.stops, row, logs, tasks, trips), sheet.rows


def _stood(
    ledger: Ledger,
    units: Crews,
    stops: Stops,
    row: Array,
    logs: Incidents,
    tasks: Tasks,
    trips: list[Outing],
) -> Events:
    """An event for everybody in the unit and everybody whom the stop was for."""
    work = ledger.texts.code(WORK)
    parts: list[tuple[Array, ...]] = []
    for crew_member in (units.first, units.second):
        member = crew_member[stops.crew]
        called = np.flatnonzero(stops.why == INCIDENT)
        place, human, _ = happenings.on_log(logs, stops.matter[called])
        rows = called[place]
        parts.append((rows, member[rows], human, np.full(len(rows), work)))
        rows = np.flatnonzero(stops.why == VISIT)
        task = stops.matter[rows]
        # A companion is there for the work, whatever takes the other one there.
        nature = tasks.nature[task] if crew_member is units.first else np.full(len(rows), work)
        parts.append((rows, member[rows], tasks.human[task], nature))
    starts = {(trip.crew, trip.start): trip for trip in trips}
    rows = np.flatnonzero(stops.why == OTHER)
    found = [starts.get((int(stops.crew[i]), int(stops.wanted[i]))) for i in rows]
    known = [(i, trip) for i, trip in zip(rows, found, strict=True) if trip]
    parts.append(
        (
            np.array([i for i, _ in known], dtype=int),
            *(np.array([trip[field] for _, trip in known], dtype=int) for field in (2, 3, 4)),
        )
    )
    stop, staff, human, nature = (np.concatenate([p[i] for p in parts]) for i in range(4))
    good = (staff != NONE) & (human != NONE) & (row[0, stop] != NONE)
    stop, staff, human, nature = stop[good], staff[good], human[good], nature[good]
    return Events(
        table=np.full(len(stop), ledger.texts.code("positions")),
        row=row[0, stop],
        last_row=row[1, stop],
        staff=staff,
        human=human,
        at=stops.wanted[stop],
        nature=nature,
        theirs=np.zeros(len(stop), dtype=bool),
    )
