"""`upstander watch`: a day's extracts taken in, and what is new on the list."""

from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen
from upstander.cli.scan import tell

NAME = "watch"

Delivery = Annotated[
    Path,
    typer.Argument(
        metavar="DELIVERY", help="The folder of the day's extracts, in any form that a scan reads."
    ),
]
State = Annotated[
    Path,
    typer.Option(
        metavar="FOLDER",
        help="Where everything delivered so far is kept. As sensitive as the extracts themselves.",
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--day",
        metavar="DATE",
        help="The last day the delivery tells of; read from its contacts where it is not given.",
    ),
]


def command(
    delivery: Delivery,
    state: State,
    out: options.Out = Path("scan"),
    day: Day = None,
    mappings: options.Mappings = None,
    only: options.Only = None,
    settings: options.Settings = None,
    names: options.Names = False,
    no_contacts: options.NoContacts = False,
    memory: options.Memory = options.DEFAULT_MEMORY,
    threads: options.Threads = None,
    zone: options.Zone = options.DEFAULT_ZONE,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Take in one day's extracts, and say what is new on the list.

    The first delivery is everything so far; each one after it what came since: the new calls,
    look-ups and positions, and whatever changed of people, cases and staff. The results in --out
    are those of a scan of all that was delivered, with changes.json beside them. A delivery that
    was taken already changes nothing; one that comes late is put in its place; one that cannot be
    read leaves the state and the results as they were. One run at a time works on a state folder.

    \b
    Examples:
      upstander watch extracts --state state --out scan
      upstander watch 2025-06-30 --state state --out scan
      upstander watch staff-list --state state --day 2025-06-30 --json
    """
    options.place_of(zone)
    limit, last_day = options.size(memory), options.day(day)
    from upstander.engine import api

    with screen.progress(quiet=quiet) as shown:
        found = api.watch(
            delivery=delivery,
            state=state,
            out=out,
            day=last_day,
            mappings=mappings,
            only=options.several(only),
            memory=limit,
            threads=threads,
            names=names,
            contacts=not no_contacts,
            zone=zone,
            settings=settings,
            progress=shown,
        )
    if as_json:
        screen.show_json(found)
        return
    for sentence in found.said:
        screen.say(sentence)
    tell(found.scan)
    screen.say(f"Read: {found.scan.report}")
