"""`upstander filters`: what people judged in the workbench, for the next scan."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen

NAME = "filters"

File = Annotated[Path, typer.Argument(metavar="FILE", help="The CSV to write.")]


def command(file: File, as_json: options.Json = False) -> None:
    """Write the filters that people set in the workbench, for the next scan to read.

    Those that have ended or expired are left out. Name the file in the settings that a scan is
    given (`filters: filters.csv`). It says who judged what of whom: keep it with the extracts.

    \b
    Examples:
      upstander filters filters.csv
    """
    from upstander.web import door

    count = door.write_filters(file)
    if as_json:
        screen.show_json({"file": file.resolve(), "filters": count})
        return
    screen.say(f"{count:,} filter{'' if count == 1 else 's'} written to {file}.")
