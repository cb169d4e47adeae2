"""Purposes of a pair laid end to end, so that a contact falls into at most one piece.

Intervals of many purposes overlap. Cut at every start and end, each piece knows the first purpose
(by priority) that holds in it, for look-ups, for visits and for the rest. The join with millions
of contacts then neither multiplies rows nor needs a grouping.
"""

import ibis
import ibis.expr.types as ir

# A purpose in one integer, so that the smallest is the first by priority.
_ONE_PRIORITY = 1 << 40


def timeline(purposes: ir.Table, *, by: tuple[str, str]) -> ir.Table:
    """Disjoint pieces of the purposes that carry both keys of `by`.

    Columns: the keys, piece_from, piece_until, and talk_no, lookup_no, visit_no: the purpose_no
    that explains such a contact in this piece, or null.
    """
    coded = purposes.mutate(code=purposes.priority * _ONE_PRIORITY + purposes.purpose_no).select(
        *by, "starts_at", "ends_at", "for_talk", "for_lookups", "for_visits", "code"
    )
    coded = coded.filter(*[coded[key].notnull() for key in by], coded.ends_at > coded.starts_at)
    cuts = (
        coded.select(*by, cut=coded.starts_at)
        .union(coded.select(*by, cut=coded.ends_at))
        .distinct()
    )
    following = ibis.window(group_by=list(by), order_by="cut")
    pieces = cuts.mutate(piece_until=cuts.cut.lead().over(following))
    pieces = pieces.filter(pieces.piece_until.notnull()).rename(piece_from="cut")
    held = pieces.join(
        coded,
        [
            *[pieces[key] == coded[key] for key in by],
            coded.starts_at <= pieces.piece_from,
            coded.ends_at > pieces.piece_from,
        ],
    )
    return held.group_by(*by, "piece_from", "piece_until").agg(
        talk_no=held.code.min(where=held.for_talk) % _ONE_PRIORITY,
        lookup_no=held.code.min(where=held.for_lookups) % _ONE_PRIORITY,
        visit_no=held.code.min(where=held.for_visits) % _ONE_PRIORITY,
    )


def purpose_at(pieces: ir.Table, *, kind: ir.StringValue) -> ir.IntegerValue:
    """Which of a joined piece's purposes explains a contact of that kind."""
    return ibis.cases(
        (kind == "lookup", pieces["lookup_no"]),
        (kind == "visit", pieces["visit_no"]),
        else_=pieces["talk_no"],
    )
