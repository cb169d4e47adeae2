"""IND-31: custody procedure too long."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.custody_step_too_long import INDICATOR

CUSTODY = "custody_id | person_id | suite | starts_at | ends_at\n"
STEPS = "custody_id | staff_id | step | starts_at | ends_at\n"


def step(custody, *, minutes, kind="drug_test", staff="S1", at="2025-03-01 12:00:00"):
    starts = datetime.fromisoformat(at)
    return f"{custody} | {staff} | {kind} | {starts} | {starts + timedelta(minutes=minutes)}\n"


def usual(number, *, kind="drug_test", minutes=9, staff="S1", first=100):
    """Steps of the usual length with as many detainees: of S1, or of a colleague."""
    return "".join(
        step(f"C{first + n}", minutes=minutes, kind=kind, staff=staff, at="2025-02-01 12:00:00")
        for n in range(number)
    )


def drawn(steps):
    ids = sorted({line.split(" | ")[0] for line in steps.splitlines() if line})
    custody = "".join(
        f"{c} | H{c[1:]} | A | 2025-01-01 10:00:00 | 2025-04-01 10:00:00\n" for c in ids
    )
    return scene(custody=CUSTODY + custody, custody_steps=STEPS + steps)


ORDINARY = (
    usual(20)
    + usual(20, staff="S2", first=200)
    + usual(20, kind="cell_visit", minutes=2, first=300)
    + usual(20, kind="cell_visit", minutes=2, staff="S2", first=400)
)
LONG_TEST = step("C1", minutes=34)
VISITS = step("C1", minutes=6, kind="cell_visit", at="2025-03-01 15:00:00") + step(
    "C1", minutes=7, kind="cell_visit", at="2025-03-01 18:00:00"
)


@pytest.mark.meets("R199")
def test_fires_on_a_test_of_three_times_the_usual_length():
    (finding,) = found(INDICATOR, drawn(ORDINARY + LONG_TEST))
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "1 one-to-one step with one detainee took much longer than usual: the longest (drug test, "
        "2025-03-01) 34 minutes beside a usual 9; of the member's 40 steps with other people "
        "none did."
    )
    assert finding["seen_at"] == datetime(2025, 3, 1, 12, 34)
    assert finding["value"] > 3
    (event,) = events(INDICATOR, drawn(ORDINARY + LONG_TEST))
    assert (event["kind"], event["source_table"]) == ("custody", "custody_steps")


@pytest.mark.meets("R200")
def test_fires_on_two_long_cell_visits_of_one_pair():
    (finding,) = found(INDICATOR, drawn(ORDINARY + VISITS))
    assert finding["seen_at"] == datetime(2025, 3, 1, 18, 7)
    assert "2 one-to-one steps" in finding["sentence"]


def test_a_long_test_and_long_visits_are_stranger_than_either():
    (both,) = found(INDICATOR, drawn(ORDINARY + LONG_TEST + VISITS))
    (test,) = found(INDICATOR, drawn(ORDINARY + LONG_TEST))
    (visits,) = found(INDICATOR, drawn(ORDINARY + VISITS))
    assert both["value"] > max(test["value"], visits["value"])


OTHERS_WERE_LONG = step("C1", minutes=27, kind="fingerprints", staff="S2") + step(
    "C1", minutes=8, kind="cell_visit", staff="S2"
)


@pytest.mark.meets("R200")
@pytest.mark.parametrize(
    ("innocent", "steps"),
    [
        ("an interpreter: others took as long", LONG_TEST + OTHERS_WERE_LONG),
        ("twice the usual length", step("C1", minutes=18)),
        ("one long visit to a cell", step("C1", minutes=6, kind="cell_visit")),
        ("long visits to two people", VISITS.replace("C1", "C2", 1)),
        ("an end that was entered late", step("C1", minutes=300)),
        ("a short step", step("C1", minutes=7, kind="cell_visit", staff="S2")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, steps):
    fingerprints = usual(20, kind="fingerprints", staff="S2", first=500)
    assert found(INDICATOR, drawn(ORDINARY + fingerprints + steps)) == []


def test_innocent_member_who_takes_long_with_everybody_stands_out_with_nobody():
    slow = usual(25, minutes=30, staff="S5", first=600)
    many = usual(60, staff="S2", first=700)
    steps = ORDINARY + many + slow + step("C1", minutes=34, staff="S5")
    assert [row for row in found(INDICATOR, drawn(steps)) if row["staff_id"] == "S5"] == []


def test_too_few_steps_give_no_usual_length():
    assert found(INDICATOR, drawn(usual(5) + LONG_TEST)) == []


def test_cannot_be_checked_without_the_steps():
    assert scene(custody="").records.missing(INDICATOR.needs) == ("custody_steps",)
