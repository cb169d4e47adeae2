"""`upstander simulate`: a synthetic force that obeys the contract."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from upstander.cli import options, screen

NAME = "simulate"

Staff = Annotated[int, typer.Option(metavar="NUMBER", help="How many people work there.")]
Months = Annotated[int, typer.Option(metavar="NUMBER", help="How long they are seen.")]
Seed = Annotated[
    int, typer.Option(metavar="NUMBER", help="The same seed and size make the same force.")
]


def command(
    force: Annotated[Path, typer.Argument(metavar="FORCE", help="The folder it goes into.")],
    staff: Staff = 120,
    months: Months = 6,
    seed: Seed = 1,
    positions: Annotated[
        Literal["none", "thinned", "full"],
        typer.Option(help="Vehicle positions: none, every two minutes, or every quarter of one."),
    ] = "thinned",
    volume: Annotated[
        Literal["light", "full"],
        typer.Option(help="How much traffic there is that concerns no member of the public."),
    ] = "light",
    form: Annotated[
        Literal["parquet", "csv"], typer.Option(help="The form of the extracts.")
    ] = "parquet",
    archive: Annotated[
        bool,
        typer.Option("--archive", help="Keep what the texts of force handsets say, as messages."),
    ] = False,
    cases: Annotated[
        bool,
        typer.Option("--cases", help="Tell the ten published cases among its staff as well."),
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Make up a force that obeys the contract.

    Its people, their work, their private lives and its imperfect records follow from the seed.
    The extracts are in FORCE/extracts, and what is true of them in FORCE/truth. Nobody in them
    exists: numbers are Ofcom's drama numbers as far as those go, and marked as invented after.

    \b
    Examples:
      upstander simulate force
      upstander simulate force --staff 1000 --months 12 --seed 7
      upstander simulate force --staff 400 --months 12 --cases
    """
    from upstander.simulator import simulate

    with screen.progress(quiet=quiet) as shown:
        made = simulate(
            out=force,
            staff=staff,
            months=months,
            seed=seed,
            positions=positions,
            volume=volume,
            form=form,
            archive=archive,
            cases=cases,
            progress=told(shown),
        )
    if as_json:
        screen.show_json(made)
        return
    screen.say(f"{sum(made.rows.values()):,} rows in {len(made.rows)} tables.")
    screen.say(f"The force is in {force}: its extracts in {force / 'extracts'}.")
    screen.say(f"Scan it with: upstander scan {force / 'extracts'} --out scan")


def told(shown: screen.Shown) -> Callable[[str, float], None]:
    """The simulator's progress as steps of ours: its share is of the whole, not of the step."""

    def step(what: str, share: float) -> None:
        if share < 1:
            shown.step(f"Simulating {what}")

    return step
