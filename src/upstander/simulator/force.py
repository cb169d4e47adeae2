"""One simulated force, from an empty map to a folder of extracts: the recipe."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from upstander.errors import ConfigurationError, OutputError
from upstander.simulator import phones, stages
from upstander.simulator.basics import Plan
from upstander.simulator.cases import joining

LEAST_STAFF, MOST_STAFF = 30, 40_000
README = "README.txt"
# Lies beside the extracts, so that whoever reads them can say that nobody in them exists.
SIGN = "SIMULATED"
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


def simulate(
    *,
    out: Path,
    staff: int,
    months: int = 12,
    seed: int,
    positions: str = "thinned",
    volume: str = "light",
    form: str = "parquet",
    offending: float = 0.012,
    unrecorded: float = 0.06,
    archive: bool = False,
    cases: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Write `<out>/extracts`, `<out>/truth` and `<out>/README.txt` for a force of `staff` people.

    `positions` is "none", "thinned" (a report every two minutes on the move) or "full" (every
    quarter of a minute); `volume` is "light" or "full" (ten times the traffic that concerns no
    member of the public); `form` is "parquet" or "csv".
    `offending` is the share of staff who abuse their position, `unrecorded` the share of
    legitimate work that is missing from the records or wrong in them. With `archive` the force
    keeps what the texts of its handsets say, as messages beside the bill. With `cases` the ten
    published cases are told among its staff (`cases/joining.py`). `progress` is called with what
    is being done and the share done so far. The same arguments always write the same
    files.

    Raises ConfigurationError for settings that make no force, and OutputError where `out` holds
    anything but an earlier simulated force. The folder appears whole or not at all.
    """
    plan = Plan(
        staff=staff,
        months=months,
        seed=seed,
        positions=positions,
        volume=volume,
        form=form,
        offending=offending,
        unrecorded=unrecorded,
        archive=archive,
        cases=cases,
    )
    _check(plan)
    _check_out(out)
    tell = progress or (lambda _what, _share: None)
    building = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)  # what cannot be written is better known before the work
    try:
        rows, counts = _build(plan, building, tell)
        shutil.rmtree(out, ignore_errors=True)
        building.rename(out)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    tell("done", 1.0)
    return Summary(out=out, rows=rows, **counts)


def _build(plan: Plan, out: Path, tell: Progress) -> tuple[dict[str, int], dict[str, int]]:
    tell("the force and its area", 0.0)
    town = stages.settle(plan)
    tell("incidents, and who attends them", 0.1)
    year = stages.happen(town)
    tell("casework", 0.25)
    done = stages.work(town, year)
    tell("private lives, and unusual work that is right", 0.35)
    trips = stages.live(town, year)
    tell("a few cases of misconduct", 0.4)
    abuse = stages.abuse(town, year, done, trips)
    tell("imperfect records", 0.45)
    records = stages.record(town, year, done, abuse)
    tell("the extracts, written to files", 0.6)
    written = stages.write(town, year, records, trips, out / "extracts")
    tell("the truth, kept apart", 0.95)
    counts = stages.tell_the_truth(town, year, abuse, records, written, out / "truth")
    if plan.cases:
        tell("the ten published cases among them", 0.97)
        for name, added in joining.join(
            out, first=plan.first, last=plan.last, seed=plan.seed
        ).items():
            written.rows[name] = written.rows.get(name, 0) + added
    for place in (out / README, out / "extracts" / SIGN):
        place.write_text(_readme(plan), encoding="utf-8")
    return written.rows, counts


def _check(plan: Plan) -> None:
    """Settings that make a force."""
    wrong = [
        (
            not LEAST_STAFF <= plan.staff <= MOST_STAFF,
            f"A simulated force has {LEAST_STAFF} to {MOST_STAFF} staff, not {plan.staff}.",
        ),
        (
            not 1 <= plan.months <= 36,
            f"A simulated force covers 1 to 36 months, not {plan.months}.",
        ),
        (plan.seed < 0, "The seed is a whole number from 0."),
        (
            plan.positions not in ("none", "thinned", "full"),
            f'Positions are "none", "thinned" or "full", not "{plan.positions}".',
        ),
        (
            plan.volume not in ("light", "full"),
            f'The volume is "light" or "full", not "{plan.volume}".',
        ),
        (
            plan.form not in ("parquet", "csv"),
            f'The form is "parquet" or "csv", not "{plan.form}".',
        ),
        (plan.cases and plan.form != "parquet", 'With the cases, the form is "parquet".'),
        (not 0 <= plan.offending <= 0.5, "The share of staff who offend lies between 0 and 0.5."),
        (not 0 <= plan.unrecorded <= 0.5, "The share of unrecorded work lies between 0 and 0.5."),
    ]
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
