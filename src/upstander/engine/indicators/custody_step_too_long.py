"""One-to-one steps of a detention that took one member much longer than they take others.

Why it matters
    In case 7 of Learning the Lessons 40 (pages 34-35) a camera recorded a long conversation
    between a custody officer and a man during a drug test, and later more than five minutes at the
    door of his cell. Custody is work with power over one person, much of it out of others' sight.

Innocent explanations
    - An interpreter, illness, a refusal or a machine that failed: where other members' steps in
      the same detention were long as well, more is expected.
    - A member who is new, or thorough: told from the member's own steps.
    - An end that was entered late: steps of two hours and more are left out.
    - Distress that needed somebody to stay, and was not recorded.

What it needs
    Custody records with the start and end of each one-to-one step.

What it cannot see
    What was said, and cameras. Steps that are not timed. Of the ten cases it would have seen
    case 7, if the times were entered as the camera shows them.

How it is measured
    Drug tests and fingerprints of three times the usual length or more, and at least ten minutes;
    and cell visits of five minutes or more, and twice the usual length, from the second of the same
    pair on. Usual is the median of that step in that suite (in the force, where the suite has
    fewer than 20), lengthened where the member's own steps, or other members' steps in the same
    detention, run longer. Longer ones count for more. The value is the surprise, in bits, of the
    pair's long steps over what the member's rate with other people would give for as many steps.
"""

import math
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
    words_for_date,
)
from upstander.engine.indicators.common import (
    PAIR,
    counted,
    seconds,
    strongest,
    surprise,
    whole,
    whole_or_none,
    with_humans,
)

_MINUTE = 60
_TESTS = ("drug_test", "fingerprints")
_VISIT = "cell_visit"
_TIMED = (*_TESTS, _VISIT, "booking_in")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with long steps. Value: surprise over the member's own rate, in bits."""
    steps = _long(_paced(_with_usual(_steps(scene, settings), settings), settings), settings)
    people = _weighed(steps, settings)
    longest = strongest(
        steps.filter(_.weighs > 0).mutate(at=_.ends_at, value=_.excess)
    ).select(*PAIR, "step", "minutes", "usual", longest_at=_.starts_at)  # fmt: skip
    found = people.filter(_.long > 0, _.value >= settings["least_bits"]).join(longest, PAIR)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(steps, findings))


def _steps(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The one-to-one steps with who was detained, where, and how long they took."""
    detained = with_humans(
        scene.records["custody"].select("custody_id", "person_id", "suite"), scene
    )
    timed = scene.records["custody_steps"].filter(_.step.isin(_TIMED))
    return (
        timed.join(detained.select("custody_id", "human_id", "suite"), "custody_id")
        .mutate(minutes=(seconds(_.ends_at) - seconds(_.starts_at)) / _MINUTE)
        .filter(_.minutes > 0, _.minutes < settings["most_minutes"])
    )


def _with_usual(steps: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds `usual`: the median minutes of the step in the suite, or in the force."""
    suites = steps.group_by("suite", "step").agg(in_suite=_.count(), of_suite=_.minutes.median())
    force = steps.group_by("step").agg(in_force=_.count(), of_force=_.minutes.median())
    joined = steps.join(suites, ["suite", "step"]).join(force, "step")
    told = joined.select(*steps.columns, "in_suite", "of_suite", "in_force", "of_force")
    enough = settings["enough"]
    return told.mutate(
        usual=ibis.cases(
            (told.in_suite >= enough, told.of_suite), (told.in_force >= enough, told.of_force)
        )
    ).filter(_.usual > 0)


def _paced(steps: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds `excess`: how many times longer than the member and the detention would lead to."""
    told = steps.mutate(ratio=steps.minutes / steps.usual)
    pace = told.group_by("staff_id").agg(own_steps=_.count(), own_ratio=_.ratio.median())
    joined = told.join(pace, "staff_id").select(*told.columns, "own_steps", "own_ratio")
    whole_of, own_of = (
        ibis.window(group_by="custody_id"),
        ibis.window(group_by=["custody_id", "staff_id"]),
    )
    others = joined.mutate(
        others=_.ratio.count().over(whole_of) - _.ratio.count().over(own_of),
        others_sum=_.ratio.sum().over(whole_of) - _.ratio.sum().over(own_of),
    )
    own_pace = ibis.ifelse(_.own_steps >= settings["enough"], _.own_ratio, 1.0)
    their_pace = ibis.ifelse(_.others > 0, _.others_sum / ibis.greatest(_.others, 1), 1.0)
    return others.mutate(excess=_.ratio / ibis.greatest(1.0, own_pace, their_pace))


def _long(steps: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds `weighs`: 1 for a step that is just long enough, more for a longer one, else nought."""
    tested = (
        _.step.isin(_TESTS)
        & (_.excess >= settings["times"])
        & (_.minutes >= settings["test_minutes"])
    )
    visited = (
        (_.step == _VISIT)
        & (_.excess >= settings["visit_times"])
        & (_.minutes >= settings["visit_minutes"])
    )
    told = steps.mutate(test=tested.cast("int64"), visit=visited.cast("int64"))
    pair, upto = (
        ibis.window(group_by=list(PAIR)),
        ibis.window(
            group_by=list(PAIR), order_by=["ends_at", "source_row"], preceding=None, following=0
        ),
    )
    again = told.mutate(visits=_.visit.sum().over(pair), visit_no=_.visit.sum().over(upto))
    repeated = (again.visit == 1) & (again.visits >= 2)
    return again.mutate(
        weighs=ibis.cases(
            (again.test == 1, again.excess.ln() / math.log(settings["times"])),
            (repeated, again.excess.ln() / math.log(settings["visit_times"])),
            else_=0.0,
        ),
        # A cell visit is seen from the second on; a test at once.
        shown_at=ibis.ifelse(
            (again.test == 1) | (repeated & (again.visit_no >= 2)),
            again.ends_at,
            ibis.null("timestamp(6)"),
        ),
    )


def _weighed(steps: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row a pair, with the surprise of its long steps at the member's rate with others."""
    people = steps.group_by(*PAIR).agg(
        steps=_.count(),
        long=(_.weighs > 0).cast("int64").sum(),
        weight=_.weighs.sum(),
        first_at=_.starts_at.min(where=_.weighs > 0),
        last_at=_.ends_at.max(where=_.weighs > 0),
        seen_at=_.shown_at.min(),
    )
    force = people.agg(force_rate=(_.weight.sum() + 1.0) / (_.steps.sum() + settings["trust"]))
    told = people.cross_join(force)
    member = ibis.window(group_by="staff_id")
    told = told.mutate(
        other_steps=_.steps.sum().over(member) - _.steps,
        other_long=_.long.sum().over(member) - _.long,
        other_weight=_.weight.sum().over(member) - _.weight,
    )
    trust = settings["trust"]
    rate = (told.other_weight + trust * told.force_rate) / (told.other_steps + trust)
    expected = told.steps * rate
    return told.mutate(
        value=ibis.ifelse(told.weight > expected, surprise(told.weight, expected), 0.0)
    )


def _events(steps: ir.Table, findings: ir.Table) -> ir.Table:
    long = steps.filter(_.weighs > 0).semi_join(findings, PAIR)
    return as_events(
        long.mutate(
            at=_.starts_at, kind=ibis.literal("custody"), source_table=ibis.literal("custody_steps")
        )
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.long, "one-to-one step")
        + " with one detainee took much longer than usual: the longest ("
        + found.step.replace("_", " ")
        + ", "
        + words_for_date(found.longest_at)
        + ") "
        + counted(found.minutes.round().cast("int64"), "minute")
        + " beside a usual "
        + whole(found.usual.round())
        + "; of the member's "
        + counted(found.other_steps, "step")
        + " with other people "
        + whole_or_none(found.other_long)
        + " did."
    )


INDICATOR = Indicator(
    id="IND-31",
    name="Custody procedure too long",
    family="custody",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("custody", "custody_steps"),
    find=find,
    settings={
        "times": Setting(
            value=3, unit="times", meaning="the usual length of a test", reason="R199"
        ),
        "test_minutes": Setting(
            value=10, unit="minutes", meaning="a shorter test is not long", reason="short medians"
        ),
        "visit_times": Setting(
            value=2, unit="times", meaning="the usual length of a cell visit", reason="slow suites"
        ),
        "visit_minutes": Setting(
            value=5, unit="minutes", meaning="a shorter visit is not long", reason="case 7, R200"
        ),
        "most_minutes": Setting(
            value=120,
            unit="minutes",
            meaning="a longer step is an end that was entered late",
            reason="no one-to-one step lasts so long",
        ),
        "enough": Setting(
            value=20, unit="steps", meaning="fewest for a median", reason="fewer are no usual"
        ),
        "trust": Setting(
            value=50,
            unit="steps",
            meaning="how slowly a member's own rate is trusted",
            reason="long steps are rare: fewer give no rate",
        ),
        "least_bits": Setting(
            value=1,
            unit="bits",
            meaning="least value that is found",
            reason="less is what the member's other people have as well",
        ),
    },
    references=(
        "LTL40 case 7, pages 34-35 (004:985-1014)",
        "R199",
        "R200",
    ),
)
