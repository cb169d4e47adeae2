"""Bad input: each case gives one clear sentence; only a structural error stops the run."""

import gzip
import os
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.extracts import CALLS, STAFF, call, folder, taken
from upstander.errors import ExtractError

AGAIN = "Export it again, and compare the sizes of the two copies."


def refusal(extracts: Path) -> str:
    """The sentence with which a folder is refused."""
    with pytest.raises(ExtractError) as caught:
        taken(extracts)
    return str(caught.value)


class TestStructuralErrorsStopTheRun:
    def test_a_folder_without_staff(self, tmp_path: Path) -> None:
        assert refusal(folder(tmp_path, staff="", calls=CALLS + call())) == (
            "There is no staff table: a scan cannot know whose contacts to examine. "
            "Put staff.csv or staff.parquet into the folder, or map a source to staff."
        )

    def test_no_folder(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "nowhere") == (
            "There is no folder nowhere. Name the folder that holds the extracts."
        )

    def test_a_missing_column_names_file_and_column(self, tmp_path: Path) -> None:
        text = "number,at,direction,kind\n07700900001,2025-01-10 10:00,out,voice\n"
        assert refusal(folder(tmp_path, calls=text)) == (
            "calls.csv has no column other_number. "
            "Add it, or map the column of the source that holds it."
        )

    def test_a_column_missing_in_one_part_of_a_table(self, tmp_path: Path) -> None:
        made = folder(tmp_path, calls__1=CALLS + call(), calls__2="number,at\n1,2\n")
        assert refusal(made).startswith("calls/2.csv has no column other_number.")

    @pytest.mark.parametrize("content", ["", "\ufeff", "\n\n"])
    def test_an_empty_file(self, tmp_path: Path, content: str) -> None:
        assert refusal(folder(tmp_path, calls=content)) == (
            "calls.csv is empty: it has not even a header line. "
            "Export it again; where there is nothing to hand over, leave the file out."
        )

    def test_an_empty_parquet_file(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        (made / "calls.parquet").touch()
        assert refusal(made).startswith("calls.parquet is empty: it has 0 bytes. Export it again")

    def test_a_truncated_parquet_file(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        pq.write_table(pa.table({"number": ["07700900001"] * 1000}), made / "calls.parquet")
        whole = (made / "calls.parquet").read_bytes()
        (made / "calls.parquet").write_bytes(whole[: len(whole) // 2])
        assert refusal(made) == (
            f"calls.parquet is no whole Parquet file: it is damaged, or its end is missing. {AGAIN}"
        )

    def test_a_parquet_file_damaged_inside(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        words = [os.urandom(16).hex() for _ in range(20_000)]
        pq.write_table(pa.table({"staff_id": words, "kind": ["officer"] * 20_000,
                                 "role": words}), made / "staff.parquet", compression="zstd")  # fmt: skip
        (made / "staff.csv").unlink()
        whole = bytearray((made / "staff.parquet").read_bytes())
        whole[1000:200_000] = bytes(199_000)
        (made / "staff.parquet").write_bytes(whole)
        assert refusal(made) == (f"staff.parquet is damaged: it cannot be read to its end. {AGAIN}")

    def test_a_truncated_gzip_file(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        packed = gzip.compress((CALLS + call() * 1000).encode())
        (made / "calls.csv.gz").write_bytes(packed[: len(packed) // 2])
        assert refusal(made) == (
            f"calls.csv.gz is damaged: it cannot be unpacked to its end. {AGAIN}"
        )

    def test_a_table_that_comes_twice(self, tmp_path: Path) -> None:
        made = folder(tmp_path, calls=CALLS, calls__part=CALLS)
        assert refusal(made) == (
            "The table calls comes twice: calls/part.csv and calls.csv. "
            "Keep one of them, or put all parts into one folder of that name."
        )

    def test_a_column_that_comes_twice(self, tmp_path: Path) -> None:
        made = folder(tmp_path, staff="staff_id,kind,role,kind\nS1,officer,PC,officer\n")
        assert refusal(made) == (
            "staff.csv has two columns called kind. Rename or remove one of them."
        )

    def test_a_column_of_lists(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        (made / "staff.csv").unlink()
        table = pa.table({"staff_id": [["S1"]], "kind": ["officer"], "role": ["PC"]})
        pq.write_table(table, made / "staff.parquet")
        assert refusal(made) == (
            "staff.parquet stores staff_id as array<string>, which cannot be read as identifier. "
            "Export that column as text."
        )


class TestRowErrorsGoToQuarantine:
    @pytest.mark.parametrize(
        ("spoilt", "column", "reason", "raw"),
        [
            ({"direction": "outwards"}, "direction", "is not one of: out, in", "outwards"),
            ({"number": ""}, "number", "is missing", ""),
            ({"number": "  "}, "number", "is missing", "  "),
            ({"duration_s": "half a minute"}, "duration_s", "is not a number", "half a minute"),
            ({"duration_s": "nan"}, "duration_s", "is not a number", "nan"),
            ({"duration_s": "1e999"}, "duration_s", "is not a number", "1e999"),
            ({"duration_s": "0x1F"}, "duration_s", "is not a number", "0x1F"),
            ({"duration_s": "-1"}, "duration_s", "is outside 0 to 172800 s", "-1"),
            ({"at": "10/01/2025 10:00"}, "at", "is not a time such as 2025-03-30T14:05:00 or "
             "2025-03-30T14:05:00+01:00", "10/01/2025 10:00"),
            ({"at": "2025-02-30 10:00"}, "at", "is not a time such as 2025-03-30T14:05:00 or "
             "2025-03-30T14:05:00+01:00", "2025-02-30 10:00"),
            ({"at": "2025-02-03Z"}, "at", "is not a time such as 2025-03-30T14:05:00 or "
             "2025-03-30T14:05:00+01:00", "2025-02-03Z"),
            ({"at": "0025-02-03 10:00"}, "at", "is outside the years 1800 to 2199",
             "0025-02-03 10:00"),
            ({"at": "2025-10-26 01:30"}, "at",
             "came twice in Europe/London, when the clocks went back: it needs an offset",
             "2025-10-26 01:30"),
            ({"at": "2025-03-30 01:30"}, "at",
             "never was in Europe/London: the clocks went forward over it", "2025-03-30 01:30"),
        ],
    )  # fmt: skip
    def test_one_cell(
        self, tmp_path: Path, spoilt: dict[str, str], column: str, reason: str, raw: str
    ) -> None:
        got = taken(folder(tmp_path, calls=CALLS + call() + call(**spoilt) + call()))
        assert got.quarantine == [
            {"table": "calls", "file": "calls.csv", "row": 2, "column": column,
             "reason": reason, "raw": raw}
        ]  # fmt: skip
        assert [row["source_row"] for row in got.tables["calls"]] == [1, 3]

    def test_a_row_with_several_faults_is_rejected_once_with_the_first(
        self, tmp_path: Path
    ) -> None:
        got = taken(folder(tmp_path, calls=CALLS + call(at="never", kind="smoke", duration_s="x")))
        assert [row["column"] for row in got.quarantine] == ["at"]

    def test_an_impossible_interval(self, tmp_path: Path) -> None:
        duties = (
            "staff_id,starts_at,ends_at,kind\n"
            "S1,2025-01-10 07:00,2025-01-10 15:00,duty\n"
            "S1,2025-01-11 15:00,2025-01-11 07:00,duty\n"
            "S1,2025-01-12 07:00,2025-01-12 07:00,duty\n"
        )
        got = taken(folder(tmp_path, duties=duties))
        assert got.rejected == ["duties.csv row 2: ends_at is before starts_at"]

    def test_a_duplicate_id_keeps_the_first(self, tmp_path: Path) -> None:
        people = "person_id,family_name\nP1,Reed\nP2,Shaw\nP1,Read\nP1,\n"
        got = taken(folder(tmp_path, people=people))
        assert got.rejected == [
            "people.csv row 3: person_id repeats the key of an earlier row",
            "people.csv row 4: person_id repeats the key of an earlier row",
        ]
        assert got.column("people.family_name") == ["Reed", "Shaw"]

    def test_the_first_of_a_key_is_the_first_sound_one(self, tmp_path: Path) -> None:
        people = "person_id,birth_date\nP1,yesterday\nP1,1990-01-02\n"
        got = taken(folder(tmp_path, people=people))
        assert got.rejected == ["people.csv row 1: birth_date is not a date such as 2025-03-30"]

    def test_rows_without_an_optional_key_are_no_duplicates(self, tmp_path: Path) -> None:
        row = ",S1,niche,2025-01-10 10:00,view\n"
        got = taken(folder(tmp_path, searches=f"search_id,staff_id,system,at,action\n{row}{row}"))
        assert got.counts["searches"].accepted == 2

    def test_a_key_of_two_columns(self, tmp_path: Path) -> None:
        lines = "C1,S1\nC1,S2\nC2,S1\nC1,S1\n".replace("\n", ",2025-01-10,rudeness\n")
        got = taken(
            folder(tmp_path, complaints=f"complaint_id,staff_id,received_on,category\n{lines}")
        )
        assert [(row["row"], row["column"], row["raw"]) for row in got.quarantine] == [
            (4, "complaint_id, staff_id", "C1, S1")
        ]

    def test_a_position_off_the_grid(self, tmp_path: Path) -> None:
        text = "unit_id,at,easting,northing\nV1,2025-01-10 10:00,530000,180000\n"
        text += "V1,2025-01-10 10:01,5300000,180000\nV1,2025-01-10 10:02,0.5,-1\n"
        assert taken(folder(tmp_path, positions=text)).rejected == [
            "positions.csv row 2: easting is off the British National Grid",
            "positions.csv row 3: northing is off the British National Grid",
        ]

    def test_degrees_off_the_grid(self, tmp_path: Path) -> None:
        text = "unit_id,at,latitude,longitude\nV1,2025-01-10 10:00,51.5,-0.12\n"
        text += "V1,2025-01-10 10:01,48.85,2.35\nV1,2025-01-10 10:02,151.5,-0.12\n"
        text += "V1,2025-01-10 10:03,,-0.12\n"
        assert taken(folder(tmp_path, positions=text)).rejected == [
            "positions.csv row 2: latitude, longitude is off the British National Grid",
            "positions.csv row 3: latitude is outside -90 to 90 degrees",
            "positions.csv row 4: latitude is missing",
        ]

    def test_half_a_position(self, tmp_path: Path) -> None:
        text = "incident_id,opened_at,easting,northing\nI1,2025-01-10 10:00,530000,\n"
        text += "I2,2025-01-10 10:00,,\n"
        assert taken(folder(tmp_path, incidents=text)).rejected == [
            "incidents.csv row 1: northing is missing beside easting"
        ]

    def test_ragged_rows(self, tmp_path: Path) -> None:
        text = CALLS + call() + "07700900001,out\n" + call().strip() + ",more\n" + call()
        got = taken(folder(tmp_path, calls=text))
        assert got.rejected == [
            "calls.csv row 2: the row has 2 cells under a header of 6",
            "calls.csv row 3: the row has 7 cells under a header of 6",
        ]

    def test_a_stray_quote_costs_only_its_own_row(self, tmp_path: Path) -> None:
        text = CALLS + call() + call(number='"07700900001') + call() * 3
        got = taken(folder(tmp_path, calls=text))
        assert got.rejected == ["calls.csv row 2: the row opens a quote that is never closed"]
        assert got.counts["calls"].accepted == 4

    def test_two_stray_quotes_cost_only_their_own_rows(self, tmp_path: Path) -> None:
        spoilt = call(number='"07700900001')
        got = taken(folder(tmp_path, calls=CALLS + spoilt + call() * 3 + spoilt + call()))
        assert [row["row"] for row in got.quarantine] == [1, 5]
        assert got.counts["calls"].accepted == 4

    def test_a_table_of_which_nothing_is_left_was_not_seen(self, tmp_path: Path) -> None:
        got = taken(folder(tmp_path, calls=CALLS + call(kind="smoke") * 2))
        assert "calls" not in got.seen
        assert "Every row of calls is in quarantine: the table counts as not seen." in got.notes
        assert "calls" not in got.not_handed_over
        assert got.rejected_whole == {"calls"}


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
    def test_one_encoding_throughout(self, tmp_path: Path, encoding: str) -> None:
        people = "person_id,family_name\r\nP1,Siân\r\nP2,£5\r\n".encode(encoding)
        got = taken(folder(tmp_path, people=people))
        assert got.column("people.family_name") == ["Siân", "£5"]
        assert got.quarantine == []

    def test_mixed_encodings_are_read_line_by_line_and_said(self, tmp_path: Path) -> None:
        lines = ["person_id,family_name\n", "P1,Siân\n", "P2,Zoë\n"]
        people = lines[0].encode() + lines[1].encode() + lines[2].encode("cp1252")
        got = taken(folder(tmp_path, people=people))
        assert got.column("people.family_name") == ["Siân", "Zoë"]
        assert got.notes == ("people.csv: 1 line was not UTF-8 and was read as Windows-1252.",)

    def test_bytes_of_no_encoding_go_to_quarantine(self, tmp_path: Path) -> None:
        people = b"person_id,family_name\nP1,Reed\nP2,Sh\x81w\nP3,Hale\n"
        got = taken(folder(tmp_path, people=people))
        assert got.quarantine == [
            {"table": "people", "file": "people.csv", "row": 2, "column": None,
             "reason": "holds bytes that cannot be read as text", "raw": "Sh\\x81w"}
        ]  # fmt: skip

    def test_two_encodings_in_one_row_are_not_guessed_at(self, tmp_path: Path) -> None:
        people = b"person_id,family_name,given_names\nP1," + "Siân".encode() + b",Zo\xeb\n"
        assert taken(folder(tmp_path, people=people)).rejected == [
            "people.csv row 1: the row holds bytes that cannot be read as text"
        ]


class TestWhatIsKeptOutIsNamed:
    def test_unknown_columns_and_files(self, tmp_path: Path) -> None:
        made = folder(tmp_path, staff=STAFF.replace("role", "role,shoe_size").replace("\nS1", "\nS1")
                      .replace("Response officer", "Response officer,9"), holidays="a\n1\n")  # fmt: skip
        (made / "readme.txt").write_text("Hello", encoding="utf-8")
        assert taken(made).notes == (
            "holidays.csv belongs to no table of the contract and was kept out.",
            "readme.txt belongs to no table of the contract and was kept out.",
            "staff.csv: 1 unknown column was kept out: shoe_size.",
        )

    def test_ten_thousand_columns(self, tmp_path: Path) -> None:
        more = [f"extra_{number}" for number in range(9_997)]
        head = ",".join(["staff_id", "kind", "role", *more])
        row = ",".join(["S1", "officer", "PC", *("x" * len(more))])
        got = taken(folder(tmp_path, staff=f"{head}\n{row}\n"))
        assert got.counts["staff"].accepted == 1
        assert got.notes == (
            "staff.csv: 9,997 unknown columns were kept out, the first: extra_0, extra_1, "
            "extra_2, extra_3, extra_4, extra_5, extra_6, extra_7.",
        )

    def test_ten_thousand_columns_of_parquet(self, tmp_path: Path) -> None:
        made = folder(tmp_path)
        (made / "staff.csv").unlink()
        more = {f"extra_{number}": ["x"] for number in range(9_997)}
        table = pa.table({"staff_id": ["S1"], "kind": ["officer"], "role": ["PC"]} | more)
        pq.write_table(table, made / "staff.parquet")
        got = taken(made)
        assert got.counts["staff"].accepted == 1
        assert got.notes[0].startswith("staff.parquet: 9,997 unknown columns were kept out")

    def test_a_header_without_rows_is_seen_and_said(self, tmp_path: Path) -> None:
        got = taken(folder(tmp_path, calls=CALLS))
        assert "calls" in got.seen
        assert got.notes == ("calls is empty: it has columns and no rows.",)

    def test_the_columns_of_an_empty_register_are_seen(self, tmp_path: Path) -> None:
        header = "report_id,staff_id,reported_on,category,source,assessment,sexual\n"
        got = taken(folder(tmp_path, intelligence=header))
        assert "intelligence.sexual" in got.seen_columns
        assert "intelligence.person_id" not in got.seen_columns

    def test_a_missing_table_is_not_seen_and_stands_in_empty(self, tmp_path: Path) -> None:
        got = taken(folder(tmp_path))
        assert got.seen == {"staff"}


def test_the_first_and_the_last_moment_of_a_table(tmp_path: Path) -> None:
    text = CALLS + call(at="2025-07-01T12:00:00Z") + call(at="2025-01-10 10:00")
    got = taken(folder(tmp_path, calls=text))
    assert got.begins["calls"] == datetime(2025, 1, 10, 10)
    assert got.ends["calls"] == datetime(2025, 7, 1, 12)
