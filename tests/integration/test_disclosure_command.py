"""`upstander disclosure` where no workbench is: who receives a pack has a file and a key."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from upstander.errors import PackAddedError, PackEditedError, PackSignatureError, UsageError
from upstander.web.disclosure import signing
from upstander.web.disclosure.layout import FORM

pytestmark = pytest.mark.slow  # each command is a process of its own
KEY = SigningKey(b"k" * 32)
PUBLIC = bytes(KEY.verify_key).hex()


def a_pack(place: Path, **files: bytes) -> Path:
    """A pack as small as one can be, signed by KEY; `files` are put in, or put in instead."""
    body = b'{"pack":"D-00001"}\n'
    about = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    said = {"form": FORM, "pack": "D-00001", "lead": "L-00001", "files": {"lead.jsonl": about}}
    manifest = signing.as_json(said | {"made": {"at": "2026-03-01T12:00:00+00:00", "by": "ines"}})
    held = {
        "lead.jsonl": body,
        "manifest.json": manifest,
        "signature.json": signing.signature(manifest, key=KEY),
    }
    with zipfile.ZipFile(place, "w") as opened:
        for name, content in (held | files).items():
            opened.writestr(name, content)
    return place


def verify(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of a workbench's settings in the environment."""
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("UPSTANDER", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "upstander", "disclosure", "verify", *words],
        env=bare, cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_whole_pack_is_verified_by_its_key_alone(tmp_path: Path) -> None:
    pack = a_pack(tmp_path / "pack.zip")
    ended = verify(str(pack), "--key", PUBLIC.upper(), home=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Pack D-00001 is as it was made on 2026-03-01" in ended.stdout
    (tmp_path / "unit.key").write_text(f"{PUBLIC}\n", encoding="ascii")
    ended = verify(str(pack), "--key", "unit.key", "--json", home=tmp_path)
    assert json.loads(ended.stdout)["sound"] is True
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == []  # no workbench is made


def test_each_cause_ends_with_a_sentence_and_its_own_code(tmp_path: Path) -> None:
    cases = {
        "edited": (
            a_pack(tmp_path / "1.zip", **{"lead.jsonl": b"x" * 19}),
            PUBLIC,
            PackEditedError,
        ),
        "added": (a_pack(tmp_path / "2.zip", **{"more.txt": b"x"}), PUBLIC, PackAddedError),
        "another key": (a_pack(tmp_path / "3.zip"), "0" * 64, PackSignatureError),
        "neither 64 hexadecimal": (tmp_path / "3.zip", "no key", UsageError),
    }
    for said, (pack, key, kind) in cases.items():
        ended = verify(str(pack), "--key", key, home=tmp_path)
        assert (ended.returncode, ended.stdout) == (kind.exit_code, "")
        assert said in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_without_a_key_a_workbench_is_wanted(tmp_path: Path) -> None:
    ended = verify(str(a_pack(tmp_path / "pack.zip")), home=tmp_path)
    assert ended.returncode != 0
    assert "UPSTANDER_SECRET_KEY" in ended.stderr
