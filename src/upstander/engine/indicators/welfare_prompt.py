"""A record of long sickness or of a change of circumstances: a prompt to offer support, no sign.

Why it matters
    Bereavement, a relationship that broke, drink or debt stand in the background of several cases
    of Learning the Lessons 40 (cases 2, 5 and 8). The Code of Ethics asks managers for an open
    environment and for support (wellness). Whoever opens a lead should know that support may be
    needed, whatever becomes of it. It must never count against anybody: else nobody would say how
    they are.

Innocent explanations
    - Every one: being ill, or telling the force of a change as it asks, is no conduct at all.
    - The declaration of a change is what the vetting rules ask for; it is to somebody's credit.

What it needs
    The roster, with sickness in it. Declarations where they were handed over.

What it cannot see
    What the matter is, how the member is, and whether support was offered. It does not read the
    text of a declaration, and does not say which of the two is on record.

How it is measured
    Seven days or more with sickness on the roster in the 365 before the date of the scan, or a
    change of circumstances declared in them. It has no value, no rarity and no weight: it is a line
    on the page of a member who is on the list for other reasons, and reaches neither evidence nor
    score. Scores are the same with and without these records; a test holds that.
"""

from collections.abc import Mapping
from datetime import timedelta

import ibis
from ibis import _

from upstander.engine.evidence import Indicator, Prompts, Scene, Setting

SENTENCE = (
    "There may be reason to offer support, whatever becomes of this lead: ask the line manager or "
    "occupational health. What this rests on is no sign of anything and no part of the score."
)


def find(scene: Scene, settings: Mapping[str, float]) -> Prompts:
    """Members to whom support should be offered, each once."""
    since = scene.as_of - timedelta(days=settings["days"])
    now = ibis.literal(scene.as_of).cast("timestamp(6)")
    sick = scene.records["duties"].filter(
        _.kind == "sick", _.ends_at >= ibis.literal(since).cast("timestamp(6)"), _.starts_at <= now
    )
    long_sick = (
        sick.group_by("staff_id")
        .agg(days=sick.starts_at.date().nunique())
        .filter(_.days >= settings["sick_days"])
        .select("staff_id")
    )
    declared = scene.records["declarations"].filter(
        _.kind == "change_of_circumstances",
        _.declared_on >= ibis.literal(since.date()),
        _.declared_on <= ibis.literal(scene.day),
    )
    members = long_sick.union(declared.select("staff_id"), distinct=True)
    return Prompts(prompts=members.mutate(sentence=ibis.literal(SENTENCE)))


INDICATOR = Indicator(
    id="IND-58",
    name="Prompt to offer support",
    family="the force",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("duties",),
    find=find,
    settings={
        "days": Setting(
            value=365, unit="days", meaning="records within these are read", reason="a year"
        ),
        "sick_days": Setting(
            value=7,
            unit="days",
            meaning="days with sickness on the roster, at least",
            reason="longer than a cold",
        ),
    },
    references=(
        "LTL40 cases 2, 5 and 8",
        "Code of Ethics guidance, wellness (002:256-273)",
        "R293",
        "R295",
    ),
)
