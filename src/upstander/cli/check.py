"""`upstander check`: what is in the extracts, and which signs could be seen in them."""

from typing import Any

from upstander.cli import options, screen

NAME = "check"
SHOWN = 20


def command(
    folder: options.Extracts,
    mappings: options.Mappings = None,
    as_of: options.AsOf = None,
    zone: options.Zone = options.DEFAULT_ZONE,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Say what is in the extracts, and what a scan would see.

    Every table is read against the contract, and nothing is written. Rows read are always rows
    accepted plus rows quarantined; a table that is not there makes its signs "not seen", never
    "clear".

    \b
    Examples:
      upstander check extracts
      upstander check extracts --mappings mappings/our-force.yaml --json
    """
    options.place_of(zone)
    moment = options.moment(as_of, zone=zone)
    from upstander.engine import api

    with screen.progress(quiet=quiet) as shown:
        found = api.check(folder=folder, mappings=mappings, as_of=moment, zone=zone, progress=shown)
    quarantine = [dict(row) for row in found.quarantine]
    for row in quarantine:
        row.pop("raw", None)  # what the row held is for quarantine.parquet, not for a screen
    if as_json:
        screen.show_json(screen.plain(found) | {"quarantine": screen.plain(quarantine)})
        return
    screen.show_table(_counted(found.counts), title="Rows by table")
    screen.show_table(quarantine[:SHOWN], title="Rows that break the contract")
    if len(quarantine) > SHOWN:
        screen.say("(the first of them; a scan keeps all in quarantine.parquet)")
    if found.notes:
        screen.say("\nNotes")
    for note in found.notes:
        screen.say(f"- {note}")
    if found.not_handed_over:
        screen.say(f"\nNot handed over: {', '.join(sorted(found.not_handed_over))}")
    screen.show_table(_seen(found.signs), title="Signs")


def _counted(counts: Any) -> list[dict[str, Any]]:
    return [{"table": name} | screen.plain(count) for name, count in sorted(counts.items())]


def _seen(signs: Any) -> list[dict[str, Any]]:
    return [
        {
            "sign": sign["id"],
            "name": sign["name"],
            "": "can be seen" if sign["runnable"] else f"not seen: no {', '.join(sign['missing'])}",
        }
        for sign in signs
    ]
