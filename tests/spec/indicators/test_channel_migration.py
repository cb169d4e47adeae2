"""IND-08: channel migration."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.channel_migration import INDICATOR

HEAD = "staff_id | human_id | at | kind | direction | channel | account | status | explained_by\n"


def texts(*, number: int = 20, first: str = "2025-02-01 10:00:00", account: str = "force") -> str:
    """Work texts, one a day, explained by the case that is open."""
    line = f"S1 | H1 | {{at}} | message | out | text | {account} | explained | assigned"
    return repeated(line, first=first, number=number, hours=24)


def visits(
    *, number: int = 4, first: str = "2025-02-25 20:00:00", status: str = "unexplained",
    by: str = "", days: int = 10,
) -> str:  # fmt: skip
    """Visits, one every ten days."""
    line = f"S1 | H1 | {{at}} | visit |  |  |  | {status} | {by}"
    return repeated(line, first=first, number=number, hours=24 * days)


def under_the_case(*, number: int, first: str, by: str = "assigned") -> str:
    """Visits, one a week, explained by the case that is open."""
    return visits(number=number, first=first, status="explained", by=by, days=7)


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


BEFORE = under_the_case(number=3, first="2025-02-01 20:00:00")
AFTER = under_the_case(number=6, first="2025-02-22 20:00:00")


@pytest.mark.meets("R214")
def test_fires_on_visits_under_an_open_case_when_the_texts_of_the_same_case_break_off():
    """Case 8: what was a text a day is none in five weeks, and the visits go on as before."""
    drawn = scene(contacts=HEAD + texts() + BEFORE + AFTER, as_of=AS_OF)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "20 calls and messages by work phone or account up to 2025-02-20, then none for 129 days; "
        "in that silence 6 visits under an open assignment, where the pace before would have "
        "had about 25 calls and messages up to the last of them."
    )
    # twenty texts are held to be a month's: ten more would have come by 7 March, and the fourth
    # visit was on the 15th
    assert finding["seen_at"] == datetime(2025, 3, 15, 20)
    # six days where one is usual: (6 ln 6 - 5) / ln 2 bits, and the tie
    assert finding["value"] == pytest.approx(8.296 + 0.095, abs=0.001)
    assert len(events(INDICATOR, drawn)) == 20 + 9


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("each visit was an appointment on record",
         texts() + BEFORE + under_the_case(number=6, first="2025-02-22 20:00:00", by="tasked")),
        ("visits took the place of the texts", texts() + AFTER),
        ("there were never many texts", texts(number=6) + BEFORE + AFTER),
        ("the last two visits before it closed",
         texts() + BEFORE + under_the_case(number=2, first="2025-02-22 20:00:00")),
        ("the texts go on", texts(number=60) + BEFORE + AFTER),
        ("everything stops", texts() + BEFORE),
        ("the person still writes",
         texts() + BEFORE + AFTER
         + texts(number=35, first="2025-02-24 10:00:00").replace("| out |", "| in |")),
    ],
)  # fmt: skip
def test_innocent_visits_under_an_open_case_do_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, as_of=AS_OF)) == []


def test_personal_accounts_are_not_work_contact():
    drawn = HEAD + texts(account="personal") + visits()
    assert found(INDICATOR, scene(contacts=drawn, as_of=AS_OF)) == []


def test_cannot_be_checked_without_calls():
    records = scene(staff_phones="", person_phones="").records
    assert records.missing(INDICATOR.needs) == ("calls",)
    no_positions = HEAD + texts()
    assert found(INDICATOR, scene(contacts=no_positions, as_of=AS_OF)) == []
