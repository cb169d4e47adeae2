"""`upstander watchlist`: audit packages of a scan, and how the watch list stands."""

from pathlib import Path
from typing import Annotated, Any

import typer

from upstander.cli import options, screen

NAME = "watchlist"

group = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The watch list: audit packages of a scan, and how its entries stand.",
)
Scan = Annotated[Path, typer.Argument(metavar="SCAN", help="The folder that a scan wrote.")]


@group.command()
def audit(folder: Scan, as_json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Make the audit packages that are due, for every active entry that has none yet.

    `upstander publish` does so by itself; this is for entries that were authorised after it. The
    folder is that of the newest scan that was published. The same scan again makes nothing twice.

    \b
    Examples:
      upstander watchlist audit scan
    """
    from upstander.web import door

    with screen.progress(quiet=quiet) as shown:
        shown.step("Auditing look-ups for the watch list")
        found = door.audit_watch_list(folder)
    if as_json:
        screen.show_json(found)
        return
    tell(found)


@group.command("list")
def show(as_json: options.Json = False) -> None:
    """How each entry stands: state, rhythm, day of review, packages; never whom it is about."""
    from upstander.web import door

    found = door.list_watch_list()
    if as_json:
        screen.show_json(found)
        return
    if not found:
        screen.say("The watch list is empty.")
    screen.show_table(found, title="Watch list")


def tell(found: Any) -> None:
    """What became of the watch list, in a line; nothing where nobody is on it."""
    if not found.active:
        return
    made = f"{found.made:,} audit package{'' if found.made == 1 else 's'} made"
    entries = f"{found.active:,} active entr{'y' if found.active == 1 else 'ies'}"
    screen.say(f"Watch list: {entries}, {made}; {found.unread:,} unread.")
