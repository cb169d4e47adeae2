"""More visits to one person than incidents of that kind usually bring.

Why it matters
    In case 8 of Learning the Lessons 40 (pages 38-39) a quarrel between neighbours brought
    numerous visits to one woman's home. In case 3 (page 18) an egg thrown at a house brought a
    long visit, another the next day and then two or three a week. A level of service that seems
    too high is on the list of signs on page 11, and the Durham leaflet names visits in duty time
    that are too many. A recorded purpose explains that somebody is visited, not how often.

Innocent explanations
    - A risk plan that asks for visits, where the plan is written neither as tasks nor as a
      safeguarding or liaison part in the case.
    - A matter that grew: more offences, a court date, a repeat victim whose later calls went to
      another record.
    - Somebody who is never in when called upon.
    - A way of working: some members visit where others telephone. Told from their other people.
    - A person who lives beside a place where the member often stops.

What it needs
    Attendances, incidents, occurrences with who was involved and assigned, tasks, positions and
    people's addresses.

What it cannot see
    The grade and the risk of an incident, which are not in the contract: kinds stand in for them.
    Visits on foot or in a private car that nobody recorded. Most of the visits for which the
    member wrote a task each time, as the contract does not say who set a task. Whoever was never
    assigned and never attended. Of the ten cases it would have seen case 8, if the visits were
    not all written as tasks, case 3 in its first months, and case 2 only if there were more
    visits by police vehicle than the four stops that its document counts.

How it is measured
    Days on which the member attended an incident with the person or stopped at the door (60
    metres, five minutes or more) within a year of a matter's beginning, explained or not. Stops
    that are explained by the place count nothing; a door that the member's other people share
    counts in part. What is usual comes from the force's pairs with a single matter of the same
    kind, the same part in it (suspect or not; safeguarding and liaison apart) and at least one
    visit; where there are fewer than twenty, from all of that part. A pair with several matters
    is allowed the sum; a log that names no occurrence is the same matter as an occurrence of the
    pair that was opened within a day of it. A day that a task names counts a fifth, since a plan
    of visits is written as tasks. Found are five days and more, so counted, that are also above
    what 39 in 40 have. The value is the surprise of the number, in bits, against that mean, or
    against what the member's other people have beyond theirs where that is more; less than three
    bits is left out.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    at_the_door,
    counted,
    lasting,
    resting_on,
    seconds,
    surprise,
    whole,
    with_humans,
)

_PLANS = ("liaison", "safeguarding")
_NOT_RECORDED = "kind not recorded"
_KIND = ("kind", "domestic", "as_suspect", "planned")
_PART = ("as_suspect", "planned")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with more days of visits than the kind brings. Value: surprise in bits."""
    matters = _matters(scene, settings)
    visits = _visits(scene, matters, settings)
    days = _days(visits, scene, settings)
    held = days.group_by(*PAIR).agg(
        visit_days=_.weight.sum(),
        number=_.count(),
        tasked=_.tasked.sum(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        alone=_.open_day.sum(),
    )
    allowed = _allowed(held, matters, settings)
    beyond = _with_habit(allowed, settings).filter(
        _.visit_days >= settings["visit_days"],
        _.visit_days > _.most,
        _.visit_days > _.expected,
    )
    seen = _seen(days, beyond, settings)
    weighed = seen.mutate(value=surprise(_.visit_days, _.expected))
    weighed = weighed.filter(_.value >= settings["least_bits"])
    findings = as_findings(weighed.mutate(sentence=_sentence(weighed)))
    return Findings(findings=findings, events=resting_on(visits, findings))


def _matters(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Each pair's matters: occurrences the member worked on, incidents the member attended."""
    occurrences = scene.records["occurrences"].select(
        "occurrence_id", "opened_at", occurrence_kind=_.kind, domestic=_.domestic.fill_null(False)
    )
    involved = with_humans(scene.records["involvements"], scene).select(
        "occurrence_id", "human_id", as_suspect=_.role.cast("string") == "suspect"
    )
    parts = involved.group_by("occurrence_id", "human_id").agg(as_suspect=_.as_suspect.all())
    assigned = scene.records["assignments"].select(
        "occurrence_id", "staff_id", planned=_.role.cast("string").isin(_PLANS)
    )
    worked = assigned.join(parts, "occurrence_id").select(
        *PAIR, "occurrence_id", "planned", incident_id=ibis.null("string")
    )
    logs = scene.records["incidents"].select(
        "incident_id", "occurrence_id", log_kind=_.kind, log_opened=_.opened_at
    )
    met = scene.contacts.filter(_.kind == "attendance", _.incident_id.notnull())
    attended = (
        met.select(*PAIR, "incident_id")
        .distinct()
        .join(logs.select("incident_id", "occurrence_id"), "incident_id")
        .select(*PAIR, "occurrence_id", "incident_id", planned=ibis.literal(False))
    )
    columns = [*PAIR, "occurrence_id", "incident_id", "planned"]
    both = ibis.union(worked.select(*columns), attended.select(*columns))
    named = both.left_join(logs.drop("occurrence_id"), "incident_id").drop("incident_id_right")
    named = named.left_join(occurrences, "occurrence_id").drop("occurrence_id_right")
    named = named.left_join(parts, ["occurrence_id", "human_id"])
    told = named.select(
        *PAIR,
        "planned",
        matter=ibis.coalesce(_.occurrence_id, _.incident_id),
        unnamed=_.occurrence_id.isnull(),
        kind=ibis.coalesce(_.occurrence_kind, _.log_kind, ibis.literal(_NOT_RECORDED)),
        domestic=_.domestic.fill_null(False),
        as_suspect=_.as_suspect.fill_null(False),
        opened_at=ibis.coalesce(_.opened_at, _.log_opened),
    )
    matters = told.group_by(*PAIR, "matter").agg(
        kind=_.kind.min(),
        domestic=_.domestic.any(),
        as_suspect=_.as_suspect.all(),
        planned=_.planned.any(),
        opened_at=_.opened_at.min(),
        unnamed=_.unnamed.all(),
    )
    return matters.anti_join(_same_matter(matters, settings), [*PAIR, "matter"])


def _same_matter(matters: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Logs that name no occurrence, and stand beside one of the pair's of about the same time."""
    dated = matters.filter(_.opened_at.notnull())
    logs = dated.filter(_.unnamed).select(*PAIR, "matter", log_opened=_.opened_at)
    recorded = dated.filter(~_.unnamed).select(*PAIR, "opened_at")
    apart = (seconds(_.opened_at) - seconds(_.log_opened)).abs()
    beside = logs.join(recorded, PAIR).filter(apart <= 3600 * settings["same_hours"])
    return beside.select(*PAIR, "matter").distinct()


def _visits(scene: Scene, matters: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Attendances, and stops at the door, within a year of a matter of the pair."""
    made = scene.contacts.filter(
        _.human_id.notnull(), _.status != "uncheckable", at_the_door(settings)
    )
    spans = matters.select(*PAIR, "opened_at")
    due = made.join(spans, PAIR).filter(
        seconds(_.at) >= seconds(_.opened_at) - DAY,
        seconds(_.at) <= seconds(_.opened_at) + DAY * settings["days"],
    )
    return made.semi_join(due.select("contact_id"), "contact_id")


def _days(visits: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair, with the part of it that is this person's.

    A day that a task names counts less: a plan of visits is written as tasks.
    """
    tasks = with_humans(scene.records["tasks"], scene).select(
        *PAIR, "starts_at", "ends_at", tasked=ibis.literal(True)
    )
    days = visits.group_by(*PAIR, day=_.local_at.date()).agg(
        at=_.at.min(),
        weight=_.share.max(),
        open_day=(_.status == "unexplained").cast("int64").min(),
    )
    slack = 3600 * settings["task_hours"]
    planned = (
        days.join(tasks, PAIR)
        .filter(
            seconds(_.at) >= seconds(_.starts_at) - slack,
            seconds(_.at) <= seconds(_.ends_at) + slack,
        )
        .select(*PAIR, "day", "tasked")
        .distinct()
    )
    joined = days.left_join(planned, [*PAIR, "day"]).select(*days.columns, "tasked")
    tasked = joined.tasked.fill_null(False)
    return joined.mutate(
        weight=joined.weight * ibis.ifelse(tasked, settings["task_weighs"], 1.0),
        tasked=tasked.cast("int64"),
    )


def _allowed(held: ir.Table, matters: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds what is usual (`mean`) and what is much (`most`) for the matters of each pair."""
    numbers = matters.group_by(*PAIR).agg(matters=_.count())
    single = matters.join(numbers.filter(_.matters == 1).select(*PAIR), PAIR)
    sample = single.join(held.select(*PAIR, "visit_days"), PAIR)
    told = {"mean": _.visit_days.mean(), "most": _.visit_days.quantile(settings["quantile"])}
    of_kind = (
        sample.group_by(*_KIND).agg(pairs=_.count(), **told).filter(_.pairs >= settings["pairs"])
    )
    of_part = sample.group_by(*_PART).agg(part_mean=told["mean"], part_most=told["most"])
    named = matters.left_join(of_kind, list(_KIND)).select(*matters.columns, "mean", "most")
    named = named.left_join(of_part, list(_PART)).select(*named.columns, "part_mean", "part_most")
    each = named.mutate(
        mean=ibis.coalesce(_.mean, _.part_mean, 1.0), most=ibis.coalesce(_.most, _.part_most, 1.0)
    )
    sums = each.group_by(*PAIR).agg(
        matters=_.count(),
        kinds=_.kind.nunique(),
        kind=_.kind.min(),
        mean=_.mean.sum(),
        most=_.most.sum(),
    )
    return held.join(sums, PAIR)


def _with_habit(allowed: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds `expected`: the mean, times how far the member's other people are beyond theirs."""
    member = ibis.window(group_by="staff_id")
    trust = settings["few_days"]
    days = _.visit_days.sum().over(member) - _.visit_days
    usual = _.mean.sum().over(member) - _.mean
    habit = ibis.greatest(1.0, (days + trust) / (usual + trust))
    return allowed.mutate(expected=_.mean * habit)


def _seen(days: ir.Table, beyond: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds the day on which there were more visits than 39 in 40 have."""
    upto = ibis.cumulative_window(group_by=list(PAIR), order_by="day")
    running = days.join(beyond.select(*PAIR, "most"), PAIR).mutate(so_far=_.weight.sum().over(upto))
    enough = running.filter(_.so_far >= settings["visit_days"], _.so_far > _.most)
    first = enough.group_by(*PAIR).agg(seen_at=_.at.min())
    return beyond.join(first, PAIR)


def _sentence(found: ir.Table) -> ir.StringValue:
    kind = ibis.ifelse(found.kinds == 1, " (" + found.kind + ")", "")
    return (
        "Visits to one person on "
        + counted(found.number, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + " for "
        + counted(found.matters, "recorded matter")
        + kind
        + ", "
        + whole(found.tasked)
        + " of them with a task and "
        + whole(found.alone)
        + " without a recorded purpose; who is visited in such matters is usually "
        + "visited on about "
        + counted(found.mean.ceil().cast("int64"), "day")
        + ", 39 in 40 on no more than "
        + whole(found.most.ceil())
        + "."
    )


INDICATOR = Indicator(
    id="IND-18",
    name="Visit count too high for the incident",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=(
        "attendances",
        "incidents",
        "occurrences",
        "involvements",
        "assignments",
        "tasks",
        "positions",
        "person_addresses",
    ),
    find=find,
    settings={
        "visit_days": Setting(
            value=5, unit="days", meaning="fewest that are found", reason="a visit and its returns"
        ),
        "quantile": Setting(
            value=0.975, unit="share", meaning="of like pairs have no more", reason="case table"
        ),
        "pairs": Setting(
            value=20, unit="pairs", meaning="enough to judge a kind by", reason="fewer are chance"
        ),
        "days": Setting(
            value=365, unit="days", meaning="how long a matter brings visits", reason="court takes"
        ),
        "same_hours": Setting(
            value=24,
            unit="hours",
            meaning="between a log and an occurrence that are one matter",
            reason="a crime is recorded within a day of its report, and the log need not say so",
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near is a visit", reason="parked at the home"
        ),
        "minutes": Setting(
            value=5, unit="minutes", meaning="shorter is no visit", reason="a knock, no answer"
        ),
        "least_bits": Setting(
            value=3, unit="bits", meaning="least value that is found", reason="a visit or two more"
        ),
        "task_weighs": Setting(
            value=0.2,
            unit="share",
            meaning="what a day weighs that a task names",
            reason="a plan of visits is written as tasks, often by somebody else",
        ),
        "task_hours": Setting(
            value=12, unit="hours", meaning="so near to the visit", reason="tasks move within a day"
        ),
        "few_days": Setting(
            value=10,
            unit="days",
            meaning="how slowly a member's own habit is trusted",
            reason="fewer visits than this make no habit",
        ),
    },
    references=(
        "LTL40 case 3, page 18 (004:524-530)",
        "LTL40 case 8, page 38 (004:1099)",
        "LTL40 page 11 (004:345)",
        "DUR sign 4",
        "R090",
        "R153",
        "R212",
        "R321",
    ),
)
