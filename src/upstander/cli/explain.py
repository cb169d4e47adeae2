"""`upstander explain`: one lead with its evidence, and what explains each contact."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen

NAME = "explain"


def command(
    out: Annotated[Path, typer.Argument(metavar="SCAN", help="The results of a scan.")],
    staff: Annotated[str, typer.Option(metavar="STAFF_ID", help="The member of staff.")],
    person: Annotated[
        str | None,
        typer.Option(metavar="PERSON_ID", help="The member of the public; all where not given."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show one lead down to its source rows.

    Every contact of the pair is listed with the row that explains it, or with the word that says
    why none does: unexplained (no record), or uncheckable (the records that could are missing).

    \b
    Examples:
      upstander explain scan --staff S0042
      upstander explain scan --staff S0042 --person P001337 --json
    """
    from upstander.engine import api

    found = api.explain(out=out, staff=staff, person=person)
    if as_json:
        screen.show_json(found)
    else:
        screen.show(found)
