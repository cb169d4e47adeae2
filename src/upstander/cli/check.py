"""`upstander check`: what is in the extracts, and which signs could be seen in them."""

from typing import Any

from upstander.cli import options, screen

NAME = "check"


def command(
    folder: options.Extracts,
    mappings: options.Mappings = None,
    as_of: options.AsOf = None,
    zone: options.Zone = options.DEFAULT_ZONE,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Say what is in the extracts, and what a scan would see.

    Every table is read against the contract, and nothing is written but the rows that break it.
    Rows read are always rows accepted plus rows quarantined; a table that is not there makes its
    signs "not seen", never "clear".

    \b
    Examples:
      upstander check extracts
      upstander check extracts --mappings mappings/our-force.yaml --json
    """
    moment = options.moment(as_of, zone=zone)
    from upstander.engine import api

    with screen.progress(quiet=quiet) as shown:
        found = api.check(folder=folder, mappings=mappings, as_of=moment, zone=zone, progress=shown)
    if as_json:
        screen.show_json(found)
        return
    screen.show_table(_counted(found.counts), title="Rows by table")
    for note in found.notes:
        screen.say(f"Note: {cell_of(note)}")
    if found.not_handed_over:
        screen.say(f"\nNot handed over: {', '.join(sorted(found.not_handed_over))}")
    screen.show_table(_seen(found.signs), title="Signs")
    if found.quarantine_path:
        screen.say(f"\nRows that break the contract, with the reason: {found.quarantine_path}")


def cell_of(note: Any) -> str:
    """A note as one line."""
    known = screen.plain(note)
    return ", ".join(map(str, known.values())) if isinstance(known, dict) else str(known)


def _counted(counts: Any) -> list[dict[str, Any]]:
    return [{"table": name} | screen.plain(count) for name, count in sorted(counts.items())]


def _seen(signs: Any) -> list[dict[str, Any]]:
    rows = []
    for sign in signs:
        known = screen.plain(sign)
        if isinstance(known, list):
            known = dict(zip(("id", "name", "runnable", "missing"), known, strict=False))
        missing = known.get("missing") or []
        can = "can be seen" if known.get("runnable") else f"not seen: no {', '.join(missing)}"
        rows.append({"sign": known.get("id"), "name": known.get("name"), "": can})
    return rows
