"""People of a lead that belong to an enquiry of their own, and back again.

The new lead is about the same member, so whoever may read the one may read the other. What was
decided and written stays where it was; a later scan writes of these people in their own lead.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo, decided_alone, held, moved_on, require
from upstander.web.triage.content import CELL, digest_of
from upstander.web.triage.models import Evidence, Lead, Pair, Split
from upstander.web.triage.rows import move
from upstander.web.triage.states import OPEN
from upstander.web.triage.words import Standing, State

STRONGEST = 10  # signs named in the queue's row and its filter
_FIGURES = ("score", "people", "headline", "strongest", "first_at", "last_at", "found",
            "content_digest")  # fmt: skip


@transaction.atomic
def split(
    lead: Lead, *, pairs: Sequence[Pair], by: User, reason: str, version: int
) -> Lead:  # fmt: skip
    """Give people of a lead a lead of their own: with its own owner, date and decision."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by, version=version)
    decided_alone(found)
    if State(found.state) not in OPEN:
        raise CannotDo("Only an open lead can be split.")
    if found.split_from_id is not None or found.merged.exists():
        raise CannotDo("A lead that was split off, or is worked on with others, is not split.")
    humans = [pair.human_id for pair in pairs if pair.human_id]
    if not humans or not found.pairs.exclude(human_id__in=humans).exists():
        raise CannotDo("Somebody has to stay in this lead, and somebody has to leave it.")
    made = _new(found)
    Split.objects.create(lead=made, humans=humans, reason=reason, by=by)
    move(humans, out_of=found, into=made)
    made.found = {human: found.found[human] for human in humans if human in found.found}
    found.found = {human: one for human, one in found.found.items() if human not in humans}
    _figures(made, whole=False)
    _figures(found, whole=False)
    made.save()
    moved_on(found, *_FIGURES)
    _tell(found, made, by=by, what="people split off", count=len(humans))
    return made


@transaction.atomic
def bring_back(lead: Lead, *, by: User, reason: str) -> Lead:
    """Put the people of a lead that was split off back where they were; the lead it was of.

    Its notes and decisions stay on it, and it can be read; nothing more is done with it.
    """
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    ended = Split.objects.select_for_update().filter(lead=found, ended_at=None).first()
    if ended is None or found.split_from is None:
        raise CannotDo("The people of this lead were not split off, or are back already.")
    decided_alone(found)
    of = held(found.split_from, by=by)
    for each in (found, of):
        if State(each.state) not in OPEN:
            raise CannotDo(f"{each.reference} is not open: its people cannot come or go.")
    if found.merged.exists():
        raise CannotDo("Others are worked on as one with this lead: separate those first.")
    move(ended.humans, out_of=found, into=of)
    of.found, found.found = {**of.found, **found.found}, {}
    found.brought_back = True
    others = Split.objects.filter(lead__split_from=of, ended_at=None).exclude(pk=ended.pk)
    _figures(of, whole=not others.exists())
    moved_on(of, *_FIGURES)
    moved_on(found, "brought_back", "found")
    ended.ended_by, ended.ended_at, ended.end_reason = by, timezone.now(), reason
    ended.save(update_fields=["ended_by", "ended_at", "end_reason"])
    _tell(of, found, by=by, what="people brought back", count=len(ended.humans))
    return of


def _new(lead: Lead) -> Lead:
    """Another lead about the same member, which nobody has taken on."""
    known = Lead.objects.values_list("reference", flat=True)
    number = max(int(reference.partition("-")[2]) for reference in known) + 1
    made = Lead.objects.get(pk=lead.pk)
    made.pk, made._state.adding = None, True
    made.reference = f"L-{number:05}"
    made.split_from = lead
    made.first_published_at = timezone.now()
    made.standing, made.state = Standing.NEW, State.IN_TRIAGE
    made.owner, made.due_on, made.support, made.version = None, None, "", 1
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise CannotDo("Somebody split another lead at this moment. Send it again.") from error
    return made


def _figures(lead: Lead, *, whole: bool) -> None:
    """A lead's figures, from the rows that it now has: as the next scan will work them out."""
    pairs = list(lead.pairs.order_by("-score", "pk"))
    people = [pair for pair in pairs if pair.human_id]
    own = sum(pair.score for pair in pairs if not pair.human_id)
    lead.score = max((pair.score for pair in people), default=0.0) + own
    lead.people = len(people)
    if whole and lead.whole:
        lead.score, lead.people = lead.whole["score"], lead.whole["people"]
    lead.headline = pairs[0].headline if pairs else lead.headline
    lead.strongest = _strongest(lead)
    lead.first_at = min((pair.first_at for pair in pairs if pair.first_at), default=None)
    lead.last_at = max((pair.last_at for pair in pairs if pair.last_at), default=None)
    cell = [getattr(lead, name) for name in CELL]
    lead.content_digest = digest_of(cell=cell, found=lead.found)


def _strongest(lead: Lead) -> list[str]:
    ranked = sorted(Evidence.objects.filter(lead=lead), key=lambda one: -one.bits)
    return list(dict.fromkeys(one.indicator for one in ranked))[:STRONGEST]


def _tell(of: Lead, part: Lead, *, by: User, what: str, count: int) -> None:
    for each, other in ((of, part), (part, of)):
        detail = {"what": what, "people": count, "lead": other.reference}
        record(Done.ALTERED, by=by, kind="lead", subject=each.reference, detail=detail)
