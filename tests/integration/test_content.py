"""Content in a whole scan: off unless an authority is named, and never text in a result."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support import small_force
from upstander.engine.api import check, scan
from upstander.engine.indicators import INDICATORS

CONTENT = {sign.id for sign in INDICATORS.values() if sign.cls == "B"}
SETTINGS = """
content:
  authority: Decision 2025/14
  staff_told: 2025-03-01
  channels: [text]
"""
# S5 to P5, whose case S5 works on: one text before staff were told, then five after.
TEXTS = (
    ("2025-02-10T10:00:00", "Night babe xx"),
    ("2025-03-03T10:00:00", "Your crime number is 42/1234/25 x"),
    ("2025-03-05T10:00:00", "Night babe xx"),
    ("2025-03-06T10:00:00", "Delete these messages yeah"),
    ("2025-03-07T10:00:00", "Are you in at 2?"),
    ("2025-03-08T10:00:00", "Any trouble ring me"),
)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    folder = small_force.write(tmp_path_factory.mktemp("force") / "extracts")
    with (folder / "messages.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow("message_id staff_id channel account other_party at direction text".split())
        for number, (at, text) in enumerate(TEXTS):
            table.writerow(
                (f"M{number}", "S5", "text", "force", small_force.mobile(5), at, "out", text)
            )
    with (folder / "calls.csv").open("a", newline="", encoding="utf-8") as file:
        bill = csv.writer(file)  # the last two, as the handset's bill has them
        for at, _text in TEXTS[-2:]:
            later = at.replace(":00:00", ":00:20")
            bill.writerow((small_force.handset(5), small_force.mobile(5), later, "out", "text", ""))
    return folder


def scanned(extracts: Path, out: Path, settings: str = "") -> Path:
    file = out.parent / "settings.yaml"
    file.write_text(settings, encoding="utf-8")
    scan(folder=extracts, out=out, settings=file if settings else None)
    return out


def coverage(out: Path) -> dict:
    return json.loads((out / "coverage.json").read_text(encoding="utf-8"))


def test_off_unless_switched_on(extracts, tmp_path):
    out = scanned(extracts, tmp_path / "scan")
    told = coverage(out)
    assert told["content"] == {
        "read": False,
        "said": "The content of messages was not read: it is not switched on.",
    }
    assert told["content"]["said"] in told["notes"]
    signs = {sign["id"]: sign for sign in told["signs"] if sign["id"] in CONTENT}
    assert set(signs) == CONTENT
    for sign in signs.values():
        assert (sign["status"], sign["missing"]) == ("not seen", ["content switched on"])
    assert "it is not switched on" in (out / "report.html").read_text(encoding="utf-8")
    families = pq.read_table(out / "evidence.parquet").column("family").to_pylist()
    assert "content" not in families
    runnable = {sign["id"] for sign in check(folder=extracts).signs if sign["runnable"]}
    assert runnable.isdisjoint(CONTENT)


@pytest.fixture(scope="module")
def switched_on(extracts, tmp_path_factory) -> Path:
    return scanned(extracts, tmp_path_factory.mktemp("on") / "scan", SETTINGS)


def test_read_under_an_authority_from_the_day_staff_were_told(switched_on):
    out = switched_on
    told = coverage(out)
    assert told["content"]["messages"] == len(TEXTS) - 1
    assert told["content"]["said"] == (
        "The content of 5 messages sent from force accounts was read, on text and from "
        "2025-03-01 on, when staff had been told. Authority: Decision 2025/14."
    )
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Decision 2025/14" in report
    found = {
        row["indicator"]: row
        for row in pq.read_table(out / "evidence.parquet").to_pylist()
        if row["family"] == "content"
    }
    assert set(found) == {"IND-35", "IND-39"}
    assert "in 2 of 5 messages read" in found["IND-35"]["sentence"]
    # The kisses only support; the request to delete stands by itself.
    assert 0 <= found["IND-35"]["weight"] <= 0.2
    assert found["IND-39"]["weight"] > 0.2


def test_a_text_on_the_bill_and_in_the_archive_counts_once(switched_on):
    rows = pq.read_table(switched_on / "contacts.parquet").to_pylist()
    texts = [row for row in rows if row["staff_id"] == "S5" and row["kind"] == "message"]
    assert [row["source_table"] for row in texts] == ["messages"] * len(TEXTS)
    assert (
        "2 text messages stood on the bill and in the archive of messages, within a minute of "
        "each other: each counts once, as the archive has it."
    ) in coverage(switched_on)["notes"]


def test_no_text_is_left_behind(switched_on):
    for file in switched_on.iterdir():
        held = file.read_bytes()
        if file.suffix == ".parquet":
            held = str(pq.read_table(file).to_pylist()).encode()
        assert b"babe" not in held, file.name
        assert b"Delete these" not in held, file.name


def test_a_channel_without_messages_is_not_seen(extracts, tmp_path):
    out = scanned(extracts, tmp_path / "scan", SETTINGS.replace("[text]", "[teams]"))
    signs = [sign for sign in coverage(out)["signs"] if sign["id"] in CONTENT]
    assert {sign["status"] for sign in signs} == {"not seen"}
    assert ["messages that the authority for content covers"] in [sign["missing"] for sign in signs]
