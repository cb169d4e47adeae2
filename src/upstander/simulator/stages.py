"""The stages of a simulated force, each a recipe of its own, and what they hand on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from upstander.engine.tables import CONTRACT
from upstander.simulator import (
    background,
    casework,
    control_room,
    correspondence,
    courses,
    cover,
    crews,
    custody,
    diaries,
    dispatch,
    follow_up,
    geography,
    hubs,
    identity,
    incidents,
    look_alikes,
    misconduct,
    opportunities,
    outings,
    phones,
    private_lives,
    public,
    recording,
    registers,
    rota,
    said,
    traces,
    truth,
    visits,
    workforce,
    writing,
)
from upstander.simulator.basics import NONE, Array, Calendar, Plan
from upstander.simulator.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class Town:
    """Who is there, and where."""

    plan: Plan
    calendar: Calendar
    ledger: Ledger
    book: phones.PhoneBook
    land: geography.Land
    staff: workforce.Staff
    public: public.Public
    ties: private_lives.Ties
    rota: rota.Rota
    traces: traces.Traces


@dataclass(frozen=True, kw_only=True)
class Year:
    """What happened, who works on it, and what each unit does. `heavy`: unusually busy cases."""

    logs: incidents.Incidents
    ties: private_lives.Ties
    cases: casework.Cases
    work: casework.Assignments
    approaches: look_alikes.Approaches
    contacts: follow_up.Contacts
    heavy: follow_up.Contacts
    natures: Array
    tasks: visits.Tasks
    units: crews.Crews
    first_trip: int
    diary: diaries.Diary
    attendances: dispatch.Attendances

    @property
    def case_of_log(self) -> Array:
        """The occurrence that came of each log, or -1."""
        case = np.full(self.logs.count, NONE)
        case[self.cases.incident] = np.arange(self.cases.count)
        return case


@dataclass(frozen=True, kw_only=True)
class Done:
    """What the work left that later stages need."""

    lists: visits.Tasks
    handled: control_room.Logs
    held: custody.Detentions


@dataclass(frozen=True, kw_only=True)
class Abuse:
    """Who abused a position, towards whom, and what was done and said of it."""

    met: misconduct.Meetings
    aims: list[misconduct.Aim]
    pursuits: list[tuple[misconduct.Aim, misconduct.Target]]
    acts: courses.Acts
    work: casework.Assignments


@dataclass(frozen=True, kw_only=True)
class Records:
    """Recorded purposes, and the way that every unit went."""

    purposes: recording.Purposes
    travels: outings.Travels


@dataclass(frozen=True, kw_only=True)
class Written:
    """Row numbers of what was written, by table, and the stays in the positions."""

    numbers: dict[str, Array]
    rows: dict[str, int]
    stood: truth.Events | None


def settle(plan: Plan) -> Town:
    """People the force and its area."""
    calendar, ledger = Calendar.of(plan), Ledger()
    book = phones.PhoneBook(plan.stream("phones"))
    land = geography.survey(plan)
    geography.write(land, ledger)
    staff = workforce.recruit(plan, calendar, land, book)
    people = public.populate(plan, calendar, land, book)
    ties, staff = private_lives.acquaint(plan, calendar, staff, people, ledger)
    workforce.write(staff, calendar, ledger, book)
    emails = identity.write(people, calendar, ledger, book)
    duty = rota.roster(plan, calendar, staff, ledger)
    seen = traces.Traces(
        calendar=calendar, staff=staff, rota=duty, public=people, ledger=ledger, emails=emails
    )
    return Town(
        plan=plan, calendar=calendar, ledger=ledger, book=book, land=land, staff=staff,
        public=people, ties=ties, rota=duty, traces=seen,
    )  # fmt: skip


def happen(town: Town) -> Year:
    """Let things happen, send somebody, and plan the days that follow."""
    plan, calendar, land = town.plan, town.calendar, town.land
    staff, duty, ledger = town.staff, town.rota, town.ledger
    patrols = crews.parade(plan, land, staff, duty)
    logs = incidents.happen(plan, calendar, land, town.public)
    sent = dispatch.send(plan, calendar, land, staff, duty, patrols, logs)
    cases = casework.open_cases(plan, logs, dispatch.expected(logs.count, patrols, sent))
    work = casework.allocate(plan, staff, logs, cases)
    work, approaches = look_alikes.approached(plan, calendar, staff, work)
    contacts = follow_up.called_for(plan, calendar, staff, duty, cases, work)
    work, heavy, natures = look_alikes.busy(plan, calendar, staff, duty, ledger, cases, work)
    tasks = visits.together(
        visits.of_contacts(plan, staff, ledger, work, contacts, name="visits"),
        visits.of_contacts(plan, staff, ledger, work, heavy, natures, name="visits.heavy"),
        visits.regulars(plan, calendar, land, staff, duty, town.public, ledger),
        look_alikes.beats(plan, calendar, land, staff, duty, town.public, ledger),
    )
    units, crew = diaries.with_trips(
        plan.stream("trips"), land=land, staff=staff, rota=duty, crews=patrols,
        member=tasks.staff, at=tasks.at, going=tasks.visit,
    )  # fmt: skip
    stops = sent.plus(visits.wanted_stops(plan.stream("stops"), town.public, tasks, crew))
    diary = diaries.Diary(land=land, staff=staff, rota=duty, crews=units, stops=stops)
    return Year(
        logs=logs, ties=look_alikes.couples(plan, logs, ledger, town.ties), cases=cases, work=work,
        approaches=approaches, contacts=contacts, heavy=heavy, natures=natures, tasks=tasks,
        units=units, first_trip=patrols.count, diary=diary,
        attendances=dispatch.attended(units, diary),
    )  # fmt: skip


def work(town: Town, year: Year) -> Done:
    """Do the work, and leave what it leaves in the systems."""
    plan, staff, duty, ledger, seen = town.plan, town.staff, town.rota, town.ledger, town.traces
    logs, cases, there = year.logs, year.cases, year.attendances
    dispatch.leave_traces(plan, seen, logs, there, year.case_of_log)
    follow_up.carry_out(plan, seen, duty, year.work, year.contacts)
    follow_up.carry_out(
        plan, seen, duty, year.work, year.heavy, year.natures, name="carry_out.heavy"
    )
    follow_up.supervise(plan, town.calendar, staff, duty, seen, cases, year.work)
    visits.ring(plan, seen, year.tasks.take(year.tasks.case == NONE), "regulars.ring")
    lists = hubs.browse(plan, staff, duty, ledger, seen, logs, cases)
    handled = control_room.handle(plan, town.calendar, staff, duty, ledger, seen, logs, there)
    held = custody.detain(plan, town.land, town.public, ledger, logs, there)
    suites = custody.staff_suites(plan, town.land, staff, duty, ledger, town.calendar)
    custody.look_after(plan, ledger, seen, held, suites)
    return Done(lists=lists, handled=handled, held=held)


def live(town: Town, year: Year) -> list[diaries.Outing]:
    """Private lives, and the look-alikes that are not casework. Returns unplanned stops."""
    plan, calendar, seen = town.plan, town.calendar, town.traces
    trips: list[diaries.Outing] = []
    private_lives.live(plan, calendar, town.rota, seen, year.ties)
    private_lives.drop_in(plan, calendar, town.public, year.diary, year.ties, trips)
    look_alikes.pursued(plan, town.ledger, seen, year.cases, year.work, year.approaches)
    look_alikes.recruits(plan, calendar, town.staff, town.rota, town.ledger, seen, year.logs)
    return trips


def abuse(town: Town, year: Year, done: Done, trips: list[diaries.Outing]) -> Abuse:
    """Those with an aim, and the course that each pursuit takes."""
    plan, staff, duty, ledger, seen = town.plan, town.staff, town.rota, town.ledger, town.traces
    met = outings.meetings(
        town.calendar, ledger, year.logs, year.attendances, year.cases, year.work, done.handled,
        year.tasks,
    )  # fmt: skip
    aims = misconduct.aims(plan, town.calendar, staff, met)
    setting = courses.Setting(
        calendar=town.calendar, rota=duty, public=town.public, diary=year.diary,
        nature=ledger.texts.code(traces.MISCONDUCT),
    )  # fmt: skip
    taken = set(year.ties.human.tolist())
    pursuits, acts = courses.run(plan, setting, staff, met, aims, taken, trips)
    given = cover.numbers_given(plan, year.cases, aims, acts.looks)
    courses.write(plan.stream("courses.write"), seen, acts, cited=given)
    opportunities.linger(plan, ledger, seen, duty, done.held, pursuits)
    opportunities.hold_back(plan, ledger, seen, duty, year.logs, pursuits)
    kept = opportunities.pass_on(plan, staff, year.cases, year.work, pursuits)
    return Abuse(met=met, aims=aims, pursuits=pursuits, acts=acts, work=kept)


def record(town: Town, year: Year, done: Done, abuse: Abuse) -> Records:
    """Write it down, not perfectly, and add what else a force keeps and says."""
    plan, calendar, ledger, staff = town.plan, town.calendar, town.ledger, town.staff
    purposes, logs, cases = recording.Purposes(), year.logs, year.cases
    recording.write_cases(
        plan, calendar, staff, town.public, ledger, logs, cases, abuse.work, purposes
    )
    tasks = visits.together(year.tasks, done.lists)
    entered = recording.recorded_tasks(plan, tasks, purposes)
    visits.write(ledger, town.public, tasks, recorded=entered, rng=plan.stream("tasks.write"))
    custody.cover(done.held, ledger, purposes)
    travels = outings.settle(plan, town.land, year.units, year.diary, year.first_trip)
    recording.write_crews(
        plan, ledger, staff, year.units, travels.vehicle, travels.leaves, travels.returns
    )
    asked_for = outings.asked_for(plan, logs, year.tasks, abuse.acts.hints)
    recording.write_incidents(
        plan, calendar, town.public, ledger, logs, year.attendances, travels.vehicle,
        year.case_of_log, done.handled.closed, asked_for, purposes,
    )  # fmt: skip
    reported = look_alikes.reports(cases, year.work, year.approaches)
    registers.declare(
        plan, calendar, ledger, town.book, staff, town.public, year.ties, reported, purposes
    )
    registers.keep(plan, calendar, ledger, staff)
    said.say(plan, calendar, ledger, staff, abuse.met, cases, abuse.acts.hints)
    background.hum(plan, calendar, staff, town.rota, ledger, town.book)
    correspondence.write(plan, ledger, town.public)
    return Records(purposes=purposes, travels=travels)


def write(
    town: Town, year: Year, records: Records, trips: list[diaries.Outing], folder: Path
) -> Written:
    """One file for each table of the contract."""
    plan, ledger, travels = town.plan, town.ledger, records.travels
    writer = writing.Writer(ledger, town.book.written, form=plan.form, vehicles=travels.vehicles)
    folder.mkdir(parents=True)
    numbers, rows, stood = {}, {}, None
    for name in (name for name in CONTRACT if name != "positions"):
        numbers[name], rows[name] = writing.write_table(ledger, writer, folder, name)
    if plan.positions != "none":
        stood, rows["positions"] = outings.travel(
            plan, town.calendar, year.units, travels, writer, folder, ledger, year.logs,
            year.tasks, trips,
        )  # fmt: skip
    return Written(numbers=numbers, rows=rows, stood=stood)


def tell_the_truth(
    town: Town, year: Year, abuse: Abuse, records: Records, written: Written, folder: Path
) -> dict[str, int]:
    """The truth, in a folder of its own. Returns the counts for the summary."""
    events = truth.gather(town.ledger, written.numbers, written.stood)
    return truth.write(
        folder, ledger=town.ledger, events=events, purposes=records.purposes, public=town.public,
        ties=year.ties, pursuits=abuse.pursuits, aims=abuse.aims,
    )  # fmt: skip
