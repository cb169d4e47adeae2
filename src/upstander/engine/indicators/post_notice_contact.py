"""Contact made with a person after a notice about them was served.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) the member of staff got in touch with the
    woman after he had been told of the investigation, and asked her to give a harmless account of
    what had passed between them. Contact after a notice may put a witness under pressure, whatever
    was said in it, and is a matter of its own.

Innocent explanations
    - The instruction itself allows it: shared children, a hand-over of property, a court date.
    - The control room sent the member to an emergency at which the person was.
    - A call that was meant for somebody else who shares the number or the home.
    - The instruction was lifted, and nobody recorded that.
    - The person called: a contact that came in does not count.

What it needs
    Notices with whom they concern, and calls. Messages, visits and look-ups where they are there.

What it cannot see
    Private phones and accounts, what a third person passed on, contact with the family of the
    person, and exemptions: the extract has no column for them, so the instruction has to be read.
    Of the ten cases it would have seen case 2 only if the call was made from a force phone, which
    the document does not say.

How it is measured
    From the notice on, for two years at most, or until every complaint and conduct matter about
    the member that was open when it was served has ended: days with a call, message, look-up,
    visit or attendance that the member made. After an instruction that names the person a contact
    counts in full where nothing recorded explains it and three tenths where something does: no
    record but the instruction itself can exempt it, and it often exempts work that goes on. A stop
    within 60 metres of the home counts half of that, an attendance at an incident a quarter of it,
    and a stop that another place or another incident explains nothing. A notice of investigation
    forbids nothing by itself: after it only unexplained contact counts, by half, with the person
    it names or, where it names nobody, those who complained or are concerned in a matter of the
    year before. The value is the sum over days of each day's strongest; less than one is left out.
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
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    kind_counts,
    kinds_in_words,
    made,
    seconds,
    strongest,
    whole_or_none,
    with_humans,
)

KINDS = ("call", "message", "lookup", "visit", "attendance")
SENT = 0.25  # an attendance: the control room chose
EXPLAINED = 0.3  # the instruction may exempt the work that goes on
NEAR = 0.5  # a stop is near others as well
NOTICE = (*PAIR, "served_at")
_SOURCE = ("source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with contact after a notice. Value: days with contact, weighed."""
    told = _told(scene, settings)
    after = _after(scene, told, settings)
    found = _found(after, settings)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(after, told, found))


def _told(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Whom each notice is about: staff_id, human_id, served_at, ordered, until and its row."""
    served = with_humans(scene.records["notices"], scene).select(
        *PAIR,
        "served_at",
        "source_file",
        "source_row",
        ordered=_.kind == "no_contact",
        source_table=ibis.literal("notices"),
    )
    near = served.join(_matters(scene), "staff_id").filter(
        _.opened_at <= _.served_at,
        seconds(_.opened_at) >= seconds(_.served_at) - DAY * settings["matter_days"],
        _.closed_at.isnull() | (_.closed_at >= _.served_at),
    )
    nameless = near.filter(_.human_id.isnull(), ~_.ordered, _.concerned.notnull())
    about = ibis.union(
        served.filter(_.human_id.notnull()),
        nameless.mutate(human_id=_.concerned).select(*served.columns),
        distinct=True,
    )
    ended = near.group_by("staff_id", "served_at").agg(
        still_open=_.closed_at.isnull().any(), closed_at=_.closed_at.max()
    )
    joined = about.left_join(ended, ["staff_id", "served_at"])
    lapsed = ibis.ifelse(joined.still_open, ibis.null("timestamp(6)"), joined.closed_at)
    return joined.select(*(about[name] for name in about.columns), lapsed_at=lapsed)


def _matters(scene: Scene) -> ir.Table:
    """Complaints and conduct matters about each member, with whom they concern."""
    dates = (("complaints", "received_on", "finalised_on"), ("conduct", "opened_on", "closed_on"))
    parts = [
        with_humans(scene.records[name], scene).select(
            "staff_id",
            concerned=_.human_id,
            opened_at=_[opened].cast("timestamp(6)"),
            closed_at=_[closed].cast("timestamp(6)"),
        )
        for name, opened, closed in dates
    ]
    return ibis.union(*parts)


def _after(scene: Scene, told: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The contacts that the member made while a notice stood, each with its weight."""
    contacts = made(scene.contacts, *KINDS).filter(
        _.share >= LEAST_SHARE,
        _.strength.fill_null("") != "the place",
        (_.kind != "visit") | (_.distance_m <= settings["door_m"]).fill_null(False),
    )
    notices = told.select(*NOTICE, "ordered", "lapsed_at").distinct()
    held = contacts.join(notices, list(PAIR)).filter(
        _.at > _.served_at,
        seconds(_.at) <= seconds(_.served_at) + DAY * settings["days"],
        _.lapsed_at.isnull() | (_.at < _.lapsed_at),
        _.ordered | (_.status == "unexplained"),
    )
    of_kind = ibis.cases((_.kind == "attendance", SENT), (_.kind == "visit", NEAR), else_=1.0)
    why = ibis.ifelse(_.status == "unexplained", 1.0, EXPLAINED)
    order = ibis.ifelse(_.ordered, 1.0, 0.5)
    return held.mutate(weight=of_kind * why * order * _.share)


def _found(after: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Each pair's strongest notice, with what came after it."""
    days = after.group_by(*NOTICE, "ordered", day=_.local_at.date()).agg(
        at=_.at.max(), weight=_.weight.max()
    )
    so_far = ibis.window(group_by=list(NOTICE), order_by="at", preceding=None, following=0)
    summed = days.mutate(so_far=_.weight.sum().over(so_far))
    reached = summed.group_by(*NOTICE, "ordered").agg(
        value=_.weight.sum(),
        contact_days=_.count(),
        reached_at=_.at.min(where=_.so_far >= settings["least"]),
    )
    told = after.group_by(*NOTICE).agg(
        first_contact_at=_.at.min(),
        last_at=_.at.max(),
        explained=(_.status == "explained").cast("int64").sum(),
        **kind_counts(),
    )
    both = reached.filter(_.value >= settings["least"]).join(told, list(NOTICE))
    hits = both.mutate(at=_.reached_at, first_at=_.served_at)
    return strongest(hits)


def _events(after: ir.Table, told: ir.Table, found: ir.Table) -> ir.Table:
    """The contacts after the notice that was taken, and the notice itself."""
    contacts = as_events(after.semi_join(found, list(NOTICE)))
    notices = told.semi_join(found, list(NOTICE)).mutate(
        at=_.served_at, kind=ibis.literal("notice")
    )
    return ibis.union(contacts, as_events(notices), distinct=True)


def _sentence(found: ir.Table) -> ir.StringValue:
    what = ibis.ifelse(
        found.ordered, "Instruction not to contact the person", "Notice of investigation"
    )
    return (
        what
        + " served on "
        + words_for_date(found.served_at)
        + "; contact made with them on "
        + counted(found.contact_days, "day")
        + " after it ("
        + kinds_in_words(found)
        + "), first on "
        + words_for_date(found.first_contact_at)
        + ", "
        + whole_or_none(found.explained)
        + " with a recorded purpose. An exemption would stand in the notice itself."
    )


INDICATOR = Indicator(
    id="IND-53",
    name="Contact after a notice",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("notices", "calls"),
    find=find,
    settings={
        "days": Setting(
            value=730,
            unit="days",
            meaning="how long a notice stands where no end is seen",
            reason="the contract has no end for a notice; investigations last about a year or two",
        ),
        "matter_days": Setting(
            value=365,
            unit="days",
            meaning="how long before the notice its matter may have begun",
            reason="notices are served late; older matters are others",
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="a stop so near counts", reason="parked at the home"
        ),
        "least": Setting(
            value=1,
            unit="days, weighed",
            meaning="least value that is found",
            reason="one unexplained call after an instruction is enough; one stop, or three days "
            "of recorded work, is not",
        ),
    },
    references=("LTL40 case 2, page 15 (004:433-437)",),
)
