"""What a person sees: progress on stderr, results on stdout, and JSON for machines."""

import dataclasses
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

WIDTH = 100  # where there is no terminal to ask


class Silence:
    """No progress at all: `--quiet`."""

    def step(self, title: str, done: float | None = None) -> None:
        """Say nothing."""


class Lines:
    """Progress where nobody watches: one line on stderr for each new step."""

    def __init__(self) -> None:
        self._last = ""

    def step(self, title: str, done: float | None = None) -> None:
        """A line when the step is a new one; how far it is goes unsaid."""
        if title != self._last:
            self._last = title
            print(title, file=sys.stderr, flush=True)


class Bars:
    """Progress on a terminal: one bar a step, ticked off when the next one begins."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._titles: dict[str, Any] = {}
        self._last = ""

    def step(self, title: str, done: float | None = None) -> None:
        """Begin a step, or say how much of it (0 to 1) is done."""
        if title != self._last:
            self.finish()
            self._last = title
            if title not in self._titles:
                self._titles[title] = self._progress.add_task(title, total=None)
        if done is not None:
            self._progress.update(self._titles[title], total=1.0, completed=min(done, 1.0))

    def finish(self) -> None:
        """Tick off the step that is under way."""
        if self._last:
            self._progress.update(self._titles[self._last], total=1.0, completed=1.0)


Shown = Silence | Lines | Bars


@contextmanager
def progress(*, quiet: bool) -> Iterator[Shown]:
    """Progress for as long as the work takes, in the form that suits where stderr goes."""
    if quiet:
        yield Silence()
        return
    if not sys.stderr.isatty():
        yield Lines()
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as drawn:
        bars = Bars(drawn)
        yield bars
        bars.finish()


def say(text: str = "") -> None:
    """A line of results: plain, unwrapped, so that a path in it can be copied."""
    print(text)


def show_json(value: Any) -> None:
    """One JSON object on stdout."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """Anything a command returns, as JSON knows it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(held) for held in value)
    if isinstance(value, (list, tuple)):
        return [plain(held) for held in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None  # JSON has no such number
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return _plain_scalar(value.item()) if hasattr(value, "item") else str(value)


def show_table(rows: Sequence[Mapping[str, Any]], *, title: str = "") -> None:
    """Rows with the same keys, as a table; numbers stand to the right."""
    if not rows:
        return
    if title:
        say(f"\n{title}")
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for name in names:
        numeric = all(
            isinstance(row.get(name), (int, float, type(None)))
            and not isinstance(row.get(name), bool)
            for row in rows
        )
        table.add_column(
            name.replace("_", " "), justify="right" if numeric else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(cell(row.get(name))) for name in names))
    _console().print(table)


def show(value: Any, *, title: str = "") -> None:
    """A result of any shape: mappings as lines, rows as tables, one under the other."""
    if isinstance(value, Mapping):
        inner = {key: held for key, held in value.items() if _nested(held)}
        flat = {key: held for key, held in value.items() if not _nested(held)}
        if title:
            say(f"\n{title}")
        for key, held in flat.items():
            say(f"  {str(key).replace('_', ' ')}: {cell(held)}")
        for key, held in inner.items():
            show(held, title=str(key).replace("_", " "))
    elif _nested(value):
        show_table(value, title=title)
    else:
        say(f"{title}: {cell(value)}" if title else cell(value))


def _nested(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    listed = isinstance(value, (list, tuple)) and bool(value)
    return listed and all(isinstance(row, Mapping) for row in value)


def cell(value: Any) -> str:
    """One value as a person reads it."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(cell(held) for held in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value)
    return "-" if value is None else str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "-"
    whole = isinstance(value, int) or (value == int(value) and abs(value) >= 100)
    return f"{value:,.0f}" if whole else f"{value:.3g}"


def _console() -> Console:
    terminal = sys.stdout.isatty()
    return Console(highlight=False, width=None if terminal else WIDTH, no_color=not terminal)
