"""Working time as tours, and whether a contact fell in it."""

from tests.support import drawn, duck
from upstander.engine.contacts.duty import stretches, tours, with_duty
from upstander.engine.tables.stages import CONTACTS

DUTIES = """
    staff_id | starts_at           | ends_at             | kind
    S1       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00 | duty
    S1       | 2025-03-01 14:00:00 | 2025-03-01 18:00:00 | overtime
    S1       | 2025-03-02 22:00:00 | 2025-03-03 06:00:00 | duty
    S1       | 2025-03-05 07:00:00 | 2025-03-05 15:00:00 | leave
    S1       | 2025-03-10 07:00:00 | 2025-03-10 15:00:00 | court
"""


def rows(table):
    return duck.connect().to_pyarrow(table).to_pylist()


def on_duty(contacts: str) -> list[tuple[bool | None, int | None]]:
    duties = drawn.records(duties=DUTIES)["duties"]
    shown = drawn.table(contacts, schema=CONTACTS).drop("on_duty", "minutes_off_duty")
    told = with_duty(shown, stretches=stretches(tours(duties))).order_by("at")
    return [(row["on_duty"], row["minutes_off_duty"]) for row in rows(told)]


def test_overlapping_duties_are_one_tour_and_leave_is_none():
    found = rows(tours(drawn.records(duties=DUTIES)["duties"]).order_by("starts_at"))
    assert [(f"{r['starts_at']:%d %H}", f"{r['ends_at']:%d %H}") for r in found] == [
        ("01 07", "01 18"),
        ("02 22", "03 06"),
        ("10 07", "10 15"),
    ]


def test_a_contact_is_on_duty_or_so_many_minutes_from_it():
    assert on_duty(
        """
        staff_id | at
        S1       | 2025-03-01 07:00:00
        S1       | 2025-03-01 18:00:00
        S1       | 2025-03-01 18:30:00
        S1       | 2025-03-02 21:00:00
        S1       | 2025-03-03 00:30:00
        S1       | 2025-03-05 10:00:00
        """
    ) == [(True, 0), (False, 0), (False, 30), (False, 60), (True, 0), (False, 3120)]


def test_where_no_roster_covers_the_member_nothing_is_said():
    assert on_duty(
        """
        staff_id | at
        S2       | 2025-03-01 10:00:00
        S1       | 2025-07-01 10:00:00
        """
    ) == [(None, None), (None, None)]


def test_each_contact_stays_one_row():
    contacts = "staff_id | at\n" + "\n".join(
        f"S1 | 2025-03-{day:02d} {hour:02d}:00:00" for day in range(1, 13) for hour in range(24)
    )
    assert len(on_duty(contacts)) == 12 * 24
