"""IND-34: own number or address given."""

from datetime import datetime

import pytest

from tests.spec.indicators.written import messages
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.own_number_given import INDICATOR

SENT = """
    2025-03-01 09:00:00 | yes
    2025-03-02 09:00:00 | no
"""


@pytest.mark.meets("R096")
def test_fires_on_such_messages_to_one_person():
    drawn = scene(written=messages(SENT, classes="own_number"))
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "An own number or address, or the offer of one, in 1 of 2 messages read, on 1 day from 2025-03-01 to 2025-03-01; "
        "on none of 10 days with messages to this member's other people."
    )
    # 2 days read, each expected to hold (0 + 0.5) / (10 + 50)
    assert finding["value"] == pytest.approx(4.488, abs=0.001)
    assert finding["seen_at"] == datetime(2025, 3, 1, 9)
    assert len(events(INDICATOR, drawn)) == 1


LONG = "staff_id | human_id | at | own_number\n" + "\n".join(
    f"S1 | H1 | 2025-{month:02d}-{day:02d} 09:00:00 | {'yes' if (month, day) == (3, 9) else 'no'}"
    for month in range(1, 5)
    for day in range(1, 29)
)


@pytest.mark.parametrize(
    ("innocent", "written"),
    [
        ("one in a long exchange: found by mistake now and then", LONG),
        (
            "the work number, which is no such phrase",
            messages(SENT.replace("yes", "no"), classes="own_number"),
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, written):
    assert found(INDICATOR, scene(written=written)) == []


def test_phrases_of_other_classes_are_other_signs():
    assert found(INDICATOR, scene(written=messages(SENT, classes="affection"))) == []


def test_cannot_be_checked_without_text():
    records = scene(messages="message_id | staff_id\nM1 | S1", staff_phones="").records
    assert records.missing(INDICATOR.needs) == ("messages.text",)
    assert found(INDICATOR, scene()) == []
