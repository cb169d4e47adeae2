"""IND-61: handsets without billing, and apps outside the force's list."""

from tests.support import scenes
from upstander.engine.indicators.unmonitored_channel import (
    DEVICES,
    HANDSETS,
    INDICATOR,
    NO_BILLING,
    OTHER_APP,
)

STAFF = """
    staff_id | kind    | role
    S1       | officer | Patrol
    S2       | officer | Patrol
    S3       | officer | Patrol
    S4       | officer | Patrol
"""
PHONES = """
    staff_id | number        | ownership | starts_at           | ends_at
    S1       | 07700 900001  | force     |                     |
    S2       | +447700900002 | force     | 2024-01-01 00:00:00 |
    S3       | 07700900003   | force     | 2025-12-20 00:00:00 |
    S4       | 07700900004   | personal  |                     |
"""
CALLS = """
    number        | other_number | at                  | direction | kind
    +447700900001 | 07700900501  | 2025-12-01 10:00:00 | out       | voice
"""
DUTIES = """
    staff_id | starts_at           | ends_at             | kind
    S1       | 2025-12-01 08:00:00 | 2025-12-01 16:00:00 | duty
    S2       | 2025-12-01 08:00:00 | 2025-12-01 16:00:00 | duty
    S3       | 2025-12-01 08:00:00 | 2025-12-01 16:00:00 | duty
    S4       | 2025-12-01 08:00:00 | 2025-12-01 16:00:00 | duty
"""
APPS = """
    staff_id | app      | first_seen_at       | last_seen_at        | allowed
    S1       | Maps     | 2025-01-01 08:00:00 |                     | yes
    S2       | Whispers | 2025-01-01 08:00:00 |                     | no
    S3       | Whispers | 2025-01-01 08:00:00 | 2025-06-01 08:00:00 | no
"""


def shortfalls(**drawn):
    scene = {"staff": STAFF, "staff_phones": PHONES, "calls": CALLS, "duties": DUTIES} | drawn
    return scenes.shortfalls(INDICATOR, scenes.scene(**scene))


def test_fires_on_a_handset_without_billing_and_an_app_that_is_still_there():
    assert shortfalls(device_apps=APPS) == [("7700900002", NO_BILLING), ("S2", OTHER_APP)]


def test_what_was_looked_at():
    scene = scenes.scene(
        staff=STAFF, staff_phones=PHONES, calls=CALLS, duties=DUTIES, device_apps=APPS
    )
    assert scenes.looked_at(INDICATOR, scene) == {
        HANDSETS: {"7700900001", "7700900002"},
        DEVICES: {"S1", "S2", "S3"},
    }


def test_innocent_a_handset_of_somebody_on_leave_or_just_issued_is_no_shortfall():
    away = DUTIES.replace("S2       | 2025-12-01", "S2       | 2025-06-01").replace(
        "2025-06-01 08:00:00 | 2025-12-01", "2025-06-01 08:00:00 | 2025-06-01"
    )
    assert shortfalls(duties=away) == []


def test_without_any_billing_of_late_no_handset_is_looked_at():
    assert shortfalls(calls=CALLS.replace("2025-12", "2025-02")) == []


def test_it_cannot_be_checked_without_handsets_or_billing():
    assert INDICATOR.lacking(scenes.scene(staff=STAFF)) == ("staff_phones", "calls")
