"""Why a sign counts for less, worked out again from what the workbench knows of a pair."""

import pytest

from upstander.engine.drawings import most_bits, why_weighed
from upstander.engine.leads.matrix import read_matrix

OWN = read_matrix()
BEGUN = {"origin": "after a policing link", "open_look_ups": 4, "work_look_ups": 0}
PRIVATE = BEGUN | {"origin": "no link seen"}
RECORDED = BEGUN | {"work_look_ups": 4}


def row(indicator: str, family: str, weight: float, *, open_: float = 1.0) -> dict[str, object]:
    return {"indicator": indicator, "family": family, "weight": weight, "open": open_}


@pytest.mark.parametrize(
    ("sign", "pair", "said"),
    [
        (row("IND-05", "timing", 1.0), BEGUN, ""),
        (row("IND-02", "contact shape", 0.7), BEGUN, "the matrix counts this sign at 0.7"),
        (row("IND-05", "timing", 0.5), PRIVATE, "for how contact between the two began"),
        (
            row("IND-10", "visits", OWN.signs["IND-10"] * OWN.own_record),
            RECORDED,
            f"the matrix counts this sign at {OWN.signs['IND-10']:g}; the member's own look-ups "
            "are on record as work with the person",
        ),
        (
            row("IND-02", "contact shape", 0.7 * OWN.all_explained, open_=0.0),
            BEGUN,
            "the matrix counts this sign at 0.7; a recorded purpose explains all of what it rests "
            "on",
        ),
        (
            row("IND-02", "contact shape", 0.7 * (1 + OWN.all_explained) / 2, open_=0.5),
            BEGUN,
            "the matrix counts this sign at 0.7; a recorded purpose explains some of what it rests "
            "on",
        ),
    ],
)
def test_each_part_of_a_weight_is_named(
    sign: dict[str, object], pair: dict[str, object], said: str
) -> None:
    assert why_weighed(sign, among=[sign], pair=pair, version=OWN.version) == said


def test_under_another_matrix_only_what_holds_under_any_is_said() -> None:
    strong, weak = row("IND-05", "timing", 1.0), row("IND-04", "timing", 0.2)
    said = why_weighed(weak, among=[strong, weak], pair=PRIVATE, version="another")
    assert said == "a stronger sign of its family counts first"
    assert most_bits("another") is None
    assert most_bits(OWN.version) == OWN.most_bits_a_sign
