"""The one command that runs every benchmark and keeps what it found: `./dev bench`.

Each module of this folder but this one has `run(small: bool) -> dict`. What it returns is shown,
and written with the machine's description to benchmarks/results. `small` runs the same code on
little data, to see that it works; its figures mean nothing.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.machine import describe

HERE = Path(__file__).parent
RESULTS = HERE / "results"

Benchmark = Callable[[bool], dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    """Run the chosen benchmarks; 1 if one of them broke."""
    chosen = parsed(arguments)
    known = benchmarks()
    unknown = sorted(set(chosen.names) - set(known))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}: there are {', '.join(known)}.")
        return 2
    found: dict[str, Any] = {}
    broken = []
    for name in chosen.names or known:
        print(f"running {name}", file=sys.stderr, flush=True)
        began = time.perf_counter()
        try:
            found[name] = known[name](chosen.small)
        except Exception as problem:  # the others still run
            broken.append(name)
            found[name] = {"broken": f"{type(problem).__name__}: {problem}"}
        found[name] = found[name] | {"whole_benchmark_s": round(time.perf_counter() - began, 1)}
        show(name, found[name])
    if not chosen.small:
        path = keep(found, to=chosen.out or RESULTS)
        print(f"\nwritten: {path}")
    if broken:
        print(f"broken: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="which benchmarks; all where none is named")
    parser.add_argument("--small", action="store_true", help="little data; nothing is kept")
    parser.add_argument("--out", type=Path, help="where the results go")
    return parser.parse_args(arguments)


def benchmarks() -> dict[str, Benchmark]:
    """The benchmarks of this folder by name: modules with a `run`."""
    names = sorted(found.name for found in iter_modules([str(HERE)]) if found.name != "run")
    modules = {name: import_module(f"benchmarks.{name}") for name in names}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def show(name: str, found: Mapping[str, Any]) -> None:
    """One benchmark's figures: its tables as tables, the rest as lines."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
    console.print(f"\n[bold]{name}[/bold]")
    for key, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            console.print(f"  {key}")
            console.print(grid(value))
        elif isinstance(value, Mapping):
            lines = [{"": inner, "value": short(held)} for inner, held in value.items()]
            console.print(f"  {key}")
            console.print(grid(lines))
        else:
            console.print(Text(f"  {key}: {figure(value)}"))


def grid(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows as a table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(*names, box=None, padding=(0, 2))
    for row in rows:
        table.add_row(*(Text(figure(row.get(name))) for name in names))
    return table


def short(value: Any) -> Any:
    """A figure as it is; of a table within a table, that it is in what is written."""
    nested = isinstance(value, Mapping | list)
    return "in the file of results" if nested else value


def figure(value: Any) -> str:
    """A figure as a person reads it."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "-" if value is None else str(value)


def keep(found: Mapping[str, Any], *, to: Path) -> Path:
    """Write the figures with what they were measured on, whole or not at all."""
    to.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = to / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    new = path.with_suffix(".new")
    text = json.dumps({"at": now.isoformat(), "machine": describe(), "found": found}, indent=2,
                      default=str)  # fmt: skip
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(path)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
