"""What is written otherwise for the engine than Ibis would says the same."""

from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from upstander.engine.sessions import duck_session


@pytest.mark.parametrize("last", [0, 1, 3, 10])
def test_the_end_of_a_text_is_that_of_python(tmp_path: Path, last: int) -> None:
    texts = ["", "a", "ab ", "P1000237", "na\u00efve caf\u00e9", "e\u0301", "\u65e5\u672c\u8a9e"]
    table = ibis.memtable(pa.table({"text": [*texts, None]}))
    with duck_session(work=tmp_path) as session:
        found = session.arrow(table.select(end=table.text.right(last)))
    wanted = [text[max(len(text) - last, 0) :] for text in texts]
    assert found.column("end").to_pylist() == [*wanted, None]
