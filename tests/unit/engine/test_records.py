"""What did not arrive of what somebody needs."""

import pytest

from upstander.engine.tables.records import Records

RECORDS = Records(
    tables={}, seen=frozenset({"declarations"}), seen_columns=frozenset({"declarations.number"})
)


@pytest.mark.parametrize(
    ("need", "missing"),
    [
        ("declarations", ()),
        ("calls", ("calls",)),
        ("declarations.number", ()),
        ("declarations.person_id", ("declarations.person_id",)),
        ("declarations.person_id or declarations.number", ()),
        ("calls.number or calls.at", ("calls.number or calls.at",)),
    ],
)
def test_of_two_that_serve_alike_one_is_enough(need: str, missing: tuple[str, ...]) -> None:
    assert RECORDS.missing((need,)) == missing
