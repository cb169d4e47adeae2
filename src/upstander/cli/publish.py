"""`upstander publish`: a scan into the workbench."""

from pathlib import Path
from typing import Annotated, Any

import typer

from upstander.cli import options, screen, watchlist

NAME = "publish"

Scan = Annotated[Path, typer.Argument(metavar="SCAN", help="The folder that a scan wrote.")]
First = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="Bring the first N members by rank in too, listed or not."
    ),
]
Members = Annotated[
    list[str] | None,
    typer.Option(
        "--member", metavar="STAFF_ID", help="Bring this member in too, listed or not. Repeatable."
    ),
]


def command(
    folder: Scan,
    first: First = 0,
    member: Members = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Bring a scan into the workbench, where people work on its list.

    Its listed members come in, and whoever is there from an earlier scan; the others stay in the
    scan's folder, but for those whom you ask for. What the scan says of a lead is replaced. What
    people made of it stays: state, owner, notes, decisions. All of it is written, or nothing. The
    same scan again changes nothing, an older one is refused.

    For each active entry of the watch list that is due one, an audit package is made then, in a
    step of its own.

    The workbench is that of UPSTANDER_HOME, and its database that of DATABASE_URL or a SQLite file
    there; what it needs is made the first time.

    \b
    Examples:
      upstander publish scan
      upstander publish scan --first 40
      upstander publish scan --member S00123
    """
    from upstander.web import door

    with screen.progress(quiet=quiet) as shown:
        shown.step("Bringing the scan in")
        found = door.publish(folder, first=first, members=member or [])
        shown.step("Auditing look-ups for the watch list")
        audited = door.audit_watch_list(folder)
    if as_json:
        screen.show_json(screen.plain(found) | {"watch_list": audited})
        return
    tell(found)
    watchlist.tell(audited)


def tell(found: Any) -> None:
    """What became of a scan, in a few lines."""
    if found.unchanged:
        screen.say("This scan is in the workbench already: nothing was changed.")
        return
    said = ", ".join(
        f"{found.standings[name]:,} {word}"
        for name, word in {
            "new": "new", "changed": "changed", "same": "unchanged", "gone": "no longer listed",
        }.items()
        if found.standings.get(name)
    )  # fmt: skip
    screen.say(f"{found.leads:,} lead{'' if found.leads == 1 else 's'} in the workbench: {said}.")
    if found.left:
        screen.say(
            f"{found.left:,} more members have some evidence: they stay in the scan's folder."
        )
