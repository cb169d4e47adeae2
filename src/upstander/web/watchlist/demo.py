"""The demo's watch list: one entry that was authorised, with its package, and one that waits.

Made by the demo's own accounts with the actions that the pages use, so that the log tells of it.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from upstander.errors import ConfigurationError
from upstander.web.accounts.models import User
from upstander.web.triage import policies as triage
from upstander.web.triage.models import Lead
from upstander.web.triage.words import Handling, Information, Source
from upstander.web.watchlist.actions import answering, proposing
from upstander.web.watchlist.actions.proposing import Terms
from upstander.web.watchlist.auditing import Result, audit
from upstander.web.watchlist.words import Rhythm

_SIGNS = ("IND-22", "IND-25")  # of look-ups: where a package has the most to tell
_LOOKED_BACK = timedelta(days=365)


def make(folder: Path) -> Result:
    """Propose two members of the list, authorise one, and make the package."""
    if not settings.DEMO:
        raise ConfigurationError(
            "The demo's watch list is only made in a demo.", do="Set UPSTANDER_DEMO=1."
        )
    audit(folder)  # whom the scan knows: nobody else can be proposed
    analyst, investigator, supervisor = (
        User.objects.get(username=name) for name in ("analyst", "investigator", "supervisor")
    )
    leads = list(triage.leads(analyst).select_related("scan"))
    if len(leads) < 2:
        return audit(folder)  # a force as small as a test's
    watched, proposed = _two(leads)
    entry = proposing.propose(
        watched.staff_id,
        by=analyst,
        terms=_terms(
            watched,
            grounds="The lead shows look-ups that no record explains, of people marked vulnerable, "
            "and contact that followed. A colleague has said the same.",
            rhythm=Rhythm.EACH_SCAN,
        ),
    )
    answering.answer(
        entry.proposals.get(),
        by=supervisor,
        agree=True,
        reason="Two independent sources say the same. Look-ups alone are read, of one member, and "
        "the review is soon.",
    )
    proposing.propose(
        proposed.staff_id,
        by=investigator,
        terms=_terms(
            proposed,
            grounds="A partner agency is worried about how well the member knows two of its "
            "clients. Whether their records were opened without cause would settle it.",
            rhythm=Rhythm.WEEKLY,
        ),
    )
    return audit(folder)


def _two(leads: list[Lead]) -> tuple[Lead, Lead]:
    """The first with a sign of look-ups, where there is one, and the first of the others."""
    watched = next((one for one in leads if set(one.strongest) & set(_SIGNS)), leads[0])
    return watched, next(one for one in leads if one != watched)


def _terms(lead: Lead, *, grounds: str, rhythm: Rhythm) -> Terms:
    return Terms(
        grounds=grounds,
        source=Source.UNTESTED,
        information=Information.CORROBORATED,
        handling=Handling.CONDITIONS,
        conditions="Not outside the unit without its supervisor.",
        proportionate="It reads the log of systems that belong to the force, of one member, to "
        "learn whether records were opened without cause. Those looked up stand without names.",
        considered="Asking the line manager, which might reach the member; waiting for somebody to "
        "complain, which leaves those looked up unprotected.",
        systems=(),
        since=lead.scan.as_of.date() - _LOOKED_BACK,
        rhythm=rhythm,
        review_on=timezone.localdate() + timedelta(days=min(60, settings.WATCH_LIST_DAYS)),
    )
