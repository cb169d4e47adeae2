"""Domestic abuse cases that one member closes far sooner than peers, and more often withdrawn.

Why it matters
    A domestic abuse investigation that is steered to a quick end is among the signs in victims
    of Learning the Lessons 40 (page 11). A victim who depends on the officer may be led to
    withdraw, and a closed case is looked at by nobody.

Innocent explanations
    - A desk that takes the cases which end at once, and passes on the rest: shown beside peers
      of the same role, and a small role beside the whole force.
    - A change of policy or of recording: the member and the peers are compared in the same year.
    - A few cases that happened to be short: fewer than ten are not judged.
    - A specialist to whom withdrawn cases are given to be closed.

What it needs
    Occurrences with their mark for domestic abuse, when they closed and how, and who was
    investigating.

What it cannot see
    Why a victim withdrew; cases that were never recorded; who decided to close. It says
    nothing about any one case. Of the ten cases it would have seen none by the documents alone:
    case 10 passed to another unit within days, but did not close.

How it is measured
    Within each 12 months, counted back from the date of the scan: the domestic abuse cases that
    closed while the member was investigating them. The floor is ten cases, a median time to
    close of less than half the peers', and a share withdrawn of more than one and a half times
    theirs. Peers are the role's members (the force's, where the role's others have fewer than 30
    cases or are fewer than three); their median includes the member's own cases, their shares do
    not. Withdrawn is read from the words and numbers of the outcome. The value is the sum, in
    bits, of two surprises: that of the cases closed in less than half the peers' median, and that
    of the cases withdrawn.
"""

from collections.abc import Mapping
from datetime import UTC

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_events, as_findings
from upstander.engine.indicators.common import (
    DAY,
    counted,
    seconds,
    strongest,
    surprise,
    whole,
    whole_or_none,
)

# The Home Office's outcomes 14 and 16 are a victim who does not support further action.
_WITHDRAWN = (
    r"withdr|retract|unsupport|not support|no longer support|does not wish|outcome 1[46]\b"
    r"|^1[46]\b"
)
_MEMBER = ("staff_id",)
# What is told of a case's peers.
_PEERS = ("usual_days", "fast", "peers", "peers_fast", "peers_withdrawn", "members")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members whose cases end fast and withdrawn. Value: both surprises, in bits."""
    cases = _cases(scene, days=settings["days"])
    told = _beside_peers(cases, settings)
    members = told.group_by("staff_id", "year").agg(
        cases=_.count(),
        fast=_.fast.sum(),
        withdrawn=_.withdrawn.sum(),
        own_days=_.lasted.median(),
        usual_days=_.usual_days.max(),
        first_at=_.closed_at.min(),
        last_at=_.closed_at.max(),
        peers=_.peers.max(),
        peers_fast=_.peers_fast.max(),
        peers_withdrawn=_.peers_withdrawn.max(),
    )
    found = _judged(members, settings)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(cases, findings))


def _cases(scene: Scene, *, days: float) -> ir.Table:
    """One row a domestic abuse case and member who was investigating it when it closed."""
    now = int(scene.as_of.replace(tzinfo=UTC).timestamp())
    closed = scene.records["occurrences"].filter(
        _.domestic, _.closed_at.notnull(), _.closed_at >= _.opened_at
    )
    held = scene.records["assignments"].filter(_.role == "investigating").select(
        "occurrence_id", "staff_id", since=_.starts_at, until=_.ends_at
    )  # fmt: skip
    families = scene.records["staff"].select(
        "staff_id", family=_.role_family.cast("string").fill_null("other")
    )
    both = (
        closed.join(held, "occurrence_id")
        # An assignment that ends with the case may be entered as ended some hours before.
        .filter(
            _.since <= _.closed_at,
            _.until.isnull() | (seconds(_.closed_at) - seconds(_.until) <= DAY),
        )
        .group_by("occurrence_id", "staff_id", "opened_at", "closed_at", "outcome")
        .agg(source_file=_.source_file.min(), source_row=_.source_row.min())
    )
    return both.join(families, "staff_id").mutate(
        year=((now - seconds(_.closed_at)) // int(days * DAY)).cast("int64"),
        lasted=(seconds(_.closed_at) - seconds(_.opened_at)) / DAY,
        withdrawn=_.outcome.lower().re_search(_WITHDRAWN).fill_null(False).cast("int64"),
    )


def _beside_peers(cases: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds the peers' median, and how many of their own cases were fast or withdrawn."""
    force = _among(cases.mutate(group=ibis.literal("force")))
    role = _among(cases.mutate(group=_.family))
    key = ["staff_id", "occurrence_id"]
    joined = role.join(force.select(*key, **{f"force_{name}": force[name] for name in _PEERS}), key)
    small = (joined.peers < settings["peer_cases"]) | (joined.members < settings["peer_members"])
    return joined.mutate(
        **{name: ibis.ifelse(small, joined[f"force_{name}"], joined[name]) for name in _PEERS}
    )


def _among(grouped: ir.Table) -> ir.Table:
    """Each case beside the cases of its group in the same year."""
    usual = grouped.group_by("group", "year").agg(
        usual_days=_.lasted.median(), staff=_.staff_id.nunique()
    )
    told = grouped.join(usual, ["group", "year"]).select(*grouped.columns, "usual_days", "staff")
    told = told.mutate(fast=(_.lasted < _.usual_days / 2).cast("int64"))
    group = ibis.window(group_by=["group", "year"])
    own = ibis.window(group_by=["staff_id", "year"])
    return told.mutate(
        peers=_.lasted.count().over(group) - _.lasted.count().over(own),
        peers_fast=_.fast.sum().over(group) - _.fast.sum().over(own),
        peers_withdrawn=_.withdrawn.sum().over(group) - _.withdrawn.sum().over(own),
        members=_.staff - 1,
    )


def _judged(members: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Those whose cases are both fast and withdrawn, the strongest year of each."""
    told = members.filter(_.cases >= settings["cases"], _.peers >= settings["peer_cases"]).mutate(
        fast_share=(_.peers_fast + 1.0) / (_.peers + 2.0),
        withdrawn_share=(_.peers_withdrawn + 1.0) / (_.peers + 2.0),
    )
    both = told.filter(
        _.own_days < _.usual_days * settings["faster"],
        _.withdrawn > _.cases * _.withdrawn_share * settings["more"],
        _.fast > _.cases * _.fast_share,
    )
    value = surprise(both.fast, both.cases * both.fast_share) + surprise(
        both.withdrawn, both.cases * both.withdrawn_share
    )
    best = strongest(both.mutate(value=value, at=both.last_at), by=_MEMBER)
    # The year's cases together show it: it was not seen before the last of them.
    return best.mutate(seen_at=best.last_at).filter(_.value >= settings["least_bits"])


def _events(cases: ir.Table, findings: ir.Table) -> ir.Table:
    spans = findings.select("staff_id", since=_.first_at, until=_.last_at)
    held = cases.join(spans, "staff_id").filter(_.closed_at >= _.since, _.closed_at <= _.until)
    return as_events(
        held.mutate(
            human_id=ibis.null("string"),
            at=_.closed_at,
            kind=ibis.literal("occurrence"),
            source_table=ibis.literal("occurrences"),
        )
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.cases, "domestic abuse case")
        + " closed within 12 months while the member was investigating, half of them in "
        + found.own_days.round(1).cast("string")
        + " days or less beside "
        + found.usual_days.round(1).cast("string")
        + " among peers; "
        + whole_or_none(found.withdrawn)
        + " withdrawn, where peers would have about "
        + whole((found.cases * found.withdrawn_share).round())
        + "."
    )


INDICATOR = Indicator(
    id="IND-30",
    name="Domestic abuse case closed unusually fast",
    family="pattern across people",
    cls="A",
    level="staff",
    status="experimental",
    version=1,
    needs=(
        "occurrences",
        "occurrences.domestic",
        "occurrences.closed_at",
        "occurrences.outcome",
        "assignments",
    ),
    find=find,
    settings={
        "cases": Setting(
            value=10, unit="cases", meaning="fewest in a year", reason="R085: small counts"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch compared", reason="policies change"
        ),
        "faster": Setting(
            value=0.5,
            unit="share",
            meaning="of the peers' median",
            reason="a mix of cases gives less",
        ),
        "more": Setting(
            value=1.5,
            unit="times",
            meaning="the peers' share withdrawn",
            reason="a speedy member is no sign",
        ),
        "peer_cases": Setting(
            value=30, unit="cases", meaning="fewest of the role's others", reason="a usable median"
        ),
        "peer_members": Setting(
            value=3, unit="members", meaning="fewest others", reason="one other is no usual"
        ),
        "least_bits": Setting(
            value=2, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    },
    references=("LTL40 page 11, victim sign 4 (004:340)", "R085"),
)
