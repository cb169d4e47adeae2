"""No table of text is lost on its way through a CSV file, whatever wrote it."""

import csv
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from upstander.engine.extracts import decoding, delimited
from upstander.engine.extracts.cutting import DETAIL, PROBLEM
from upstander.engine.extracts.delimited import normalise
from upstander.errors import ExtractError

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\r\n\t\"',;| \x00\x0b\x0c\x1c\x85\u2028\ufeffé£€"),
    ),
    max_size=12,
)
WIDTHS = st.integers(min_value=2, max_value=4)
TABLES = WIDTHS.flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=8)
)


def read_back(
    content: bytes, columns: list[str], *, name: str = "a.csv", block: int = decoding.BLOCK
) -> list[dict[str, str]]:
    """The rows of the Parquet copy; its count is the one that was reported."""
    with tempfile.TemporaryDirectory() as place, patch.object(decoding, "BLOCK", block):
        path, copy = Path(place) / name, Path(place) / "copy"
        path.write_bytes(content)
        report = normalise(path, name=name, to=copy, wanted=columns)
        rows: list[dict[str, str]] = pq.read_table(copy).to_pylist()
        assert report.rows == len(rows)
        return rows


@settings(deadline=None, max_examples=150)
@given(
    table=TABLES,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
    block=st.sampled_from([16, 64, decoding.BLOCK]),
    delimiter=st.sampled_from(delimited.DELIMITERS),
)
def test_any_table_of_text_reads_back_exactly_or_is_quarantined(
    table: list[list[str]], encoding: str, newline: str, always: bool, delimiter: str, block: int
) -> None:
    columns = [f"c{number}" for number in range(len(table[0]) if table else 2)]
    lines = [
        delimiter.join(_quoted(cell, always=always, delimiter=delimiter) for cell in row)
        for row in [columns, *table]
    ]
    content = "".join(line + newline for line in lines).encode(encoding, errors="replace")
    expected = list(
        csv.reader(
            io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter, strict=True
        )
    )[1:]
    rows = read_back(content, columns, block=block)
    assert len(rows) == len(expected) == len(table)
    for row, cells in zip(rows, expected, strict=True):
        if row[PROBLEM] is None and not _looks_like_utf8(encoding, cells):
            assert [row[column] for column in columns] == cells


def _quoted(cell: str, *, always: bool, delimiter: str) -> str:
    """As RFC 4180 says. Python's own writer leaves a lone carriage return bare."""
    if always or any(character in cell for character in f'"\r\n{delimiter}'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _looks_like_utf8(encoding: str, cells: list[str]) -> bool:
    """Windows-1252 that happens to be valid UTF-8 cannot be told from it."""
    return encoding == "cp1252" and not "".join(cells).isascii()


@settings(deadline=None, max_examples=150)
@given(content=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.csv.gz"]))
def test_random_bytes_are_rows_or_one_clear_error(content: bytes, name: str) -> None:
    try:
        rows = read_back(content, ["a", "b"], name=name)
    except ExtractError as error:
        assert name in str(error)
    else:
        assert all(row[DETAIL] is None or row[PROBLEM] for row in rows)


@settings(deadline=None, max_examples=150)
@given(content=st.binary(max_size=200), rows=st.integers(min_value=0, max_value=3))
def test_sound_rows_after_any_rubbish_line_are_still_there(content: bytes, rows: int) -> None:
    """Rubbish may spoil its own lines; it never takes the last rows of the file with it."""
    rubbish = content.replace(b"\n", b"").replace(b"\r", b"")
    sound = b"".join(b"s%d,t%d\n" % (number, number) for number in range(rows))
    got = read_back(b"a,b\n" + rubbish + b"\n" + sound, ["a", "b"])
    last = [row for row in got if row[PROBLEM] is None][-rows:] if rows else []
    assert [(row["a"], row["b"]) for row in last] == [
        (f"s{number}", f"t{number}") for number in range(rows)
    ]


LINES = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [b"1,2", b"a,b", b"\xe9,1", b'"x","y"', b'"x,y', b"1,2,3", b"", b"\xc3\xa9,1"]
        ),
    ),
    max_size=20,
)


@settings(deadline=None, max_examples=200)
@given(lines=LINES, ending=st.sampled_from([b"\n", b"\r\n", b"\r"]), block=st.integers(4, 80))
def test_the_quick_reader_and_the_careful_one_give_the_same_rows(
    lines: list[bytes], ending: bytes, block: int
) -> None:
    content = ending.join([b"a,b", *lines])
    careful = read_back(content, ["a", "b"])
    assert read_back(content, ["a", "b"], block=block) == careful


def test_a_line_that_never_ends_is_one_rejected_row_in_bounded_memory() -> None:
    content = b"a,b\n1,2\n" + b"x" * (delimited.BATCH_CHARACTERS + 1) + b"\n3,4\n"
    rows = read_back(content, ["a", "b"])
    assert [row["a"] for row in rows] == ["1", None, "3"]


def test_a_record_may_span_lines_but_not_the_whole_file() -> None:
    many = "\n".join(["line"] * (delimited.LONGEST_RECORD + 10))
    rows = read_back(f'a,b\n1,"two\nlines"\n2,"{many}\n'.encode(), ["a", "b"])
    assert rows[0]["b"] == "two\nlines"
    assert rows[1][PROBLEM] == delimited.NEVER_CLOSED
    assert len(rows) == 1 + delimited.LONGEST_RECORD + 10


def test_blank_lines_are_no_rows() -> None:
    rows = read_back(b"a,b\n\n1,2\n\n\n3,4\n", ["a", "b"])
    assert [row["a"] for row in rows] == ["1", "3"]


def test_only_wanted_columns_are_kept_in_the_order_of_the_file() -> None:
    rows = read_back(b"x,b,y,a\n1,2,3,4\n", ["a", "b"])
    assert list(rows[0]) == ["b", "a", PROBLEM, DETAIL]
