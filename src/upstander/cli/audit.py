"""`upstander audit`: the audit log of the workbench, verified, and signed checkpoints of it."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen
from upstander.errors import AuditError

NAME = "audit"
ELSEWHERE = (
    "No checkpoint kept elsewhere was given: entries taken from the end, or a log written again "
    "from its beginning, are only found against one (--checkpoint FILE)."
)

Checkpoints = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint",
        metavar="FILE",
        help="A checkpoint that was kept elsewhere; repeat it for several.",
    ),
]
To = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A new file for it, to be kept elsewhere."),
]

group = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The audit log of the workbench: is it whole, and what signs for that.",
)


@group.command()
def checkpoint(out: To = None, as_json: options.Json = False) -> None:
    """Sign what the last entry of the audit log is now.

    Keep the file where nobody who can change the database can reach it: on paper, in another
    unit's store, on a medium that is written once. It holds a number, a hash, a time and a
    signature, and nothing about anybody.

    \b
    Examples:
      upstander audit checkpoint --out 2026-11-24.json
      upstander audit checkpoint --json
    """
    from upstander.web import door

    made = door.make_checkpoint(out=out)
    if as_json:
        print(made.as_json())
        return
    screen.say(f"Signed at {made.day}: entry {made.number:,} is {made.hash}.")
    screen.say(f"Keep {out} elsewhere." if out else "Name a file to keep it elsewhere: --out FILE.")


@group.command()
def verify(checkpoint: Checkpoints = None, as_json: options.Json = False) -> None:
    """Walk the audit log from its first entry, and say which one first fails.

    An entry that was edited, removed, put in another's place or written again is found by the
    chain itself; a log that was cut off at its end, or written again with hashes that fit, by a
    checkpoint that was kept elsewhere. That it was verified, and what was found, is an entry too.

    \b
    Examples:
      upstander audit verify
      upstander audit verify --checkpoint 2026-11-24.json --checkpoint 2026-11-17.json
    """
    from upstander.web import door

    verdict = door.verify_log(kept=checkpoint or [])
    if as_json:
        told = {"sound": verdict.sound, "entries": verdict.entries, "hash": verdict.hash}
        told |= {"checkpoints": verdict.checkpoints, "first_failing": verdict.first_failing}
        screen.show_json(told | {"problems": verdict.problems})
    if not verdict.sound:
        raise AuditError(
            f"The audit log is not to be relied on. {' '.join(verdict.problems)}",
            do="Keep the database as it is, and tell whoever answers for the unit.",
        )
    if as_json:
        return
    screen.say(
        f"The audit log is whole: each of {verdict.entries:,} entries is as it was written. "
        f"Checkpoints that agree: {verdict.checkpoints:,}."
    )
    if not checkpoint:
        screen.say(ELSEWHERE)
