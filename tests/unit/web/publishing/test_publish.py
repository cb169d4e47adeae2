"""What a scan brings into the workbench, and what it leaves as it was."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.support import scan_folder, workbench
from upstander.errors import PublishError
from upstander.web.accounts.models import Conflict
from upstander.web.audit.models import Entry
from upstander.web.triage.actions.seeking import seek
from upstander.web.triage.models import (
    Contact,
    Decision,
    Event,
    Evidence,
    Lead,
    Name,
    Pair,
    Reach,
    Scan,
    Stand,
    Tour,
)
from upstander.web.triage.publishing import publish
from upstander.web.triage.words import Answer, Outcome, Standing, State

TWO = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S1       | H1       | 8 contacts on 6 days.
    1    | yes    | S1       | H2       | 4 visits.
    1    | yes    | S1       |          | 3 complaints in 12 months.
    2    | yes    | S2       | H1       | 9 look-ups.
    3    |        | S3       | H3       | 5 contacts.
    4    |        | S4       | H4       | 2 contacts.
"""
OTHER_BITS = TWO.replace("sentence\n", "sentence | bits\n").replace(".\n", ". | 6.4\n")
MORE_EVIDENCE = TWO.replace("8 contacts on 6 days", "9 contacts on 7 days")
SECOND_NOT_LISTED = TWO.replace("2    | yes ", "2    |     ")
SECOND_GONE = "\n".join(line for line in TWO.splitlines() if "S2" not in line)
FIRST_GONE = "\n".join(line for line in TWO.splitlines() if "S1" not in line)
BRINGS = Callable[..., Any]


def lead(staff_id: str) -> Lead:
    return Lead.objects.get(staff_id=staff_id)


def test_listed_members_come_in_and_the_others_stay_in_the_scans_folder(bring: BRINGS) -> None:
    found = bring(TWO)
    assert (found.leads, found.left, found.unchanged) == (2, 2, False)
    assert list(Lead.objects.values_list("reference", "staff_id", "standing", "state")) == [
        ("L-00001", "S1", "new", "new"),
        ("L-00002", "S2", "new", "new"),
    ]


@pytest.mark.parametrize(("first", "come"), [(0, 2), (1, 2), (3, 3), (99, 4)])
def test_the_first_by_rank_come_in_besides(bring: BRINGS, first: int, come: int) -> None:
    assert bring(TWO, first=first).leads == come


def test_a_member_who_is_asked_for_comes_in_wherever_they_stand(bring: BRINGS) -> None:
    """In other letters too; S3, who stands before them, stays in the scan's folder."""
    found = bring(TWO, members=["s4", "S1"])
    assert (found.leads, found.left) == (3, 1)
    assert not lead("S4").listed


def test_whom_the_scan_has_nothing_of_is_told_of_and_nothing_is_written(bring: BRINGS) -> None:
    with pytest.raises(PublishError, match="Of 1 of the members asked for") as told:
        bring(TWO, members=["S4", "S77"])
    assert "S77" not in str(told.value)  # no staff ID in an error
    assert "could not see" in told.value.do
    assert not Lead.objects.exists()


def test_everything_that_hangs_on_a_lead_is_there(bring: BRINGS) -> None:
    bring(TWO)
    first = lead("S1")
    assert (first.score, first.people, first.band, first.role) == (
        12.0, 1, "review", "Response Officer",
    )  # fmt: skip
    assert first.strongest == ["IND-05"]
    assert first.support == "There may be reason to offer support."
    counts = {
        model: model.objects.filter(lead=first).count()
        for model in (Pair, Evidence, Event, Contact, Tour, Stand, Name)
    }
    assert counts == {Pair: 3, Evidence: 3, Event: 3, Contact: 2, Tour: 1, Stand: 2, Name: 5}
    alone = first.pairs.get(human_id="")
    assert (alone.person_id, alone.pseudonym) == ("", "")
    assert first.pairs.get(human_id="H1").figures == {"contacts": 8}
    scan = Scan.objects.get()
    assert scan.signs["IND-05"]["innocent"]
    assert scan.explanations
    assert scan.simulated


FOUND_BY = """
    kind   | owner  | identifier | value         | holders
    number | staff  | S1         | +447700900201 | 1
    number | person | H1         | +447700900123 | 2
    number | person | H3         | +447700900123 | 2
    uprn   | person | H1         | 71            | 5
"""


def test_by_what_a_leads_people_are_found_comes_in_as_hashes(bring: BRINGS) -> None:
    bring(TWO, reached=FOUND_BY)
    held = Reach.objects.order_by("lead", "kind", "identifier")
    told = held.values_list("lead__staff_id", "kind", "owner", "identifier", "holders")
    assert list(told) == [
        ("S1", "number", "person", "H1", 2),
        ("S1", "number", "staff", "S1", 1),
        ("S1", "uprn", "person", "H1", 5),
        ("S2", "number", "person", "H1", 2),  # of H3 nothing: they are in no lead that came in
        ("S2", "uprn", "person", "H1", 5),
    ]
    assert not any("7700900" in digest for digest in held.values_list("digest", flat=True))
    found = seek("07700 900123", by=workbench.person(), purpose="A complaint gives it.").leads
    assert {one.staff_id for one in found} == {"S1", "S2"}
    bring(TWO)  # a scan without them: nothing of the last one's is left
    assert not Reach.objects.exists()


def test_moments_of_a_scan_are_utc(bring: BRINGS) -> None:
    bring(TWO)
    moment = datetime(2026, 2, 1, 23, 30, tzinfo=UTC)
    assert Scan.objects.get().as_of == datetime(2026, 3, 1, tzinfo=UTC)
    for model in (Event, Contact, Stand, Evidence):
        assert {row.at for row in model.objects.all()} == {moment}, model
        # Found by the database too, to the second: both spell a moment in the same way.
        assert model.objects.filter(at__gte=moment, at__lte=moment).count()
    assert Lead.objects.filter(last_at=moment).count() == 2
    assert Pair.objects.filter(last_at=moment).exists()


def test_publishing_again_changes_nothing(bring: BRINGS, tmp_path: Path) -> None:
    bring(TWO)
    before = dump()
    again = publish(tmp_path / "scan-1")
    assert again.unchanged
    assert dump() == before


def test_more_of_a_scan_that_is_here_can_be_brought_in(bring: BRINGS, tmp_path: Path) -> None:
    bring(TWO)
    more = publish(tmp_path / "scan-1", first=3)
    assert (more.unchanged, more.leads, more.left) == (False, 3, 1)
    assert lead("S3").reference == "L-00003"
    assert Scan.objects.count() == 1
    assert publish(tmp_path / "scan-1", first=3).unchanged


@pytest.mark.parametrize(
    ("then", "first", "second"),
    [
        (TWO, Standing.SAME, Standing.SAME),
        (OTHER_BITS, Standing.SAME, Standing.SAME),  # rarer among others: nothing new about S1
        (MORE_EVIDENCE, Standing.CHANGED, Standing.SAME),
        (SECOND_NOT_LISTED, Standing.SAME, Standing.GONE),
        (SECOND_GONE, Standing.SAME, Standing.GONE),
    ],
)
def test_what_a_second_scan_does_to_each_lead(
    bring: BRINGS, then: str, first: Standing, second: Standing
) -> None:
    bring(TWO)
    found = bring(then)
    assert (lead("S1").standing, lead("S2").standing) == (first, second)
    assert found.leads == 2
    assert sum(found.standings.values()) == 2


def test_the_last_evidence_of_a_lead_that_is_gone_stays_readable(bring: BRINGS) -> None:
    bring(TWO)
    bring(SECOND_GONE)
    gone = lead("S2")
    assert (gone.standing, gone.listed, gone.headline) == ("gone", False, "9 look-ups.")
    assert gone.scan == Scan.objects.order_by("as_of")[0]
    assert (gone.evidences.count(), gone.events.count(), gone.contacts.count()) == (1, 1, 1)
    assert gone.names.count() == 3


def test_a_lead_that_is_gone_and_comes_back_has_changed_and_is_the_same_lead(bring: BRINGS) -> None:
    bring(TWO)
    before = lead("S2")
    bring(SECOND_GONE)
    bring(SECOND_GONE, note="another day")
    assert lead("S2").standing == Standing.GONE
    bring(TWO)
    after = lead("S2")
    assert after.standing == Standing.CHANGED
    assert (after.pk, after.reference, after.pseudonym) == (
        before.pk, before.reference, before.pseudonym,
    )  # fmt: skip
    assert after.first_published_at == before.first_published_at
    assert after.evidences.count() == 1
    bring(TWO)
    assert lead("S2").standing == Standing.SAME


def test_who_was_asked_for_by_rank_is_never_gone_for_not_being_listed(bring: BRINGS) -> None:
    bring(TWO, first=3)
    bring(TWO)
    assert lead("S3").standing == Standing.SAME


def test_references_rise_and_are_never_given_twice(bring: BRINGS) -> None:
    bring(SECOND_GONE)
    bring(TWO.replace("S1", "S9"), first=4)
    found = dict(Lead.objects.values_list("staff_id", "reference"))
    assert found == {
        "S1": "L-00001", "S9": "L-00002", "S2": "L-00003", "S3": "L-00004", "S4": "L-00005",
    }  # fmt: skip


def test_one_human_has_one_label_with_every_member_and_in_every_scan(bring: BRINGS) -> None:
    bring(TWO)
    (label,) = set(Pair.objects.filter(human_id="H1").values_list("pseudonym", flat=True))
    others = set(Pair.objects.exclude(human_id__in=("", "H1")).values_list("pseudonym", flat=True))
    assert label.startswith("Person ")
    assert label not in others
    bring(MORE_EVIDENCE)
    assert set(Pair.objects.filter(human_id="H1").values_list("pseudonym", flat=True)) == {label}


def test_what_people_made_of_a_lead_stays(bring: BRINGS) -> None:
    bring(TWO)
    me = workbench.person("supervisor")
    mine = lead("S1")
    decided = Decision.objects.create(
        lead=mine, outcome=Outcome.EXPLAINED, reason="A plan.", proposer=me, digest="x",
        state_before=State.IN_TRIAGE, answer=Answer.STANDS,
    )  # fmt: skip
    Lead.objects.filter(pk=mine.pk).update(
        state=State.EXPLAINED, owner=me, due_on="2026-04-01", compartment=workbench.compartment(me)
    )
    kept = ("state", "owner_id", "due_on", "compartment_id", "reference", "pseudonym")
    before = Lead.objects.values(*kept).get(pk=mine.pk)
    bring(MORE_EVIDENCE)
    assert Lead.objects.values(*kept).get(pk=mine.pk) == before
    after = lead("S1")
    assert (after.standing, after.state) == ("changed", "explained")
    assert after.headline == "9 contacts on 7 days."
    assert Decision.objects.get().pk == decided.pk


@pytest.mark.parametrize(
    ("then", "moved"), [(TWO, 0), (OTHER_BITS, 1), (MORE_EVIDENCE, 1), (FIRST_GONE, 1)]
)
def test_whoever_has_a_lead_open_is_told_when_it_is_no_longer_what_they_read(
    bring: BRINGS, then: str, moved: int
) -> None:
    bring(TWO)
    bring(TWO)  # now it stands as unchanged
    before = lead("S1")
    bring(then)
    after = lead("S1")
    changed = after.content_digest != before.content_digest
    assert changed is (then in (MORE_EVIDENCE, FIRST_GONE))
    assert after.version - before.version == (1 if changed else 0), moved


def test_an_older_scan_is_refused(bring: BRINGS) -> None:
    bring(TWO, as_of="2026-03-05T00:00:00")
    before = dump()
    with pytest.raises(PublishError, match="knows nothing after 04 March 2026"):
        bring(MORE_EVIDENCE, as_of="2026-03-04T00:00:00")
    assert dump() == before


def test_a_scan_that_was_followed_by_another_is_refused(bring: BRINGS, tmp_path: Path) -> None:
    bring(TWO)
    bring(MORE_EVIDENCE)
    with pytest.raises(PublishError, match="published before, and another one after it"):
        publish(tmp_path / "scan-1")


def test_a_text_too_long_for_its_column_is_refused_whole(bring: BRINGS) -> None:
    before = dump()
    with pytest.raises(PublishError, match=r"more than 200 characters|too long"):
        bring(TWO.replace("H2", "H" * 201))
    assert dump() == before


def test_names_stand_in_their_own_table_and_nowhere_else(bring: BRINGS) -> None:
    told = TWO.replace("8 contacts on 6 days", "Quillon Vantreave S1 rang Ysolde Marchbanks H1")
    bring(told)
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for row in model._default_manager.values_list(field.name, flat=True)
        if any(part in str(row) for name in scan_folder.NAMES.values() for part in name.split())
    }
    assert found == {("triage.Name", "name")}
    first = lead("S1")
    person = first.pairs.get(human_id="H1").pseudonym
    assert first.headline == f"{first.pseudonym} rang {person}."
    assert set(first.names.values_list("kind", "identifier")) == {
        ("staff", "S1"), ("person", "P1"), ("person", "H1"), ("person", "P2"), ("person", "H2"),
    }  # fmt: skip


def test_a_scan_is_in_the_audit_log_with_its_counts(bring: BRINGS) -> None:
    bring(TWO)
    entry = Entry.objects.get(kind="scan")
    assert (entry.act, entry.user_id, entry.subject) == (
        "collected",
        None,
        str(Scan.objects.get().pk),
    )
    detail = json.loads(entry.detail)
    assert detail["leads"] == {"new": 2}
    assert detail["rows"]["events"] == 4
    assert detail["left"] == 2


TIES = """
    reader_staff_id | subject_staff_id | why
    M1              | S1               | line
    S1              | M1               | line
    S7              | S1               | declared
"""
MANAGER_MOVED = """
    reader_staff_id | subject_staff_id | why
    M2              | S1               | line
    S8              | S1               | named
"""


def test_ties_are_the_newest_scans_and_what_people_did_themselves_stays(bring: BRINGS) -> None:
    Conflict.objects.create(reader_staff_id="S5", subject_staff_id="S1", why="recused")
    bring(TWO, conflicts=TIES)
    assert ties() == {"M1 S1 line", "S1 M1 line", "S7 S1 declared", "S5 S1 recused"}
    bring(TWO, conflicts=MANAGER_MOVED)
    # The second scan had no register of declarations: no file opens for that.
    assert ties() == {"M2 S1 line", "S8 S1 named", "S7 S1 declared", "S5 S1 recused"}


def ties() -> set[str]:
    return {
        f"{one.reader_staff_id} {one.subject_staff_id} {one.why}" for one in Conflict.objects.all()
    }


def dump() -> dict[str, list[Any]]:
    """Every row of the rooms that publishing writes to."""
    connection.ensure_connection()
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("triage", "audit", "accounts")
    }
