"""Writes the generated pages of docs/, or with --check names those that have drifted.

Everything here is made from what the product itself reads: the declared contract, the signs and
the explanations with their docstrings, the risk matrix, and the real --help of each command.
"""

import inspect
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from typer import Typer
from typer.testing import CliRunner

from tools.evaluation import page as evaluation
from upstander.cli.main import app
from upstander.cli.main import upstander as house
from upstander.engine.evidence import Indicator
from upstander.engine.indicators import INDICATORS
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.tables import CONTRACT, CONTRACT_VERSION
from upstander.engine.tables.declare import Column, Table
from upstander.web.disclosure import layout as pack_layout
from upstander.web.disclosure import signing as pack_signing
from upstander.web.triage import states as lead_states
from upstander.web.watchlist import states as watch_states

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MATRIX = ROOT / "src" / "upstander" / "engine" / "leads" / "matrix.yaml"
HELP_WIDTH = 100
# Pages written by hand that stand among the generated ones.
BY_HAND = {"reference/results.md"}

Pages = dict[str, str]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them; 1 if any has drifted."""
    made = pages()
    if "--check" in arguments:
        drifted = drift(made, kept(DOCS, folders={Path(name).parts[0] for name in made}))
        for line in drifted:
            print(line)
        return 1 if drifted else 0
    write(made, DOCS)
    print(f"{len(made)} pages written to docs/")
    return 0


def pages() -> Pages:
    """Every generated page: its path under docs/, and its text."""
    made = {
        "reference/contract.md": contract(CONTRACT.values()),
        "reference/cli.md": command_line(),
        "reference/explanations.md": explanations(),
        "reference/matrix.md": matrix(MATRIX.read_text(encoding="utf-8")),
        "reference/evaluation.md": evaluation(),
        "reference/lead-states.md": states("States of a lead", of=lead_states),
        "reference/watch-list-states.md": states("States of an entry", of=watch_states),
        "reference/disclosure-pack.md": packs(),
        "indicators/README.md": signs(INDICATORS),
    }
    return made | {f"indicators/{slug}.md": sign(slug, one) for slug, one in INDICATORS.items()}


def kept(docs: Path, *, folders: Iterable[str]) -> Pages:
    """The pages as they lie in the generated folders; nothing else but BY_HAND may lie there."""
    return {
        name: path.read_text(encoding="utf-8")
        for folder in sorted(folders)
        for path in sorted((docs / folder).rglob("*.md"))
        if (name := path.relative_to(docs).as_posix()) not in BY_HAND
    }


def drift(made: Pages, found: Pages) -> list[str]:
    """A line for each page that is not what it should be, with what to do."""
    kinds = {
        "is missing": sorted(set(made) - set(found)),
        "belongs to nothing": sorted(set(found) - set(made)),
        "has drifted": sorted(name for name in set(made) & set(found) if made[name] != found[name]),
    }
    return [
        f"docs/{name} {what}: run ./dev docs and read the difference."
        for what, names in kinds.items()
        for name in names
    ]


def write(made: Pages, docs: Path) -> None:
    """Write what differs, and remove pages whose source is gone."""
    found = kept(docs, folders={Path(name).parts[0] for name in made})
    for name in set(found) - set(made):
        (docs / name).unlink()
    for name, text in made.items():
        if found.get(name) != text:
            (docs / name).parent.mkdir(parents=True, exist_ok=True)
            (docs / name).write_text(text, encoding="utf-8")


# --- the contract


def states(title: str, *, of: Any) -> str:
    """How something gets from one state to the next, drawn from the table that moves it."""
    said = " ".join((of.__doc__ or "").split("\n\n")[-1].split())
    return f"# {title}\n\n{said}\n\n```mermaid\n{of.diagram()}\n```\n"


def packs() -> str:
    """What the files of a disclosure pack hold, from the layout that writes them."""
    parts = [head("The disclosure pack", made_from="src/upstander/web/disclosure/layout.py")]
    parts.append(
        f"Form: `{pack_layout.FORM}`. A zip. Each `.jsonl` file begins with a line that says "
        "which pack and sheet it is (`pack`, `mark`, `sheet`); each line after it is one row with "
        "exactly the columns below. A `.csv` beside it has the same rows, the number of the "
        "pack in its first column, in UTF-8 with a byte order mark; an apostrophe stands before a "
        "cell that a spreadsheet would take for a formula. Times are by the force's clocks with "
        "their offset. A part that was left out is on the schedule (`withheld`), and its file is "
        "not there. [How packs are made and verified](../how-to/disclosure.md)."
    )
    for sheet in pack_layout.SHEETS:
        files = " and ".join(f"`{name}`" for name in sheet.files)
        grid_of = grid(("column", "meaning"), ((f"`{n}`", told) for n, told in sheet.columns))
        parts.append("\n".join([f"## {sheet.title}", "", f"In {files}.", "", *grid_of]))
    parts.append(
        f"## Manifest\n\n`{pack_layout.MANIFEST}` holds `files` (SHA-256, bytes and rows of each "
        "file), `scan` (digest, as of, matrix, contract, policy), `signs` (versions of those that "
        "fired), `made`, `recipient`, `purpose`, `parts`, `names`, `marking`, `handling`, "
        "`content_digest` (what a second person agreed to) and `statement`. "
        f"`{pack_layout.SIGNATURE}` is an Ed25519 signature over the line `{pack_signing.FORM}`, a "
        f"line feed, and the bytes of `{pack_layout.MANIFEST}`."
    )
    return "\n\n".join(parts) + "\n"


def contract(tables: Iterable[Table]) -> str:
    """Every table and column of the contract."""
    tables = list(tables)
    parts = [head("The data contract", made_from="src/upstander/engine/tables/")]
    parts.append(
        f"Version {CONTRACT_VERSION}. A force hands over one folder with one CSV or Parquet file, "
        "or a folder of parts, for each table, named after it. Only `staff` must be there: a sign "
        "whose tables are missing is *not seen*, never *clear*. Columns marked *optional* may be "
        "empty or absent; a value outside a closed list is a row error unless a source mapping "
        "translates it. Positions may come as British National Grid or as WGS 84, one pair "
        "throughout a table. Times without an offset are local time in the source's zone."
    )
    for section in dict.fromkeys(table.section for table in tables):
        parts.append(f"## {section}")
        parts += [_table_page(table) for table in tables if table.section == section]
    return "\n\n".join(parts) + "\n"


def _table_page(table: Table) -> str:
    facts = [
        ("Key", ", ".join(f"`{name}`" for name in table.key)),
        ("Interval", " to ".join(f"`{name}`" for name in table.interval or ())),
        ("A row is known from", f"`{table.known_from}`" if table.known_from else ""),
    ]
    lines = [f"### `{table.name}`", "", table.meaning, ""]
    lines += [f"- {title}: {text}" for title, text in facts if text]
    if table.alternatives:
        pairs = " or ".join(" and ".join(f"`{n}`" for n in pair) for pair in table.alternatives)
        lines.append(f"- Position: {pairs}")
    lines += ["", *grid(("column", "type", "meaning", "sensitivity"), map(_column, table.columns))]
    return "\n".join(lines)


def _column(column: Column) -> tuple[str, ...]:
    meaning = column.meaning
    if column.values:
        meaning += " One of " + ", ".join(f"`{value}`" for value in column.values) + "."
    if column.low is not None or column.high is not None:
        meaning += f" From {_bound(column.low)} to {_bound(column.high)}."
    if column.known_from:
        meaning += f" Known from `{column.known_from}`."
    kind = f"{column.type} ({column.unit})" if column.unit else column.type
    return (
        f"`{column.name}`" + (" *optional*" if column.optional else ""),
        kind,
        meaning,
        column.sensitivity,
    )


def _bound(value: float | None) -> str:
    return "any" if value is None else f"{value:g}" if abs(value) < 1e4 else f"{value:,.0f}"


# --- the command line


def command_line() -> str:
    """The real help of every command."""
    parts = [head("The command line", made_from="`upstander --help`")]
    for words in ([], *commands(app)):
        title = " ".join(["upstander", *words])
        parts.append(f"## `{title}`\n\n```text\n{help_of(words)}\n```")
    return "\n\n".join(parts) + "\n"


def commands(found: Typer) -> list[list[str]]:
    """The words of every command, those of a group after the group itself."""
    words = [[one.name] for one in found.registered_commands if one.name]
    for group in found.registered_groups:
        if group.typer_instance and group.name:
            words.append([group.name])
            for one in group.typer_instance.registered_commands:
                name = one.name or str(getattr(one.callback, "__name__", ""))
                words.append([group.name, name])
    return words


def help_of(command: list[str]) -> str:
    """What --help prints for that command, at a width of its own."""
    answer = CliRunner().invoke(
        app, [*command, "--help"], prog_name="upstander", terminal_width=HELP_WIDTH
    )
    if answer.exit_code:
        raise SystemExit(f"--help of {command or [house.__name__]} ended with {answer.exit_code}")
    return "\n".join(line.rstrip() for line in answer.output.rstrip().splitlines())


# --- signs and explanations


def signs(known: dict[str, Indicator]) -> str:
    """The list of signs."""
    rows = [
        (one.id, f"[{one.name}]({slug}.md)", one.family, one.cls, one.level, one.status)
        for slug, one in known.items()
    ]
    parts = [head("The warning signs", made_from="src/upstander/engine/indicators/")]
    parts.append(
        "Class A reads records and metadata; B reads content and is off unless an authority is "
        "recorded; C is what people report; D belongs to authorised investigations and is never "
        "computed. A sign that fires says what the records show, and is no judgement."
    )
    parts.append("\n".join(grid(("id", "sign", "family", "class", "level", "status"), rows)))
    return "\n\n".join(parts) + "\n"


def sign(slug: str, one: Indicator) -> str:
    """The page of one sign: its docstring, then what it is and its settings."""
    source = f"src/upstander/engine/indicators/{slug}.py"
    facts = {
        "Id": one.id,
        "Family": one.family,
        "Class": one.cls,
        "Level": one.level,
        "Status": one.status,
        "Version": str(one.version),
        "Needs": ", ".join(f"`{need}`" for need in one.needs) or "nothing further",
    }
    if one.rules or one.may_use:
        facts["Rules of the policy"] = ", ".join(
            [f"`{rule}`" for rule in one.rules] + [f"`{rule}` if there" for rule in one.may_use]
        )
    parts = [head(one.name, made_from=source), _page_of(f"upstander.engine.indicators.{slug}")]
    parts.append("## What it is\n\n" + "\n".join(f"- {key}: {text}" for key, text in facts.items()))
    if one.settings:
        rows = [
            (f"`{name}`", f"{held.value:g} {held.unit}".strip(), held.meaning, held.reason)
            for name, held in one.settings.items()
        ]
        columns = ("setting", "default", "meaning", "why this default")
        parts.append("## Settings\n\n" + "\n".join(grid(columns, rows)))
    if one.references:
        parts.append("## References\n\n" + "\n".join(f"- {text}" for text in one.references))
    return "\n\n".join(parts) + "\n"


def explanations() -> str:
    """What can explain a contact, strongest first."""
    parts = [head("What explains a contact", made_from="src/upstander/engine/purposes/")]
    parts.append(
        "An explanation filters, a sign flags, and a contact with neither is neutral. Where the "
        "tables that could explain a contact were not handed over, it is uncheckable, not "
        "unexplained. Explanations are tried in this order, and each names the row it rests on."
    )
    for one in EXPLANATIONS.values():
        module = inspect.getmodule(one.find or one.find_contacts)
        text = _page_of(module.__name__ if module else "", level="###")
        text = text.removeprefix(f"{one.title}.").strip()
        needs = ", ".join(f"`{need}`" for need in one.needs) or "nothing further"
        facts = f"- Known as: `{one.slug}`\n- Strength: {one.strength}\n- Needs: {needs}"
        parts.append(f"## {one.title}\n\n{text}\n\n{facts}")
        if one.windows:
            rows = [
                (f"`{name}`", f"{held.value:g} {held.unit}", held.meaning, held.reason)
                for name, held in one.windows.items()
            ]
            columns = ("window", "default", "meaning", "why this default")
            parts.append("\n".join(grid(columns, rows)))
    return "\n\n".join(parts) + "\n"


def _page_of(module: str, *, level: str = "##") -> str:
    return as_markdown(inspect.cleandoc(import_module(module).__doc__ or ""), level=level)


def as_markdown(text: str, *, level: str) -> str:
    """A docstring's page as Markdown: a line with indented lines under it becomes a heading."""
    lines = text.splitlines()
    made: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line and not line.startswith(" ") and after.startswith("    "):
            made += [f"{level} {line.rstrip(':')}", ""]
        else:
            made.append(line.removeprefix("    "))
    return "\n".join(made).strip()


# --- the matrix


def matrix(text: str) -> str:
    """The risk matrix as a drawing, and the file as it is."""
    known = yaml.safe_load(text)
    parts = [head("The risk matrix", made_from="src/upstander/engine/leads/matrix.yaml")]
    parts.append(
        f"{known['title']}, version {known['version']}. It is the force's own to change, and it is "
        "not validated: the published research names factors and gives no weights."
    )
    rows = [
        (f"likelihood {level}", *bands)
        for level, bands in sorted(known["bands"].items(), reverse=True)
    ]
    columns = ("", *(f"harm {level}" for level in range(1, 6)))
    parts.append("## Bands\n\n" + "\n".join(grid(columns, rows)))
    changes = [(c["version"], str(c["made_on"]), c["why"]) for c in known["changes"]]
    parts.append("## Changes\n\n" + "\n".join(grid(("version", "made on", "why"), changes)))
    parts.append(
        "## By hand\n\n`upstander matrix --bits IND-05=6 --bits IND-26=5 --marker domestic_abuse` "
        "says what such a combination would come to, weighed as a scan weighs it and with nobody's "
        "records in it; `--settings` takes the force's own matrix."
    )
    parts.append(f"## The file\n\n```yaml\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


# --- shared


def head(title: str, *, made_from: str) -> str:
    """A page's title, and the word that it is not written by hand."""
    return f"# {title}\n\n<!-- Made by ./dev docs from {made_from.strip('`')}: change that. -->"


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    clean = ([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)
    return lines + ["| " + " | ".join(row) + " |" for row in clean]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
