"""Schemes with young people outside the cadets' governance, leaders untrained, and regular tasks.

Why it matters
    In case 9 of Learning the Lessons 40 two PCSOs ran a scheme of their own beside the official
    cadets, without its safeguards, and the force had let it run (pages 42-43). Such schemes must
    be registered with the Volunteer Police Cadets within the force, and any regular work with
    young people should keep their standards. Eighteen investigations of cadet leaders came before
    those standards (page 44).

Innocent explanations
    - Visits to a school once or twice, and safer-schools work that has its own governance.
    - A scheme of a partner, registered with that partner.
    - Registration or training that is done and not yet entered.

What it needs
    The register of schemes; who leads them, tasks, and the marker "young person" of people's
    records, where handed over. No date of birth is read.

What it cannot see
    Work with young people that nobody recorded as a scheme or a task, stops at schools, and what
    is arranged by private messages. Where nobody marked a young person as one, the task names none.

How it is measured
    Schemes that run on the date of the scan: registered or not. Their leaders: safeguarding
    training on record or not. Members whose tasks of the last 180 days name people marked
    as young at the time and cite no occurrence: a shortfall where it was three young people or
    more on six days or more, and the member leads no scheme on record. Told by role family with
    small numbers hidden, and never part of a lead.
"""

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Indicator, Scene, Setting, Upkeep, as_upkeep
from upstander.engine.tables.declare import union_all

SCHEMES = "schemes with young people"
UNREGISTERED = "not registered with the Volunteer Police Cadets"
LEADERS = "leaders of schemes with young people"
UNTRAINED = "no safeguarding training on record"
MEMBERS = "members with tasks that name young people and cite no occurrence"
REGULAR = "regular tasks with several young people, and no scheme on record"


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Schemes, their leaders, and members with regular tasks, each with what is to put right."""
    schemes = _running(scene.records["schemes"], scene)
    unregistered = ibis.ifelse(
        schemes.registered_with_vpc, ibis.null("string"), ibis.literal(UNREGISTERED)
    )
    told = schemes.select(
        subject=schemes.scheme_id, staff_id=ibis.null("string"), shortfall=unregistered
    )
    leaders = _running(scene.records["scheme_leaders"], scene).semi_join(schemes, "scheme_id")
    return Upkeep(
        looked_at=union_all(
            [as_upkeep(told, of=SCHEMES), _leaders(leaders), _regular(scene, leaders, settings)]
        )
    )


def _running(table: ir.Table, scene: Scene) -> ir.Table:
    now = ibis.literal(scene.as_of).cast("timestamp(6)")
    return table.filter(table.starts_at <= now, table.ends_at.isnull() | (table.ends_at > now))


def _leaders(leaders: ir.Table) -> ir.Table:
    trained = leaders.group_by("staff_id").agg(
        trained=leaders.safeguarding_trained_on.notnull().any()
    )
    shortfall = ibis.ifelse(trained.trained, ibis.null("string"), ibis.literal(UNTRAINED))
    return as_upkeep(
        trained.select("staff_id", subject=trained.staff_id, shortfall=shortfall), of=LEADERS
    )


def _regular(scene: Scene, leaders: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Members whose tasks name young people, with those who do so regularly outside a scheme."""
    since = scene.as_of - timedelta(days=settings["days"])
    tasks = scene.records["tasks"].filter(
        _.starts_at >= ibis.literal(since).cast("timestamp(6)"),
        _.starts_at <= ibis.literal(scene.as_of).cast("timestamp(6)"),
        _.occurrence_id.isnull(),
    )
    markers = scene.records["vulnerabilities"].filter(_.marker == "young_person")
    marked = markers.select("person_id", "recorded_at", "ended_at")
    joined = tasks.join(marked, "person_id")
    young = joined.filter(
        joined.recorded_at <= joined.starts_at,
        joined.ended_at.isnull() | (joined.ended_at > joined.starts_at),
    )
    counts = young.group_by("staff_id").agg(
        people=young.person_id.nunique(), days=young.starts_at.date().nunique()
    )
    leading = leaders.select("staff_id").distinct().mutate(leads=True)
    told = counts.left_join(leading, "staff_id")
    regular = (
        (told.people >= settings["people"])
        & (told.days >= settings["occasions"])
        & told.leads.isnull()
    )
    shortfall = ibis.ifelse(regular, ibis.literal(REGULAR), ibis.null("string"))
    return as_upkeep(
        told.select("staff_id", subject=told.staff_id, shortfall=shortfall), of=MEMBERS
    )


INDICATOR = Indicator(
    id="IND-62",
    name="Youth activity outside the cadets' governance",
    family="the force",
    cls="C",
    level="force",
    status="experimental",
    version=1,
    needs=("schemes",),
    find=find,
    settings={
        "days": Setting(
            value=180, unit="days", meaning="tasks within these are counted", reason="half a year"
        ),
        "people": Setting(
            value=3,
            unit="people",
            meaning="young people whom the tasks name, at least",
            reason="a scheme is more than one family",
        ),
        "occasions": Setting(
            value=6,
            unit="days",
            meaning="days with such tasks, at least",
            reason="once a month is regular; a visit to a school is once or twice a year",
        ),
    },
    references=(
        "LTL40 case 9, pages 42-43 (004:1209-1217)",
        "LTL40 page 44 (004:1254)",
        "R229",
        "R372",
        "R378",
    ),
)
