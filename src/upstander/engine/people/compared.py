"""What two person records are compared by: tidied names, birth date, numbers, homes, e-mail.

Sex is not used: it moves no score anywhere in the product.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.people.holders import square, tidy_handle
from upstander.engine.people.numbers import normalised
from upstander.engine.tables.declare import union_all
from upstander.engine.tables.records import Engine, Records

# Letters that one clerk types with their marks and the next without.
_MARKED = "àáâãäåāçćčèéêëēěìíîïīłñńňòóôõöøōřśšùúûüūůýÿźžż"
_PLAIN = "aaaaaaaccceeeeeeiiiiilnnnooooooorssuuuuuuyyzzz"

_MOBILE = "+447"
# What is typed where nothing is known names nobody.
_NO_NAMES = (
    "unknown", "not known", "unk", "nk", "n k", "none", "no name", "anonymous", "anon",
    "not given", "not stated", "not provided", "refused", "name refused", "withheld", "test",
)  # fmt: skip
# More records than both with one birth date: systems fill in a day where none is known.
STOCK_DATE_RECORDS = 20
STOCK_DATE_SHARE = 0.01
_NO_DATES = ("1800-01-01", "1900-01-01", "1901-01-01")


def known_people(records: Records) -> ir.Table:
    """Every `person_id` that any table names, once: what was seen only in passing counts too."""
    named = [
        table.select("person_id").filter(_.person_id.notnull())
        for table in records.tables.values()
        if "person_id" in table.columns
    ]
    return union_all(named).distinct()


def compared(
    records: Records, engine: Engine, *, most_at_number: int, most_at_home: int
) -> ir.Table:
    """One row a person record: names, birth date, and arrays of what it may share with others.

    `given`, `first` (the first of them), `family` and `family_first` are lower case without marks;
    `bearers` counts the records with that first name; `birth` is the ISO date as text. The arrays
    `phones`, `mobiles` (those of the phones that one person carries), `homes` and `emails` are
    null where nothing is recorded. A number on more than
    `most_at_number` records, or a place on more than `most_at_home`, is no evidence of who
    somebody is and is left out. `record` numbers the rows in the order of their `person_id`:
    millions of pairs are joined on it, and numbers are joined faster than text.
    """
    rows = _without_stock_dates(_named(records["people"], engine))
    phones = engine.keep("people_numbers", _phones(records, engine))
    keyed = {
        "phones": _listed(phones, most=most_at_number),
        "mobiles": _listed(phones.filter(phones.key.startswith(_MOBILE)), most=most_at_number),
        "homes": _listed(_places(records), most=most_at_home),
        "emails": _listed(_emails(records), most=most_at_number),
    }
    for name, listed in keyed.items():
        listed_as = listed.rename({"listed_id": "person_id", name: "found"})
        rows = rows.left_join(listed_as, rows.person_id == listed_as.listed_id).drop("listed_id")
    in_order = ibis.row_number().over(ibis.window(order_by="person_id"))
    return engine.keep("people_compared", rows.mutate(record=in_order))


def _named(people: ir.Table, engine: Engine) -> ir.Table:
    """Records with their names tidied: each spelling once, for many records share it."""
    written = people.select(name="given_names").union(people.select(name="family_name")).distinct()
    spelt = engine.keep("people_names", written.mutate(tidy=tidy_name(written.name)))
    given = spelt.select(given_names="name", given="tidy", first=_first_word(spelt.tidy))
    family = spelt.select(family_name="name", family="tidy", family_first=_first_word(spelt.tidy))
    named = people.left_join(given, "given_names").left_join(family, "family_name")
    bearers = named.group_by(first_borne=named.first).agg(bearers=_.count())
    return named.left_join(bearers, named.first == bearers.first_borne).select(
        "person_id",
        "given",
        "first",
        "family",
        "family_first",
        "bearers",
        birth=_unless_placeholder(_.birth_date.cast("string"), _NO_DATES),
    )


def _first_word(name: ir.StringValue) -> ir.StringValue:
    return name.split(" ")[0].nullif("")


def tidy_name(name: ir.StringValue) -> ir.StringValue:
    """Lower case, no marks or apostrophes, hyphens as blanks; null where nothing is left.

    Figures stay: where names stand under a number ("Person 12"), the number is the name.
    """
    plain = name.lower().translate(_MARKED, _PLAIN).re_replace("['’`.]", "")
    tidy = plain.re_replace(r"[^\p{L}\p{N}]+", " ").strip().nullif("")
    return _unless_placeholder(tidy, _NO_NAMES)


def _without_stock_dates(rows: ir.Table) -> ir.Table:
    """A birth date that far too many records carry was filled in, and says nothing of anybody."""
    born = rows.group_by("birth").agg(born_then=_.count())
    everyone = rows.count().as_scalar()
    stock = born.filter(
        born.born_then > STOCK_DATE_RECORDS, born.born_then > STOCK_DATE_SHARE * everyone
    )
    filled_in = stock.select(stock_date="birth")
    return (
        rows.left_join(filled_in, rows.birth == filled_in.stock_date)
        .mutate(birth=ibis.ifelse(_.stock_date.isnull(), _.birth, ibis.null("string")))
        .drop("stock_date")
    )


def _unless_placeholder(text: ir.StringValue, placeholders: Sequence[str]) -> ir.StringValue:
    return ibis.ifelse(text.isin(placeholders), ibis.null("string"), text)


def _phones(records: Records, engine: Engine) -> ir.Table:
    phones = records["person_phones"]
    spellings = normalised(phones, engine, name="compared_spellings").filter(_.e164.notnull())
    return phones.join(spellings, "number").select("person_id", key="e164").distinct()


def _places(records: Records) -> ir.Table:
    lived = records["person_addresses"]
    at = square(lived.easting, lived.northing)
    # A property reference is the better key; the square stands in where there is none.
    return lived.select("person_id", key=ibis.coalesce(lived.uprn, at)).distinct()


def _emails(records: Records) -> ir.Table:
    accounts = records["person_accounts"]
    handle = tidy_handle(accounts.handle)
    keyed = accounts.select("person_id", key=accounts.service.concat(" ", handle))
    return keyed.distinct()


def _listed(keys: ir.Table, *, most: int) -> ir.Table:
    sizes = keys.group_by("key").agg(holders=keys.count())
    telling = keys.semi_join(sizes.filter(sizes.holders <= most), "key")
    return telling.group_by("person_id").agg(found=telling.key.collect())
