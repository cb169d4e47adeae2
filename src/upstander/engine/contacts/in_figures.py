"""A pair in figures: how its calls and messages were spread, one row a pair.

Figures describe and never judge: none of them is a sign, and none moves a score. Each stands with
the number of contacts that it rests on, as a share of three is no share.

Whether a call was answered is in no itemised billing, so nothing here says so; of messages it can
be seen whether one came back. Where the member rang from another handset than their own, or by an
app, there is nothing to count.

Sources: the shape of an exchange of messages (an hour of silence or a call ends it) and the share
of them that were answered are bandicoot's (de Montjoye, Rocher and Pentland 2016, JMLR 17 (175));
burstiness is Goh and Barabási's (2008, EPL 81, 48002) with the correction for short series of Kim
and Jo (2016, Physical Review E 94, 032311).
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.tables.stages import PAIR_FIGURES

PAIR = ("staff_id", "human_id")
NIGHT = (22, 6)  # o'clock on the clock on the wall: from, until
SILENCE_S = 3600  # ends an exchange of messages
_ANSWERED = ("exchanges_out_answered", "exchanges_in_answered")
_IN_TURN = ("second", "source_row", "written")  # the same order in every run


def in_figures(contacts: ir.Table, *, night: tuple[int, int] = NIGHT) -> ir.Table:
    """One row for each pair of CONTACTS that has calls or messages: PAIR_FIGURES."""
    talk = contacts.filter(_.kind.isin(("call", "message")), _.human_id.notnull())
    told = _in_turn(talk, night=night)
    answered = _answered(told).rename({f"other_{name}": name for name in PAIR})
    whole = _added_up(told).left_join(answered, [(name, f"other_{name}") for name in PAIR])
    none = {name: whole[name].fill_null(0) for name in _ANSWERED}
    full = whole.mutate(**none, burstiness=_burstiness(whole))
    return full.select(**{name: full[name].cast(kind) for name, kind in PAIR_FIGURES.items()})


def _in_turn(talk: ir.Table, *, night: tuple[int, int]) -> ir.Table:
    """The contacts, each beside the pair's last and next: everything is told in one sorting.

    `begins`: a message that begins an exchange; `alone`: the only one of its exchange; `other_way`:
    from the other end than the contact before it.
    """
    hour, (starts, ends) = talk.local_at.hour(), night
    late = (hour >= starts) | (hour < ends) if starts > ends else (hour >= starts) & (hour < ends)
    plain = talk.select(
        *PAIR,
        "at",
        "duration_s",
        "on_duty",
        "source_row",
        written=talk.source_table == "messages",
        second=talk.at.epoch_seconds().cast("int64"),
        day=talk.local_at.date(),
        night=late,
        call=talk.kind == "call",
        out=talk.direction == "out",
    )
    turn = ibis.window(group_by=list(PAIR), order_by=list(_IN_TURN))
    placed = plain.mutate(
        gap_s=_.second - _.second.lag().over(turn),
        new_day=(_.day != _.day.lag().over(turn)).fill_null(True),
        after_call=_.call.lag().over(turn).fill_null(True),
        before_call=_.call.lead().over(turn).fill_null(True),
        next_gap_s=_.second.lead().over(turn) - _.second,
        other_way=_.out != _.out.lag().over(turn),
    )
    begins = ~placed.call & (placed.after_call | (placed.gap_s >= SILENCE_S))
    ends_here = placed.before_call | (placed.next_gap_s >= SILENCE_S)
    return placed.mutate(begins=begins, alone=begins & ends_here)


def _added_up(told: ir.Table) -> ir.Table:
    def number(which: ir.BooleanValue) -> ir.IntegerScalar:
        return which.cast("int64").sum()

    timed = ibis.ifelse(told.call, told.duration_s, ibis.null("float64"))
    return told.group_by(*PAIR).agg(
        contacts=told.count(),
        first_at=told.at.min(),
        last_at=told.at.max(),
        days=number(told.new_day),
        calls=number(told.call),
        calls_out=number(told.call & told.out),
        calls_timed=timed.count(),
        call_mean_s=timed.mean(),
        call_median_s=timed.median(),
        messages=number(~told.call),
        messages_out=number(~told.call & told.out),
        night=number(told.night),
        duty_known=told.on_duty.count(),
        off_duty=number((~told.on_duty).fill_null(False)),
        gaps=told.gap_s.count(),
        gap_mean_s=told.gap_s.mean(),
        gap_median_s=told.gap_s.median(),
        gap_spread_s=told.gap_s.std(how="pop"),
        exchanges=number(told.begins),
        exchanges_out=number(told.begins & told.out),
    )


def _answered(told: ir.Table) -> ir.Table:
    """How many exchanges of messages the other end answered, by who began them.

    Of an exchange only two things matter: where it begins, and where the other end writes. The
    next of these after its beginning is its answer, or the beginning of another.
    """
    turns = ~told.call & ~told.begins & told.other_way
    marks = told.filter((told.begins & ~told.alone) | turns)
    turn = ibis.window(group_by=list(PAIR), order_by=list(_IN_TURN))
    followed = marks.mutate(answered=_.begins & ~_.begins.lead().over(turn).fill_null(True))
    return followed.group_by(*PAIR).agg(
        exchanges_out_answered=(_.answered & _.out).cast("int64").sum(),
        exchanges_in_answered=(_.answered & ~_.out).cast("int64").sum(),
    )


def _burstiness(row: ir.Table) -> ir.FloatingValue:
    """From -1 (evenly spaced) over 0 (as chance would) to 1 (all at once, but for one gap).

    Goh and Barabási's (r - 1) / (r + 1), with r the spread of the gaps over their mean, is drawn
    to -1 in short series: of five contacts at moments of chance it says -0.19 on average. Kim and
    Jo's correction, with the number of gaps as their n, holds both ends for any number and says
    -0.07. Null for fewer than two gaps, and where all moments are one.
    """
    number = row.gaps.cast("float64")
    usable = (row.gaps >= 2) & (row.gap_mean_s > 0)
    r = row.gap_spread_s / ibis.ifelse(usable, row.gap_mean_s, 1.0)
    least, most = ibis.greatest(number - 1, 0.0).sqrt(), (number + 1).sqrt()
    below = (most - 2) * r + least
    corrected = (most * r - least) / ibis.ifelse(usable, below, 1.0)
    return ibis.ifelse(usable, corrected, ibis.null("float64"))
