"""Families, not votes; and a private life is told as one."""

from datetime import datetime

import ibis
import pytest

from tests.support import drawn, duck
from upstander.engine.leads.matrix import read_matrix
from upstander.engine.leads.weigh import scored_members, scored_pairs, weighed
from upstander.engine.tables.stages import FINDING_EVENTS, FINDINGS

MATRIX = read_matrix()
SCHEMA = {"indicator": "string", "family": "string", "rarity_bits": "float64"} | FINDINGS
ROW = {name: FINDING_EVENTS[name] for name in
       ("staff_id", "human_id", "source_table", "source_file", "source_row")}  # fmt: skip


def rows(table):
    return duck.connect().to_pyarrow(table).to_pylist()


def evidence(
    findings: str, *, weight: float = 1.0, record: float = 1.0, events: str = "", unexplained=None
):
    table = drawn.table(findings, schema=SCHEMA, last_at=datetime(2025, 5, 1))
    pairs = table.select("staff_id", "human_id").distinct()
    known = {"origin_weight": ibis.literal(weight), "record_weight": ibis.literal(record)}
    facts = pairs.filter(pairs.human_id.notnull()).mutate(**known)
    return weighed(
        table,
        events=drawn.table(events or "staff_id", schema={"indicator": "string"} | FINDING_EVENTS),
        facts=facts,
        matrix=MATRIX,
        unexplained=unexplained,
    )


def pair_bits(findings: str, **kwargs) -> float:
    (row,) = rows(scored_pairs(evidence(findings, **kwargs)))
    return row["pair_bits"]


def test_bits_add_up_across_families():
    assert pair_bits(
        """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 6
        IND-16    | visits        | S1       | P1       | 4
        """
    ) == pytest.approx(10)


def test_signs_that_see_the_same_thing_do_not_add_up():
    assert pair_bits(
        """
        indicator | family | staff_id | human_id | rarity_bits
        IND-04    | timing | S1       | P1       | 6
        IND-05    | timing | S1       | P1       | 5
        """
    ) == pytest.approx(6 + 5 * MATRIX.rest_of_family)


def test_no_event_counts_twice_in_full():
    findings = """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 6
        IND-05    | timing        | S1       | P1       | 5
    """
    same = """
        indicator | staff_id | human_id | source_table | source_file | source_row
        IND-01    | S1       | P1       | calls        | calls       | 1
        IND-01    | S1       | P1       | calls        | calls       | 2
        IND-05    | S1       | P1       | calls        | calls       | 1
        IND-05    | S1       | P1       | calls        | calls       | 2
    """
    half = (
        same
        + """
        IND-05    | S1       | P1       | calls        | calls       | 3
        IND-05    | S1       | P1       | calls        | calls       | 4
    """
    )
    rest = MATRIX.rest_of_events
    assert pair_bits(findings, events=same) == pytest.approx(6 + 5 * rest)
    assert pair_bits(findings, events=half) == pytest.approx(6 + 5 * (rest + (1 - rest) / 2))


def test_an_event_near_several_people_is_claimed_by_the_strongest_of_them():
    told = evidence(
        """
        indicator | family | staff_id | human_id | rarity_bits
        IND-16    | visits | S1       | P1       | 6
        IND-16    | visits | S1       | P2       | 5
        """,
        events="""
        indicator | staff_id | human_id | source_table | source_file | source_row
        IND-16    | S1       | P1       | positions    | positions   | 1
        IND-16    | S1       | P2       | positions    | positions   | 1
        """,
    )
    found = {row["human_id"]: row["pair_bits"] for row in rows(scored_pairs(told))}
    assert found == pytest.approx(
        {
            "P1": 6 * MATRIX.stop_share,
            "P2": 5 * MATRIX.stop_share * MATRIX.rest_of_events,
        }
    )


def test_one_record_that_was_never_entered_does_not_count_several_times():
    assert pair_bits(
        """
        indicator | family            | staff_id | human_id | rarity_bits
        IND-23    | look-ups          | S1       | P1       | 6
        IND-07    | after the purpose | S1       | P1       | 5
        """
    ) == pytest.approx(5 + 6 * MATRIX.signs["IND-23"] * MATRIX.rest_of_gap)


def test_a_sign_that_says_less_weighs_less():
    weight = MATRIX.signs["IND-11"]
    assert weight < 1
    assert pair_bits(
        """
        indicator | family | staff_id | human_id | rarity_bits
        IND-11    | visits | S1       | P1       | 6
        """
    ) == pytest.approx(6 * weight)


def test_a_private_life_weighs_less_but_its_look_ups_keep_their_weight():
    findings = """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 8
        IND-23    | look-ups      | S1       | P1       | 4
    """
    weight = MATRIX.origin["before any policing link"]
    assert pair_bits(findings, weight=weight) == pytest.approx(
        8 * weight + 4 * MATRIX.signs["IND-23"]
    )


def test_the_members_own_record_of_work_lessens_the_signs_of_a_missing_one_and_no_other():
    findings = """
        indicator | family            | staff_id | human_id | rarity_bits
        IND-16    | visits            | S1       | P1       | 5
        IND-06    | after the purpose | S1       | P1       | 6
        IND-05    | timing            | S1       | P1       | 4
    """
    assert "IND-06" in MATRIX.gap_signs
    assert "IND-05" in MATRIX.may_be_explained
    assert pair_bits(findings, record=0.5) == pytest.approx(5 + 6 * 0.5 + 4 * 0.5)


def test_what_a_purpose_explains_throughout_is_not_lessened_twice():
    findings = """
        indicator | family | staff_id | human_id | rarity_bits
        IND-05    | timing | S1       | P1       | 6
    """
    events = """
        indicator | staff_id | human_id | source_table | source_file | source_row
        IND-05    | S1       | P1       | calls        | calls       | 1
    """
    nothing_open = drawn.table("staff_id", schema=ROW)
    bits = pair_bits(findings, record=0.5, events=events, unexplained=nothing_open)
    assert bits == pytest.approx(6 * MATRIX.all_explained)


def test_a_stop_names_a_place_and_not_a_person():
    """Two calls and two stops: half of what it rests on names her."""
    findings = """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 8
    """
    events = """
        indicator | staff_id | human_id | source_table | source_file | source_row
        IND-01    | S1       | P1       | calls        | calls       | 1
        IND-01    | S1       | P1       | calls        | calls       | 2
        IND-01    | S1       | P1       | positions    | positions   | 3
        IND-01    | S1       | P1       | positions    | positions   | 4
    """
    named = (1 + MATRIX.stop_share) / 2
    assert pair_bits(findings, events=events) == pytest.approx(8 * named)


def test_many_small_things_can_outrank_one_loud_one():
    loud = pair_bits(
        """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 10
        """
    )
    faint = pair_bits(
        """
        indicator | family            | staff_id | human_id | rarity_bits
        IND-23    | look-ups          | S2       | P2       | 4
        IND-16    | visits            | S2       | P2       | 5
        IND-08    | after the purpose | S2       | P2       | 4
        """
    )
    assert faint > loud


def test_one_member_across_several_people_is_one_lead():
    told = evidence(
        """
        indicator | family        | staff_id | human_id | rarity_bits
        IND-01    | contact shape | S1       | P1       | 10
        IND-01    | contact shape | S1       | P2       | 8
        IND-01    | contact shape | S1       | P3       | 1
        IND-42    | history       | S1       |          | 3
        """
    )
    (member,) = rows(scored_members(told, pairs=scored_pairs(told), matrix=MATRIX))
    assert member["member_bits"] == pytest.approx(
        10 + 8 * MATRIX.further_people + 3 * MATRIX.signs["IND-42"] * MATRIX.about_member
    )
    assert member["people"] == 2


def test_a_member_with_history_alone_is_a_lead_without_people():
    told = evidence(
        """
        indicator | family  | staff_id | human_id | rarity_bits
        IND-42    | history | S1       |          | 7
        """
    )
    (member,) = rows(scored_members(told, pairs=scored_pairs(told), matrix=MATRIX))
    bits = 7 * MATRIX.signs["IND-42"] * MATRIX.about_member
    assert (member["member_bits"], member["people"]) == (pytest.approx(bits), 0)


KISSES = "IND-35    | content       | S1       | P1       | 8\n"


def test_a_supporting_sign_makes_no_lead_alone():
    assert "IND-35" in MATRIX.supporting_signs
    head = "indicator | family        | staff_id | human_id | rarity_bits\n"
    told = evidence(head + KISSES + KISSES.replace("IND-35", "IND-36"))
    pairs = scored_pairs(told)
    assert rows(pairs) == rows(scored_members(told, pairs=pairs, matrix=MATRIX)) == []
    assert {row["bits"] for row in rows(told)} == {0.0}


def test_a_supporting_sign_at_most_doubles_what_stands_beside_it():
    head = "indicator | family        | staff_id | human_id | rarity_bits\n"
    beside = "IND-16    | visits        | S1       | P1       | {bits}\n"
    own = 8 * MATRIX.signs["IND-35"]
    assert pair_bits(head + KISSES + beside.format(bits=3)) == pytest.approx(3 + 3)
    assert pair_bits(head + KISSES + beside.format(bits=9)) == pytest.approx(9 + own)
    other = beside.format(bits=9).replace("P1", "P2")
    told = {
        row["human_id"]: row["pair_bits"]
        for row in rows(scored_pairs(evidence(head + KISSES + other)))
    }
    assert told == pytest.approx({"P2": 9})


def test_a_supporting_sign_takes_nothing_from_one_that_stands_by_itself():
    """However loud: the secret stays first of its family, and owns its events."""
    head = "indicator | family        | staff_id | human_id | rarity_bits\n"
    secret = "IND-39    | content       | S1       | P1       | 5\n"
    event = """
        indicator | staff_id | human_id | source_table | source_file | source_row
        IND-35    | S1       | P1       | messages     | messages    | 1
        IND-39    | S1       | P1       | messages     | messages    | 1
    """
    alone = pair_bits(head + secret, events=event)
    both = evidence(head + KISSES + secret, events=event)
    bits = {row["indicator"]: row["bits"] for row in rows(both)}
    assert bits["IND-39"] == pytest.approx(alone) == pytest.approx(5)
    assert 0 < bits["IND-35"] < 5 * MATRIX.rest_of_family


def test_a_supporting_sign_stands_beside_history_only_of_the_same_pair():
    told = evidence(
        """
        indicator | family  | staff_id | human_id | rarity_bits
        IND-35    | content | S1       | P1       | 8
        IND-42    | history | S1       |          | 4
        """
    )
    (member,) = rows(scored_members(told, pairs=scored_pairs(told), matrix=MATRIX))
    assert member["member_bits"] == pytest.approx(4 * MATRIX.signs["IND-42"] * MATRIX.about_member)
    assert member["people"] == 0


HOURS = """
    indicator | family | staff_id | human_id | rarity_bits
    IND-05    | timing | S1       | P1       | 6
    IND-16    | visits | S1       | P1       | 4
"""
RESTS_ON = """
    indicator | staff_id | human_id | source_table | source_file | source_row
    IND-05    | S1       | P1       | calls        | calls       | 1
    IND-05    | S1       | P1       | calls        | calls       | 2
    IND-16    | S1       | P1       | positions    | positions   | 9
"""


@pytest.mark.parametrize(
    ("unexplained", "share"),
    [
        (("S1 | P1 | calls | calls | 1", "S1 | P1 | calls | calls | 2"), 1.0),
        (("S1 | P1 | calls | calls | 2",), (1 + MATRIX.all_explained) / 2),  # one of the two calls
        (("S1 | P1 | calls | calls | 7",), MATRIX.all_explained),
        (("S1 | P9 | calls | calls | 2",), MATRIX.all_explained),  # the row of somebody else
    ],
)
def test_a_sign_counts_for_less_as_far_as_a_purpose_explains_what_it_rests_on(unexplained, share):
    head = "staff_id | human_id | source_table | source_file | source_row\n"
    table = drawn.table(HOURS, schema=SCHEMA, last_at=datetime(2025, 5, 1))
    told = weighed(
        table,
        events=drawn.table(RESTS_ON, schema={"indicator": "string"} | FINDING_EVENTS),
        facts=table.select("staff_id", "human_id")
        .distinct()
        .mutate(origin_weight=1.0, record_weight=1.0),
        matrix=MATRIX,
        unexplained=drawn.table(head + "\n".join(unexplained), schema=ROW),
    )
    bits = {row["indicator"]: row["bits"] for row in rows(told)}
    # A visit that nobody explained is a sign of its own kind: it never rests on explained contact.
    assert bits == pytest.approx({"IND-05": 6 * share, "IND-16": 4 * MATRIX.stop_share})
