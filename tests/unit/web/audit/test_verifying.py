"""A change made behind the database's back is found, and the first entry that fails is named."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from tests.support.flushing import behind
from upstander.errors import AuditError, ConfigurationError, OutputError, UsageError
from upstander.web.audit import canonical, checkpoints, keys, log, verifying
from upstander.web.audit.models import Checkpoint, Entry

Fill = Callable[[int], None]


def found(*kept: checkpoints.Signed) -> verifying.Verdict:
    return verifying.verify(kept)


def tamper(statement: str) -> None:
    with behind.the_triggers(), connection.cursor() as cursor:
        cursor.execute(statement)


def written_again(first: int) -> None:
    """Every entry from one on, with numbers and hashes that fit: what an owner could do."""
    with behind.the_triggers():
        before = Entry.objects.filter(number__lt=first).order_by("-number").first()
        previous = before.hash if before else canonical.BEFORE_THE_FIRST
        rest = list(Entry.objects.filter(number__gte=first).order_by("number"))
        Entry.objects.filter(number__gte=first).delete()
        for number, entry in enumerate(rest, start=first):
            entry.number, entry.previous_hash = number, previous
            said = {name: getattr(entry, name) for name in verifying.Row._fields if name != "hash"}
            previous = entry.hash = canonical.entry_hash(**said)
            entry.save(force_insert=True)


# --- a log that nobody touched


@pytest.mark.parametrize("count", [0, 1, 8])
def test_a_log_as_it_was_written(fill: Fill, count: int) -> None:
    fill(count)
    verdict = found()
    assert verdict.sound
    assert (verdict.entries, verdict.first_failing) == (count, None)


def test_more_entries_than_are_read_at_a_time(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "_AT_A_TIME", 3)
    fill(8)
    assert found().entries == 8
    tamper("UPDATE audit_entry SET kind = 'scan' WHERE number = 7")
    assert found().first_failing == 7


def test_checkpoints_that_agree_are_counted(fill: Fill) -> None:
    kept = []
    for _ in range(3):
        fill(2)
        kept.append(checkpoints.make())
    fill(1)
    verdict = found(*kept)
    assert verdict.sound
    assert (verdict.entries, verdict.checkpoints) == (7, 3)


# --- a log that somebody did touch

SWAP = """UPDATE audit_entry SET number = CASE number WHEN 3 THEN -4 WHEN 4 THEN -3 END
          WHERE number IN (3, 4)"""
COPY = """INSERT INTO audit_entry SELECT {number}, at, act, user_id, username, kind, subject,
          detail, previous_hash, hash FROM audit_entry WHERE number = {of}"""
TOUCHED = {
    "who": (("UPDATE audit_entry SET username = 'x' WHERE number = 3",), 3, "Entry 3 was changed"),
    "whose id": (("UPDATE audit_entry SET user_id = 9 WHERE number = 3",), 3, "Entry 3 was cha"),
    "what": (("UPDATE audit_entry SET subject = 'L-00099' WHERE number = 1",), 1, "Entry 1 was"),
    "act": (("UPDATE audit_entry SET act = 'searched' WHERE number = 8",), 8, "Entry 8 was changed"),
    "detail": (("UPDATE audit_entry SET detail = '{ }' WHERE number = 3",), 3, "Entry 3 was"),
    "its hash": (("UPDATE audit_entry SET hash = previous_hash WHERE number = 3",), 3, "Entry 3"),
    "one removed": (("DELETE FROM audit_entry WHERE number = 3",), 3, "Entry 3 is missing"),
    "the first removed": (("DELETE FROM audit_entry WHERE number = 1",), 1, "Entry 1 is missing"),
    "many removed": (
        ("DELETE FROM audit_entry WHERE number BETWEEN 3 AND 5",), 3, "Entries 3 to 5 are missing",
    ),
    "one removed, the gap closed": (
        ("DELETE FROM audit_entry WHERE number = 3", "UPDATE audit_entry SET number = -number",
         "UPDATE audit_entry SET number = CASE WHEN number < -3 THEN -number - 1 ELSE -number END"),
        3, "Entry 3 was changed",
    ),
    "two changed over": (
        (SWAP, "UPDATE audit_entry SET number = -number WHERE number < 0"), 3, "Entry 3 was changed",
    ),
    "one put before all": ((COPY.format(number=0, of=1),), 0, "Entry 0 stands where entry 1"),
    "one put after all": ((COPY.format(number=9, of=8),), 9, "Entry 9 was changed"),
    "one put far after": ((COPY.format(number=90, of=8),), 9, "Entries 9 to 89 are missing"),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "first", "says"), TOUCHED.values(), ids=TOUCHED)
def test_what_was_touched_is_found(
    fill: Fill, statements: tuple[str, ...], first: int, says: str
) -> None:
    fill(8)
    for statement in statements:
        tamper(statement)
    verdict = found()
    assert verdict.first_failing == first
    assert says in verdict.problems[0]
    assert verdict.entries == max(first - 1, 0)


@pytest.mark.parametrize(
    "change", ["at = 'yesterday'", "at = x'ff'", "username = x'ff'", "user_id = 'nobody'"]
)
def test_what_cannot_even_be_read_is_found(fill: Fill, change: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: other databases refuse such a value")
    fill(8)
    tamper(f"UPDATE audit_entry SET {change} WHERE number = 3")
    verdict = found()
    assert (verdict.first_failing, verdict.entries) == (3, 2)
    assert "Entry 3 was changed" in verdict.problems[0]


def test_a_fork_is_found(fill: Fill) -> None:
    """The same number twice, which a database without its key would take."""
    fill(3)
    rows = [(number, row) for number, row in verifying._rows()]
    walk = verifying._Walk()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying, "_rows", lambda: iter([*rows[:2], rows[1], rows[2]]))
        problem = verifying._walked(walk, {})
    assert problem.startswith("Entry 2 stands where entry 3 should: the log was forked")
    assert walk.failing == 2


def test_one_entry_written_again_is_found_by_the_next(fill: Fill) -> None:
    fill(8)
    fourth = Entry.objects.get(number=4)
    tamper("UPDATE audit_entry SET subject = 'L-00099' WHERE number = 4")
    said = {name: getattr(fourth, name) for name in verifying.Row._fields if name != "hash"}
    fits = canonical.entry_hash(**{**said, "subject": "L-00099"})
    tamper(f"UPDATE audit_entry SET hash = '{fits}' WHERE number = 4")
    verdict = found()
    assert verdict.first_failing == 5
    assert "Entry 5 does not follow the one before it" in verdict.problems[0]


# --- what only a checkpoint shows


def test_an_end_that_was_cut_off_is_found_by_a_checkpoint_alone(fill: Fill) -> None:
    fill(8)
    kept = checkpoints.make()
    tamper("DELETE FROM audit_entry WHERE number > 5")
    assert found().sound
    verdict = found(kept)
    assert (verdict.first_failing, verdict.entries) == (6, 5)
    assert "The log ends at entry 5" in verdict.problems[0]
    assert "names entry 8" in verdict.problems[0]


def test_a_log_that_was_emptied_is_found(fill: Fill) -> None:
    fill(2)
    kept = checkpoints.make()
    tamper("DELETE FROM audit_entry")
    assert found(kept).first_failing == 1


def test_a_log_written_again_is_found_by_a_checkpoint_alone(fill: Fill) -> None:
    fill(3)
    early = checkpoints.make()
    fill(5)
    late = checkpoints.make()
    tamper("UPDATE audit_entry SET subject = 'L-00099' WHERE number = 5")
    written_again(first=5)
    assert found().sound
    assert found(early).sound
    verdict = found(early, late)
    assert verdict.first_failing == 4
    assert "written again, from one of entries 4 to 8 on" in verdict.problems[0]
    assert verdict.checkpoints == 1


def test_a_checkpoint_that_was_changed_proves_nothing(fill: Fill) -> None:
    fill(2)
    kept = checkpoints.make()
    fill(3)
    other = replace(kept, number=5, hash=Entry.objects.get(number=5).hash)
    verdict = found(other)
    assert "was changed after it was signed" in verdict.problems[0]
    assert (verdict.first_failing, verdict.checkpoints) == (None, 0)


def test_a_checkpoint_signed_with_another_key_is_refused(
    fill: Fill, settings: LazySettings
) -> None:
    fill(2)
    settings.AUDIT_KEY = bytes(SigningKey.generate()).hex()
    theirs = checkpoints.make()
    assert found(theirs).sound
    settings.AUDIT_KEY = bytes(SigningKey.generate()).hex()
    verdict = found(theirs)
    assert "signed with another key" in verdict.problems[0]
    assert verdict.checkpoints == 0


# --- any change at all

COLUMNS = [name for name in verifying.Row._fields if name not in {"number", "at", "user_id"}]


@pytest.mark.django_db
@given(data=st.data())
def test_whatever_is_done_to_a_log_is_found(data: Any) -> None:
    """One random change behind the triggers; with a checkpoint none goes unseen."""
    with transaction.atomic():
        for number in range(1, 7):
            log.record(log.Act.CONSULTED, by=None, kind="lead", subject=f"L-{number:05}")
        kept = checkpoints.make()
        assert found(kept).sound
        number = data.draw(st.integers(1, 6))
        act = data.draw(st.sampled_from(["edit", "remove", "cut off", "move", "write again"]))
        before = list(Entry.objects.values())
        with behind.the_triggers():
            _change(act, number=number, draw=data.draw)
        if act == "write again":
            written_again(first=number)
        changed = list(Entry.objects.values()) != before
        verdict = found(kept)
        assert verdict.sound is not changed
        assert verdict.first_failing is None or verdict.first_failing <= number + 1
        transaction.set_rollback(True)


def _change(act: str, *, number: int, draw: Any) -> None:
    one = Entry.objects.filter(number=number)
    if act in {"edit", "write again"}:
        text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
        one.update(**{draw(st.sampled_from(COLUMNS)): draw(text)})
    elif act == "move":
        other = draw(st.integers(1, 6))
        Entry.objects.filter(number=other).update(number=100)
        one.update(number=other)
        Entry.objects.filter(number=100).update(number=number)
    else:
        Entry.objects.filter(**{"number" if act == "remove" else "number__gte": number}).delete()


# --- checkpoints and their key


def test_a_checkpoint_goes_to_a_file_and_back(fill: Fill, tmp_path: Path) -> None:
    fill(2)
    made = checkpoints.make(out=tmp_path / "monday.json")
    assert checkpoints.read(tmp_path / "monday.json") == made
    assert checkpoints.kept() == [made]
    assert json.loads((tmp_path / "monday.json").read_text())["number"] == 2


def test_a_file_that_is_there_is_not_overwritten(fill: Fill, tmp_path: Path) -> None:
    fill(1)
    (tmp_path / "monday.json").write_text("kept")
    with pytest.raises(OutputError, match="never overwritten"), transaction.atomic():
        checkpoints.make(out=tmp_path / "monday.json")
    assert (tmp_path / "monday.json").read_text() == "kept"


def test_an_empty_log_has_nothing_to_sign(fill: Fill) -> None:
    with pytest.raises(UsageError, match="is empty"), transaction.atomic():
        checkpoints.make()


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0}, {"number": True}, {"number": 2.0}, {"number": "two"}, {"hash": "00"},
        {"at": "yesterday"}, {"at": "2026-03-29T00:30:00.000000+01:00"}, {"form": "another"},
        {"signature": ""}, {"further": 1},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(
    fill: Fill, tmp_path: Path, change: dict[str, Any]
) -> None:
    fill(2)
    said = json.loads(checkpoints.make().as_json())
    (tmp_path / "kept.json").write_text(json.dumps({**said, **change}))
    with pytest.raises(UsageError, match=r"kept\.json is no checkpoint"):
        checkpoints.read(tmp_path / "kept.json")


@given(st.binary(max_size=200))
def test_no_file_at_all_breaks_the_reader(content: bytes) -> None:
    place = Path(__file__).parent / "none.json"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(UsageError):
        patch.setattr(Path, "open", lambda *_: io.BytesIO(content))
        checkpoints.read(place)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no checkpoint"):
        checkpoints.read(tmp_path / "none.json")


def test_a_checkpoint_changed_into_nothing_readable_is_told(fill: Fill) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: other databases refuse such a value")
    fill(1)
    checkpoints.make()
    tamper("UPDATE audit_checkpoint SET at = 'yesterday'")
    with pytest.raises(AuditError, match="cannot be read"):
        checkpoints.kept()


def test_the_key_is_made_once_for_its_owner_alone(settings: LazySettings, tmp_path: Path) -> None:
    settings.AUDIT_KEY, settings.HOME = "", tmp_path
    made = keys.public_key()
    assert keys.public_key() == made
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["audit.key"]
    assert (tmp_path / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_refused(settings: LazySettings, tmp_path: Path) -> None:
    settings.AUDIT_KEY, settings.HOME = "", tmp_path
    keys.signing_key()
    (tmp_path / "keys" / "audit.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="Others on this machine"):
        keys.signing_key()


@pytest.mark.parametrize("given_key", ["short", "zz" * 32, "00" * 31])
def test_what_is_no_key_is_refused(settings: LazySettings, given_key: str) -> None:
    settings.AUDIT_KEY = given_key
    with pytest.raises(ConfigurationError, match="is none"):
        keys.signing_key()


def test_a_key_from_the_settings_is_used(settings: LazySettings, tmp_path: Path) -> None:
    key = SigningKey.generate()
    settings.AUDIT_KEY, settings.HOME = bytes(key).hex() + "\n", tmp_path
    assert keys.public_key() == bytes(key.verify_key).hex()
    assert not (tmp_path / "keys").exists()


def test_checkpoints_are_counted_once(fill: Fill) -> None:
    fill(1)
    kept = checkpoints.make()
    assert found(kept, kept).checkpoints == 1
    assert Checkpoint.objects.count() == 1
