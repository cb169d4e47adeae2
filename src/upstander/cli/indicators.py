"""`upstander indicators`: the warning signs, and the page of each."""

from typing import Annotated

import typer

from upstander.cli import options, screen
from upstander.errors import UsageError

NAME = "indicators"
SHOWN = ("id", "name", "family", "cls", "level", "status", "version")


def command(
    sign: Annotated[
        str | None, typer.Argument(metavar="SIGN", help="An id or slug: show its whole page.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List the warning signs, or show the page of one.

    A page says what the sign finds, why it matters and what would explain it innocently.
        Class A signs read records and metadata, B content (off unless an authority is recorded), C
    what people reported. D signs belong to authorised investigations and are never computed.

    \b
    Examples:
      upstander indicators
      upstander indicators IND-01
      upstander indicators --json
    """
    from upstander.engine import api

    known = api.indicators()
    if sign is not None:
        known = [one for one in known if sign in (one["id"], one["slug"])]
        if not known:
            raise UsageError(
                "There is no such sign.", do="`upstander indicators` lists the ids and slugs."
            )
    if as_json:
        screen.show_json(known[0] if sign else known)
    elif sign:
        screen.say(f"{known[0]['id']}  {known[0]['name']}\n")
        screen.say(known[0]["page"])
        rows = [{"setting": name} | held for name, held in known[0].get("settings", {}).items()]
        screen.show_table(rows, title="Settings")
    else:
        screen.show_table([{name: one[name] for name in SHOWN} for one in known])
