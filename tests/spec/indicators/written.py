"""Drawn messages for the signs that read content, and what all of those signs must do."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.evidence import Indicator


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Messages of S1 to H1, a line each (the moment, then yes or no), and what a sign says of them.

    `value` and `seen_at` are those of a sign that one class of phrases makes.
    """

    lines: str
    says: str
    value: float
    seen_at: datetime
    events: int


# 2 days read, each expected to hold (0 + 0.5) / (10 + 50)
ONCE = Sent(
    lines="2025-03-01 09:00:00 | yes\n2025-03-02 09:00:00 | no",
    says="in 1 of 2 messages read, on 1 day from 2025-03-01 to 2025-03-01",
    value=4.488,
    seen_at=datetime(2025, 3, 1, 9),
    events=1,
)
# 3 days read, each expected to hold (0 + 0.5) / (10 + 50)
TWICE = Sent(
    lines="2025-03-01 09:00:00 | yes\n2025-03-02 09:00:00 | no\n2025-03-05 09:00:00 | yes",
    says="in 2 of 3 messages read, on 2 days from 2025-03-01 to 2025-03-05",
    value=9.795,
    seen_at=datetime(2025, 3, 5, 9),
    events=2,
)


def messages(sent: str, *, classes: str) -> str:
    """Rows of S1 to H1 under the columns of those classes, and ten plain ones to H2 on ten days.

    `sent` has a line a message: the moment, then yes or no for each class.
    """
    head = f"staff_id | human_id | at | {' | '.join(classes.split())} | source_row\n"
    rows = [
        f"S1 | H1 | {line.strip()} | {number}"
        for number, line in enumerate(sent.strip().splitlines(), start=1)
    ]
    no = " | ".join("no" for _ in classes.split())
    rows += [f"S1 | H2 | 2025-02-{day:02d} 10:00:00 | {no} | {100 + day}" for day in range(1, 11)]
    return head + "\n".join(rows)


def none_of_it(sent: Sent, *, classes: str) -> str:
    """The same messages without a phrase in any of them."""
    return messages(sent.lines.replace("yes", "no"), classes=classes)


def one_in_a_long_exchange(*, classes: str) -> str:
    """A message a day for four months, of which one holds a phrase."""
    return f"staff_id | human_id | at | {classes}\n" + "\n".join(
        f"S1 | H1 | 2025-{month:02d}-{day:02d} 09:00:00 | "
        f"{'yes' if (month, day) == (3, 9) else 'no'}"
        for month in range(1, 5)
        for day in range(1, 29)
    )


def fires_on(sent: Sent, sign: Indicator, *, classes: str, what: str) -> None:
    """The sign finds the messages to H1, tells them as `what`, and rests on no others."""
    drawn = scene(written=messages(sent.lines, classes=classes))
    (finding,) = found(sign, drawn)
    assert finding["sentence"] == (
        f"{what} {sent.says}; on none of 10 days with messages to this member's other people."
    )
    assert finding["value"] == pytest.approx(sent.value, abs=0.001)
    assert finding["seen_at"] == sent.seen_at
    assert len(events(sign, drawn)) == sent.events


def leaves_other_classes_alone(sent: Sent, sign: Indicator) -> None:
    """Affection is a sign of its own, and no part of this one."""
    assert found(sign, scene(written=messages(sent.lines, classes="affection"))) == []


def needs_the_text(sign: Indicator, **records: str) -> None:
    """Where an extract has messages and not their text, the sign lacks the text and finds nothing."""
    known = scene(messages="message_id | staff_id\nM1 | S1", **records).records
    assert known.missing(sign.needs) == ("messages.text",)
    assert found(sign, scene()) == []
