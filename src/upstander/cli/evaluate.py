"""`upstander evaluate`: leads against the known truth of a simulated force."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import evaluate_tables, options, screen

NAME = "evaluate"


def command(
    force: Annotated[
        Path, typer.Argument(metavar="FORCE", help="A folder that `upstander simulate` made.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the scan and the figures here."),
    ] = None,
    stability: Annotated[
        bool,
        typer.Option(
            "--stability", help="Scan month by month too: slower, and it shows how ranks hold."
        ),
    ] = False,
    memory: options.Memory = options.DEFAULT_MEMORY,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure the leads against the truth of a simulated force.

    Recall and precision at several list sizes, the share of legitimate events explained, false
    leads, look-alikes, lead time, stability and rates by group, beside the simple rules a force
    uses today. These figures are about simulated forces: they are no validation.

    \b
    Examples:
      upstander simulate force --staff 1000 --months 12 --seed 7
      upstander evaluate force --out evaluation
    """
    limit = options.size(memory)
    from upstander.engine import api

    with screen.progress(quiet=quiet) as shown:
        found = api.evaluate(
            force=force, out=out, memory=limit, stability=stability, progress=shown
        )
    if as_json:
        screen.show_json(found)
        return
    screen.say(
        f"{found['staff']:,} staff, {found['subjects']} subjects, {found['observable']} of them "
        f"observable; scanned in {found['seconds']:.0f} s."
    )
    screen.say(
        f"{found['listed']} listed, {found['listed_false']} of them not subjects: "
        f"{found['false_leads_per_1000_staff']:.1f} per 1,000 staff."
    )
    for title, rows in evaluate_tables.tables(found):
        screen.show_table(rows, title=title)
    if out:
        screen.say(f"\nKept in {out}: the scan, and the figures in evaluation.json")
