"""A person's verdict on two records overrides the linkage, and is refused when it is incomplete."""

import pyarrow.parquet as pq
import pytest

from tests.support import small_force
from upstander.engine.api import scan
from upstander.engine.people.judged import judged_pairs
from upstander.errors import ConfigurationError

HEADER = "person_id_l,person_id_r,same,by,on,reason\n"


def test_a_verdict_joins_what_the_linkage_left_apart(tmp_path):
    extracts = small_force.write(tmp_path / "extracts")
    (tmp_path / "pairs.csv").write_text(HEADER + "P7,P9,yes,analyst 4,2025-03-31,same passport\n")
    (tmp_path / "settings.yaml").write_text("judged: pairs.csv\n")
    scan(
        folder=extracts,
        out=tmp_path / "scan",
        only=("IND-01",),
        settings=tmp_path / "settings.yaml",
    )
    people = pq.read_table(tmp_path / "scan" / "people.parquet").to_pylist()
    human = {row["person_id"]: row["human_id"] for row in people}
    decided = {row["person_id"]: row["decided_by"] for row in people}
    assert human["P7"] == human["P9"] != human["P8"]
    assert decided["P7"] == "judged by a person"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("P7,P9,yes,,2025-03-31,why", "Row 1 of the judged pairs pairs.csv has no by."),
        ("P7,P9,perhaps,A,2025-03-31,why", "says neither yes nor no"),
        ("P7,P9,no,A,31/03/2025,why", "has no readable date"),
    ],
)
def test_an_incomplete_verdict_is_refused_in_a_sentence(tmp_path, line, sentence):
    file = tmp_path / "pairs.csv"
    file.write_text(HEADER + line + "\n")
    with pytest.raises(ConfigurationError, match=sentence):
        judged_pairs(file)
