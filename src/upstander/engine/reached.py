"""By what somebody in a lead is found besides their name: numbers, homes, vehicles.

Of members who have evidence, and of the people of their leads. Each with how many people of the
force's records have the same: a shared number or a pool car says little about any one of them.
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine import pipeline
from upstander.engine.people import spelled
from upstander.engine.people.spells import with_human

COLUMNS = ("kind", "owner", "identifier", "value", "holders")


def reached(scanned: pipeline.Scanned, *, members: ir.Table, humans: ir.Table) -> ir.Table:
    """`kind` (number, postcode, address, uprn, vehicle) and `value` in the spelling that finds it.

    `owner` is staff or person, `identifier` the member's id or the human's, `holders` how many
    members or human beings have the same by any record, at any time.
    """
    who = scanned.identified
    staff = members.select(identifier=_.staff_id)
    public = humans.select(identifier=_.human_id).distinct()
    numbers = who.staff_numbers.select(identifier=_.staff_id, value=_.number)
    crews = scanned.extracts.records["crews"]
    driven = crews.select(identifier=crews.staff_id, value=spelled.plain(crews.vehicle_id))
    held = who.number_holders.select(identifier=_.human_id, value=_.number)
    return ibis.union(
        _counted(numbers, kind="number", owner="staff", of=staff),
        _counted(driven, kind="vehicle", owner="staff", of=staff),
        _counted(held, kind="number", owner="person", of=public),
        *(
            _counted(homes, kind=kind, owner="person", of=public)
            for kind, homes in _homes(scanned).items()
        ),
    )


def _homes(scanned: pipeline.Scanned) -> dict[str, ir.Table]:
    lived = scanned.extracts.records["person_addresses"]
    said = lived.select(
        "person_id",
        postcode=spelled.postcode(lived.postcode),
        address=spelled.address(lived.house, lived.postcode),
        uprn=spelled.uprn(lived.uprn),
    )
    known = with_human(said, scanned.identified.people.humans)
    return {
        kind: known.select(identifier=known.human_id, value=known[kind])
        for kind in ("postcode", "address", "uprn")
    }


def _counted(held: ir.Table, *, kind: str, owner: str, of: ir.Table) -> ir.Table:
    """What those of `of` have, each with how many have it in all."""
    each = held.filter(held.value.notnull(), held.identifier.notnull()).distinct()
    sizes = each.group_by("value").agg(holders=each.count())
    theirs = each.semi_join(of, "identifier").join(sizes, "value")
    return theirs.select(
        "identifier", "value", "holders", kind=ibis.literal(kind), owner=ibis.literal(owner)
    ).select(*COLUMNS)
