"""Members of staff who are on record as members of the public too, as far as the records tell."""

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine import pipeline


def staff_as_people(scanned: pipeline.Scanned) -> ir.Table:
    """Members of staff who are on record as people: by their own number, or name and birth year."""
    own = scanned.identified.staff_numbers
    own = own.filter(own.ownership == "personal").select("number", member=own.staff_id)
    held = scanned.identified.number_holders.select("number", "human_id")
    by_number = own.join(held, "number").select("member", "human_id")
    people = scanned.extracts.records["people"].join(scanned.identified.people.humans, "person_id")
    public = people.select(
        human_id=people.human_id, called=plain(full_name(people)), year=people.birth_date.year()
    )
    staff = scanned.staff.select(
        member=_.staff_id, known_as=plain(_.name), born=_.birth_year.cast("int32")
    )
    by_name = staff.join(
        public, [staff.known_as == public.called, staff.born == public.year]
    ).select("member", "human_id")
    return by_number.union(by_name).distinct()


def full_name(people: ir.Table) -> ir.StringValue:
    """Given names and family name of person records, as they stand."""
    given = ibis.coalesce(people.given_names, ibis.literal(""))
    family = ibis.coalesce(people.family_name, ibis.literal(""))
    return given.concat(" ", family).strip()


def plain(name: ir.StringValue) -> ir.StringValue:
    """A name to compare: small letters, single blanks; null where there is none."""
    return name.lower().re_replace(r"\s+", " ").strip().nullif("")
