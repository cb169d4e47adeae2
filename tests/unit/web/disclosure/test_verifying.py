"""A pack that went through other hands: edited, added to, cut short, signed by another; or whole."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from tests.unit.web.disclosure.conftest import Begin
from upstander import errors
from upstander.web.accounts.models import User
from upstander.web.audit import keys
from upstander.web.audit.models import Entry
from upstander.web.disclosure import actions, own, signing, store, verifying
from upstander.web.disclosure.models import Pack

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def pack(begin: Begin, investigator: User) -> Pack:
    return actions.make(begin(), by=investigator)


@pytest.fixture
def file(pack: Pack, tmp_path: Path) -> Path:
    """The pack as somebody received it."""
    return Path(shutil.copy(store.path(pack.file), tmp_path / "received.zip"))


def rewritten(file: Path, change: Change) -> Path:
    """The same zip with its files changed."""
    with zipfile.ZipFile(file) as opened:
        held = {name: opened.read(name) for name in opened.namelist()}
    change(held)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, body in held.items():
            opened.writestr(name, body)
    return file


def edit(held: dict[str, bytes]) -> None:
    held["contacts.csv"] = held["contacts.csv"].replace(b"unexplained", b"explained")


def take_away(held: dict[str, bytes]) -> None:
    del held["innocent.jsonl"]


def add(held: dict[str, bytes]) -> None:
    held["statement.txt"] = b"It was all explained."


def edit_the_manifest(held: dict[str, bytes]) -> None:
    said = json.loads(held["manifest.json"])
    held["manifest.json"] = signing.as_json(said | {"names": True})


def unsign(held: dict[str, bytes]) -> None:
    del held["signature.json"]


def sign_anew(held: dict[str, bytes]) -> None:
    edit_the_manifest(held)
    held["signature.json"] = signing.signature(held["manifest.json"], key=SigningKey.generate())


def lose_the_manifest(held: dict[str, bytes]) -> None:
    del held["manifest.json"]


def garble_the_manifest(held: dict[str, bytes]) -> None:
    held["manifest.json"] = b"[" * 100_000


FOUND = [
    (edit, errors.PackEditedError, "contacts.csv was edited."),
    (take_away, errors.PackMissingError, "innocent.jsonl is missing."),
    (add, errors.PackAddedError, "statement.txt was added."),
    (edit_the_manifest, errors.PackSignatureError, "Its signature does not fit"),
    (unsign, errors.PackSignatureError, "Its signature (signature.json) is missing."),
    (sign_anew, errors.PackSignatureError, "signed by another key"),
    (lose_the_manifest, errors.PackMissingError, "manifest.json is missing"),
    (garble_the_manifest, errors.PackSignatureError, "manifest.json was edited"),
]


def test_a_pack_as_it_was_made_is_sound(pack: Pack, file: Path) -> None:
    verdict = verifying.verify(file, public_key=keys.public_key())
    verdict.raise_if_not()
    assert (verdict.sound, verdict.pack, verdict.lead) == (
        True, pack.reference, pack.lead.reference,
    )  # fmt: skip


@pytest.mark.parametrize(("change", "kind", "said"), FOUND)
def test_what_was_done_to_a_pack_is_said_in_a_sentence(
    file: Path, change: Change, kind: type[errors.UpstanderError], said: str
) -> None:
    verdict = verifying.verify(rewritten(file, change), public_key=keys.public_key())
    assert [problem.kind for problem in verdict.problems] == [kind]
    with pytest.raises(kind, match=said.replace("(", r"\(").replace(")", r"\)")) as raised:
        verdict.raise_if_not()
    assert raised.value.exit_code == kind.exit_code


def test_each_cause_has_an_exit_code_of_its_own() -> None:
    kinds = {kind for _, kind, _ in FOUND}
    assert len({kind.exit_code for kind in kinds}) == len(kinds) == 4


def test_a_file_that_stands_twice_or_before_the_zip_was_added(file: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.zip"
    before.write_bytes(b"#!/bin/sh\n" + file.read_bytes())
    assert not verifying.verify(before, public_key=keys.public_key()).sound
    with pytest.warns(UserWarning), zipfile.ZipFile(file, "a") as opened:
        opened.writestr("README.txt", "Another.")
    kinds = {p.kind for p in verifying.verify(file, public_key=keys.public_key()).problems}
    assert errors.PackAddedError in kinds


def test_a_name_that_leads_out_of_the_zip_is_read_nowhere(file: Path) -> None:
    def climb(held: dict[str, bytes]) -> None:
        held["../../\x1b[31mevil"] = b"x"

    verdict = verifying.verify(rewritten(file, climb), public_key=keys.public_key())
    assert [problem.said for problem in verdict.problems] == ["../../\ufffd[31mevil was added."]


def test_a_file_that_unpacks_to_more_than_it_should_is_read_no_further(file: Path) -> None:
    def bomb(held: dict[str, bytes]) -> None:
        held["lead.jsonl"] = b"0" * 50_000_000

    verdict = verifying.verify(rewritten(file, bomb), public_key=keys.public_key())
    assert [problem.said for problem in verdict.problems] == ["lead.jsonl was edited."]


@pytest.mark.parametrize("body", [b"", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7"])
def test_what_is_no_pack_is_said_to_be_none(tmp_path: Path, body: bytes) -> None:
    place = tmp_path / "other.zip"
    place.write_bytes(body)
    with pytest.raises(errors.UsageError, match=r"other\.zip is no disclosure pack"):
        verifying.verify(place, public_key="0" * 64)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
@given(data=st.data())
def test_no_flipped_byte_is_a_fault_and_none_of_what_counts_goes_unseen(
    file: Path, data: st.DataObject
) -> None:
    whole = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    other = file.with_name("flipped.zip")
    other.write_bytes(whole)
    try:
        verdict = verifying.verify(other, public_key=keys.public_key())
    except errors.UsageError:
        return
    if verdict.sound:  # a byte of the zip's own (a date, a flag): what it holds is the same
        with zipfile.ZipFile(other) as one, zipfile.ZipFile(file) as two:
            assert {n: one.read(n) for n in one.namelist()} == {
                n: two.read(n) for n in two.namelist()
            }


def test_the_workbench_knows_its_own_packs_and_writes_down_that_it_looked(
    pack: Pack, file: Path
) -> None:
    assert own.verify(file).sound
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.act, last.subject, last.told["sound"]) == ("consulted", pack.lead.reference, True)
    Pack.objects.filter(pk=pack.pk).update(file_digest="0" * 64)
    assert "another file than the one on record" in own.verify(file).problems[0].said
    Pack.objects.filter(pk=pack.pk).delete()
    assert "No pack of that number" in own.verify(file).problems[0].said
