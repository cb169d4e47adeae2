"""One simulated force, from an empty map to a folder of extracts: the recipe."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from upstander.engine.tables import CONTRACT
from upstander.errors import ConfigurationError, OutputError
from upstander.simulator import (
    background,
    casework,
    control_room,
    courses,
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
from upstander.simulator.basics import NONE, Calendar, Plan
from upstander.simulator.ledger import Ledger

LEAST_STAFF, MOST_STAFF = 30, 40_000
README = "README.txt"
MARK = "Upstander: a simulated force."
Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What was written. `rows` counts the rows of each table of the extracts."""

    out: Path
    rows: dict[str, int]
    subjects: int
    observable: int
    events: int
    legitimate: int
    unrecorded: int


def simulate(*, out: Path, staff: int, months: int = 12, seed: int, positions: str = "thinned",
             volume: str = "light", form: str = "parquet", offending: float = 0.012,
             unrecorded: float = 0.06, progress: Progress | None = None) -> Summary:  # fmt: skip
    """Write `<out>/extracts`, `<out>/truth` and `<out>/README.txt` for a force of `staff` people.

    `positions` is "none", "thinned" (a report a minute) or "full"; `volume` is "light" or "full"
    (ten times the traffic that concerns no member of the public); `form` is "parquet" or "csv".
    `offending` is the share of staff who abuse their position, `unrecorded` the share of
    legitimate work that is missing from the records or wrong in them. `progress` is called with
    what is being done and the share done so far. The same arguments always write the same files.

    Raises ConfigurationError for settings that make no force, and OutputError where `out` holds
    anything but an earlier simulated force. The folder appears whole or not at all.
    """
    plan = Plan(staff=staff, months=months, seed=seed, positions=positions, volume=volume,
                form=form, offending=offending, unrecorded=unrecorded)  # fmt: skip
    _check(plan)
    _check_out(out)
    tell = progress or (lambda _what, _share: None)
    building = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(building, ignore_errors=True)
    try:
        rows, counts = _build(plan, building, tell)
        shutil.rmtree(out, ignore_errors=True)
        building.rename(out)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    tell("done", 1.0)
    return Summary(out=out, rows=rows, **counts)


def _build(plan: Plan, out: Path, tell: Progress) -> tuple[dict[str, int], dict[str, int]]:
    calendar, ledger = Calendar.of(plan), Ledger()
    book = phones.PhoneBook(plan.stream("phones"))

    tell("people the force and the area it polices", 0.0)
    land = geography.survey(plan)
    geography.write(land, ledger)
    force = workforce.recruit(plan, calendar, land, book)
    people = public.populate(plan, calendar, land, book)
    ties, force = private_lives.acquaint(plan, calendar, force, people, ledger)
    workforce.write(force, calendar, ledger, book)
    emails = identity.write(people, calendar, ledger, book)
    duty = rota.roster(plan, calendar, force, ledger)
    patrols = crews.parade(plan, land, force, duty)

    tell("let things happen, and send somebody", 0.1)
    logs = incidents.happen(plan, calendar, land, people)
    ties = look_alikes.couples(plan, logs, ledger, ties)
    sent = dispatch.send(plan, calendar, land, force, duty, patrols, logs)
    expected = dispatch.expected(logs.count, patrols, sent)
    cases = casework.open_cases(plan, logs, expected)
    work = casework.allocate(plan, force, logs, cases)
    work, approaches = look_alikes.approached(plan, calendar, force, work)
    contacts = follow_up.called_for(plan, calendar, force, duty, cases, work)
    work, heavy, natures = look_alikes.busy(plan, calendar, force, duty, ledger, cases, work)
    follow_ups = visits.of_contacts(plan, force, ledger, work, contacts, name="visits")
    heavy_visits = visits.of_contacts(plan, force, ledger, work, heavy, natures, name="visits.heavy")
    regulars = visits.regulars(plan, calendar, land, force, duty, people, ledger)
    beats = look_alikes.beats(plan, calendar, land, force, duty, people, ledger)
    tasks = visits.together(follow_ups, heavy_visits, regulars, beats)
    first_trip = patrols.count
    units, crew = diaries.with_trips(plan.stream("trips"), land=land, staff=force, rota=duty,
                                     crews=patrols, member=tasks.staff, at=tasks.at,
                                     going=tasks.visit)  # fmt: skip
    stops = sent.plus(visits.wanted_stops(plan.stream("stops"), people, tasks, crew))
    diary = diaries.Diary(land=land, staff=force, rota=duty, crews=units, stops=stops)
    attendances = dispatch.attended(units, diary)

    tell("do the work", 0.25)
    seen = traces.Traces(calendar=calendar, staff=force, rota=duty, public=people, ledger=ledger,
                         emails=emails)  # fmt: skip
    case_of = np.full(logs.count, NONE)
    case_of[cases.incident] = np.arange(cases.count)
    dispatch.leave_traces(plan, seen, logs, attendances, case_of)
    follow_up.carry_out(plan, seen, duty, work, contacts)
    follow_up.carry_out(plan, seen, duty, work, heavy, natures, name="carry_out.heavy")
    follow_up.supervise(plan, calendar, force, duty, seen, cases, work)
    visits.ring(plan, seen, tasks.take(tasks.case == NONE), "regulars.ring")
    lists = hubs.browse(plan, force, duty, ledger, seen, logs, cases)
    handled = control_room.handle(plan, calendar, force, duty, ledger, seen, logs, attendances)
    held = custody.detain(plan, land, people, ledger, logs, attendances)
    suites = custody.staff_suites(plan, land, force, duty, ledger, calendar)
    custody.look_after(plan, ledger, seen, held, suites)

    tell("live private lives, and look odd while doing right", 0.35)
    trips: list[diaries.Outing] = []
    private_lives.live(plan, calendar, duty, seen, ties)
    private_lives.drop_in(plan, calendar, people, diary, ties, trips)
    look_alikes.pursued(plan, ledger, seen, cases, work, approaches)
    look_alikes.recruits(plan, calendar, force, duty, ledger, seen, logs)

    tell("abuse a position", 0.4)
    met = outings.meetings(calendar, ledger, logs, attendances, cases, work, handled, tasks)
    aims = misconduct.aims(plan, calendar, force, met)
    setting = courses.Setting(calendar=calendar, rota=duty, public=people, diary=diary,
                              nature=ledger.texts.code(traces.MISCONDUCT))  # fmt: skip
    pursuits, acts = courses.run(plan, setting, force, met, aims, set(ties.human.tolist()),
                                 trips)  # fmt: skip
    courses.write(plan.stream("courses.write"), seen, acts)
    opportunities.linger(plan, ledger, seen, duty, held, pursuits)
    opportunities.hold_back(plan, ledger, seen, duty, logs, pursuits)
    work = opportunities.pass_on(plan, force, cases, work, pursuits)

    tell("write it down, not perfectly", 0.45)
    purposes = recording.Purposes()
    recording.write_cases(plan, calendar, force, people, ledger, logs, cases, work, purposes)
    everything = visits.together(tasks, lists)
    entered = recording.recorded_tasks(plan, everything, purposes)
    visits.write(ledger, people, everything, recorded=entered, rng=plan.stream("tasks.write"))
    custody.cover(held, ledger, purposes)
    travels = outings.settle(plan, land, units, diary, first_trip)
    recording.write_crews(plan, ledger, force, units, travels.vehicle, travels.leaves,
                          travels.returns)  # fmt: skip
    recording.write_incidents(plan, calendar, people, ledger, logs, attendances, travels.vehicle,
                              case_of, handled.closed, outings.asked_for(plan, logs, tasks, acts.hints),
                              purposes)  # fmt: skip
    reported = look_alikes.reports(cases, work, approaches)
    registers.declare(plan, calendar, ledger, book, force, people, ties, reported)
    registers.keep(plan, calendar, ledger, force)
    said.say(plan, calendar, ledger, force, met, cases, acts.hints)
    background.hum(plan, calendar, force, duty, ledger, book)

    tell("write the extracts", 0.6)
    writer = writing.Writer(ledger, book.written, form=plan.form, vehicles=travels.vehicles)
    folder = out / "extracts"
    folder.mkdir(parents=True)
    numbers, rows = {}, {}
    for name in (name for name in CONTRACT if name != "positions"):
        numbers[name], rows[name] = writing.write_table(ledger, writer, folder, name)
    stood = None
    if plan.positions != "none":
        stood, rows["positions"] = outings.travel(plan, calendar, units, travels, writer, folder,
                                                  ledger, logs, tasks, trips)  # fmt: skip
    tell("write the truth", 0.95)
    events = truth.gather(ledger, numbers, stood)
    counts = truth.write(out / "truth", ledger=ledger, events=events, purposes=purposes,
                         public=people, ties=ties, pursuits=pursuits, aims=aims)  # fmt: skip
    (out / README).write_text(_readme(plan), encoding="utf-8")
    return rows, counts


def _check(plan: Plan) -> None:
    """Settings that make a force."""
    wrong = [
        (not LEAST_STAFF <= plan.staff <= MOST_STAFF,
         f"A simulated force has {LEAST_STAFF} to {MOST_STAFF} staff, not {plan.staff}."),
        (not 1 <= plan.months <= 36, f"A simulated force covers 1 to 36 months, not {plan.months}."),
        (plan.seed < 0, "The seed is a whole number from 0."),
        (plan.positions not in ("none", "thinned", "full"),
         f'Positions are "none", "thinned" or "full", not "{plan.positions}".'),
        (plan.volume not in ("light", "full"),
         f'The volume is "light" or "full", not "{plan.volume}".'),
        (plan.form not in ("parquet", "csv"), f'The form is "parquet" or "csv", not "{plan.form}".'),
        (not 0 <= plan.offending <= 0.5, "The share of staff who offend lies between 0 and 0.5."),
        (not 0 <= plan.unrecorded <= 0.5, "The share of unrecorded work lies between 0 and 0.5."),
    ]  # fmt: skip
    for is_wrong, sentence in wrong:
        if is_wrong:
            raise ConfigurationError(sentence, do="Change the setting and run it again.")


def _check_out(out: Path) -> None:
    """An empty or missing folder, or an earlier simulated force, which is replaced."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    mark = out / README
    if mark.is_file() and mark.read_text(encoding="utf-8").startswith(MARK):
        return
    raise OutputError(
        "The folder for the simulated force already holds something else.",
        do="Name an empty folder, or one that holds an earlier simulated force.",
    )


def _readme(plan: Plan) -> str:
    return (
        f"{MARK}\n\n"
        "Nobody in it exists. Names, addresses, numbers and events are made up by chance.\n\n"
        f"{phones.NOTE}\n"
        f"staff {plan.staff}, months {plan.months}, seed {plan.seed}, positions {plan.positions}, "
        f"volume {plan.volume}\nfrom {plan.first} to {plan.last}\n\n"
        "extracts/  what the force would hand to a scan\n"
        "truth/     what truly was: never handed to a scan\n"
    )
