"""One person's logs that come to the same member again and again: asked for by name, or taken.

Why it matters
    The national lead writes in Learning the Lessons 40 (page 11) that officers try to make a
    person depend on them alone, and that people may begin to ask for that officer only; growing
    dependence on one officer, and nurturing it, are on the same page's two lists. Case 4 (pages
    22-23) shows the other side of it: an operator who kept a caller's log for himself.

Innocent explanations
    - The officer in the case: where the member was assigned to the person's case or had a task
      with them, the request is natural and does not count.
    - A continuity plan for one caller that is not in the extract.
    - A neighbourhood officer whom the whole estate asks for: told from the member's other people.
    - A person who calls every day, and whose logs fall to everyone: told from the others who
      took them.

What it needs
    Control logs with the officer asked for by name, and who each log is about. Who took a log is
    counted where it is there.

What it cannot see
    Requests that the call handler did not record, or that were made to the officer directly; who
    decided that a case was given to somebody: the contract does not hold it, so repeated
    assignments are not counted. None of the ten cases tells of a request by name; case 4 might
    show as a log taken.

How it is measured
    Days on which a log about the person named the member as the officer asked for, or on which
    the member first took such a log (one that comes back later is the same log), without any
    recorded case or task of the pair at the time. A day on which the log was only taken counts
    half: desks share the logs of an area. The floor is three within 60 days. The value is the
    surprise, in bits, of the most in any 60 days over the larger of two means: what the member has
    with other people, and what other members have with this person.
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
    as_events,
    as_findings,
)
from upstander.engine.indicators.common import (
    PAIR,
    counted,
    lasting,
    seconds,
    strongest,
    surprise,
    trailing,
    whole_or_none,
    with_humans,
)

# Work that makes it natural to be asked for.
_OWN_CASE = ("assigned", "tasked", "supervising")
_ENTRY = ("staff_id", "human_id", "incident_id", "at", "asked")
_ROW = ("source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose logs come together. Value: bits beyond the member's and the person's others."""
    entries = _without_own_case(_entries(scene), scene)
    days = entries.group_by(*PAIR, day=_.at.date()).agg(at=_.at.min(), asked=_.asked.max())
    held = trailing(settings["days"])
    weighs = ibis.ifelse(_.asked == 1, 1.0, settings["taken_weighs"])
    running = days.mutate(second=seconds(_.at), weighs=weighs).mutate(
        number=_.count().over(held),
        weighed=_.weighs.sum().over(held),
        asked_days=_.asked.sum().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    )
    best = strongest(running.mutate(value=_.weighed)).drop("seen_at")
    reached = running.filter(_.weighed >= settings["log_days"]).group_by(*PAIR).agg(
        seen_at=_.at.min()
    )  # fmt: skip
    found = _weighed(best, settings).join(reached, PAIR).filter(_.value >= settings["least_bits"])
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(entries, findings))


def _entries(scene: Scene) -> ir.Table:
    """Each log that asked for the member or that the member took, one row a human being on it."""
    logs = scene.records["incidents"]
    asked = logs.filter(_.requested_staff_id.notnull()).select(
        "incident_id",
        "source_file",
        "source_row",
        staff_id=_.requested_staff_id,
        at=_.opened_at,
        asked=ibis.literal(1),
        source_table=ibis.literal("incidents"),
    )
    taken = scene.records["log_handling"].filter(_.action == "taken").select(
        "incident_id",
        "source_file",
        "source_row",
        "staff_id",
        "at",
        asked=ibis.literal(0),
        source_table=ibis.literal("log_handling"),
    )  # fmt: skip
    named = with_humans(scene.records["incident_people"].select("incident_id", "person_id"), scene)
    people = named.select("incident_id", "human_id").distinct()
    both = ibis.union(asked, taken.select(*asked.columns))
    every = both.join(people, "incident_id").select(*_ENTRY, *_ROW)
    # A log that is held over, passed and taken back is one log: its first entry stands for it.
    first = ibis.window(
        group_by=[*PAIR, "incident_id"], order_by=[ibis.desc("asked"), "at", "source_row"]
    )
    return every.mutate(place=ibis.row_number().over(first)).filter(_.place == 0).drop("place")


def _without_own_case(entries: ir.Table, scene: Scene) -> ir.Table:
    """Those at a time when no case or task of the pair was on record."""
    work = scene.purposes.filter(_.explanation.isin(_OWN_CASE), _.staff_id.notnull()).select(
        *PAIR, "starts_at", "ends_at"
    )
    at_work = entries.join(work, PAIR).filter(_.at >= _.starts_at, _.at < _.ends_at)
    row = [*PAIR, *_ROW]
    return entries.anti_join(at_work.select(*row).distinct(), row)


def _weighed(best: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The value: the surprise over the member's other people, and over the person's others."""

    def mean_of_others(key: str) -> ir.FloatingValue:
        own = best.weighed
        window = ibis.window(group_by=key)
        few = settings["few"]
        return (own.sum().over(window) - own + settings["usual"] * few) / (
            own.count().over(window) - 1 + few
        )

    told = best.mutate(
        expected=ibis.greatest(mean_of_others("staff_id"), mean_of_others("human_id"))
    )
    return told.mutate(
        value=ibis.ifelse(told.weighed > told.expected, surprise(told.weighed, told.expected), 0.0)
    )


def _events(entries: ir.Table, findings: ir.Table) -> ir.Table:
    spans = findings.select(*PAIR, finding_first=_.first_at, finding_last=_.last_at)
    held = entries.join(spans, PAIR).filter(_.at >= _.finding_first, _.at <= _.finding_last)
    return as_events(held.mutate(kind=ibis.literal("control log")))


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "Control logs about one person came to the member on "
        + counted(found.number, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + ", on "
        + whole_or_none(found.asked_days)
        + " of them because the member was asked for by name, with no case or task of the two on"
        + " record; about "
        + found.expected.round(1).cast("string")
        + " would be usual."
    )


INDICATOR = Indicator(
    id="IND-28",
    name="Self-allocation or request for named officer",
    family="dependence",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("incidents", "incidents.requested_staff_id", "incident_people"),
    find=find,
    settings={
        "log_days": Setting(
            value=3, unit="days", meaning="enough in `days`", reason="R074: three requests"
        ),
        "days": Setting(value=60, unit="days", meaning="the stretch", reason="R074: 60 days"),
        "taken_weighs": Setting(
            value=0.5,
            unit="share",
            meaning="what a day weighs on which nobody was asked for",
            reason="few operators share the logs of an area: some fall to one by chance",
        ),
        "usual": Setting(
            value=0.5,
            unit="days",
            meaning="what is usual",
            reason="most people never ask for one officer",
        ),
        "few": Setting(
            value=4,
            unit="others",
            meaning="how many others the usual weighs in a mean",
            reason="two or three others make no habit",
        ),
        "least_bits": Setting(
            value=1,
            unit="bits",
            meaning="least value that is found",
            reason="less is what others have as well",
        ),
    },
    references=(
        "LTL40 page 11 (004:321)",
        "LTL40 page 11, victim sign 5 and officer sign 9 (004:341, 004:357)",
        "R074",
        "R086",
        "R099",
    ),
)
