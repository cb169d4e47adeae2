"""`upstander scan`: from a force's extracts to evidenced leads."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from upstander.cli import options, screen

NAME = "scan"

Engine = Annotated[
    Literal["duckdb", "spark"],
    typer.Option(
        help="What works the scan out: this machine alone, or Spark (upstander[spark], a Java 17)."
    ),
]


def command(
    folder: options.Extracts,
    out: options.Out = Path("scan"),
    mappings: options.Mappings = None,
    as_of: options.AsOf = None,
    only: options.Only = None,
    settings: options.Settings = None,
    names: options.Names = False,
    no_contacts: options.NoContacts = False,
    memory: options.Memory = options.DEFAULT_MEMORY,
    threads: options.Threads = None,
    engine: Engine = "duckdb",
    zone: options.Zone = options.DEFAULT_ZONE,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """List the contacts that nothing on record explains.

    They come ranked, each with its evidence down to the source rows. The results appear in the
    folder whole or not at all: report.html to read, leads, evidence, events, contacts, people and
    quarantine as Parquet, and coverage.json, which says what could not be seen. A lead is a
    reason to look, not a finding about anybody: a person decides.

    \b
    Examples:
      upstander scan extracts --out scan
      upstander scan extracts --out june --as-of 2025-06-30
      upstander scan extracts --only IND-01,IND-22 --memory 2GB
      upstander scan extracts --mappings mappings --json > scan.json
    """
    options.place_of(zone)
    moment = options.moment(as_of, zone=zone)
    limit = options.size(memory)
    from upstander.engine import api

    with screen.progress(quiet=quiet) as shown:
        found = api.scan(
            folder=folder,
            out=out,
            mappings=mappings,
            as_of=moment,
            only=options.several(only),
            memory=limit,
            threads=threads,
            engine=engine,
            names=names,
            contacts=not no_contacts,
            zone=zone,
            settings=settings,
            progress=shown,
        )
    if as_json:
        screen.show_json(found)
        return
    tell(found)
    screen.say(f"Read: {found.report}")


def tell(found: Any) -> None:
    """What a scan found, in a few lines; the report holds the rest."""
    screen.say(
        f"{found.leads:,} lead{'' if found.leads == 1 else 's'} listed, of "
        f"{found.evidence_leads:,} with any evidence, "
        f"in {found.seconds:.0f} s."
    )
    signs = found.coverage.get("signs", [])
    unseen = [sign["name"] for sign in signs if sign["status"] == "not seen"]
    if unseen:
        screen.say(f"Could not be seen ({len(unseen)}): {', '.join(unseen)}.")
