"""The pair in figures, as a person reads them: what was counted, and on how much it rests."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from upstander.engine.report import wording
from upstander.engine.report.model import PairFigure

Row = Mapping[str, Any]


def pair_figures(row: Row | None) -> tuple[PairFigure, ...]:
    """The lines for a row of PAIR_FIGURES; none where the pair neither rang nor wrote."""
    if not row:
        return ()
    return (
        *_calls(row),
        *_messages(row),
        PairFigure(
            what="Days with a call or message",
            figure=wording.number(row["days"]),
            rests_on=_of_contacts(row["contacts"]),
        ),
        PairFigure(
            what="Between 22:00 and 06:00",
            figure=_share(row["night"], row["contacts"]),
            rests_on=_of_contacts(row["contacts"]),
        ),
        _off_duty(row),
        *_gaps(row),
        _rhythm(row),
    )


def _calls(row: Row) -> list[PairFigure]:
    if not row["calls"]:
        return []
    on_record = wording.counted(row["calls"], "call")
    lines = [PairFigure(what="Calls", figure=_by_member(row, "calls", "made"), rests_on=on_record)]
    if row["calls_timed"]:
        middle, mean = lasted(row["call_median_s"]), lasted(row["call_mean_s"])
        length = f"{middle} in the middle of all, {mean} on average"
        rests_on = wording.counted(row["calls_timed"], "call") + " whose length is on record"
    else:
        length, rests_on = "not on record", on_record
    return [*lines, PairFigure(what="Length of a call", figure=length, rests_on=rests_on)]


def _messages(row: Row) -> list[PairFigure]:
    if not row["messages"]:
        return []
    ours, theirs = row["exchanges_out"], row["exchanges"] - row["exchanges_out"]
    back, ours_back = row["exchanges_out_answered"], row["exchanges_in_answered"]
    said = [f"of {ours:,} that the member began, the person answered {back:,}"] if ours else []
    if theirs:
        said.append(f"of {theirs:,} that the person began, the member answered {ours_back:,}")
    return [
        PairFigure(
            what="Messages",
            figure=_by_member(row, "messages", "sent"),
            rests_on=wording.counted(row["messages"], "message"),
        ),
        PairFigure(
            what="Exchanges of messages",
            figure=wording.capital("; ".join(said)),
            rests_on=wording.counted(row["exchanges"], "exchange"),
        ),
    ]


def _by_member(row: Row, kind: str, verb: str) -> str:
    return f"{row[kind]:,}, of them {row[f'{kind}_out']:,} {verb} by the member"


def _off_duty(row: Row) -> PairFigure:
    known = row["duty_known"]
    return PairFigure(
        what="Off duty",
        figure=_share(row["off_duty"], known) if known else "not known",
        rests_on=_of_contacts(known) + " at an hour that a roster covers",
    )


def _gaps(row: Row) -> list[PairFigure]:
    if not row["gaps"]:
        return []
    middle, mean = lasted(row["gap_median_s"]), lasted(row["gap_mean_s"])
    return [
        PairFigure(
            what="From one to the next",
            figure=f"{middle} in the middle of all, {mean} on average",
            rests_on=wording.counted(row["gaps"], "gap"),
        )
    ]


def _rhythm(row: Row) -> PairFigure:
    found = row["burstiness"]
    return PairFigure(
        what="Rhythm (burstiness)",
        figure="not defined for so few moments" if found is None else _signed(found),
        rests_on=wording.counted(row["gaps"], "gap"),
    )


def _signed(value: float) -> str:
    told = wording.number(value).replace("-", "−")
    return "0" if told == "−0" else told


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}"


def _of_contacts(number: int) -> str:
    return wording.counted(number, "call or message", "calls and messages")


def lasted(seconds: float) -> str:
    """A length of time in the largest unit that it fills: 45 s, 12 min, 5 h, 3.5 days."""
    for unit, length in (("days", timedelta(days=2)), ("h", timedelta(hours=2))):
        if timedelta(seconds=seconds) >= length:
            one = 86_400 if unit == "days" else 3600
            return f"{round(seconds / one, 1):,g} {unit}"
    return f"{round(seconds / 60):,} min" if seconds >= 120 else f"{round(seconds):,} s"
