"""`upstander simulate`: a synthetic force that obeys the contract."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen

NAME = "simulate"


def command(
    folder: Annotated[Path, typer.Argument(metavar="FORCE", help="Where the force goes.")],
    staff: Annotated[
        int, typer.Option(min=20, metavar="NUMBER", help="How many people work there.")
    ] = 120,
    months: Annotated[
        int, typer.Option(min=1, max=60, metavar="NUMBER", help="How long they are seen.")
    ] = 6,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="The same seed and size make the same force.")
    ] = 1,
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
    """
    from upstander.simulator import simulate

    with screen.progress(quiet=quiet) as shown:
        made = simulate(folder, staff=staff, months=months, seed=seed, progress=shown)
    if as_json:
        screen.show_json(made)
        return
    screen.say(f"The force is in {folder}: its extracts in {folder / 'extracts'}.")
    screen.say(f"Scan it with: upstander scan {folder / 'extracts'} --out scan")
