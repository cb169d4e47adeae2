"""A sign cannot change in silence."""

import json

import pytest

from upstander.engine.indicators import lock
from upstander.errors import SignChangedError


def test_no_sign_changed_without_a_new_version_and_lock():
    assert lock.kept() == lock.locks(), (
        "A sign changed: raise its version, then run python -m upstander.engine.indicators.lock"
    )


def test_a_change_with_the_same_version_is_refused(monkeypatch, tmp_path):
    held = lock.locks()
    held["short_one_way_calls"]["sha256"] = "another source"
    monkeypatch.setattr(lock, "kept", lambda: held)
    with pytest.raises(SignChangedError, match="short_one_way_calls"):
        lock.rewrite()


def test_a_change_with_a_new_version_is_locked(monkeypatch, tmp_path):
    now = lock.locks()
    held = {slug: dict(one) for slug, one in now.items()}
    held["short_one_way_calls"] = {"version": 0, "sha256": "another source"}
    monkeypatch.setattr(lock, "FILE", tmp_path / "lock.json")
    monkeypatch.setattr(lock, "kept", lambda: held)
    monkeypatch.setattr(lock, "locks", lambda: now)
    lock.rewrite()
    assert json.loads((tmp_path / "lock.json").read_text()) == now


def test_the_lexicon_cannot_change_in_silence(tmp_path):
    text = lock.LEXICON.read_text(encoding="utf-8")
    (tmp_path / "more.yaml").write_text(text + "\n# one more phrase\n", encoding="utf-8")
    before = {"lexicon": lock.lexicon_lock(lock.LEXICON)}
    assert before == {"lexicon": lock.kept()["lexicon"]}
    assert lock.changed(before, {"lexicon": lock.lexicon_lock(tmp_path / "more.yaml")}) == [
        "lexicon"
    ]


def test_white_space_and_line_endings_do_not_matter(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n\r\n\r\ny = 2   \r\n")
    (tmp_path / "b.py").write_bytes(b"x = 1\ny = 2\n")
    assert lock._digest(tmp_path / "a.py") == lock._digest(tmp_path / "b.py")
