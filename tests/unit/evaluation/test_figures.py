"""Figures of a ranked list, worked out by hand."""

from datetime import datetime

import pytest

from upstander.engine.evaluation import metrics
from upstander.engine.evaluation.lead_time import lead_days


def test_ties_are_broken_worst() -> None:
    scores = {"S1": 5.0, "S2": 5.0, "S3": 1.0}
    assert metrics.worst_first(scores, wanted={"S1"}) == ["S2", "S1", "S3"]


def test_recall_and_precision_at_each_length() -> None:
    ranked = [f"S{n}" for n in range(200)]
    rows = metrics.at_lengths(ranked, wanted={"S0", "S1", "S150", "S199"}, staff=400)
    told = {
        row["cut"]: (row["length"], row["found"], row["recall"], row["precision"]) for row in rows
    }
    assert told["0.5% of staff"] == (2, 2, 0.5, 1.0)
    assert told["1.0% of staff"] == (4, 2, 0.5, 0.5)
    assert told["50 leads"] == (50, 2, 0.5, 0.04)


def test_nobody_to_find_is_no_recall() -> None:
    assert metrics.at_lengths(["S1"], wanted=set(), staff=100)[0]["recall"] is None


def test_an_interval_is_wide_where_the_group_is_small() -> None:
    low, high = metrics.wilson(1, 10)
    assert (low, high) == (pytest.approx(0.0179, abs=1e-4), pytest.approx(0.4042, abs=1e-4))
    assert metrics.wilson(0, 0) == (0.0, 1.0)


def test_rates_of_a_group_and_of_those_who_did_not_say() -> None:
    rows = metrics.rates(
        {"S1"}, attributes={"sex": {"S1": "female", "S2": "female"}}, staff=["S1", "S2", "S3"]
    )
    assert [(row["value"], row["staff"], row["on_list"]) for row in rows] == [
        ("female", 2, 1),
        ("not recorded", 1, 0),
    ]


def evidence(staff: str, human: str | None, day: int, bits: float) -> dict:
    return {
        "staff_id": staff,
        "human_id": human,
        "at": datetime(2025, 3, day),
        "rarity_bits": bits,
        "weight": 1.0,
    }


def test_lead_time_runs_from_the_day_when_the_strongest_person_could_be_noticed() -> None:
    found = [
        evidence("S1", "H1", 1, 4.0),
        evidence("S1", "H2", 2, 4.0),  # another person: the two do not add up
        evidence("S1", "H1", 11, 3.0),  # noticeable from here
        evidence("S2", "H3", 5, 5.0),  # never noticeable
        evidence("S3", "H4", 5, 4.0),
        evidence("S3", None, 20, 2.0),  # noticeable when all was over
        evidence("S9", "H5", 1, 20.0),  # not a subject
    ]
    ends = {"S1": datetime(2025, 3, 31), "S2": datetime(2025, 3, 31), "S3": datetime(2025, 3, 10)}
    told = lead_days(found, ends=ends, observable={"S1", "S2", "S3"}, noticeable_bits=6.0)
    assert told == {
        "observable": 3,
        "noticed": 2,
        "before_the_end": 1,
        "median_days": 5,
        "shortest": -10,
        "longest": 20,
        "days": [-10, 20],
    }
