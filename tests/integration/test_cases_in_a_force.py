"""The published cases among ordinary staff: what shows each of them alone, shows it there too.

tests/scenarios says which signs each case must show in a small force of its own. Here the ten are
members of a simulated one, told in one year. Two things are out of it: of case 3 the years after
the first months (a second spell, and the matter that was not proven), and of case 9 the scheme,
which is a sign of the force and of nobody in it.
"""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.support.drawn import rows as drawn
from upstander.engine import api
from upstander.simulator import simulate

pytestmark = pytest.mark.slow

# case, the signs that are seen of its member, and whether that puts it among the first ten.
TOLD = """
case | signs                                            | first ten
1    | IND-24                                           | no
2    | IND-01,IND-02,IND-03,IND-06,IND-09,IND-10,IND-11 | yes
3    | IND-10,IND-18,IND-19                             | no
4    | IND-27                                           | yes
5    | IND-42,IND-45,IND-54                             | yes
6    | IND-45                                           | no
7    | IND-31                                           | no
8    | IND-08,IND-18,IND-22                             | yes
9    | IND-14,IND-45                                    | no
10   | IND-07,IND-10,IND-12,IND-52                      | no
"""
CASES = {int(row["case"] or 0): row for row in drawn(TOLD)}
OUT_OF_IT = {3: {"IND-09", "IND-43"}, 9: {"IND-62"}}


@cache
def demo() -> tuple[dict[int, str], list[dict[str, Any]], list[dict[str, Any]]]:
    """The member of each case, the list, and the evidence of a force of 120 with the cases."""
    place = Path(mkdtemp(prefix="upstander-cases-"))
    simulate(out=place / "force", staff=120, seed=3, cases=True)
    api.scan(folder=place / "force" / "extracts", out=place / "scan", memory="1GB")
    told = pq.read_table(place / "force" / "truth" / "cases.parquet").to_pylist()
    leads, evidence = (
        pq.read_table(place / "scan" / f"{name}.parquet").to_pylist()
        for name in ("leads", "evidence")
    )
    return {row["case"]: row["staff_id"] for row in told}, leads, evidence


def rank(member: str) -> int:
    return min(row["rank"] for row in demo()[1] if row["staff_id"] == member)


@pytest.mark.parametrize("number", CASES)
def test_the_signs_of_a_case_are_seen_among_others_too(number: int) -> None:
    members, _, evidence = demo()
    seen = {row["indicator"] for row in evidence if row["staff_id"] == members[number]}
    assert set((CASES[number]["signs"] or "").split(",")) <= seen


@pytest.mark.parametrize("number", CASES)
def test_nothing_that_a_case_must_show_is_left_out_unsaid(number: int) -> None:
    told = set((CASES[number]["signs"] or "").split(","))
    assert set(api.published_cases()[number]["signs"]) - told == OUT_OF_IT.get(number, set())


@pytest.mark.parametrize("number", CASES)
def test_where_a_case_stands(number: int) -> None:
    assert (rank(demo()[0][number]) <= 10) is (CASES[number]["first ten"] == "yes")


def test_ordinary_staff_stand_beside_them_and_are_not_listed_for_it() -> None:
    members, leads, _ = demo()
    others = {row["staff_id"] for row in leads} - set(members.values())
    assert len(others) > 50
    first = {row["staff_id"] for row in leads if row["rank"] <= 4}
    assert first <= set(members.values())
