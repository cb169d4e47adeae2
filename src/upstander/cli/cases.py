"""`upstander cases`: the ten published cases, and when each could have been seen."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from upstander.cli import options, screen
from upstander.errors import UsageError

NAME = "cases"


def command(
    case: Annotated[
        list[int] | None,
        typer.Option(metavar="NUMBER", help="Only this case, 1 to 10; repeat it for several."),
    ] = None,
    memory: options.Memory = options.DEFAULT_MEMORY,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Replay the ten case studies of Learning the Lessons 40, month by month.

    Each case is told as a small force of invented records with the document's intervals and
    counts, and scanned as of the end of each month that matters. Beside every sign stands when it
    would first have been seen, and when the case came to notice; and for each case, what no data
    could have shown. It says what these records would have shown, not that a real force held them.

    \b
    Examples:
      upstander cases
      upstander cases --case 2
      upstander cases --case 2 --case 10 --json
    """
    limit = options.size(memory)
    from upstander.engine import api
    from upstander.simulator import cases as told

    unknown = sorted(set(case or ()) - set(told.CASES))
    if unknown:
        raise UsageError(
            f"There is no case {', '.join(map(str, unknown))}.",
            do=f"They are numbered {min(told.CASES)} to {max(told.CASES)}.",
        )
    found = []
    with (
        tempfile.TemporaryDirectory(prefix="upstander-") as name,
        screen.progress(quiet=quiet) as shown,
    ):
        for number in sorted(set(case or told.CASES)):
            folder = told.write(number, Path(name) / str(number))
            found.append(
                api.replay_case(number=number, folder=folder, memory=limit, progress=shown)
            )
    if as_json:
        screen.show_json({"cases": found})
        return
    for one in found:
        _tell(one)


def _tell(found: dict[str, Any]) -> None:
    screen.say(f"\nCase {found['case']}, pages {found['pages']}: {found['title']}")
    screen.say(f"Came to notice on {found['came_to_notice']:%Y-%m-%d}. {found['how']}")
    seen = [*found["expected"], *found["also_seen"]]
    screen.show_table([_row(line) for line in seen], title="First seen")
    screen.say("\nCould not have been seen:")
    for sentence in found["unseen"]:
        screen.say(f"  - {sentence}")


def _row(line: dict[str, Any]) -> dict[str, Any]:
    day, before = line["first_seen"], line["days_before_notice"]
    return {
        "sign": line["sign"],
        "name": line["name"],
        "person": line["person"],
        "first seen": f"{day:%Y-%m-%d}" if day else "not seen",
        "days before notice": before,
    }
