"""Several forces as one, worked out by hand."""

from typing import Any

import pytest

from upstander.engine.evaluation import metrics
from upstander.engine.evaluation.pooled import pooled


def force(**changed: Any) -> dict[str, Any]:
    """The figures of a force of 100 staff with two observable subjects."""
    return {
        "staff": 100,
        "subjects": 3,
        "observable": 2,
        "upstander": [{"cut": "1.0% of staff", "length": 1, "found": 1}],
        "baselines": {"calls": [{"cut": "1.0% of staff", "length": 1, "found": 0}]},
        "listed": 4,
        "listed_false": 2,
        "explained": [{"of": "purpose recorded", "events": 10, "seen": 8, "explained": 6}],
        "explained_by_table": [{"source_table": "calls", "events": 10, "seen": 8, "explained": 6}],
        "look_alikes": [{"nature": "ordinary work", "staff": 90, "in_top": 5, "times": 1.1}],
        "lead_days": {"days": [10, 50]},
        "rates": [{"attribute": "sex", "value": "female", "staff": 40, "on_list": 2}],
        "by_subject": [{"staff_id": "S1"}],
        "seconds": 3.0,
    } | changed


def test_hits_and_lengths_add_up_and_shares_are_of_the_sums() -> None:
    other = force(
        observable=6, upstander=[{"cut": "1.0% of staff", "length": 3, "found": 1}], staff=300
    )
    found = pooled([force(), other], top=10)
    (cut,) = found["upstander"]
    assert (cut["found"], cut["length"], cut["recall"], cut["precision"]) == (2, 4, 2 / 8, 2 / 4)
    assert found["baselines"]["calls"][0]["recall"] == 0
    assert found["false_leads_per_1000_staff"] == 1000 * 4 / 400


def test_explained_events_are_a_share_of_all_that_were_seen() -> None:
    worse = force(explained=[{"of": "purpose recorded", "events": 90, "seen": 72, "explained": 0}])
    (row,) = pooled([force(), worse], top=10)["explained"]
    assert (row["events"], row["share"]) == (100, 6 / 80)


def test_the_median_is_that_of_all_subjects_not_of_the_forces_medians() -> None:
    found = pooled([force(), force(lead_days={"days": [70, 80, 90]})], top=10)
    assert found["lead_days"]["median_days"] == 70
    assert found["lead_days"]["before_the_end"] == 5


def test_a_kind_that_one_force_lacks_is_held_against_all_of_them() -> None:
    other = force(look_alikes=[{"nature": "look_alike:x", "staff": 2, "in_top": 1, "times": 5.0}])
    rows = {row["nature"]: row for row in pooled([force(), other], top=10)["look_alikes"]}
    assert rows["look_alike:x"]["times"] == pytest.approx((1 / 20) / (2 / 200))
    assert rows["ordinary work"]["staff"] == 90


def test_rates_get_an_interval_of_the_whole() -> None:
    (row,) = pooled([force(), force()], top=10)["rates"]
    assert (row["staff"], row["on_list"], row["rate"]) == (80, 4, 0.05)
    assert (row["low"], row["high"]) == metrics.wilson(4, 80)


def test_what_the_first_fifty_truly_are_beside_the_workforce() -> None:
    rows = metrics.over_represented(
        ["S1", "S2", "S3"],
        natures={"S1": {"misread"}, "S2": {"look_alike:a", "private:friend"}, "S4": {"misread"}},
        staff=["S1", "S2", "S3", "S4", "S5", "S6"],
        subjects={"S1"},
    )
    told = {row["nature"]: (row["staff"], row["in_top"], row["times"]) for row in rows}
    assert told == {
        "look_alike:a": (1, 1, 2.0),
        "misread": (2, 0, 0.0),
        "ordinary work": (3, 1, pytest.approx(2 / 3)),
        "private:friend": (1, 1, 2.0),
    }
