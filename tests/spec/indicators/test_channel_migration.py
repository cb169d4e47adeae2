"""IND-08: channel migration."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.channel_migration import INDICATOR

HEAD = "staff_id | human_id | at | kind | direction | channel | account | status\n"


def texts(*, number: int = 20, first: str = "2025-02-01 10:00:00", account: str = "force") -> str:
    """Work texts, one a day, explained by the case that is open."""
    line = f"S1 | H1 | {{at}} | message | out | text | {account} | explained"
    return repeated(line, first=first, number=number, hours=24)


def visits(
    *, number: int = 4, first: str = "2025-02-25 20:00:00", status: str = "unexplained"
) -> str:
    """Visits, one every ten days."""
    line = f"S1 | H1 | {{at}} | visit |  |  |  | {status}"
    return repeated(line, first=first, number=number, hours=240)


AS_OF = datetime(2025, 6, 30)


@pytest.mark.meets("R071")
@pytest.mark.meets("R137")
def test_fires_when_texts_stop_and_visits_go_on_and_not_when_everything_stops():
    drawn = scene(contacts=HEAD + texts() + visits(), as_of=AS_OF)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "20 calls and messages by work phone or account up to 2025-02-20, then none for 129 days; "
        "in that silence 4 visits that no record explains."
    )
    # four days where one is usual: (4 ln 4 - 3) / ln 2 bits, 0.1 of 20/21 for twenty texts
    assert finding["value"] == pytest.approx(3.672 + 0.095, abs=0.001)
    # silent for 14 days on 6 March; the second visit was on the 7th
    assert finding["seen_at"] == datetime(2025, 3, 7, 20)
    assert finding["first_at"] == datetime(2025, 2, 1, 10)
    assert len(events(INDICATOR, drawn)) == 24
    assert found(INDICATOR, scene(contacts=HEAD + texts(), as_of=AS_OF)) == []


def test_fires_on_look_ups_too_and_though_texts_resume():
    look_ups = visits(number=2).replace("visit", "lookup")
    drawn = HEAD + texts() + look_ups + texts(first="2025-04-20 10:00:00", number=2)
    (finding,) = found(INDICATOR, scene(contacts=drawn, as_of=AS_OF))
    assert "then none for 59 days; in that silence 2 look-ups" in finding["sentence"]


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("visits are the work itself", texts() + visits(status="explained")),
        ("hardly any work contact", texts(number=4) + visits()),
        ("texts go on beside the visits", texts(number=70) + visits()),
        ("one stray look-up", texts() + visits(number=1).replace("visit", "lookup")),
        ("visits came before", texts() + visits(first="2025-01-01 20:00:00", number=3)),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, as_of=AS_OF)) == []


def test_personal_accounts_are_not_work_contact():
    drawn = HEAD + texts(account="personal") + visits()
    assert found(INDICATOR, scene(contacts=drawn, as_of=AS_OF)) == []


def test_cannot_be_checked_without_calls():
    records = scene(staff_phones="", person_phones="").records
    assert records.missing(INDICATOR.needs) == ("calls",)
    no_positions = HEAD + texts()
    assert found(INDICATOR, scene(contacts=no_positions, as_of=AS_OF)) == []
