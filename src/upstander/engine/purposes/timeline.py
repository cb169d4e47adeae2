"""Purposes of a pair laid end to end, so that a contact falls into at most one piece.

Intervals of many purposes overlap. Cut at every start and end, each piece knows the first purpose
(by priority) that holds in it, for look-ups and for the rest; visits apart. The join with millions
of contacts then neither multiplies rows nor needs a grouping. Most pairs have one purpose only:
that is a piece as it is.
"""

import ibis
import ibis.expr.types as ir

# A purpose in one integer, so that the smallest is the first by priority.
_ONE_PRIORITY = 1 << 40


def timeline(purposes: ir.Table, *, by: tuple[str, str]) -> ir.Table:
    """Disjoint pieces of the purposes that carry both keys of `by`.

    Columns: the keys, visiting, piece_from, piece_until, talk_no and lookup_no: the purpose_no
    that explains a contact of that kind in this piece, or null. Visits have pieces of their own
    (`visiting`, with the purpose under both names): their windows differ, and laid together they
    would cut each other to shreds.
    """
    coded = purposes.mutate(code=purposes.priority * _ONE_PRIORITY + purposes.purpose_no)
    coded = coded.filter(*[coded[key].notnull() for key in by], coded.ends_at > coded.starts_at)
    columns = [*by, "starts_at", "ends_at", "code"]
    visits = coded.filter(coded.for_visits).select(
        *columns, visiting=True, for_talk=True, for_lookups=True
    )
    others = coded.filter(coded.for_talk | coded.for_lookups).select(
        *columns, "for_talk", "for_lookups", visiting=False
    )
    both = others.union(visits.select(*others.columns))
    keys = (*by, "visiting")
    sized = both.group_by(*keys).agg(
        purposes=both.count(),
        piece_from=both.starts_at.min(),
        piece_until=both.ends_at.max(),
        **_first_of_each_kind(both),
    )
    alone = sized.filter(sized.purposes == 1).drop("purposes")
    several = both.semi_join(sized.filter(sized.purposes > 1), list(keys))
    cut = _cut(several, by=keys)
    return alone.union(cut.select(*alone.columns))


def _cut(coded: ir.Table, *, by: tuple[str, ...]) -> ir.Table:
    """The pieces of pairs with several purposes."""
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
    return held.group_by(*by, "piece_from", "piece_until").agg(**_first_of_each_kind(held))


def _first_of_each_kind(coded: ir.Table) -> dict[str, ir.IntegerScalar]:
    return {
        "talk_no": coded.code.min(where=coded.for_talk) % _ONE_PRIORITY,
        "lookup_no": coded.code.min(where=coded.for_lookups) % _ONE_PRIORITY,
    }


def purpose_at(pieces: ir.Table, *, kind: ir.StringValue) -> ir.IntegerValue:
    """Which of a joined piece's purposes explains a contact of that kind."""
    return ibis.ifelse(kind == "lookup", pieces["lookup_no"], pieces["talk_no"])
