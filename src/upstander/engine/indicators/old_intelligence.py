"""Earlier intelligence of a sexual nature about a member of staff of whom something new is known.

Why it matters
    In case 5 of Learning the Lessons 40 (pages 26-28) two intelligence reports, more than ten
    years old, told of unwanted texts to a member of the public and of words to a traffic warden;
    the force had said that conduct would be closely monitored. They came to light only after
    the next complaint. Less than half of those studied in 514 cases were known to intelligence
    before (page 12): what is known must be found when something new happens.

Innocent explanations
    - A report that was mistaken, malicious or about somebody else: it was never proven.
    - Something new that has nothing to do with the earlier report.
    - Something new that is the same matter told again.
    - Contact that is unexplained because a record is missing.

What it needs
    The store of intelligence with its mark for what is of a sexual nature.

What it cannot see
    Reports that were weeded, kept elsewhere or not marked; what was promised at the time, and
    whether a promised review was made. Of the ten cases it would have seen case 5. Case 3 had an
    earlier misconduct meeting, which is no intelligence report; the others tell of none.

How it is measured
    Reports of a sexual nature of any age, each with the weight of its grade: half for a source
    that is not reliable; half for assessment C, a quarter for D, and nothing for E, which means
    suspected to be false. Something new within the last 365 days and at least 30 days after such a
    report: another report, a complaint or a conduct matter of any kind; or, where the
    reports weigh one half or more, unexplained contact with one person on three days or more. The
    value is the weight of the reports times one plus the number of new records, with one half
    more for unexplained contact. The reports' dates and grades stand in the sentence.
"""

from collections.abc import Mapping
from datetime import timedelta

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
from upstander.engine.indicators.common import DAY, PAIR, counted, seconds

SURE = 1.0
NOT_RELIABLE = 0.5  # source 3
ASSESSED = {"A": SURE, "B": SURE, "C": 0.5, "D": 0.25, "E": 0.0}
# What is new: its kind, its table, and the column with its date.
NEW = (
    ("intelligence", "intelligence", "reported_on"),
    ("complaint", "complaints", "received_on"),
    ("conduct", "conduct", "opened_on"),
)
_ROW = ("staff_id", "human_id", "at", "kind", "source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with earlier reports and something new. Value: weight, times what is new."""
    reports = _reports(scene)
    after = _news(scene, reports, settings)
    told = _told(after)
    earlier = reports.join(told.select("staff_id", "last_new_at"), "staff_id").filter(
        seconds(_.at) <= seconds(_.last_new_at) - DAY * settings["apart_days"]
    )
    both = _history(earlier).join(told, "staff_id")
    records = both.reports_new + both.complaints_new + both.matters_new
    enough = (records > 0) | (both.weight >= settings["contact_weight"])
    found = both.filter(enough).mutate(
        value=_.weight
        * (
            1
            + _.reports_new
            + _.complaints_new
            + _.matters_new
            + 0.5 * (_.people_new > 0).cast("int64")
        )
    )
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    rests_on = ibis.union(as_events(earlier), as_events(after), distinct=True)
    return Findings(findings=findings, events=rests_on.semi_join(findings, "staff_id"))


def _rows(scene: Scene, kind: str, table: str, dated: str) -> ir.Table:
    """The rows of a table about staff as events, and what else they say."""
    rows = scene.records[table]
    if table == "intelligence":  # what is suspected to be false is neither history nor news
        rows = rows.filter(_.assessment != "E")
    return rows.mutate(
        human_id=ibis.null("string"),
        at=rows[dated].cast("timestamp(6)"),
        kind=ibis.literal(kind),
        source_table=ibis.literal(table),
    )


def _reports(scene: Scene) -> ir.Table:
    """Reports of a sexual nature that are not suspected to be false, with their weight."""
    reports = _rows(scene, *NEW[0]).filter(_.sexual)
    source = ibis.ifelse(_.source == 3, NOT_RELIABLE, SURE)
    assessed = _.assessment.cases(*ASSESSED.items(), else_=0.0)
    return (
        reports.mutate(weight=source * assessed)
        .filter(_.weight > 0)
        .select(
            *_ROW,
            "weight",
            graded=words_for_date(_.at) + " graded " + _.source.cast("string") + _.assessment,
        )
    )


def _news(scene: Scene, reports: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """What the year brought, some days after the first report at the earliest.

    Records about the member, and unexplained contacts of pairs that have them on several days.
    `new_at` is when each counted as new: a contact does so once there were days enough.
    """
    first = reports.group_by("staff_id").agg(reported_at=_.at.min())
    since = ibis.literal(scene.as_of - timedelta(days=settings["days"])).cast("timestamp(6)")
    records = ibis.union(*[_rows(scene, *about).select(*_ROW) for about in NEW])
    contacts = _after_first(scene.unexplained, first, since, settings).filter(_.human_id.notnull())
    return ibis.union(
        _after_first(records, first, since, settings).select(*_ROW, new_at=_.at),
        _repeated(contacts, settings).select(*_ROW, "new_at"),
    )


def _after_first(
    rows: ir.Table, first: ir.Table, since: ir.TimestampValue, settings: Mapping[str, float]
) -> ir.Table:
    """The rows of the year, of members with a report, and some days after the first of them."""
    return rows.join(first, "staff_id").filter(
        _.at >= since,
        seconds(_.at) >= seconds(_.reported_at) + DAY * settings["apart_days"],
    )


def _repeated(contacts: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The contacts of pairs with enough days of them; `new_at` is when these were reached."""
    order = ibis.window(group_by=list(PAIR), order_by="day")
    days = (
        contacts.group_by(*PAIR, day=_.local_at.date())
        .agg(new_at=_.at.min())
        .mutate(place=ibis.row_number().over(order))
    )
    reached = days.filter(_.place == settings["contact_days"] - 1).select(*PAIR, "new_at")
    return contacts.join(reached, PAIR)


def _told(after: ir.Table) -> ir.Table:
    """How much of each kind is new, and since when."""

    def number(kind: str) -> ir.IntegerValue:
        return (_.kind == kind).cast("int64").sum()

    return after.group_by("staff_id").agg(
        new_at=_.new_at.min(),
        seen_at=_.new_at.min(),
        last_at=_.at.max(),
        last_new_at=_.at.max(),
        reports_new=number("intelligence"),
        complaints_new=number("complaint"),
        matters_new=number("conduct"),
        people_new=_.human_id.nunique(),
    )


def _history(earlier: ir.Table) -> ir.Table:
    """The earlier reports of each member: their number, weight, dates and grades."""
    return earlier.group_by("staff_id").agg(
        first_at=_.at.min(),
        reports=_.count(),
        weight=_.weight.sum(),
        grades=_.graded.group_concat("; ", order_by=[_.at, _.source_row]),
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    def part(number: ir.IntegerValue, noun: str, **nouns: str) -> ir.StringValue:
        return ibis.ifelse(number > 0, ", " + counted(number, noun, **nouns), "")

    return (
        counted(found.reports, "earlier report")
        + " of a sexual nature ("
        + found.grades
        + "); new since "
        + words_for_date(found.new_at)
        + part(found.reports_new, "further report")
        + part(found.complaints_new, "complaint")
        + part(found.matters_new, "conduct matter")
        + ibis.ifelse(
            found.people_new > 0,
            ", repeated unexplained contact with "
            + counted(found.people_new, "person", nouns="people"),
            "",
        )
        + "."
    )


INDICATOR = Indicator(
    id="IND-42",
    name="Old intelligence re-surfaced",
    family="history",
    cls="A",
    level="staff",
    status="experimental",
    version=1,
    needs=("intelligence", "intelligence.sexual"),
    find=find,
    settings={
        "days": Setting(
            value=365, unit="days", meaning="how far back is new", reason="the year of the scan"
        ),
        "apart_days": Setting(
            value=30,
            unit="days",
            meaning="after a report, before which something is the same matter",
            reason="a report, a complaint and a matter often follow from one event",
        ),
        "contact_days": Setting(
            value=3,
            unit="days",
            meaning="of unexplained contact with one person that count as new",
            reason="single unexplained contacts are common",
        ),
        "contact_weight": Setting(
            value=0.5,
            unit="weight of reports",
            meaning="below which unexplained contact alone raises nothing",
            reason="one faint old report must not follow a member for ever",
        ),
    },
    references=(
        "LTL40 case 5, pages 26-28 (004:758-762)",
        "LTL40 page 12 (004:372)",
        "R179",
    ),
)
