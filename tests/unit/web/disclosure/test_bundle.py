"""The machine-readable bundle: what it holds, without names unless agreed, the same every time."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support import workbench as some
from tests.unit.web.disclosure.conftest import Begin
from tests.unit.web.figures import told
from upstander.web.accounts.models import User
from upstander.web.disclosure import actions, bundle, content, layout, store
from upstander.web.disclosure.bundle import Maker
from upstander.web.disclosure.masking import mask_of
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Part
from upstander.web.triage.actions import judging, work
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db
EVERYTHING = tuple(Part)


def files(pack: Pack) -> dict[str, bytes]:
    """What a made pack holds, by name."""
    with zipfile.ZipFile(store.path(pack.file)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def lines(held: dict[str, bytes], sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet, without the line that says which pack it is."""
    return [json.loads(line) for line in held[f"{sheet}.jsonl"].splitlines()][1:]


def test_every_sheet_of_its_parts_is_there_with_its_columns(
    begin: Begin, investigator: User
) -> None:
    held = files(actions.make(begin(parts=EVERYTHING), by=investigator))
    wanted = {name for sheet in layout.SHEETS for name in sheet.files}
    assert held.keys() == wanted | {"README.txt", "manifest.json", "signature.json"}
    for sheet in layout.SHEETS:
        names = [name for name, _ in sheet.columns]
        assert all(list(row) == names for row in lines(held, sheet.name))
    seen = files(actions.make(begin(parts=(Part.SEEN,)), by=investigator))
    assert "seen.jsonl" in seen and "innocent.jsonl" in seen
    assert not {"contacts.jsonl", "contacts.csv", "notes.jsonl"} & seen.keys()


def test_every_row_leads_to_its_source(begin: Begin, investigator: User) -> None:
    held = files(actions.make(begin(), by=investigator))
    contacts = lines(held, "contacts")
    assert [(row["source_file"], row["source_row"], row["status"]) for row in contacts] == [
        ("calls.csv", 1, "explained"),
        ("calls.csv", 2, "unexplained"),
        ("lookups.csv", 3, "unexplained"),
    ]
    assert contacts[0]["explained_by"] == "Assigned to the case"
    assert (contacts[0]["explained_file"], contacts[0]["explained_row"]) == ("assignments.csv", 12)
    assert {row["sign"] for row in lines(held, "records")} == {"IND-05", "IND-41"}
    table = list(csv.reader(io.StringIO(held["contacts.csv"].decode("utf-8-sig"))))
    assert table[0][:2] == ["pack", "at"] and len(table) == 4


def written_by(pack: Pack, held: dict[str, bytes]) -> str:
    return b"".join(body for name, body in held.items() if name != "pack.pdf").decode()


@pytest.mark.parametrize("named", [False, True])
def test_names_and_identifiers_are_in_a_pack_with_names_alone(
    begin: Begin, lead: Lead, investigator: User, chief: User, named: bool
) -> None:
    work.add_note(lead, by=investigator, text="ALEX SAMPLE knows Robin Other (P20113); PC Sample.")
    pack = actions.make(begin(parts=EVERYTHING, named=named), by=investigator)
    if named:
        pack = actions.answer(pack, by=chief, agree=True, reason="Yes.")
    held = files(pack)
    text = written_by(pack, held).casefold()
    for telling in ("alex sample", "robin other", "p20113", "s0417", "pc sample"):
        assert (telling in text) is named, telling
    note = lines(held, "notes")[0]["text"]
    if not named:
        assert note == "Member 4F2A knows Person 19C7 (Person 19C7); PC Member 4F2A."
        assert lines(held, "people")[1]["label"] == "Person 19C7"


def test_free_text_loses_the_names_of_the_lead_and_no_other_word() -> None:
    mask = mask_of(
        names={"Alex Sample": "Member 1", "Robin Wood": "Person 2", "Kim Wood": "Person 3"},
        identifiers={"S0417": "Member 1"},
    )
    for text, masked in {
        "alex sample was seen": "Member 1 was seen",
        "Sample was seen with S0417.": "Member 1 was seen with Member 1.",
        "a sample of the records": "a sample of the records",  # a word like a name
        "Woodward and Samples": "Woodward and Samples",
        "Wood was there": "somebody of this lead was there",  # two have that name
        "Kim was there": "Kim was there",  # too short to be told from a word
    }.items():
        assert mask(text) == masked


def write(pack: Pack, place: Path, **maker: Any) -> bytes:
    from nacl.signing import SigningKey

    values: dict[str, Any] = {
        "by": "ada",
        "at": some.AT,
        "second": "",
        "key": SigningKey(b"k" * 32),
    }
    made = Maker(**values | maker)
    bundle.write(content.read(pack), to=place, maker=made, pdf=b"%PDF", no_pdf="")
    return place.read_bytes()


def test_the_same_content_gives_the_same_bytes_but_for_who_and_when(
    begin: Begin, tmp_path: Path
) -> None:
    pack = begin(parts=EVERYTHING)
    one, same = write(pack, tmp_path / "1"), write(pack, tmp_path / "2")
    assert one == same
    assert write(pack, tmp_path / "3", by="max") != one
    opened = [zipfile.ZipFile(tmp_path / name) for name in "13"]
    for sheet in layout.SHEETS:
        rows = [each.read(sheet.files[0]).partition(b"\n")[2] for each in opened]
        assert rows[0] == rows[1]
    digests = [json.loads(each.read("manifest.json"))["content_digest"] for each in opened]
    assert digests[0] == digests[1] == bundle.digest(content.read(pack))


def test_the_manifest_says_what_it_was_made_from(
    begin: Begin, lead: Lead, investigator: User
) -> None:
    judging.grade(
        lead, by=investigator, text="Contact.", source="2", information="D", handling="C",
        conditions="Not beyond the unit.", category="sexual_misconduct",
    )  # fmt: skip
    pack = actions.make(begin(), by=investigator)
    held = files(pack)
    said = json.loads(held["manifest.json"])
    assert said["scan"]["digest"] == lead.scan.digest
    assert said["signs"].keys() == {"IND-05", "IND-41"}
    assert said["made"]["by"] == str(investigator) and said["recipient"]["name"] == "Jo Officer"
    assert said["handling"] == (
        "Graded 2DC: lawful sharing permitted with conditions. Not beyond the unit."
    )
    assert "not a conclusion about any person" in said["statement"]
    assert said["statement"] in held["README.txt"].decode()
    for name, about in said["files"].items():
        assert about["sha256"] == hashlib.sha256(held[name]).hexdigest()
        assert about["bytes"] == len(held[name])
    assert said["files"]["contacts.csv"]["rows"] == 3 == pack.counts["contacts"]
    assert json.loads(held["contacts.jsonl"].partition(b"\n")[0])["mark"] == said["mark"]


def test_no_cell_is_a_formula_for_a_spreadsheet(
    begin: Begin, lead: Lead, investigator: User
) -> None:
    lead.contacts.update(source_file='=HYPERLINK("http://x")')
    held = files(actions.make(begin(), by=investigator))
    table = list(csv.DictReader(io.StringIO(held["contacts.csv"].decode("utf-8-sig"))))
    assert {row["source_file"][:2] for row in table} == {"'="}
    assert lines(held, "contacts")[0]["source_file"][0] == "="  # JSON Lines hold what is there


def test_a_lead_that_was_simulated_says_so(begin: Begin, lead: Lead, investigator: User) -> None:
    lead.scan.simulated = True
    lead.scan.save()
    held = files(actions.make(begin(), by=investigator))
    assert "nobody in this pack exists" in held["README.txt"].decode()
    assert json.loads(held["manifest.json"])["simulated"] is True


def test_what_was_explained_is_in_it_beside_what_was_not(begin: Begin, investigator: User) -> None:
    held = files(actions.make(begin(), by=investigator))
    known = [row["text"] for row in lines(held, "innocent") if row["kind"] == "known"]
    assert known == ["Of 3 contacts, a record explains 1: 1 by “Assigned to the case”."]
    gaps = {row["text"] for row in lines(held, "limits")}
    assert {"Affection", "messages", "tasks"} <= gaps
    assert told.COVERAGE["content"]["said"] in gaps  # type: ignore[index]
