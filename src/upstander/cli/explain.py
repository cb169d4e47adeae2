"""`upstander explain`: one lead with its evidence, and what explains each contact."""

from pathlib import Path
from typing import Annotated, Any

import typer

from upstander.cli import options, screen

NAME = "explain"
EVIDENCE = ("person_id", "indicator", "family", "rarity_bits", "weight", "sentence")
SHOWN = 200


def command(
    out: Annotated[Path, typer.Argument(metavar="SCAN", help="The results of a scan.")],
    staff: Annotated[str, typer.Option(metavar="STAFF_ID", help="The member of staff.")],
    person: Annotated[
        str | None,
        typer.Option(metavar="PERSON_ID", help="The member of the public; all where not given."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show one lead down to its source rows.

    Every contact of the pair is listed with the row that explains it, or with the word that says
    why none does: unexplained (no record), or uncheckable (the records that could are missing).

    \b
    Examples:
      upstander explain scan --staff S0042
      upstander explain scan --staff S0042 --person P001337 --json
    """
    from upstander.engine import api

    found = api.explain(out=out, staff=staff, person=person)
    if as_json:
        screen.show_json(found)
    else:
        _tell(found)


def _tell(found: dict[str, Any]) -> None:
    if not found["leads"] and not found["contacts"]:
        screen.say("This scan holds nothing about them: that is no finding either way.")
        return
    for lead in found["leads"]:
        place = f"rank {lead['rank']}" if lead.get("listed") else "not on this cycle's list"
        person = lead.get("person_id") or "nobody in particular"
        screen.say(f"\n{person}: {lead['headline']}")
        screen.say(
            f"  {screen.cell(lead['score'])} bits, {place}, likelihood {lead['likelihood']}, "
            f"harm {lead['harm']}, band {lead['band']}"
        )
    evidence = [{name: row.get(name) for name in EVIDENCE} for row in found["evidence"]]
    screen.show_table(evidence, title="Evidence")
    contacts = [_contact(row, found["explanations"]) for row in found["contacts"]]
    screen.show_table(contacts[:SHOWN], title="Contacts, and what explains them")
    if len(contacts) > SHOWN:
        screen.say(f"({len(contacts) - SHOWN} more: --json shows all)")
    for line in _verdicts(found):
        screen.say(line)


def _verdicts(found: dict[str, Any]) -> list[str]:
    """Whose verdict explains a contact, why, and until when: once for each line of the file."""
    named = {
        (row["explained_file"], row["explained_row"])
        for row in found["contacts"]
        if row.get("explained_table") == "filters"
    }
    return [
        f"Filter {used['row']}: {used['reason']} ({used['owner']}, until {used['expires_on']})."
        for used in found.get("coverage", {}).get("filters", [])
        if (used["file"], used["row"]) in named
    ]


def _contact(row: dict[str, Any], explanations: dict[str, str]) -> dict[str, Any]:
    explained = row.get("explained_by")
    return {
        "person": row.get("person_id"),
        "at": row["at"],
        "contact": " ".join(filter(None, (row["kind"], row.get("direction")))),
        "status": row["status"],
        "because": explanations.get(explained, explained) if explained else None,
        "row": _row(row, "source"),
        "explained by row": _row(row, "explained") if explained else None,
    }


def _row(row: dict[str, Any], which: str) -> str:
    """A source row as one would look it up: the table, its part if it has several, the number."""
    table = str(row.get(f"{which}_table"))
    part = Path(str(row.get(f"{which}_file") or table)).stem
    return f"{table if part == table else f'{table}/{part}'} {row.get(f'{which}_row')}"
