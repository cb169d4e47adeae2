"""Contact between custody staff and somebody they had in custody, after the release.

Why it matters
    In case 7 of Learning the Lessons 40 (pages 34-35) a custody officer and a man whom she had
    tested for drugs met about a month after his release, exchanged accounts and messages, and he
    was on his way to her home. She thought that it was no problem, as he was no longer in
    custody. The boundary guidance (paragraph 11) asks how long ago the contact ended, and how
    much power there was in it.

Innocent explanations
    - The person was known before: contact before the first detention takes the pair out, and a
      declared relationship explains.
    - Other work with the person, before or after: then it is no matter of custody, and other
      signs read it. So is an investigator's fingerprinting: only custody staff are looked at.
    - Property to return, bail to arrange, a complaint: within three days of release nothing
      counts.
    - A colleague who lives near a former detainee: visits count only beside a call or message.

What it needs
    Detentions, who was on duty in the suite, and the itemised calls of work phones. Custody
    steps, messages, visits and look-ups are counted where they are there.

What it cannot see
    Social media and private phones, by which case 7 went on: of the ten cases it would have seen
    it only if she had also looked the man up or rung him by force means.

How it is measured
    Members with duties in a custody suite, and people with whom their only recorded work is
    custody: the member carried out a step of the detention, or
    was on duty in the suite at the time (which weighs half). Days within 12 months of the release,
    and more than three days after it, with a call or message that no recorded purpose explains,
    a visit beside one, or a look-up (which weighs three tenths). Left out where the two were in
    contact before the first detention. The floor is one such day that reached the person, or
    look-ups on three. The value is how far the weighed days exceed, in bits, what the member's
    other former detainees have.
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
    counted,
    kind_counts,
    kinds_in_words,
    made,
    resting_on,
    seconds,
    whole,
    with_humans,
)

_CUSTODY = "on_custody_duty"
_STEPS = "custody_steps"


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs in contact after a release. Value: weighed days, in bits beyond the others."""
    contacts = _after_release(scene, settings)
    days = _days(contacts, settings)
    running = days.mutate(second=seconds(_.at)).mutate(
        reached_so_far=_.reached.sum().over(_upto()), looked_so_far=_.looked.sum().over(_upto())
    )
    met = (_.reached_so_far >= 1) | (_.looked_so_far >= settings["look_days"])
    people = running.group_by(*PAIR).agg(
        days=_.count(),
        weighed=_.weighs.sum(),
        released_at=_.released_at.min(),
        own_step=_.own_step.max(),
        first_at=_.at.min(),
        last_at=_.until.max(),
        seen_at=_.at.min(where=met),
    )
    bits = beyond_others(
        people, "weighed", usual=settings["usual"], few_people=settings["few_people"]
    )
    kinds = contacts.group_by(*PAIR).agg(**kind_counts())
    found = people.mutate(value=bits).join(kinds, PAIR).filter(
        _.seen_at.notnull(), _.value >= settings["least_bits"]
    )  # fmt: skip
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _upto() -> ibis.expr.builders.WindowBuilder:
    return ibis.window(group_by=list(PAIR), order_by="second", preceding=None, following=0)


def _custody_alone(scene: Scene) -> ir.Table:
    """Custody staff and people whom only custody joins to them; `own_step`: they did a step."""
    work = scene.purposes.filter(
        _.is_work.fill_null(False), _.staff_id.notnull(), _.human_id.notnull()
    )
    custody_staff = scene.records["custody_duties"].select("staff_id").distinct()
    return (
        work.semi_join(custody_staff, "staff_id")
        .group_by(*PAIR)
        .agg(
            elsewhere=(_.explanation != _CUSTODY).cast("int64").max(),
            own_step=(_.source_table == _STEPS).cast("int64").max(),
            met_at=_.duty_starts_at.min(),
        )
        .filter(_.elsewhere == 0)
        .drop("elsewhere")
    )


def _after_release(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained contacts within a year of a release, of pairs that only custody joins."""
    pairs = _custody_alone(scene)
    known_before = (
        scene.contacts.filter(_.kind.isin(["call", "message"]), _.share >= LEAST_SHARE)
        .join(pairs.select(*PAIR, "met_at"), PAIR)
        .filter(_.at < _.met_at)
    )
    strangers = pairs.anti_join(known_before.select(*PAIR).distinct(), PAIR)
    contacts = made(scene.unexplained, "call", "message", "visit", "lookup").join(strangers, PAIR)
    spoken = contacts.filter(_.kind.isin(["call", "message"])).select(*PAIR).distinct()
    contacts = ibis.union(
        contacts.filter(_.kind != "visit"),
        contacts.filter(_.kind == "visit").semi_join(spoken, PAIR),
    )
    return _released(contacts, scene, settings)


def _released(contacts: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The contacts with the person's last release before each, where it is neither new nor old."""
    released = with_humans(
        scene.records["custody"].filter(_.ends_at.notnull()).select("person_id", "ends_at"), scene
    ).select("human_id", released_at=_.ends_at)
    last = (
        contacts.select("contact_id", "human_id", "at", "met_at")
        .join(released, "human_id")
        .filter(_.released_at <= _.at, _.released_at >= _.met_at)
        .group_by("contact_id")
        .agg(released_at=_.released_at.max())
    )
    since = seconds(_.at) - seconds(_.released_at)
    return contacts.join(last, "contact_id").filter(
        since > int(settings["quiet_days"] * DAY), since <= int(settings["days"] * DAY)
    )


def _days(contacts: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair with contact, and what it weighs."""
    reached = (_.kind != "lookup").cast("int64").max()
    days = contacts.group_by(*PAIR, day=_.local_at.date()).agg(
        at=_.at.min(),
        until=_.at.max(),
        reached=reached,
        own_step=_.own_step.max(),
        released_at=_.released_at.min(),
    )
    kind = ibis.ifelse(days.reached == 1, 1.0, settings["look_up_weighs"])
    part = ibis.ifelse(days.own_step == 1, 1.0, settings["duty_weighs"])
    return days.mutate(looked=1 - days.reached, weighs=kind * part)


def _sentence(found: ir.Table) -> ir.StringValue:
    custody = ibis.ifelse(
        found.own_step == 1,
        "whose detention the member had a part in",
        "who was in the suite while the member was on duty there",
    )
    return (
        "Contact on "
        + counted(found.days, "day")
        + " with a person "
        + custody
        + " and with whom no other work is on record, from "
        + whole(((seconds(found.first_at) - seconds(found.released_at)) / DAY).floor())
        + " days after the release on "
        + words_for_date(found.released_at)
        + ": "
        + kinds_in_words(found)
        + ", none with a recorded purpose."
    )


INDICATOR = Indicator(
    id="IND-32",
    name="Post-release contact",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("custody", "custody_duties", "calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "days": Setting(
            value=365, unit="days", meaning="after the release", reason="case 7: about a month"
        ),
        "quiet_days": Setting(
            value=3,
            unit="days",
            meaning="so soon after the release nothing counts",
            reason="property, bail and paperwork",
        ),
        "duty_weighs": Setting(
            value=0.5,
            unit="share",
            meaning="what a day weighs where the member was only on duty in the suite",
            reason="a suite is large, and many never meet",
        ),
        "look_up_weighs": Setting(
            value=0.3,
            unit="share",
            meaning="what a day of look-ups alone weighs",
            reason="nobody was reached; records of detainees are read for many reasons",
        ),
        "look_days": Setting(
            value=3,
            unit="days",
            meaning="of look-ups alone that are enough",
            reason="once or twice is tidying up",
        ),
        "usual": Setting(
            value=0.2,
            unit="days",
            meaning="what is usual with a former detainee",
            reason="custody staff do not ring former detainees",
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
    references=(
        "LTL40 case 7, page 35 (004:1018-1022)",
        "Boundary guidance, paragraph 11 (000:27-31)",
        "R202",
        "R261",
    ),
)
