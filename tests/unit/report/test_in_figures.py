"""The pair in figures: every figure in words, with what it rests on, and nothing that judges."""

import pytest

from upstander.engine.report.in_figures import lasted, pair_figures

ROW = {
    "contacts": 41,
    "days": 22,
    "calls": 38,
    "calls_out": 38,
    "calls_timed": 30,
    "call_mean_s": 12.4,
    "call_median_s": 4.0,
    "messages": 3,
    "messages_out": 1,
    "night": 5,
    "duty_known": 35,
    "off_duty": 7,
    "gaps": 40,
    "gap_mean_s": 700_000.0,
    "gap_median_s": 172_800.0,
    "burstiness": 0.4242,
    "exchanges": 3,
    "exchanges_out": 1,
    "exchanges_out_answered": 0,
    "exchanges_in_answered": 1,
}
ONE = ROW | {"contacts": 1, "calls": 1, "calls_out": 1, "days": 1, "night": 0, "messages": 0}
ONE |= {"gaps": 0, "gap_mean_s": None, "gap_median_s": None, "burstiness": None}
ONE |= {"calls_timed": 0, "call_mean_s": None, "call_median_s": None}
ONE |= {"duty_known": 0, "off_duty": 0}


def told(row: dict) -> list[tuple[str, str, str]]:
    return [(line.what, line.figure, line.rests_on) for line in pair_figures(row)]


def test_every_figure_says_what_it_rests_on() -> None:
    assert told(ROW) == [
        ("Calls", "38, of them 38 made by the member", "38 calls"),
        (
            "Length of a call",
            "4 s in the middle of all, 12 s on average",
            "30 calls whose length is on record",
        ),
        ("Messages", "3, of them 1 sent by the member", "3 messages"),
        (
            "Exchanges of messages",
            "Of 1 that the member began, the person answered 0; "
            "of 2 that the person began, the member answered 1",
            "3 exchanges",
        ),
        ("Days with a call or message", "22", "41 calls and messages"),
        ("Between 22:00 and 06:00", "5 of 41", "41 calls and messages"),
        ("Off duty", "7 of 35", "35 calls and messages at an hour that a roster covers"),
        (
            "From one to the next",
            "2 days in the middle of all, 8.1 days on average",
            "40 gaps",
        ),
        ("Rhythm (burstiness)", "0.42", "40 gaps"),
    ]


def test_of_one_call_nothing_is_said_that_needs_several() -> None:
    assert told(ONE) == [
        ("Calls", "1, of them 1 made by the member", "1 call"),
        ("Length of a call", "not on record", "1 call"),
        ("Days with a call or message", "1", "1 call or message"),
        ("Between 22:00 and 06:00", "0 of 1", "1 call or message"),
        ("Off duty", "not known", "0 calls and messages at an hour that a roster covers"),
        ("Rhythm (burstiness)", "not defined for so few moments", "0 gaps"),
    ]


def test_a_pair_that_neither_rang_nor_wrote_has_no_figures() -> None:
    assert pair_figures(None) == ()


@pytest.mark.parametrize(
    ("burstiness", "said"), [(-1.0, "−1"), (-0.25, "−0.25"), (-0.001, "0"), (0.0, "0"), (1.0, "1")]
)
def test_rhythm_is_written_with_its_sign(burstiness: float, said: str) -> None:
    assert told(ROW | {"burstiness": burstiness})[-1][1] == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (100_000, "27.8 h"),
     (172_800, "2 days"), (1_000_000, "11.6 days")],
)  # fmt: skip
def test_a_length_of_time_is_told_in_a_unit_that_it_fills(seconds: float, said: str) -> None:
    assert lasted(seconds) == said
