"""What a user gets wrong ends in one clear sentence and the exit code of its cause."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with extracts in which there is one member of staff."""
    monkeypatch.chdir(tmp_path)
    for name in ("ex", "empty", "nobody", "taken"):
        (tmp_path / name).mkdir()
    header = "staff_id,kind,role,team_id\n"
    (tmp_path / "ex" / "staff.csv").write_text(header + "S1,officer,PC,T1\n", encoding="utf-8")
    (tmp_path / "nobody" / "staff.csv").write_text(header, encoding="utf-8")
    (tmp_path / "taken" / "thesis.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "leads.parquet").touch()
    (tmp_path / "told" / "truth").mkdir(parents=True)
    for truth in ("subjects", "cases"):
        (tmp_path / "told" / "truth" / f"{truth}.parquet").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("scan nowhere", 3, "There is no folder nowhere."),
        ("check file", 3, "There is no folder file."),
        ("scan empty", 3, "There is no staff table"),
        ("scan nobody --out out", 3, "The staff table has no row"),
        ("scan ex --as-of yesterday", 2, "is no date"),
        ("scan ex --zone Mars/Base", 2, "is no time zone"),
        ("check ex --zone Mars/Base", 2, "is no time zone"),
        ("scan ex --memory nonsense", 2, "is no size"),
        ("scan ex --only IND-99", 2, "There is no sign called IND-99."),
        ("scan ex --out ex", 6, "holds something that is not a scan"),
        ("scan ex --out taken", 6, "holds something that is not a scan"),
        ("scan ex --out file", 6, "is a file"),
        ("scan ex --out file/out", 6, "machine refused"),
        ("scan ex --settings no.yaml", 7, "no.yaml cannot be read"),
        ("scan ex --mappings nowhere", 4, "no folder of mappings called nowhere"),
        ("explain taken --staff S1", 6, "taken holds no scan"),
        ("explain half --staff S1", 6, "half is no whole scan of this version: evidence.parquet"),
        ("evaluate ex", 2, "ex holds no known truth"),
        ("evaluate told", 2, "told tells the published cases among its staff"),
        ("simulate force --staff 3", 7, "30 to 40000 staff"),
        ("simulate taken --staff 40", 6, "already holds something else"),
        ("demo --out taken", 6, "holds other things than a demo"),
        ("indicators IND-99", 2, "There is no such sign."),
    ],
)
def test_one_sentence_and_the_exit_code(
    place: Path, run: Any, command: str, code: int, says: str
) -> None:
    before = sorted(path for path in place.rglob("*"))
    name, *rest = command.split()
    quiet = [] if name in ("explain", "indicators") else ["--quiet"]
    ended = run(name, *rest, *quiet)
    assert ended.exit_code == code, ended.output
    (sentence,) = ended.stderr.strip().splitlines()
    assert says in sentence
    assert ended.stdout == ""
    assert sorted(path for path in place.rglob("*")) == before
