"""The files of a scan, written from what the pipeline found."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from upstander import __version__
from upstander.engine import pipeline, put_right
from upstander.engine.contacts.content import counted
from upstander.engine.contacts.in_figures import in_figures
from upstander.engine.contacts.lexicon import lexicon
from upstander.engine.coverage import (
    content_read,
    explained_shares,
    filter_uses,
    linking_notes,
    text_notes,
    untied,
    worst_rate,
)
from upstander.engine.indicators import INDICATORS, page
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.report.build import ScanRows, report_from
from upstander.engine.report.page import render
from upstander.engine.sessions import Session
from upstander.engine.tables import CONTRACT_VERSION
from upstander.engine.tables.stages import EXPLAINED_CONTACTS, PAIR_FIGURES
from upstander.engine.workbench import (
    LAYOUT,
    for_look_ups,
    how_many,
    in_leads,
    write_for_workbench,
)
from upstander.errors import ExtractError

LEADS = pa.schema(
    [
        ("rank", pa.int64()),
        ("listed", pa.bool_()),
        ("staff_id", pa.string()),
        ("person_id", pa.string()),
        ("human_id", pa.string()),
        ("score", pa.float64()),
        ("lead_score", pa.float64()),
        ("likelihood", pa.int64()),
        ("harm", pa.int64()),
        ("band", pa.string()),
        ("style", pa.string()),
        ("false_discovery_rate", pa.float64()),
        ("first_at", pa.timestamp("us")),
        ("last_at", pa.timestamp("us")),
        ("headline", pa.string()),
        ("origin", pa.string()),
        ("open_look_ups", pa.int64()),
        ("work_look_ups", pa.int64()),
        ("people", pa.int64()),
        ("harm_reasons", pa.string()),
        ("style_reasons", pa.string()),
    ]
)
_CONTACT_FILE = (
    "staff_id", "person_id", "human_id", "at", "kind", "direction", "on_duty", "status",
    "explained_by", "strength", "explained_table", "explained_file", "explained_row",
    "source_table", "source_file", "source_row",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the report speaks of the force and its people."""

    force: str = "this force"
    names: bool = False  # names in the report, not pseudonyms
    key: str = ""  # what pseudonyms are made with
    simulated: bool = False
    seed: int | None = None


def write_scan(
    scanned: pipeline.Scanned,
    *,
    session: Session,
    wanted: pipeline.Wanted,
    folder: Path,
    contacts: bool,
    manner: Manner,
) -> dict[str, Any]:
    """Write every file of a scan into `folder`; returns the coverage.

    ExtractError where the staff table holds nobody: nothing could be said of anybody.
    """
    if not session.rows(scanned.staff.agg(n=scanned.staff.count()))[0]["n"]:
        raise ExtractError(
            "The staff table has no row that keeps the contract: a scan cannot know whose contacts "
            "to examine.",
            do="Ask `upstander check` what it holds.",
        )
    events = session.keep("events_told", _events(scanned, session))
    figures = session.keep("pairs_in_figures", _figures(scanned))
    coverage = _coverage(scanned, session=session, wanted=wanted)
    coverage["simulated"] = manner.simulated
    named = in_leads(scanned.ranked.leads, session=session)
    found_by = for_look_ups(scanned, named=named, session=session)
    coverage["reached"] = how_many(found_by, session=session)
    (folder / "coverage.json").write_text(
        json.dumps(coverage, indent=1, default=str, ensure_ascii=False), encoding="utf-8"
    )
    rows = scan_rows(
        scanned,
        events,
        figures,
        session=session,
        wanted=wanted,
        coverage=coverage,
        manner=manner,
    )
    # While the engine writes the tables, the report is drawn.
    session.write_parquet(figures.order_by("staff_id", "person_id"), folder / "pairs.parquet")
    _write_tables(scanned, events, session=session, folder=folder, contacts=contacts)
    write_for_workbench(scanned, named=named, found_by=found_by, session=session, folder=folder)
    (folder / "report.html").write_text(render(report_from(rows=rows)), encoding="utf-8")
    return coverage


def _write_tables(
    scanned: pipeline.Scanned,
    events: ir.Table,
    *,
    session: Session,
    folder: Path,
    contacts: bool,
) -> None:
    ranked = scanned.ranked
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in LEADS.names} for row in ranked.leads], schema=LEADS
    )
    leads = session.load("leads", table)
    session.write_parquet(leads.order_by("rank", ibis.desc("score")), folder / "leads.parquet")
    session.write_parquet(_evidence(ranked.evidence), folder / "evidence.parquet")
    session.write_parquet(
        events.order_by("staff_id", "person_id", "indicator", "at", "source_row"),
        folder / "events.parquet",
    )
    people = scanned.identified.people
    session.write_parquet(people.humans.order_by("person_id"), folder / "people.parquet")
    session.write_parquet(people.possible, folder / "people_to_judge.parquet")
    session.write_parquet(people.links, folder / "people_links.parquet")
    session.write_parquet(scanned.extracts.quarantine, folder / "quarantine.parquet")
    if contacts:
        session.write_parquet(
            scanned.explained.contacts.select(*_CONTACT_FILE),
            folder / "contacts.parquet",
            by_month="at",
        )


def _evidence(evidence: ir.Table) -> ir.Table:
    return evidence.select(
        "staff_id", "person_id", "human_id", "indicator", "family", "value", "rarity_bits",
        "weight", "sentence", "first_at", "last_at", at=evidence.seen_at,
    ).order_by("staff_id", "person_id", "indicator")  # fmt: skip


def _events(scanned: pipeline.Scanned, session: Session) -> ir.Table:
    """Events of the evidence, each with what became of it, and the pair's person record."""
    events = scanned.ranked.events
    facts = scanned.ranked.facts.select("staff_id", "human_id", "person_id")
    key = ["staff_id", "human_id", "source_table", "source_file", "source_row"]
    # Only those that some evidence rests on, before the repeats are looked for.
    asked = scanned.explained.contacts.semi_join(events, [*key, "kind"])
    contacts = asked.select(*key, "status", "explained_by", "kind").distinct(
        on=[*key, "kind"], keep="first"
    )
    joined = events.left_join(contacts, [*key, "kind"])
    told = joined.select(*events.columns, "status", "explained_by")
    placed = told.left_join(facts, ["staff_id", "human_id"])
    return placed.select(
        "staff_id", "person_id", "human_id", "indicator", "at", "kind", "status", "explained_by",
        "source_table", "source_file", "source_row",
    )  # fmt: skip


def _figures(scanned: pipeline.Scanned) -> ir.Table:
    """The calls and messages of every pair that has evidence, in figures."""
    facts = scanned.ranked.facts.select("staff_id", "human_id", "person_id")
    pair = ["staff_id", "human_id"]
    found = in_figures(scanned.explained.contacts.semi_join(facts, pair)).join(facts, pair)
    return found.select("staff_id", "person_id", *[n for n in PAIR_FIGURES if n != "staff_id"])


def _coverage(
    scanned: pipeline.Scanned, *, session: Session, wanted: pipeline.Wanted
) -> dict[str, Any]:
    extracts = scanned.extracts
    leads = scanned.ranked.leads
    listed = [row for row in leads if row["listed"]]
    staff = session.rows(scanned.staff.agg(n=scanned.staff.count()))[0]["n"]
    first, last = scanned.seen.period
    content = content_read(
        authority=wanted.content,
        lexicon_version=lexicon().version,
        messages=counted(scanned.scene.written, engine=session),
    )
    return {
        "schema": LAYOUT,
        "upstander": __version__,
        "contract_version": CONTRACT_VERSION,
        "matrix_version": wanted.matrix.version,
        "policy_version": wanted.policy.version,
        "made_at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "as_of": (wanted.as_of or last).isoformat(),
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "staff": staff,
        "listed": len({row["staff_id"] for row in listed}),
        "list_allowed": max(int(staff * wanted.matrix.share_of_staff), 1),
        "leads_with_evidence": len({row["staff_id"] for row in leads}),
        "false_discovery_rate": worst_rate(listed),
        "tables": {
            name: {
                "read": counts.read,
                "accepted": counts.accepted,
                "quarantined": counts.quarantined,
                "later": counts.later,
            }
            for name, counts in extracts.counts.items()
        },
        "not_handed_over": sorted(extracts.not_handed_over),
        "rejected": sorted(extracts.rejected),
        **_counted(scanned, session=session, wanted=wanted),
        "content": content,
        "notes": [
            *extracts.notes,
            *linking_notes(scanned.identified.people),
            *text_notes(scanned.seen.texts_twice),
            content["said"],
        ],
    }


def _counted(
    scanned: pipeline.Scanned, *, session: Session, wanted: pipeline.Wanted
) -> dict[str, Any]:
    """Counts of what was seen and what could not be (see report/model.py for the shape)."""
    who, seen = scanned.identified, scanned.seen
    return {
        "explained": explained_shares(
            scanned.explained.contacts, staff=scanned.staff, engine=session
        ),
        "numbers": untied(
            records=scanned.extracts.records,
            spellings=who.spellings,
            staff_numbers=who.staff_numbers,
            number_holders=who.number_holders,
            stops=seen.stood.stops,
            crewed=seen.stood.crewed,
            contacts=scanned.explained.contacts,
            engine=session,
        ),
        "signs": scanned.looked.signs,
        "filters": filter_uses(
            wanted.filters,
            contacts=scanned.explained.contacts,
            as_of=scanned.scene.as_of,
            looking_back=wanted.as_of is not None,
            engine=session,
        ),
        "put_right": put_right.told(
            scanned.looked.upkeep, staff=scanned.staff, scene=scanned.scene, engine=session
        ),
        "explanations_not_available": {
            slug: list(missing) for slug, missing in scanned.explained.not_available.items()
        },
    }


def scan_rows(
    scanned: pipeline.Scanned,
    events: ir.Table,
    figures: ir.Table,
    *,
    session: Session,
    wanted: pipeline.Wanted,
    coverage: dict[str, Any],
    manner: Manner,
) -> ScanRows:
    """What the report shows: rows of the listed members alone."""
    leads = scanned.ranked.leads
    shown = session.load("shown", _shown(leads))
    evidence = scanned.ranked.evidence.semi_join(shown, "staff_id")
    pairs = shown.filter(shown.human_id.notnull())
    contacts = scanned.explained.contacts.semi_join(pairs, ["staff_id", "human_id"])
    people = pairs.select("staff_id", "human_id", "person_id")
    contacts = contacts.select(*[n for n in EXPLAINED_CONTACTS if n != "person_id"]).join(
        people, ["staff_id", "human_id"]
    )
    first, _ = scanned.seen.period
    tours = scanned.seen.tours.semi_join(shown, "staff_id")
    links = scanned.explained.links.join(people, ["staff_id", "human_id"])
    purposes = scanned.explained.purposes
    work = purposes.filter(purposes.is_work).join(people, ["staff_id", "human_id"])
    work = work.select(
        "staff_id", "person_id", starts_at=work.duty_starts_at, ends_at=work.duty_ends_at
    )
    staff = scanned.staff.semi_join(shown, "staff_id")
    return ScanRows(
        leads=[_reasons_listed(row) for row in leads],
        coverage=coverage,
        made_at=datetime.now(UTC).replace(tzinfo=None),
        as_of=scanned.scene.as_of,
        version=__version__,
        evidence=session.rows(_with_reasons(_evidence(evidence), scanned)),
        events=session.rows(events.semi_join(shown, "staff_id")),
        contacts=session.rows(contacts.order_by("at", "source_row")),
        tours=session.rows(tours.filter(tours.ends_at >= first)),
        links=session.rows(links),
        work=session.rows(work),
        figures=session.rows(figures.semi_join(pairs, ["staff_id", "human_id"])),
        signs={
            sign.id: {"name": sign.name, "page": page(slug)} for slug, sign in INDICATORS.items()
        },
        prompts={
            row["staff_id"]: row["sentence"]
            for prompts in scanned.looked.prompts
            for row in session.rows(prompts.semi_join(shown, "staff_id"))
        },
        explanations={slug: reason.title for slug, reason in EXPLANATIONS.items()},
        staff={row["staff_id"]: row for row in session.rows(staff)},
        people=_names(scanned, people, session) if manner.names else {},
        matrix={
            "name": wanted.matrix.title,
            "version": wanted.matrix.version,
            "bands": [list(wanted.matrix.bands[level]) for level in range(1, 6)],
            "most_bits_a_sign": wanted.matrix.most_bits_a_sign,
            "signs": wanted.matrix.signs,
            "rest_of_family": wanted.matrix.rest_of_family,
            "about_member": wanted.matrix.about_member,
            "spares": wanted.matrix.origin_spares,
            "supporting_signs": wanted.matrix.supporting_signs,
            "gap_signs": wanted.matrix.gap_signs,
            "may_be_explained": wanted.matrix.may_be_explained,
            "all_explained": wanted.matrix.all_explained,
        },
        force=manner.force,
        zone=wanted.zone,
        key=manner.key,
        names_shown=manner.names,
        simulated=manner.simulated,
        seed=manner.seed,
    )


def _with_reasons(evidence: ir.Table, scanned: pipeline.Scanned) -> ir.Table:
    """What of each weight comes of how contact began, of the record, of purposes and of stops."""
    parts = ("origin_weight", "record_weight")
    facts = scanned.ranked.facts.select("staff_id", "human_id", *parts)
    begun = evidence.left_join(facts, ["staff_id", "human_id"]).select(*evidence.columns, *parts)
    finding = ["staff_id", "human_id", "indicator"]
    told = ("explained_weight", "named_weight")
    work = scanned.ranked.evidence.select(*finding, *told)
    return begun.left_join(work, finding).select(*begun.columns, *told)


def _shown(leads: list[dict[str, Any]]) -> pa.Table:
    """Listed members, with each of their people."""
    rows = [row for row in leads if row["listed"]]
    kinds = {name: pa.string() for name in ("staff_id", "human_id", "person_id")}
    return pa.table(
        {name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()}
    )


def _reasons_listed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        name: [reason for reason in (row.get(name) or "").split("; ") if reason]
        for name in ("harm_reasons", "style_reasons")
    }


def _names(
    scanned: pipeline.Scanned, people: ir.Table, session: Session
) -> dict[str, dict[str, Any]]:
    records = scanned.extracts.records["people"]
    known = records.semi_join(people, "person_id")
    return {
        row["person_id"]: {
            "name": " ".join(part for part in (row["given_names"], row["family_name"]) if part)
        }
        for row in session.rows(known)
    }
