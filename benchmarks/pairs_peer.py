"""bandicoot beside us: its own release, unchanged, on one file of records for each of its users.

bandicoot 0.6.0 (2020, MIT) is the last release. It calls `inspect.getargspec` and
`inspect.formatargspec` as it is imported, which Python 3.11 no longer has; `imported` gives it the
two functions back and touches nothing else of it.

Where its words and ours mean the same, it is asked for what we count; each line of SHARED is one
such figure. Where they do not:

- its night is from 19:00 to 07:00, the first second of 07:00 included, and ours from 22:00 to
  06:00: here both are asked for 19 to 7, and no record is at 07:00:00;
- its `percent_initiated_conversations` says that calls count, and counts exchanges of messages
  alone: so does our share of exchanges that the member began;
- an exchange ends for both with an hour of silence or a call;
- it drops a call without a length, which we count as a call: here every call has one;
- it knows one clock. Records here are on one without summer time;
- it has no burstiness, no duty, no answer to the member's own exchanges, and no pair: to have a
  pair's figures of it, a pair is given to it as if it were a user.
"""

import csv
import inspect
import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
COLUMNS = ("interaction", "direction", "correspondent_id", "datetime", "call_duration")


def _share(part: str, whole: Callable[[Row], int]) -> Callable[[Row], float | None]:
    return lambda row: row[part] / whole(row) if whole(row) else None


# What both count: bandicoot's name for it, and ours as an expression of a row of PAIR_FIGURES.
SHARED: dict[str, Callable[[Row], float | None]] = {
    "number_of_interactions": lambda row: row["contacts"],
    "active_days": lambda row: row["days"],
    "percent_nocturnal": _share("night", lambda row: row["contacts"]),
    "call_duration, mean": lambda row: row["call_mean_s"],
    "call_duration, median": lambda row: row["call_median_s"],
    "interevent_time, mean": lambda row: row["gap_mean_s"],
    "interevent_time, median": lambda row: row["gap_median_s"],
    "percent_initiated_interactions": _share("calls_out", lambda row: row["calls"]),
    "balance_of_contacts": lambda row: (row["calls_out"] + row["messages_out"]) / row["contacts"],
    "percent_initiated_conversations": _share("exchanges_out", lambda row: row["exchanges"]),
    "response_rate_text": _share(
        "exchanges_in_answered", lambda row: row["exchanges"] - row["exchanges_out"]
    ),
}
# bandicoot says 0 of an empty list where we say nothing.
NOUGHT_FOR_NONE = {"percent_initiated_interactions", "percent_initiated_conversations"}


def imported() -> Any:
    """bandicoot, with the two functions of `inspect` that it was written for."""
    kept: Any = inspect
    if not hasattr(inspect, "getargspec"):
        kept.getargspec = lambda function: inspect.getfullargspec(function)[:4]
    if not hasattr(inspect, "formatargspec"):
        kept.formatargspec = _formatargspec
    import bandicoot

    return bandicoot


def _formatargspec(
    args: Sequence[str],
    varargs: str | None = None,
    varkw: str | None = None,
    defaults: Sequence[Any] | None = None,
    formatvalue: Callable[[Any], str] = lambda value: f"={value!r}",
) -> str:
    plain = len(args) - len(defaults or ())
    parts = [*args[:plain]]
    parts += [
        name + formatvalue(value) for name, value in zip(args[plain:], defaults or (), strict=True)
    ]
    parts += [f"*{varargs}"] if varargs else []
    parts += [f"**{varkw}"] if varkw else []
    return f"({', '.join(parts)})"


def written(records: Iterable[Row], *, folder: Path) -> list[str]:
    """One file for each `user` of the records, as `bandicoot.read_csv` takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    users: dict[str, list[Row]] = {}
    for row in records:
        users.setdefault(row["user"], []).append(row)
    for user, rows in users.items():
        with (folder / f"{user}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(COLUMNS)
            lines.writerows([_cell(row, name) for name in COLUMNS] for row in rows)
    return sorted(users)


def _cell(row: Row, name: str) -> Any:
    value = row[name]
    if name == "datetime":
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else int(value) if name == "call_duration" else value


def measured(users: Sequence[str], *, folder: Path, workers: int = 2) -> dict[str, Any]:
    """Everybody's figures, on so many processes at once, with the seconds that it took."""
    imported()  # before the clock starts, and before the processes part
    with ProcessPoolExecutor(max_workers=workers) as pool:
        list(pool.map(_warm, range(workers)))
        began = time.perf_counter()
        each = list(pool.map(partial(_figures, folder=folder), users, chunksize=4))
        seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "records": sum(records for records, _, _, _ in each),
        "reading": sum(reading for _, reading, _, _ in each) / workers,
        "cpu_seconds": sum(cpu for _, _, cpu, _ in each),
        "figures": dict(zip(users, (found for _, _, _, found in each), strict=True)),
    }


def _warm(_worker: int) -> None:
    imported()


def _figures(user: str, *, folder: Path) -> tuple[int, float, float, dict[str, float | None]]:
    bandicoot = imported()
    ask = bandicoot.individual
    began, worked = time.perf_counter(), time.process_time()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        known = bandicoot.read_csv(user, str(folder), describe=False, warnings=False)
    reading = time.perf_counter() - began
    both = {"groupby": None, "interaction": "callandtext"}
    length = _only(ask.call_duration(known, groupby=None, summary="extended"))
    between = _only(ask.interevent_time(known, **both, summary="extended"))
    figures = {
        "number_of_interactions": _only(ask.number_of_interactions(known, **both)),
        "active_days": _only(ask.active_days(known, groupby=None)),
        "percent_nocturnal": _only(ask.percent_nocturnal(known, **both)),
        "call_duration, mean": length and length["mean"],
        "call_duration, median": length and length["median"],
        "interevent_time, mean": between and between["mean"],
        "interevent_time, median": between and between["median"],
        "percent_initiated_interactions": _only(
            ask.percent_initiated_interactions(known, groupby=None)
        ),
        "balance_of_contacts": _only(ask.balance_of_contacts(known, **both, weighted=False))[
            "mean"
        ],
        "percent_initiated_conversations": _only(
            ask.percent_initiated_conversations(known, groupby=None)
        ),
        "response_rate_text": _only(ask.response_rate_text(known, groupby=None)),
    }
    return len(known.records), reading, time.process_time() - worked, figures


def _only(found: Any) -> Any:
    """The one figure within bandicoot's parts of the week, of the day and kinds of record."""
    (of_day,) = found["allweek"].values()
    (figure,) = of_day.values()
    return figure
