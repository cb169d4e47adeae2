"""IND-33: unsanctioned or encrypted app on a force device."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.unsanctioned_app import INDICATOR

STAFF = "staff_id | kind | role | role_family\n" + "".join(
    f"S{n} | officer | patrol | {'response' if n < 40 else 'support'}\n" for n in range(1, 60)
)
HEAD = "staff_id | app | first_seen_at | last_seen_at | allowed\n"
DEVICES = "".join(f"S{n} | Notebook | 2024-01-01 | | yes\n" for n in range(1, 60))
PUT_ON = """
    S1 | Signal   | 2025-03-01 12:00:00 |                     | no
    S1 | Snapchat | 2025-02-01 12:00:00 | 2025-02-10 12:00:00 | no
"""


def drawn(apps):
    return scene(device_apps=HEAD + DEVICES + apps, staff=STAFF)


@pytest.mark.meets("R389")
def test_fires_on_apps_that_peers_do_not_have():
    (finding,) = found(INDICATOR, drawn(PUT_ON))
    assert (finding["staff_id"], finding["human_id"]) == ("S1", None)
    assert finding["sentence"] == (
        "2 apps on a force device that the force has not allowed, 2 of them for messages, social "
        "media or dating, 1 gone again within 30 days; the role's other members have 0.01 on "
        "average."
    )
    assert finding["seen_at"] == datetime(2025, 2, 1, 12)
    assert finding["value"] > 5
    rests_on = events(INDICATOR, drawn(PUT_ON))
    assert [(event["kind"], event["source_table"]) for event in rests_on] == [
        ("app", "device_apps"), ("app", "device_apps"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("innocent", "apps"),
    [
        ("allowed apps", PUT_ON.replace("| no", "| yes")),
        ("a game", PUT_ON.replace("Signal", "Chess ").replace("Snapchat", "Sudoku  ")),
        (
            "an app that the list lacks",
            "".join(f"S{n} | WhatsApp | 2025-03-01 12:00:00 | | no\n" for n in range(1, 10)),
        ),
        ("a name that only contains a word", PUT_ON.replace("Signal", "Signalling rules").replace("Snapchat", "Online forms")),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, apps):
    assert found(INDICATOR, drawn(apps)) == []


def test_innocent_role_that_uses_such_apps_weighs_less():
    digital = "".join(
        f"S{n} | {app} | 2025-03-01 12:00:00 | | no\n"
        for n, app in enumerate(("Signal", "Viber", "Kik", "Kik", "Wickr", "Wickr"), start=40)
    )
    rows = {row["staff_id"]: row for row in found(INDICATOR, drawn(PUT_ON + digital))}
    assert rows["S40"]["value"] < rows["S1"]["value"] / 2


def test_putting_an_app_back_does_not_count_twice():
    again = PUT_ON.replace("Snapchat", "signal  ")
    (finding,) = found(INDICATOR, drawn(again))
    assert finding["sentence"].startswith("1 app on a force device")


def test_cannot_be_checked_without_the_inventory():
    assert scene().records.missing(INDICATOR.needs) == ("device_apps",)
    assert found(INDICATOR, scene()) == []
