"""People that were split off from a lead: what a scan says of them goes to their own lead."""

from collections.abc import Sequence

from upstander.web.triage.models import Lead, Split
from upstander.web.triage.publishing.told import Apart, Key
from upstander.web.triage.rows import move


def apart() -> Apart:
    """Whose people are in which lead of their own."""
    return {
        (split.lead.staff_id, human): split.lead.reference
        for split in Split.objects.filter(ended_at=None).select_related("lead")
        for human in split.humans
    }


def lead_ids(members: Sequence[str]) -> dict[Key, int]:
    """The leads of these members: their own, and those that are split off."""
    found = Lead.objects.filter(staff_id__in=members, brought_back=False)
    return {
        (staff_id, reference if of else ""): key
        for key, staff_id, reference, of in found.values_list(
            "pk", "staff_id", "reference", "split_from"
        )
    }


def take_apart() -> None:
    """Move what was written in bulk for the member to the leads that were split off."""
    for split in Split.objects.filter(ended_at=None).select_related("lead__split_from"):
        of = split.lead.split_from
        assert of is not None  # a lead of a split is of another
        move(split.humans, out_of=of, into=split.lead, in_bulk=True)
