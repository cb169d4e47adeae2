"""From the outputs of a scan to the report: nothing lost, nothing that was not there."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.support import report_scene
from upstander.engine.report.build import report_from
from upstander.engine.report.coverage import coverage_from, matrix_from
from upstander.engine.report.lessened import why_less
from upstander.engine.report.views import lead_views


def test_rows_of_one_member_become_one_lead_with_several_pairs() -> None:
    report = report_scene.report()
    assert [len(lead.pairs) for lead in report.leads] == [1, 4, 1]
    second = report.leads[1]
    assert second.people == 3
    assert [pair.person is None for pair in second.pairs] == [True, False, False, False]
    assert [pair.score for pair in second.pairs] == sorted(
        (pair.score for pair in second.pairs), reverse=True
    )
    assert second.score == 5.5 + 8.2 + 2.0
    assert second.harm_reasons == ("recorded vulnerability: young person", "3 people")


def test_leads_below_the_list_are_counted_and_not_shown() -> None:
    report = report_scene.report()
    assert report.more_leads == 2
    assert report.leads[1].below_the_list == 1
    assert report.leads[0].below_the_list == 0


def test_every_event_and_contact_arrives_with_its_row() -> None:
    rows = report_scene.rows()
    report = report_from(rows=rows)
    events = {
        (event.table, event.row)
        for lead in report.leads
        for pair in lead.pairs
        for evidence in pair.evidence
        for event in evidence.events
    }
    assert events == {(row["source_table"], row["source_row"]) for row in rows.events}
    contacts = [c for lead in report.leads for pair in lead.pairs for c in pair.contacts]
    assert len(contacts) == len(rows.contacts)


def test_moments_are_shown_on_the_force_s_own_clock() -> None:
    rows = report_scene.rows(as_of=datetime(2025, 7, 1, 12, 0))
    assert report_from(rows=rows).as_of == datetime(2025, 7, 1, 13, 0)  # British Summer Time
    visit = next(
        row for row in rows.contacts if row["kind"] == "visit" and row.get("parked") == "away"
    )
    assert visit["at"] == datetime(2025, 9, 12, 21, 40)
    shown = next(
        contact
        for contact in report_from(rows=rows).leads[0].pairs[0].contacts
        if contact.row == visit["source_row"]
    )
    assert shown.at == datetime(2025, 9, 12, 22, 40)
    assert shown.what == "120 m from the address, parked away, alone"


def test_one_human_behind_several_records_is_one_pair() -> None:
    rows = report_scene.rows()
    leads = [row | {"human_id": row["person_id"] and f"H{row['person_id']}"} for row in rows.leads]
    contacts = [
        row | {"human_id": f"H{row['person_id']}", "person_id": f"{row['person_id']}-{place % 2}"}
        for place, row in enumerate(rows.contacts)
    ]
    told = report_from(rows=report_scene.rows(leads=leads, contacts=contacts))
    assert len(told.leads[0].pairs[0].contacts) == len(
        report_from(rows=rows).leads[0].pairs[0].contacts
    )


def test_an_event_without_status_takes_it_from_its_contact() -> None:
    rows = report_scene.rows()
    bare = [row | {"status": None, "explained_by": None} for row in rows.events]
    told = report_from(rows=report_scene.rows(events=bare))
    events = told.leads[0].pairs[0].evidence[0].events
    assert {event.status for event in events} == {"unexplained"}


def test_a_sign_s_page_gives_its_innocent_explanations_and_its_blind_side() -> None:
    sign = report_scene.report().leads[0].pairs[0].evidence[0]
    assert sign.innocent == (
        "A number kept for a voicemail, or a switchboard that never answers.",
        "A welfare plan that asks for a missed call as a signal.",
        "A wrong number saved in the handset.",
    )
    assert sign.cannot_see == (
        "Calls from private phones, and whether a call of some seconds was answered."
    )
    assert sign.at_the_cap


def test_a_sign_that_counts_for_less_says_why() -> None:
    signs = {sign.indicator: sign for sign in report_scene.report().leads[0].pairs[0].evidence}
    assert "stronger sign of its family" in signs["breadth"].weight_reason
    assert signs["short_calls"].weight_reason == ""
    rows = report_scene.rows()
    evidence = [row | {"weight": 0.2, "origin_weight": 0.2} for row in rows.evidence]
    told = report_from(rows=report_scene.rows(evidence=evidence)).leads[2].pairs[0].evidence[0]
    assert told.weight_reason == "for how contact between the two began"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"weight": 1.0}, []),
        ({"weight": 0.7}, ["the matrix counts this sign at 0.7"]),
        ({"weight": 0.14, "origin_weight": 0.2}, ["the matrix", "how contact"]),
        ({"weight": 0.14, "origin_weight": 1.0}, ["the matrix", "same rows"]),
        ({"weight": 0.28, "explained_weight": 0.4}, ["the matrix", "recorded purpose"]),
        ({"weight": 0.35, "record_weight": 0.5}, ["the matrix", "own look-ups"]),
        (
            {"weight": 0.28, "explained_weight": 0.4, "record_weight": 0.5, "indicator": "IND-08"},
            ["recorded purpose", "same rows"],
        ),
        ({"weight": 0.35, "named_weight": 0.5}, ["the matrix", "names a place"]),
        ({"weight": 0.35, "human_id": None}, ["the matrix", "tells of the member"]),
        ({"weight": 0.7, "origin_weight": 0.2, "family": "look-ups"}, ["the matrix"]),
        ({"weight": 0.14, "family": "second"}, ["the matrix", "stronger sign of its family"]),
    ],
)
def test_each_reason_for_a_lower_weight_is_one_that_is_in_it(row: dict, says: list[str]) -> None:
    first = {"indicator": "IND-06", "family": "second", "weight": 1.0, "rarity_bits": 9.0}
    own = {"indicator": "IND-02", "family": "contact shape", "rarity_bits": 5.0} | row
    matrix = {"signs": {"IND-02": 0.7}, "rest_of_family": 0.2, "spares": ["look-ups"],
              "gap_signs": ["IND-02"], "may_be_explained": ["IND-08"], "about_member": 0.5}  # fmt: skip
    told = why_less(own, among=[first, own], matrix=matrix)
    parts = told.split("; ") if told else []
    assert len(parts) == len(says)
    assert all(said in part for part, said in zip(parts, says, strict=True))


def test_coverage_json_is_read_whole() -> None:
    coverage = coverage_from(report_scene.coverage())
    assert [table.name for table in coverage.tables][:2] == ["staff", "people"]
    assert all(table.read == table.accepted + table.quarantined for table in coverage.tables)
    assert sum(sign.ran for sign in coverage.signs) == 6
    assert coverage.numbers.handsets_with_no_member == 3
    assert coverage.first_at == datetime(2025, 1, 1)
    assert coverage_from({"unknown": 1}) == report_scene.bare_coverage()


def test_bands_of_the_matrix_by_level_or_by_place() -> None:
    rows = [["information"] * 5] * 5
    assert matrix_from({"bands": dict(zip(range(1, 6), rows, strict=True))}) == matrix_from(
        {"bands": rows}
    )


def test_one_number_of_people_is_told_and_the_weaker_ones_apart() -> None:
    rows = report_scene.rows()
    told = [row | ({"people": 2} if row["rank"] == 2 else {}) for row in rows.leads]
    second = report_from(rows=replace(rows, leads=told)).leads[1]
    assert (second.people, second.weaker) == (2, 1)
    (view,) = lead_views(replace(report_from(rows=rows), leads=(second,)))
    assert view.who == f"{second.member} and 2 people"


def test_a_sign_about_the_member_alone_leads_to_contacts_with_several_people() -> None:
    rows = report_scene.rows()
    (about_member,) = [row for row in rows.evidence if row["person_id"] is None]
    own = [row for row in rows.events if row["person_id"] is None]
    spread = [
        row | {"person_id": f"P31{1 + place % 3}"} if row in own else row
        for place, row in enumerate(rows.events)
    ]
    alone = report_from(rows=replace(rows, events=spread)).leads[1].alone
    assert alone is not None
    (sign,) = alone.evidence
    assert sign.indicator == about_member["indicator"]
    assert len(sign.events) == len(own) > 0
