"""A control log put off until the same operator's next tour, and taken up again by them.

Why it matters
    In case 4 of Learning the Lessons 40 (pages 22-23) a radio operator offered a vulnerable caller
    to hold her low-priority log over to the next day, when he would be back, as colleagues might
    not take it as lightly as he did. He rang her on that day and the next, and asked her for
    coffee. A log is answered by whoever is on duty: keeping one back for oneself
    is a way to keep the person.

Innocent explanations
    - The caller is only at home by day, and the operator works days all week.
    - An operator who holds all their logs in this way: then nobody stands out.
    - A supervisor's decision: a hold with a recorded reason counts for less.
    - A person who calls so often that some of the logs must fall to the same operator.

What it needs
    Who owned a control log and until when it was put off, the roster, and who the log is about.

What it cannot see
    How urgent a log was, which the contract does not hold; whether the reason was the operator's
    or a supervisor's; what was said. Of the ten cases it would have seen case 4.

How it is measured
    Holds that end in the first working time the same member has after them (an hour before it
    counts as well), and after which the log's next entry is the same member's, in that tour. A
    hold with a recorded reason counts three tenths. The floor is two such holds about one person,
    or one where the person was marked vulnerable or unexplained contact of the pair followed
    within 30 days. The value is how far the holds exceed, in bits, what the member's holds about
    other people come to.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander import words
from upstander.engine.evidence import (
    Findings,
    Indicator,
    Scene,
    Setting,
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    beyond_others,
    counted,
    made,
    seconds,
    whole,
    whole_or_none,
    with_humans,
)

_HOUR = 3_600
_ROW = ("source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with logs held to the member's own tour. Value: bits beyond the member's others."""
    holds = _about_people(_own(_holds(scene), scene, settings), scene, settings)
    people = holds.group_by(*PAIR).agg(
        holds=_.count(),
        own=_.own.sum(),
        weighed=_.weighs.sum(),
        reasons=_.reasoned.sum(),
        first_at=_.at.min(where=_.own == 1),
        last_at=_.resumed_at.max(where=_.own == 1),
        twice_at=_.resumed_at.min(where=_.running >= settings["holds"]),
        once_at=_.met_at.min(where=_.running >= 1.0),
    )
    found = _weighed(people, settings)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(holds, findings))


def _holds(scene: Scene) -> ir.Table:
    """Each hold of a log, with the log's next entry."""
    order = ibis.window(group_by="incident_id", order_by=["at", "source_row"])
    every = scene.records["log_handling"]
    entries = every.semi_join(every.filter(_.action == "held"), "incident_id")
    return entries.mutate(
        next_at=entries.at.lead().over(order), next_staff=entries.staff_id.lead().over(order)
    ).filter(_.action == "held")


def _own(holds: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Adds `own` (1 where put off to the member's next tour and taken up in it), `resumed_at`."""
    duties = scene.records["duties"].filter(_.kind.isin(words.WORKING_DUTY_KINDS))
    later = holds.select("staff_id", *_ROW, held_at=_.at).join(
        duties.select("staff_id", tour_from=_.starts_at, tour_until=_.ends_at), "staff_id"
    )
    within = int(settings["tour_days"] * DAY)
    order = ibis.window(group_by=list(_ROW), order_by=["tour_from", ibis.desc("tour_until")])
    tours = (
        later.filter(_.tour_from > _.held_at, seconds(_.tour_from) - seconds(_.held_at) <= within)
        .mutate(place=ibis.row_number().over(order))
        .filter(_.place == 0)
        .select(*_ROW, "tour_from", "tour_until")
    )
    joined = holds.left_join(tours, _ROW)
    told = joined.select(*holds.columns, "tour_from", "tour_until")
    since = seconds(told.tour_from) - int(settings["early_hours"] * _HOUR)
    until = seconds(told.tour_until) + int(settings["early_hours"] * _HOUR)
    put_off = seconds(ibis.coalesce(told.held_until, told.next_at)).between(since, until)
    taken_up = seconds(told.next_at).between(since, until) & (told.next_staff == told.staff_id)
    own = (put_off & taken_up).fill_null(False).cast("int64")
    reasoned = (told.reason.fill_null("").strip() != "").cast("int64")
    return told.mutate(own=own, reasoned=own * reasoned, resumed_at=told.next_at)


def _about_people(holds: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The holds, one row a human being on the log, with what each weighs and the running sum."""
    named = with_humans(scene.records["incident_people"].select("incident_id", "person_id"), scene)
    rows = holds.join(named.select("incident_id", "human_id").distinct(), "incident_id").select(
        "staff_id", "human_id", *_ROW, "at", "own", "reasoned", "resumed_at"
    )
    met = rows.join(_met(rows, scene, days=settings["days"]), [*PAIR, *_ROW], how="left").select(
        *rows.columns, "met_at"
    )
    weighs = ibis.ifelse(met.reasoned == 1, settings["reason_weighs"], 1.0) * met.own
    upto = ibis.window(
        group_by=list(PAIR), order_by=["at", "source_row"], preceding=None, following=0
    )
    return met.mutate(weighs=weighs).mutate(running=_.weighs.sum().over(upto))


def _met(rows: ir.Table, scene: Scene, *, days: float) -> ir.Table:
    """When a single hold counts: marked vulnerable then, or unexplained contact soon after."""
    key = [*PAIR, *_ROW]
    own = rows.filter(_.own == 1)
    markers = with_humans(scene.records["vulnerabilities"], scene).select(
        "human_id", "recorded_at", "ended_at"
    )
    marked = (
        own.join(markers, "human_id")
        .filter(_.recorded_at <= _.at, _.ended_at.isnull() | (_.ended_at > _.at))
        .select(*key, met_at=_.resumed_at)
    )
    talk = made(scene.unexplained, "call", "message", "visit", "lookup")
    followed = own.join(talk.select(*PAIR, later_at=_.at), PAIR).filter(
        _.later_at > _.at, seconds(_.later_at) - seconds(_.at) <= int(days * DAY)
    )
    both = ibis.union(marked, followed.select(*key, met_at=ibis.greatest(_.later_at, _.resumed_at)))
    return both.group_by(*key).agg(met_at=_.met_at.min())


def _weighed(people: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The value, and what the member's holds about other people come to."""
    member = ibis.window(group_by="staff_id")
    bits = beyond_others(
        people, "weighed", usual=settings["usual"], few_people=settings["few_people"]
    )
    told = people.mutate(
        value=bits,
        other_holds=people.holds.sum().over(member) - people.holds,
        other_own=people.own.sum().over(member) - people.own,
        seen_at=ibis.least(
            ibis.coalesce(people.once_at, people.twice_at),
            ibis.coalesce(people.twice_at, people.once_at),
        ),
    )
    return told.filter(_.seen_at.notnull(), _.value >= settings["least_bits"])


def _events(holds: ir.Table, findings: ir.Table) -> ir.Table:
    held = holds.filter(_.own == 1).semi_join(findings, PAIR)
    return as_events(
        held.mutate(kind=ibis.literal("control log"), source_table=ibis.literal("log_handling"))
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "A control log about the person put off to the member's own next tour and taken up in it "
        + counted(found.own, "time")
        + " ("
        + whole_or_none(found.reasons)
        + " with a recorded reason), from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + "; of the member's "
        + counted(found.other_holds, "hold")
        + " about other people "
        + ibis.ifelse(found.other_own == 0, "none", whole(found.other_own))
        + " went so."
    )


INDICATOR = Indicator(
    id="IND-27",
    name="Held to own shift",
    family="dependence",
    cls="A",
    level="pair",
    status="experimental",
    version=3,
    needs=("log_handling", "log_handling.held_until", "duties", "incident_people"),
    find=find,
    settings={
        "holds": Setting(
            value=2, unit="holds", meaning="enough about one person", reason="one may be chance"
        ),
        "reason_weighs": Setting(
            value=0.3,
            unit="share",
            meaning="what a hold with a recorded reason weighs",
            reason="a supervisor's reason explains it, and whose it is is not recorded",
        ),
        "early_hours": Setting(
            value=1, unit="hours", meaning="around a tour that belong to it", reason="briefings"
        ),
        "tour_days": Setting(
            value=5,
            unit="days",
            meaning="a next tour further away is none",
            reason="nobody holds a log over leave",
        ),
        "days": Setting(
            value=30,
            unit="days",
            meaning="within which unexplained contact makes one hold enough",
            reason="case 4: the same days",
        ),
        "usual": Setting(
            value=0.3,
            unit="holds",
            meaning="what is usual with a person whose log was held",
            reason="who works every day holds to their own tour by chance",
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "least_bits": Setting(
            value=0.5,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=("LTL40 case 4, page 22 (004:630-640)", "R099", "R167"),
)
