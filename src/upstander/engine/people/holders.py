"""Who held a number, a handle or a home, and when: shared ones stay shared, with their share.

At any one moment a human being holds a number or lives at a place in one row only, however many
of their records say so: `person_id` is then the first of those records.
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.people.numbers import normalised
from upstander.engine.people.spells import beside, crowds, merged, opened, with_human
from upstander.engine.tables.records import Engine, Records
from upstander.engine.tables.stages import (
    HANDLE_HOLDERS,
    HOMES,
    NUMBER_HOLDERS,
    STAFF_NUMBERS,
)

CELL_M = 10.0


def staff_numbers(records: Records, engine: Engine) -> ir.Table:
    """STAFF_NUMBERS: numbers of staff in E.164, each with when it was held."""
    held = _in_e164(records["staff_phones"], engine, name="staff_spellings")
    spells = merged(held, by=("number", "staff_id", "ownership"))
    return engine.keep("staff_numbers", opened(spells).select(*STAFF_NUMBERS))


def number_holders(records: Records, humans: ir.Table, engine: Engine) -> ir.Table:
    """NUMBER_HOLDERS: numbers of the public in E.164, with their humans and each one's share."""
    held = _in_e164(records["person_phones"], engine, name="person_spellings")
    spells = merged(with_human(held, humans), by=("number", "human_id"), least=("person_id",))
    rows = engine.keep("number_spells", spells, numbered="row")
    counts = _counts([beside(rows, key="number")], [crowds(rows, key="number")])
    shared = rows.join(counts, "row").mutate(share=1.0 / _.humans.cast("float64"))
    return engine.keep("number_holders", opened(shared).select(*NUMBER_HOLDERS))


def handle_holders(records: Records, humans: ir.Table, engine: Engine) -> ir.Table:
    """HANDLE_HOLDERS: e-mail addresses and handles, lower case and without a leading @."""
    accounts = records["person_accounts"]
    tidy = accounts.select("person_id", handle=tidy_handle(accounts.handle))
    known = with_human(tidy.filter(tidy.handle.length() > 0), humans)
    single = known.group_by("handle", "human_id").agg(person_id=known.person_id.min())
    sizes = single.group_by("handle").agg(humans=single.count())
    shared = single.join(sizes, "handle").mutate(share=1.0 / _.humans.cast("float64"))
    return engine.keep("handle_holders", shared.select(*HANDLE_HOLDERS))


def homes(records: Records, humans: ir.Table, engine: Engine) -> ir.Table:
    """HOMES: where humans lived and when, with how many humans were on record there.

    `residents` counts everyone recorded in the same 10 m square or at the same property
    reference at an overlapping time: a block of flats is one place to somebody parked outside.
    """
    lived = records["person_addresses"]
    placed = lived.select(
        "person_id",
        "uprn",
        "easting",
        "northing",
        "starts_at",
        "ends_at",
        cell=square(lived.easting, lived.northing),
    )
    spells = merged(
        with_human(placed, humans),
        by=("human_id", "cell"),
        least=("person_id", "uprn", "easting", "northing"),
    )
    rows = engine.keep("home_spells", spells, numbered="row")
    known = rows.filter(rows.uprn.notnull())
    counts = _counts(
        [beside(rows, key="cell"), beside(known, key="uprn")],
        [crowds(rows, key="cell"), crowds(known, key="uprn")],
    )
    counted = rows.join(counts, "row").mutate(residents=_.humans)
    return engine.keep("homes", opened(counted).select(*HOMES))


def square(easting: ir.NumericValue, northing: ir.NumericValue) -> ir.StringValue:
    """The 10 m square of a position, as one text key."""
    east = (easting / CELL_M).round().cast("int64").cast("string")
    north = (northing / CELL_M).round().cast("int64").cast("string")
    return east.concat(" ", north)


def tidy_handle(handle: ir.StringValue) -> ir.StringValue:
    """Lower case, without blanks around it or a leading @."""
    return handle.strip().lower().re_replace("^@+", "")


def _in_e164(phones: ir.Table, engine: Engine, *, name: str) -> ir.Table:
    """Phones with `number` in E.164; those that are no number are left out."""
    spellings = normalised(phones, engine, name=name).filter(_.e164.notnull())
    joined = phones.join(spellings, "number").drop("number")
    return joined.rename(number="e164")


def _counts(pairs: list[ir.Table], crowded: list[ir.Table]) -> ir.Table:
    """`row`, `humans`: how many distinct humans were beside each row."""
    together = pairs[0].union(*pairs[1:]).distinct() if len(pairs) > 1 else pairs[0]
    counted = together.group_by("row").agg(humans=together.count())
    everything = ibis.union(counted, *[table.select("row", "humans") for table in crowded])
    return everything.group_by("row").agg(humans=everything.humans.max())
