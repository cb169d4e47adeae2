"""A pair in figures: drawn calls and messages, and every figure worked out by hand."""

import ibis
import pytest

from tests.support import drawn
from upstander.engine.contacts.in_figures import in_figures
from upstander.engine.tables.stages import CONTACTS, PAIR_FIGURES

HOUR, DAY = 3600, 86_400

BOTH_WAYS = """
    at                  | kind    | direction | duration_s | on_duty
    2025-03-03 10:00:00 | call    | out       | 30         | yes
    2025-03-03 10:20:00 | message | in        |            | yes
    2025-03-03 10:30:00 | message | out       |            | yes
    2025-03-05 23:10:00 | message | out       |            | no
    2025-03-06 05:59:59 | call    | out       | 90         | no
    2025-03-06 06:00:00 | call    | in        |            |
"""


def figures(contacts: str, **fill) -> list[dict]:
    """The figures of drawn contacts of S1 with H1, their rows numbered as drawn."""
    told = {"staff_id": "S1", "human_id": "H1", "source_table": "calls"} | fill
    shown = drawn.table(contacts, schema=CONTACTS, **told)
    shown = shown.mutate(local_at=shown.at)
    return ibis.duckdb.connect().to_pyarrow(in_figures(shown)).to_pylist()


def only(contacts: str, **fill) -> dict:
    (row,) = figures(contacts, **fill)
    return row


def at(*moments: str, kind: str = "call", direction: str = "out") -> str:
    return "\n".join(
        ["at | kind | direction", *(f"{moment} | {kind} | {direction}" for moment in moments)]
    )


def test_one_row_a_pair_with_the_columns_that_are_promised():
    row = only(BOTH_WAYS)
    assert list(row) == list(PAIR_FIGURES)
    assert (row["staff_id"], row["human_id"]) == ("S1", "H1")


def test_each_figure_stands_with_what_it_rests_on():
    row = only(BOTH_WAYS)
    assert row["contacts"] == 6
    assert (row["calls"], row["calls_out"]) == (3, 2)
    assert (row["messages"], row["messages_out"]) == (3, 2)
    assert row["days"] == 3
    assert row["night"] == 2  # 23:10 and 05:59:59; 06:00 is day again
    assert (row["duty_known"], row["off_duty"]) == (5, 2)
    assert (row["calls_timed"], row["call_mean_s"], row["call_median_s"]) == (2, 60.0, 60.0)
    assert row["gaps"] == 5
    assert row["gap_mean_s"] == (2 * DAY + 20 * HOUR) / 5
    assert row["gap_median_s"] == 1200


def test_an_hour_of_silence_or_a_call_ends_an_exchange_of_messages():
    row = only(
        """
        at                  | kind    | direction
        2025-03-03 10:00:00 | message | in
        2025-03-03 10:59:59 | message | out
        2025-03-03 11:59:59 | message | out
        2025-03-03 12:00:00 | call    | out
        2025-03-03 12:00:30 | message | in
        2025-03-03 12:10:00 | message | in
        2025-03-03 20:00:00 | message | out
        2025-03-03 20:10:00 | message | in
        """
    )
    # answered by the member; begun by the member; begun by the person; begun and answered
    assert row["exchanges"] == 4
    assert (row["exchanges_out"], row["exchanges_out_answered"]) == (2, 1)
    assert row["exchanges_in_answered"] == 1


def test_a_pair_that_only_writes_has_no_length_of_a_call():
    row = only(at("2025-03-03 10:00:00", "2025-03-04 10:00:00", kind="message", direction="in"))
    assert (row["calls"], row["calls_timed"]) == (0, 0)
    assert row["call_mean_s"] is None
    assert row["call_median_s"] is None
    assert (row["exchanges"], row["exchanges_out"], row["exchanges_in_answered"]) == (2, 0, 0)


def test_a_pair_in_which_only_the_member_rings():
    row = only(at("2025-03-03 10:00:00", "2025-03-03 10:01:00", "2025-03-03 10:02:00"))
    assert (row["calls"], row["calls_out"]) == (3, 3)
    assert (row["messages"], row["exchanges"]) == (0, 0)


def test_messages_count_whichever_system_saw_them_and_other_contact_does_not():
    row = only(
        """
        at                  | kind    | direction | source_table
        2025-03-03 10:00:00 | message | out       | calls
        2025-03-03 10:00:00 | message | in        | messages
        2025-03-03 10:00:00 | lookup  |           | searches
        2025-03-03 10:00:00 | visit   |           | positions
        """
    )
    assert (row["contacts"], row["messages_out"]) == (2, 1)
    assert figures(at("2025-03-03 10:00:00", kind="visit")) == []


def test_what_no_human_on_record_is_at_the_other_end_of_is_no_pair():
    assert figures(at("2025-03-03 10:00:00"), human_id=None) == []


@pytest.mark.parametrize(
    ("moments", "burstiness"),
    [
        (["03 10"], None),  # one contact has no gap
        (["03 10", "05 10"], None),  # one gap has no spread
        (["03 10", "03 10", "03 10"], None),  # all at one moment
        (["03 10", "05 10", "07 10"], -1.0),  # evenly spaced, however few
        (["03 10", "03 10", "07 10"], 1.0),  # all at once but for one gap
        (["03 10", "03 10", "03 10", "03 10", "07 10"], 1.0),  # and however many
    ],
)
def test_burstiness_keeps_its_ends_in_short_series_and_is_left_open_where_it_is_not_defined(
    moments, burstiness
):
    found = only(at(*[f"2025-03-{moment}:00:00" for moment in moments]))["burstiness"]
    assert found == (None if burstiness is None else pytest.approx(burstiness))


def test_burstiness_of_three_gaps_by_hand():
    # gaps of 1, 2 and 9 hours: mean 4, spread sqrt(38 / 3), r = 0.8898
    row = only(
        at("2025-03-03 08:00:00", "2025-03-03 09:00:00", "2025-03-03 11:00:00",
           "2025-03-03 20:00:00")
    )  # fmt: skip
    assert row["burstiness"] == pytest.approx((2 * 0.88976 - 2**0.5) / (2**0.5), abs=1e-4)


def test_a_welfare_plan_by_the_clock_is_evenly_spaced_and_nothing_else_is_said_of_it():
    """The innocent look-alike: many calls one way, as a recorded plan asks for them."""
    row = only(at(*[f"2025-03-{day:02} 09:00:00" for day in range(1, 29)]))
    assert (row["calls"], row["calls_out"], row["days"], row["night"]) == (28, 28, 28, 0)
    assert row["burstiness"] == pytest.approx(-1.0)


def test_pairs_are_kept_apart():
    rows = figures(
        """
        staff_id | human_id | at                  | kind | direction
        S1       | H1       | 2025-03-03 10:00:00 | call | out
        S2       | H1       | 2025-03-03 11:00:00 | call | out
        S1       | H2       | 2025-03-03 12:00:00 | call | out
        S1       | H1       | 2025-03-03 13:00:00 | call | out
        """
    )
    found = {(row["staff_id"], row["human_id"]): (row["calls"], row["gap_mean_s"]) for row in rows}
    assert found == {("S1", "H1"): (2, 3 * HOUR), ("S2", "H1"): (1, None), ("S1", "H2"): (1, None)}


def test_contacts_at_one_moment_are_taken_in_the_order_of_their_rows():
    text = """
        at                  | kind    | direction | source_row
        2025-03-03 10:00:00 | message | out       | {}
        2025-03-03 10:00:00 | message | in        | {}
        """
    assert only(text.format(1, 2))["exchanges_out"] == 1
    assert only(text.format(2, 1))["exchanges_out"] == 0
