"""What is written down: purposes that cover a contact, rows in order, names misheard."""

import numpy as np
import pyarrow as pa
import pytest

from upstander.engine.tables import CONTRACT
from upstander.simulator import names
from upstander.simulator.basics import NONE
from upstander.simulator.ledger import Ledger
from upstander.simulator.recording import Purposes
from upstander.simulator.writing import Writer, order_of, write_table


def test_a_purpose_covers_its_pair_in_its_time() -> None:
    purposes = Purposes()
    purposes.add(np.array([1, 1, 2]), np.array([5, 5, 6]), np.array([100, 400, 100]),
                 np.array([300, 500, 200]))  # fmt: skip
    purposes.add(np.array([1, NONE]), np.array([5, 5]), np.array([150, 0]), np.array([180, 900]))
    asked = [(1, 5, 100), (1, 5, 250), (1, 5, 350), (1, 5, 450), (1, 5, 501), (1, 6, 150),
             (2, 6, 150), (9, 9, 150)]  # fmt: skip
    staff, human, at = (np.array(column) for column in zip(*asked, strict=True))
    covered = purposes.cover(staff, human, at)
    assert covered.tolist() == [True, True, False, True, False, False, True, False]


def test_blocks_become_one_and_missing_columns_are_empty() -> None:
    ledger = Ledger()
    assert ledger.add("duties", staff_id=np.array([3, 4]), kind="duty").tolist() == [0, 1]
    assert ledger.add("duties", staff_id=np.array([5]), starts_at=np.array([9])).tolist() == [2]
    whole = ledger.gathered("duties")
    assert whole["starts_at"].tolist() == [NONE, NONE, 9]
    assert whole["kind"].tolist() == [ledger.texts.code("duty")] * 2 + [NONE]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="a column of 2 values in a block of 3 rows"):
        Ledger().add("duties", staff_id=np.arange(3), kind=np.arange(2))


def test_row_numbers_are_those_of_the_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ledger = Ledger()
    columns = {"staff_id": np.array([8, 9, 7]), "starts_at": np.array([300, 100, 200]),
               "ends_at": np.array([301, 101, 201])}  # fmt: skip
    ledger.add("duties", **columns, kind="duty")
    assert order_of(CONTRACT["duties"], columns).tolist() == [1, 2, 0]
    writer = Writer(ledger, [], form="parquet", vehicles=0)
    numbers, count = write_table(ledger, writer, tmp_path, "duties")
    assert (numbers.tolist(), count) == ([3, 1, 2], 3)
    rows = pa.parquet.read_table(tmp_path / "duties.parquet").to_pylist()
    assert [row["staff_id"] for row in rows] == ["S00009", "S00007", "S00008"]


def test_a_table_without_rows_is_still_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ledger = Ledger()
    writer = Writer(ledger, [], form="csv", vehicles=0)
    assert write_table(ledger, writer, tmp_path, "surveys")[1] == 0
    header = (tmp_path / "surveys.csv").read_text(encoding="utf-8").splitlines()
    assert len(header) == 1
    assert "survey_id" in header[0]


def test_names_are_misheard_but_not_beyond_recognition() -> None:
    rng = np.random.default_rng(1)
    heard = {names.misspelled(rng, "Hartwell") for _ in range(80)}
    assert len(heard) > 8
    assert all(abs(len(name) - len("Hartwell")) <= 1 for name in heard)
    assert "Liz" in {names.familiar(rng, "Elizabeth Grace") for _ in range(40)}
