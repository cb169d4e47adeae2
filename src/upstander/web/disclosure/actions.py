"""What people do with a pack. Each action asks the policy, changes, and writes the log: or nothing.

A pack is drawn and written before its transaction begins, since that takes seconds in which nobody
else could write. In the transaction the lead is held, and is asked whether anything that went in
has changed meanwhile: then the file is gone again, and whoever asked is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.disclosure import content, making, policies, store
from upstander.web.disclosure.models import Pack, Withheld
from upstander.web.disclosure.words import ALWAYS, Ground, Part, Stage
from upstander.web.triage.actions.common import CannotDo, ChangedMeanwhile, held, require
from upstander.web.triage.models import Lead

ASKING_STANDS = timedelta(days=7)
GONE = "This pack is no longer kept: its record stays, and its file was removed."


@dataclass(frozen=True, kw_only=True)
class Reason:
    """On which ground something is withheld, and why."""

    ground: Ground
    reason: str


@transaction.atomic
def begin(
    lead: Lead,
    *,
    by: User,
    purpose: str,
    recipient: str,
    recipient_role: str,
    organisation: str,
    marking: str,
    parts: Iterable[Part],
    named: bool,
) -> Pack:
    """Say what for, for whom, and what goes in: what speaks for the member always does."""
    require(by, Right.DISCLOSE)
    found = held(lead, by=by)
    chosen = {*parts, *ALWAYS}
    values = {
        "by": by,
        "purpose": purpose,
        "recipient": recipient,
        "recipient_role": recipient_role,
        "organisation": organisation,
        "marking": marking,
        "parts": [str(part) for part in Part if part in chosen],
        "named": named,
    }
    if begun := Pack.objects.filter(lead=found, stage=Stage.BEGUN, **values).first():
        return begun  # the same form, sent twice or replayed
    made = Pack.objects.create(lead=found, **values)
    _log(Done.ALTERED, made, by=by, what="begun")
    return made


@transaction.atomic
def withhold(
    pack: Pack,
    *,
    by: User,
    grounds: Mapping[Part, Reason],
    item: str = "",
    why: Reason | None = None,
) -> None:
    """Give the ground of each part that is left out, and of a further item where there is one."""
    require(by, Right.DISCLOSE)
    own = _begun(pack, by=by)
    for part, said in grounds.items():
        values = {"ground": said.ground, "reason": said.reason}
        Withheld.objects.update_or_create(pack=own, part=part, defaults=values)
    if item and why is not None:
        Withheld.objects.get_or_create(pack=own, item=item, ground=why.ground, reason=why.reason)
    _log(Done.ALTERED, own, by=by, what="withheld", withheld=own.withheld.count())


def make(pack: Pack, *, by: User) -> Pack:
    """Make a pack that needs nobody's agreement, or ask a second person to agree to exactly it."""
    require(by, Right.DISCLOSE)
    with transaction.atomic():
        _every_ground(_begun(pack, by=by))  # and once more when it is drawn: nothing for nothing
    if policies.needs_second(pack):
        return _ask(pack, by=by)
    return _made(pack, by=by, second=None, reason="")


def _ask(pack: Pack, *, by: User) -> Pack:
    digest = making.digest(pack)
    with transaction.atomic():
        own = _begun(pack, by=by)
        _every_ground(own)
        own.digest, own.stage = digest, Stage.WAITING
        own.expires_at = timezone.now() + ASKING_STANDS
        own.save()
        _log(Done.ALTERED, own, by=by, what="asked for", digest=digest, names=own.named)
    return own


def answer(pack: Pack, *, by: User, agree: bool, reason: str) -> Pack:
    """The second person's answer: agreed, it is made at once; one that no longer fits lapses."""
    require(by, Right.APPROVE)
    if pack.by_id == by.pk:
        raise CannotDo("Somebody else has to agree: you asked for this pack yourself.")
    if not agree:
        return _end(pack, by=by, stage=Stage.REFUSED, reason=reason)
    if pack.expires_at and pack.expires_at < timezone.now():
        return _end(pack, by=by, stage=Stage.LAPSED, reason="It was not answered in time.")
    if not policies.packs(pack.by).filter(pk=pack.pk).exists():
        why = "Who asked for it no longer works on this lead."
        return _end(pack, by=by, stage=Stage.LAPSED, reason=why)
    if making.digest(pack) != pack.digest:
        why = "What the pack would hold has changed since it was asked for."
        return _end(pack, by=by, stage=Stage.LAPSED, reason=why)
    return _made(pack, by=by, second=by, reason=reason)


def _made(pack: Pack, *, by: User, second: User | None, reason: str) -> Pack:
    """Make the file, and let it appear with its record: both, or neither."""
    before = content.stamp(pack.lead)
    at = timezone.now()
    with making.made(pack, by=pack.by, second=second, at=at) as made:
        name = ""
        try:
            with transaction.atomic():
                if second is None:
                    own = _begun(pack, by=by)
                    _every_ground(own)
                    if policies.needs_second(own):  # it was put in a compartment meanwhile
                        raise ChangedMeanwhile
                else:
                    own = _of_stage(pack, by=by, stage=Stage.WAITING)
                if content.stamp(own.lead) != before or (second and made.digest != own.digest):
                    raise ChangedMeanwhile
                name = store.finished(made.place).name
                _keep(own, made=made, name=name, at=at, second=second, reason=reason)
                _log(Done.DISCLOSED, own, by=by, what="made", **_told(own, made=made))
        except BaseException:
            store.dropped(*filter(None, [name]))
            raise
    return own


def _keep(
    pack: Pack, *, made: making.Made, name: str, at: datetime, second: User | None, reason: str
) -> None:
    pack.stage, pack.made_at, pack.file = Stage.MADE, at, name
    pack.digest, pack.file_digest = made.digest, made.file_digest
    pack.size, pack.pages, pack.counts = made.size, made.pages, dict(made.counts)
    pack.keep_until = at + timedelta(days=settings.PACK_DAYS)
    if second is not None:
        pack.second, pack.answered_at, pack.answer_reason = second, at, reason
    pack.save()


def _told(pack: Pack, *, made: making.Made) -> dict[str, Any]:
    return {
        "digest": made.digest,
        "file": made.file_digest,
        "parts": list(pack.parts),
        "names": pack.named,
        "withheld": pack.withheld.count(),
        "asked by": pack.by_id,
    }


@transaction.atomic
def withdraw(pack: Pack, *, by: User) -> None:
    """Take back what one has begun or asked for."""
    require(by, Right.DISCLOSE)
    held(pack.lead, by=by)
    own = Pack.objects.select_for_update().get(pk=pack.pk)
    if own.by_id != by.pk or own.stage not in {Stage.BEGUN, Stage.WAITING}:
        raise CannotDo("Only who began a pack can withdraw it, before it is made.")
    own.stage = Stage.WITHDRAWN
    own.save()
    _log(Done.ALTERED, own, by=by, what="withdrawn")


@transaction.atomic
def take(pack: Pack, *, by: User, what: str) -> None:
    """Somebody takes the file away: `what` is "bundle" or "PDF". CannotDo where it is gone."""
    found = policies.takeable(by).select_for_update(of=("self",)).filter(pk=pack.pk).first()
    if found is None:
        raise CannotDo("A pack with names goes to who asked for it and who agreed to it alone.")
    if not found.on_file:
        raise CannotDo(GONE)
    _log(Done.DISCLOSED, found, by=by, what="downloaded", file=what)


@transaction.atomic
def noted_check(pack: Pack, *, by: User | None, sound: bool, problems: int) -> None:
    """The file was held against its manifest: what came of it is an entry too."""
    _log(Done.CONSULTED, pack, by=by, what="verified", sound=sound, problems=problems)


# --- what happens by itself


def lapse_old() -> int:
    """Let packs lapse that nobody answered in time; how many."""
    old = list(Pack.objects.filter(stage=Stage.WAITING, expires_at__lt=timezone.now()))
    for pack in old:
        _end(pack, by=None, stage=Stage.LAPSED, reason="Nobody answered in time.")
    return len(old)


def remove_expired() -> int:
    """Remove the files whose time is over, and what a making that was cut off left; how many.

    The record of each pack stays.
    """
    now = timezone.now()
    over = Pack.objects.filter(stage=Stage.MADE, removed_at=None, keep_until__lte=now)
    removed = 0
    for pack in over.select_related("lead"):
        with transaction.atomic():
            if Pack.objects.filter(pk=pack.pk, removed_at=None).update(removed_at=now):
                store.dropped(pack.file)
                _log(Done.ERASED, pack, by=None, what="file removed")
                removed += 1
    kept = Pack.objects.filter(stage=Stage.MADE, removed_at=None).values_list("file", flat=True)
    store.drop_strays(kept)
    return removed


def _begun(pack: Pack, *, by: User) -> Pack:
    own = _of_stage(pack, by=by, stage=Stage.BEGUN)
    if own.by_id != by.pk:
        raise CannotDo("Only who began a pack can go on with it.")
    return own


def _of_stage(pack: Pack, *, by: User, stage: Stage) -> Pack:
    """The pack as it now is, locked with its lead. Lead.DoesNotExist for who may not read that."""
    lead = held(pack.lead, by=by)
    own = Pack.objects.select_for_update().get(pk=pack.pk)
    if own.stage != stage:
        raise CannotDo(
            f"Nothing can be done with this pack now: {own.get_stage_display().lower()}."
        )
    own.lead = lead
    return own


def _every_ground(pack: Pack) -> None:
    lacking = set(pack.left_out) - {Part(one.part) for one in pack.withheld.exclude(part="")}
    if lacking:
        raise CannotDo("Say first on which ground each part that is left out is withheld.")


def _end(pack: Pack, *, by: User | None, stage: Stage, reason: str) -> Pack:
    with transaction.atomic():
        if by is not None:
            held(pack.lead, by=by)
        own = Pack.objects.select_for_update().get(pk=pack.pk)
        if own.stage != Stage.WAITING:
            raise CannotDo("This pack was answered already.")
        own.stage, own.second, own.answered_at = stage, by, timezone.now()
        own.answer_reason = reason
        own.save()
        _log(Done.ALTERED, own, by=by, what=stage.label.lower())
    return own


def _log(act: Done, pack: Pack, *, by: User | None, what: str, **more: Any) -> None:
    """An entry on the lead, so that whoever works on it sees it there, naming the pack."""
    detail = {"what": f"pack {pack.reference} {what}", "pack": pack.reference, **more}
    record(act, by=by, kind="lead", subject=pack.lead.reference, detail=detail)
