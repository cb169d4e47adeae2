"""What is told as new, drawn by hand."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from upstander.engine.watch.changes import changes, said


def put(folder, *, leads, evidence=(), humans=()):
    """A list: (staff, rank, listed, person) and evidence (staff, person, sign), records' humans."""
    folder.mkdir()
    tables = {
        "leads": (("staff_id", "rank", "listed", "person_id"), leads),
        "evidence": (("staff_id", "person_id", "indicator"), evidence),
        "people": (("person_id", "human_id"), humans),
    }
    for name, (columns, rows) in tables.items():
        if rows:
            made = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows])
            pq.write_table(made, folder / f"{name}.parquet")
    return folder


def test_the_first_list_is_compared_with_nothing(tmp_path):
    found = changes(last=None, now=put(tmp_path / "now", leads=[("S1", 1, True, "P1")]))
    assert said(found) == ["This is the first list: there is none to compare it with."]
    assert [each["staff_id"] for each in found["new"]] == ["S1"]


@pytest.fixture
def last(tmp_path):
    return put(
        tmp_path / "last",
        leads=[("S1", 1, True, "P1"), ("S2", 2, True, "P2"), ("S3", 3, False, "P3")],
        evidence=[("S1", "P1", "IND-01"), ("S2", "P2", "IND-01")],
    )


def test_new_gone_and_changed(tmp_path, last):
    now = put(
        tmp_path / "now",
        leads=[("S3", 1, True, "P3"), ("S1", 2, True, "P1"), ("S1", 2, True, "P9"),
               ("S2", 3, False, "P2")],
        evidence=[("S1", "P1", "IND-01"), ("S1", "P9", "IND-22"), ("S2", "P2", "IND-01")],
    )  # fmt: skip
    found = changes(last=last, now=now)
    assert found["new"] == [{"staff_id": "S3", "rank": 1}]
    assert found["gone"] == [{"staff_id": "S2", "rank_before": 2, "still_has_evidence": True}]
    assert found["changed"] == [
        {
            "staff_id": "S1",
            "rank": 2,
            "rank_before": 1,
            "new_people": ["P9"],
            "new_evidence": [{"human_id": "P9", "indicator": "IND-22"}],
        }
    ]
    assert said(found) == [
        "New on the list: rank 1.",
        "No longer on the list: 1, each still with evidence.",
        "With new people: rank 2.",
        "With new evidence: rank 2.",
        "Moved in rank: 1 to 2.",
    ]


def test_a_second_record_of_a_known_human_is_no_new_person(tmp_path, last):
    now = put(
        tmp_path / "now",
        leads=[("S1", 1, True, "P1b"), ("S2", 2, True, "P2")],
        evidence=[("S1", "P1b", "IND-01"), ("S2", "P2", "IND-01")],
        humans=[("P1", "H1"), ("P1b", "H1"), ("P2", "P2")],
    )
    assert said(changes(last=last, now=now)) == [
        "Nothing on the list has changed since the last one."
    ]


def test_the_words_name_nobody(tmp_path, last):
    now = put(tmp_path / "now", leads=[("S77", 1, True, "P88")])
    words = " ".join(said(changes(last=last, now=now)))
    assert "S77" not in words
    assert "P88" not in words
