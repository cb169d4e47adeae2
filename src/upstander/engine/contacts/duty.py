"""Working time, and whether a contact fell in it."""

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from upstander import words

# Beyond the first and last working time on record by more than this, the roster says nothing.
ROSTER_REACHES = timedelta(days=3)
_SECONDS_A_DAY = 86_400


def tours(duties: ir.Table) -> ir.Table:
    """Working time as disjoint intervals (TOURS): overlapping and touching duties are joined."""
    working = duties.filter(duties.kind.isin(words.WORKING_DUTY_KINDS))
    earlier = ibis.window(
        group_by="staff_id", order_by=["starts_at", "ends_at"], preceding=(None, 1)
    )
    upto = ibis.window(
        group_by="staff_id", order_by=["starts_at", "ends_at"], preceding=None, following=0
    )
    marked = working.mutate(latest=working.ends_at.max().over(earlier))
    opened = marked.mutate(
        opens=ibis.ifelse(marked.latest.isnull() | (marked.starts_at > marked.latest), 1, 0)
    )
    numbered = opened.mutate(island=opened.opens.sum().over(upto))
    return (
        numbered.group_by("staff_id", "island")
        .agg(starts_at=numbered.starts_at.min(), ends_at=numbered.ends_at.max())
        .drop("island")
    )


def stretches(tours: ir.Table) -> ir.Table:
    """Each member's time cut into working and free stretches, and these at midnight UTC.

    A moment lies in at most one row, found by member and day, so that the join with contacts
    neither multiplies nor needs a grouping. Columns: staff_id, day, starts_at, ends_at,
    on_duty, free_from, free_until (a free stretch's ends; null where the roster ends).
    """
    order = ibis.window(group_by="staff_id", order_by="starts_at")
    reach = ibis.interval(seconds=int(ROSTER_REACHES.total_seconds()))
    placed = tours.mutate(
        last_end=tours.ends_at.lag().over(order), next_start=tours.starts_at.lead().over(order)
    )
    nothing = ibis.null("timestamp(6)")
    working = placed.select(
        "staff_id", "starts_at", "ends_at", on_duty=True, free_from=nothing, free_until=nothing
    )
    after = placed.select(
        "staff_id",
        starts_at=placed.ends_at,
        ends_at=ibis.coalesce(placed.next_start, placed.ends_at + reach),
        on_duty=False,
        free_from=placed.ends_at,
        free_until=placed.next_start,
    )
    first = placed.filter(placed.last_end.isnull())
    before = first.select(
        "staff_id",
        starts_at=first.starts_at - reach,
        ends_at=first.starts_at,
        on_duty=False,
        free_from=nothing,
        free_until=first.starts_at,
    )
    whole = working.union(after).union(before)
    return _cut_by_day(whole.filter(whole.ends_at > whole.starts_at))


def _cut_by_day(stretches: ir.Table) -> ir.Table:
    first_day = stretches.starts_at.epoch_seconds() // _SECONDS_A_DAY
    last_day = (stretches.ends_at.epoch_seconds() - 1) // _SECONDS_A_DAY
    return stretches.mutate(day=ibis.range(first_day, last_day + 1).unnest().cast("int64"))


def with_duty(contacts: ir.Table, *, stretches: ir.Table) -> ir.Table:
    """Contacts with `on_duty` and `minutes_off_duty`; both null where no roster covers them."""
    keyed = contacts.mutate(day=contacts.at.epoch_seconds() // _SECONDS_A_DAY)
    other = stretches.rename(stretch_starts_at="starts_at", stretch_ends_at="ends_at")
    joined = keyed.left_join(
        other,
        [
            keyed.staff_id == other.staff_id,
            keyed.day == other.day,
            keyed.at >= other.stretch_starts_at,
            keyed.at < other.stretch_ends_at,
        ],
    )
    since = (joined.at.epoch_seconds() - joined.free_from.epoch_seconds()) // 60
    until = (joined.free_until.epoch_seconds() - joined.at.epoch_seconds()) // 60
    nearest = ibis.least(ibis.coalesce(since, until), ibis.coalesce(until, since))
    return joined.select(
        *contacts.columns,
        on_duty=joined.on_duty,
        minutes_off_duty=ibis.ifelse(joined.on_duty, 0, nearest).cast("int64"),
    )
