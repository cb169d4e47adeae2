"""Work-phone contact with a person stops, while visits or look-ups carry on.

Why it matters
    Abuse of position often begins with contact by force mobile about a case and moves quickly to
    private phones and social media (Learning the Lessons 40, page 11). In case 2 the banter left
    the work phone and the visits went on; in case 8 it moved to a messaging application.

Innocent explanations
    - The case is closed and everything stops: nothing is left to be shown.
    - The person's number changed, and the new one is not on record.
    - A colleague's handset or the station's line was used instead.
    - Look-ups for another matter in which the person is named, but which they do not cite.
    - Visits that were arranged from one to the next, and need no call between.

What it needs
    The work phones' itemised calls, and visits (from positions) or look-ups. Without either of
    the last two nothing can be seen to carry on.

What it cannot see
    The private channel itself, and meetings that leave no trace in a force system.

How it is measured
    Five or more calls and messages between the work phone or account and the person within 180
    days, in either direction, explained or not; then none for 14 days or more; and in that
    silence, within 180 days of the last, at least two visits or look-ups that no recorded purpose
    explains. Where the case stays open every visit has its purpose, as in case 8. There visits
    count that nothing but the member's assignment explains, at least four, if three came before
    the silence and the pace of the work contact (held to be at least a month's) would have had
    ten more up to then: they go on, and no force system shows what arranges them. A visit with an
    appointment on record is none of these. The value is how far the number of separate days with
    a visit or look-up exceeds, in bits, what the member's other people have; ties are broken by
    the contacts before.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    LEAST_SHARE,
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    beyond_others,
    broken_tie,
    counted,
    days_between,
    kind_counts,
    kinds_in_words,
    made,
    pairs,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole,
)

_ASSIGNED = "assigned"  # the explanation by an open assignment, and no other
_MONTH = 30.0  # days: a handful of calls in the first week is no pace
_SILENCE = (*PAIR, "before", "fell_silent", "spoke_again", "opened_at")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose work contact stopped while traces went on. Value: days with a trace."""
    traces = pairs(made(scene.unexplained, "visit", "lookup"), least=int(settings["traces"]))
    visits = _under_a_case(scene, settings)
    both = ibis.union(traces.select(*PAIR), visits.select(*PAIR), distinct=True)
    work = _work(scene).semi_join(both, PAIR)
    silences = _silences(work, scene, settings)
    unexplained = _during(traces, silences, settings).mutate(met=_.turn >= settings["traces"])
    found = strongest(
        ibis.union(
            _gone_on(unexplained, settings, under_case=False),
            _gone_on(_as_before(visits, silences, settings), settings, under_case=True),
        )
    )
    bits = beyond_others(found, "days", usual=settings["usual"], few_people=settings["few_people"])
    found = found.mutate(value=broken_tie(bits, found.before), first_at=found.opened_at)
    found = found.mutate(sentence=_sentence(found))
    events = ibis.union(
        resting_on(ibis.union(work, traces), found.filter(~_.under_case)),
        resting_on(ibis.union(work, visits), found.filter(_.under_case)),
    )
    return Findings(findings=as_findings(found), events=events)


def _work(scene: Scene) -> ir.Table:
    """Calls and messages between the two on force devices and accounts, in either direction."""
    by_work = (_.kind == "call") | (_.account.fill_null("force") == "force")
    return scene.contacts.filter(
        _.kind.isin(["call", "message"]), by_work, _.human_id.notnull(), _.share >= LEAST_SHARE
    )


def _silences(work: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Each time that work contact, once there was enough of it, fell silent for long enough."""
    order = ibis.window(group_by=list(PAIR), order_by="second")
    window = trailing(settings["build_days"])
    running = work.mutate(second=seconds(_.at)).mutate(
        before=_.count().over(window),
        opened_at=_.at.min().over(window),
        fell_silent=_.at,
        spoke_again=ibis.coalesce(_.at.lead().over(order), ibis.literal(scene.as_of)),
    )
    silent = days_between(running.fell_silent, running.spoke_again) >= settings["silent_days"]
    return running.filter(silent, running.before >= settings["contacts"]).select(*_SILENCE)


def _during(traces: ir.Table, silences: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The traces within each silence, numbered as they came."""
    order = ibis.window(group_by=[*PAIR, "fell_silent"], order_by=["at", "contact_id"])
    longest = int(settings["within_days"] * DAY)
    return (
        traces.join(silences, PAIR)
        .filter(
            _.at > _.fell_silent,
            _.at < _.spoke_again,
            seconds(_.at) - seconds(_.fell_silent) <= longest,
        )
        .mutate(turn=ibis.row_number().over(order) + 1)
    )


def _under_a_case(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Visits for which the member's assignment is the only reason: no appointment, no incident."""
    assigned = (_.status == "explained") & (_.explained_by == _ASSIGNED)
    visits = made(scene.contacts.filter(assigned), "visit").filter(_.share >= LEAST_SHARE)
    return pairs(visits, least=int(settings["case_visits"]))


def _as_before(visits: ir.Table, silences: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Visits within silences that came before them too. `met`: with this one it is enough."""
    earlier = (
        visits.join(silences, PAIR)
        .filter(_.at >= _.opened_at, _.at <= _.fell_silent)
        .group_by(*PAIR, "fell_silent")
        .agg(visits_before=_.count())
        .filter(_.visits_before >= settings["visits_before"])
    )
    during = _during(visits, silences.semi_join(earlier, [*PAIR, "fell_silent"]), settings)
    enough = during.turn >= settings["case_visits"]
    return during.mutate(met=enough & (_missed(during, until=during.at) >= settings["missed"]))


def _missed(found: ir.Table, *, until: ir.TimestampValue) -> ir.FloatingValue:
    """How many calls and messages the pace before the silence would have had up to a moment."""
    lasted = ibis.greatest(days_between(found.opened_at, found.fell_silent), _MONTH)
    return found.before / lasted * days_between(found.fell_silent, until)


def _gone_on(during: ir.Table, settings: Mapping[str, float], *, under_case: bool) -> ir.Table:
    """Each silence with enough traces in it, and when there were enough."""
    kept = during.group_by(*_SILENCE).agg(
        number=_.count(),
        days=_.local_at.date().nunique(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        enough_at=_.at.min(where=_.met),
        **kind_counts(),
    )
    silent_enough = _.fell_silent + ibis.interval(seconds=int(settings["silent_days"] * DAY))
    return kept.filter(_.enough_at.notnull()).mutate(
        under_case=ibis.literal(under_case),
        value=broken_tie(_.days, _.before),
        at=ibis.greatest(_.enough_at, silent_enough),
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    pace = _missed(found, until=found.last_at).round()
    return (
        counted(found.before, "call or message", nouns="calls and messages")
        + " by work phone or account up to "
        + words_for_date(found.fell_silent)
        + ", then none for "
        + whole(days_between(found.fell_silent, found.spoke_again).floor())
        + " days; in that silence "
        + kinds_in_words(found)
        + ibis.ifelse(
            found.under_case,
            " under an open assignment, where the pace before would have had about "
            + whole(pace)
            + " calls and messages up to the last of them.",
            " that no record explains.",
        )
    )


INDICATOR = Indicator(
    id="IND-08",
    name="Channel migration",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "contacts": Setting(
            value=5, unit="contacts", meaning="enough work contact", reason="a case in progress"
        ),
        "build_days": Setting(
            value=180, unit="days", meaning="the stretch they fall in", reason="case 8: months"
        ),
        "silent_days": Setting(
            value=14, unit="days", meaning="shortest silence", reason="shorter ones are leave"
        ),
        "traces": Setting(
            value=2, unit="visits or look-ups", meaning="fewest", reason="one does not carry on"
        ),
        "case_visits": Setting(
            value=4,
            unit="visits",
            meaning="fewest, where the case that is open explains them",
            reason="visits are part of an open case: a month of them, once a week",
        ),
        "visits_before": Setting(
            value=3,
            unit="visits",
            meaning="fewest of these before the silence",
            reason="visits that take the place of calls are another story",
        ),
        "missed": Setting(
            value=10,
            unit="contacts",
            meaning="that the pace before would have had up to such a visit, at least",
            reason="cases slow down, and a month without a call is usual; ten missed are not",
        ),
        "within_days": Setting(
            value=180,
            unit="days",
            meaning="traces later than this are another story",
            reason="carrying on is not coming back",
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "usual": Setting(
            value=1,
            unit="days",
            meaning="what is usual with a person",
            reason="a stray look-up",
        ),
    },
    references=(
        "LTL40 page 11 (004:319)",
        "LTL40 case 2 (004:408)",
        "LTL40 case 8 (004:1105)",
        "R071",
        "R137",
    ),
)
