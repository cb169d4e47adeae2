"""Numbers in one spelling: the fast path says what the library says, or says nothing."""

from pathlib import Path

import ibis
import phonenumbers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import duck
from upstander.engine.people import numbers
from upstander.engine.sessions import duck_session

CONNECTION = duck.connect()
DRAMA = [f"7700900{number:03}" for number in (0, 1, 123, 999)] + ["1632960001", "1632960999"]


def fast(spellings: list[str]) -> list[str | None]:
    table = ibis.memtable({"number": spellings}, schema={"number": "string"})
    found = CONNECTION.to_pyarrow(table.select("number", e164=numbers.ordinary(table.number)))
    answers = dict(zip(found["number"].to_pylist(), found["e164"].to_pylist(), strict=True))
    return [answers[spelling] for spelling in spellings]


def as_the_library_says(spelling: str) -> str | None:
    try:
        read = phonenumbers.parse(spelling, "GB")
    except phonenumbers.NumberParseException:
        return None
    if (
        phonenumbers.is_possible_number_with_reason(read)
        != phonenumbers.ValidationResult.IS_POSSIBLE
    ):
        return None
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    "spelling",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "(+44) 7700 900123",
        "0044 7700 900123",
        "0044 (0) 7700 900123",
        "447700900123",
        "7700900123",
    ],
)
def test_ordinary_british_spellings_are_read_without_the_library(spelling: str) -> None:
    assert fast([spelling]) == ["+447700900123"]


SPELT = st.builds(
    lambda prefix, digits, between, at: prefix + between.join((digits[:at], digits[at:])),
    st.sampled_from(["0", "+44", "+44 (0)", "0044", "44", "", "(0", "+440", "00440", "00", "+"]),
    st.one_of(st.sampled_from(DRAMA), st.from_regex(r"[0-9]{5,12}", fullmatch=True)),
    st.sampled_from(["", " ", "-", ".", ")", " - "]),
    st.integers(1, 9),
)
ANYTHING = st.text(alphabet="0123456789+()-. x", min_size=1, max_size=18)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SPELT, ANYTHING), min_size=30, max_size=60, unique=True))
def test_the_fast_path_agrees_with_the_library_wherever_it_answers(spellings: list[str]) -> None:
    for spelling, answer in zip(spellings, fast(spellings), strict=True):
        if answer is not None:
            assert answer == as_the_library_says(spelling), spelling


def test_what_is_no_number_is_null_and_the_rest_goes_to_the_library(tmp_path: Path) -> None:
    spellings = {
        "07700 900001": "+447700900001",
        "07700 900001 ext 4": "+447700900001",
        "+1 202 555 0100": "+12025550100",
        "withheld": None,
        "Anonymous": None,
        "PharmacyText": None,
        "NHS-111": None,
        "101": None,
        "60070": None,
        "": None,
        "0770": None,
    }
    table = ibis.memtable({"number": [*spellings, None, "withheld"]})
    with duck_session(work=tmp_path) as session:
        found = session.rows(numbers.normalised(table, session))
    assert {row["number"]: row["e164"] for row in found} == spellings
    assert len(found) == len(spellings)
