"""IND-36: remarks on appearance or age."""

from datetime import datetime

import pytest

from tests.spec.indicators.written import messages
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.remarks_on_appearance import INDICATOR

SENT = """
    2025-03-01 09:00:00 | yes
    2025-03-02 09:00:00 | no
    2025-03-05 09:00:00 | yes
"""


@pytest.mark.meets("R116")
def test_fires_on_such_messages_to_one_person():
    drawn = scene(written=messages(SENT, classes="compliment"))
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Remarks on appearance or age in 2 of 3 messages read, on 2 days from 2025-03-01 to 2025-03-05; "
        "on none of 10 days with messages to this member's other people."
    )
    # 3 days read, each expected to hold (0 + 0.5) / (10 + 50)
    assert finding["value"] == pytest.approx(9.795, abs=0.001)
    assert finding["seen_at"] == datetime(2025, 3, 5, 9)
    assert len(events(INDICATOR, drawn)) == 2


@pytest.mark.parametrize(
    ("innocent", "written"),
    [
        ("one message alone", messages("2025-03-01 09:00:00 | yes", classes="compliment")),
        (
            "descriptions and encouragement, which are no such phrases",
            messages(SENT.replace("yes", "no"), classes="compliment"),
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, written):
    assert found(INDICATOR, scene(written=written)) == []


def test_phrases_of_other_classes_are_other_signs():
    assert found(INDICATOR, scene(written=messages(SENT, classes="affection"))) == []


def test_cannot_be_checked_without_text():
    records = scene(messages="message_id | staff_id\nM1 | S1").records
    assert records.missing(INDICATOR.needs) == ("messages.text",)
    assert found(INDICATOR, scene()) == []
