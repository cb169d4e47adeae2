"""The ten published cases: what was there to be seen is seen, in time, and nobody else is.

Each case of Learning the Lessons 40 is told in the contract's tables (upstander/simulator/cases)
and scanned as it would have been at the time. A sign that does not exist yet is skipped by name.
"""

import tempfile
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

import pytest

from upstander.engine import api
from upstander.engine.evaluation import cases as declared
from upstander.simulator import cases as told

pytestmark = pytest.mark.slow
CASES = declared.declared()


@cache
def replayed(number: int) -> declared.Replayed:
    """One case, scanned once for all its tests."""
    with tempfile.TemporaryDirectory() as name:
        return declared.replay(
            CASES[number],
            folder=told.write(number, Path(name) / "extracts"),
            work=Path(name),
            scan=partial(api.scan, memory="1GB"),
            step=lambda title: None,
            only_expected=True,
        )


# What one case shows of a requirement: the sign that is seen in it, or its lead.
SHOWS = {(10, "IND-07"): ("R260",)}
LEADS_SHOW = {2: ("R047",)}


def scenario(number: int) -> str:
    """The acceptance scenario that was made of a case."""
    return f"SYN-{number:02d}"


def expectations() -> list:
    return [
        pytest.param(
            number,
            one,
            id=f"case {number} {one.sign}",
            marks=pytest.mark.meets(scenario(number), *SHOWS.get((number, one.sign), ())),
        )
        for number, case in CASES.items()
        for one in case.must_see
    ]


def cases(shows: Mapping[int, tuple[str, ...]] | None = None) -> list:
    return [
        pytest.param(
            number, marks=pytest.mark.meets(scenario(number), *(shows or {}).get(number, ()))
        )
        for number in CASES
    ]


@pytest.mark.parametrize(("number", "expected"), expectations())
def test_the_sign_is_seen_not_later_than_declared(number: int, expected: declared.Expected) -> None:
    if not declared.built(expected.sign):
        pytest.skip(f"{expected.sign} is not built yet")
    first = replayed(number).first_seen.get(expected.key)
    assert first is not None, f"never seen: {expected.because}"
    assert first <= expected.by


@pytest.mark.parametrize("number", cases(LEADS_SHOW))
def test_the_member_has_a_lead_where_something_was_there(number: int) -> None:
    pairs = [one for one in CASES[number].must_see if declared.about_staff(one.sign)]
    if not pairs:
        missing = ", ".join(one.sign for one in CASES[number].must_see)
        pytest.skip(f"{missing} is not built yet")
    leads = replayed(number).leads
    assert leads, "nobody has a lead"
    assert min(leads, key=lambda lead: lead["rank"])["staff_id"] == told.MEMBER


@pytest.mark.parametrize("number", cases())
def test_no_colleague_has_more_than_information(number: int) -> None:
    leads = replayed(number).leads
    assert [
        lead
        for lead in leads
        if lead["staff_id"] != told.MEMBER and (lead["listed"] or lead["band"] != "information")
    ] == []
