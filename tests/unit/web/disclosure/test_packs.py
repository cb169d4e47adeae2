"""Packs: who asks, who agrees to exactly what, who takes it away, and when the file is gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import workbench as some
from tests.unit.web.disclosure.conftest import WHY, Begin
from upstander.web.accounts.models import Role, User
from upstander.web.audit.models import Entry
from upstander.web.disclosure import actions, making, policies, store
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import ALWAYS, Ground, Part, Stage
from upstander.web.triage.actions import work
from upstander.web.triage.actions.common import CannotDo, ChangedMeanwhile
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db


def done(lead: Lead) -> list[tuple[str, str]]:
    """What the log has of the lead's packs, in order."""
    entries = Entry.objects.filter(kind="lead", subject=lead.reference).order_by("number")
    return [(entry.act, str(entry.told.get("what"))) for entry in entries]


def test_a_pack_with_pseudonyms_is_made_at_once_and_kept_for_its_time(
    begin: Begin, investigator: User, settings: Any, packs: Path
) -> None:
    settings.PACK_DAYS = 10
    pack = actions.make(begin(), by=investigator)
    file = store.path(pack.file)
    assert pack.stage == Stage.MADE and pack.on_file
    assert pack.keep_until - pack.made_at == timedelta(days=10)
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (pack.size, 0o600)
    assert [each.name for each in packs.iterdir()] == [pack.file]
    assert done(pack.lead)[-1] == ("disclosed", f"pack {pack.reference} made")


@pytest.mark.meets("R277")
def test_what_is_withheld_has_a_ground_or_the_pack_is_not_made(
    lead: Lead, begin: Begin, investigator: User
) -> None:
    pack = begin(parts=(Part.SEEN,))
    pack.withheld.get(part=Part.CONTACTS).delete()
    with pytest.raises(CannotDo, match="on which ground"):
        actions.make(pack, by=investigator)
    named = begin(parts=(Part.SEEN,), named=True)
    named.withheld.all().delete()
    with pytest.raises(CannotDo, match="on which ground"):
        actions.make(named, by=investigator)
    actions.withhold(pack, by=investigator, grounds={Part.CONTACTS: WHY})
    assert actions.make(pack, by=investigator).stage == Stage.MADE


def test_what_may_speak_for_the_member_is_in_every_pack(begin: Begin) -> None:
    assert set(begin(parts=()).included) == set(ALWAYS)


def test_names_wait_for_a_second_person_who_agrees_to_exactly_that(
    begin: Begin, investigator: User, chief: User, packs: Path
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    assert (pack.stage, list(packs.iterdir())) == (Stage.WAITING, [])
    made = actions.answer(pack, by=chief, agree=True, reason="Needed for advice.")
    assert (made.stage, made.second, made.digest) == (Stage.MADE, chief, pack.digest)
    assert done(pack.lead)[-2:] == [
        ("altered", f"pack {pack.reference} asked for"),
        ("disclosed", f"pack {pack.reference} made"),
    ]


def test_a_compartment_always_wants_a_second_person(
    lead: Lead, begin: Begin, investigator: User
) -> None:
    lead.compartment = some.compartment(investigator)
    lead.save()
    assert actions.make(begin(named=False), by=investigator).stage == Stage.WAITING


def test_nobody_agrees_to_their_own_pack(begin: Begin, chief: User) -> None:
    pack = actions.make(begin(by=chief, named=True), by=chief)
    with pytest.raises(CannotDo, match="Somebody else has to agree"):
        actions.answer(pack, by=chief, agree=True, reason="Yes.")
    assert not policies.to_answer(chief).exists()
    with pytest.raises(IntegrityError), transaction.atomic():  # nor does the database
        Pack.objects.filter(pk=pack.pk).update(second=chief)


def test_an_investigator_agrees_to_nothing(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    with pytest.raises(CannotDo, match="Your role"):
        actions.answer(pack, by=some.person(Role.INVESTIGATOR), agree=True, reason="Yes.")


def a_note(lead: Lead, by: User) -> None:
    work.add_note(lead, by=by, text="Something new.")


def a_scan(lead: Lead, by: User) -> None:
    lead.contacts.filter(status="explained").update(status="unexplained")


def another_ground(lead: Lead, by: User) -> None:
    lead.packs.get().withheld.update(reason="Another.")


@pytest.mark.parametrize("change", [a_note, a_scan, another_ground])
def test_a_pack_whose_content_changed_lapses_instead_of_being_agreed(
    lead: Lead, begin: Begin, investigator: User, chief: User, packs: Path, change: Any
) -> None:
    pack = actions.make(
        begin(parts=tuple(set(Part) - {Part.GRADINGS}), named=True), by=investigator
    )
    change(lead, investigator)
    ended = actions.answer(pack, by=chief, agree=True, reason="Yes.")
    assert (ended.stage, list(packs.iterdir())) == (Stage.LAPSED, [])
    assert "has changed" in ended.answer_reason


def test_what_does_not_go_in_changes_nothing_of_an_agreement(
    lead: Lead, begin: Begin, investigator: User, chief: User
) -> None:
    pack = actions.make(begin(named=True), by=investigator)  # without notes
    a_note(lead, investigator)
    assert actions.answer(pack, by=chief, agree=True, reason="Yes.").stage == Stage.MADE


def test_a_pack_lapses_where_who_asked_may_no_longer_read_the_lead(
    lead: Lead, begin: Begin, investigator: User, chief: User, packs: Path
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    some.conflict(investigator, lead.staff_id)
    ended = actions.answer(pack, by=chief, agree=True, reason="Yes.")
    assert (ended.stage, list(packs.iterdir())) == (Stage.LAPSED, [])


def test_a_lead_put_in_a_compartment_meanwhile_wants_a_second_person_after_all(
    lead: Lead, begin: Begin, investigator: User, packs: Path, monkeypatch: Any
) -> None:
    pack, drawn = begin(), making.made

    def slow(*args: Any, **more: Any) -> Any:
        lead.compartment = some.compartment(investigator)
        lead.save()
        return drawn(*args, **more)

    monkeypatch.setattr(making, "made", slow)
    with pytest.raises(ChangedMeanwhile):
        actions.make(pack, by=investigator)
    assert list(packs.iterdir()) == []


def test_a_refused_pack_is_never_made(begin: Begin, investigator: User, chief: User) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    ended = actions.answer(pack, by=chief, agree=False, reason="Pseudonyms will do.")
    assert (ended.stage, ended.answer_reason) == (Stage.REFUSED, "Pseudonyms will do.")
    with pytest.raises(CannotDo):
        actions.answer(pack, by=chief, agree=True, reason="After all.")


def test_a_pack_that_nobody_answers_lapses(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    Pack.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert actions.lapse_old() == 1
    pack.refresh_from_db()
    assert pack.stage == Stage.LAPSED


def test_what_changes_while_a_pack_is_drawn_leaves_no_file(
    begin: Begin, lead: Lead, investigator: User, packs: Path, monkeypatch: Any
) -> None:
    pack, drawn = begin(), making.made

    def slow(*args: Any, **more: Any) -> Any:
        work.add_note(lead, by=investigator, text="In between.")
        return drawn(*args, **more)

    monkeypatch.setattr(making, "made", slow)
    with pytest.raises(ChangedMeanwhile):
        actions.make(pack, by=investigator)
    pack.refresh_from_db()
    assert (pack.stage, list(packs.iterdir())) == (Stage.BEGUN, [])


def test_a_making_that_fails_at_its_end_leaves_neither_file_nor_record(
    begin: Begin, investigator: User, packs: Path, monkeypatch: Any
) -> None:
    pack = begin()

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError):
        actions.make(pack, by=investigator)
    pack.refresh_from_db()
    assert (pack.stage, pack.file, list(packs.iterdir())) == (Stage.BEGUN, "", [])


def test_a_pack_with_names_goes_to_who_asked_and_who_agreed_alone(
    begin: Begin, investigator: User, chief: User
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    actions.answer(pack, by=chief, agree=True, reason="Yes.")
    for who in (investigator, chief):
        actions.take(pack, by=who, what="bundle")
    with pytest.raises(CannotDo, match="who asked for it and who agreed"):
        actions.take(pack, by=some.person(Role.INVESTIGATOR), what="bundle")
    plain = actions.make(begin(), by=investigator)
    actions.take(plain, by=some.person(Role.INVESTIGATOR), what="PDF")
    assert done(pack.lead)[-1] == ("disclosed", f"pack {plain.reference} downloaded")


def test_a_conflict_that_arises_later_closes_a_pack_even_to_its_maker(
    begin: Begin, lead: Lead, investigator: User
) -> None:
    pack = actions.make(begin(), by=investigator)
    assert policies.packs(investigator).filter(pk=pack.pk).exists()
    some.conflict(investigator, lead.staff_id)
    assert not policies.packs(investigator).exists()
    with pytest.raises(CannotDo):
        actions.take(pack, by=investigator, what="bundle")


def test_the_file_goes_when_its_time_is_over_and_the_record_stays(
    begin: Begin, investigator: User, packs: Path
) -> None:
    pack, other = (actions.make(begin(), by=investigator) for _ in range(2))
    Pack.objects.filter(pk=pack.pk).update(keep_until=timezone.now() - timedelta(minutes=1))
    assert (actions.remove_expired(), actions.remove_expired()) == (1, 0)
    assert [each.name for each in packs.iterdir()] == [other.file]
    pack.refresh_from_db()
    assert (pack.on_file, pack.stage) == (False, Stage.MADE)
    with pytest.raises(CannotDo, match="no longer kept"):
        actions.take(pack, by=investigator, what="bundle")
    assert done(pack.lead)[-1] == ("erased", f"pack {pack.reference} file removed")


def test_what_a_making_left_that_was_cut_off_is_cleared_away_later(packs: Path) -> None:
    import os

    old, young = packs / "D-00001-0.zip.begun", packs / "D-00002-0.zip.begun"
    old.touch()
    young.touch()
    os.utime(old, (0, 0))
    actions.remove_expired()
    assert list(packs.iterdir()) == [young]


def test_who_began_a_pack_alone_goes_on_with_it(begin: Begin, chief: User) -> None:
    pack = begin()
    for act in (
        lambda: actions.make(pack, by=chief),
        lambda: actions.withdraw(pack, by=chief),
        lambda: actions.withhold(pack, by=chief, grounds={}),
    ):
        with pytest.raises(CannotDo):
            act()


def test_somebody_who_may_not_read_the_lead_does_nothing_with_its_packs(
    begin: Begin, lead: Lead, investigator: User, chief: User
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    some.conflict(chief, lead.staff_id)
    for agree in (True, False):
        with pytest.raises(Lead.DoesNotExist):
            actions.answer(pack, by=chief, agree=agree, reason="Yes.")


def test_a_ground_of_public_interest_keeps_its_reason_with_the_unit(
    begin: Begin, investigator: User
) -> None:
    pack = begin()
    secret = actions.Reason(ground=Ground.SENSITIVE, reason="It would identify the source.")
    actions.withhold(pack, by=investigator, grounds={}, item="A telephone log", why=secret)
    from upstander.web.disclosure import content
    from upstander.web.disclosure.layout import BY_NAME

    rows = list(content.read(pack).rows(BY_NAME["withheld"]))
    assert rows[-1] == {
        "what": "A telephone log",
        "ground": Ground.SENSITIVE.label,
        "reason": content.KEPT_BY_THE_UNIT,
    }
    assert rows[0]["reason"] == WHY.reason
