"""One member's look-ups from a scan's folder: order of people, peers, and whose records they are."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import scan_folder
from upstander.engine import api
from upstander.engine.api import AskedAudit, LookUpAudit

LISTED = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S9       | H9       | 8 contacts on 6 days.
"""
SINCE = datetime(2026, 1, 1)


def audited(tmp_path: Path, look_ups: str, *, peers: int = 0, **more: Any) -> LookUpAudit:
    """The audit of S1, with so many others in the same role."""
    names = ["S1", *(f"S{number}" for number in range(11, 11 + peers))]
    staff = "staff_id | role_family\n" + "".join(f"{name} | custody\n" for name in names)
    folder = scan_folder.write(tmp_path / "scan", LISTED, look_ups=look_ups, staff=staff, **more)
    return api.audit_of(api.published(folder), AskedAudit(staff_id="S1", since=SINCE))


ORDER = """
    staff_id | human_id | at                  | status
    S1       | OFTEN    | 2026-02-01T09:00:00 | unexplained
    S1       | OFTEN    | 2026-02-02T09:00:00 | unexplained
    S1       | MARKED   | 2026-02-03T09:00:00 | unexplained
    S1       | BURST    | 2026-02-04T09:00:00 | unexplained
    S1       | BURST    | 2026-02-04T09:01:00 | unexplained
    S1       | BURST    | 2026-02-04T09:02:00 | unexplained
    S1       | UNKNOWN  | 2026-02-05T09:00:00 | uncheckable
    S1       | WORK     | 2026-02-06T09:00:00 | explained
    S1       | WORK     | 2026-02-07T09:00:00 | explained
    S1       | WORK     | 2026-02-08T09:00:00 | explained
"""
MARKERS = """
    human_id | marker         | recorded_at         | ended_at
    MARKED   | mental_health  | 2026-01-01T00:00:00 |
    MARKED   | domestic_abuse | 2026-01-01T00:00:00 |
    OFTEN    | young_person   | 2026-02-20T00:00:00 |
    BURST    | missing        | 2025-01-01T00:00:00 | 2026-02-01T00:00:00
    WORK     | mental_health  | 2026-01-01T00:00:00 |
"""


@pytest.mark.meets("R217")
def test_people_are_in_the_order_of_what_is_unexplained_and_how_vulnerable_they_are(
    tmp_path: Path,
) -> None:
    found = audited(tmp_path, ORDER, markers=MARKERS)
    told = [(one.human_id, one.unexplained_days, one.markers) for one in found.people]
    assert told == [
        ("MARKED", 1, ("domestic_abuse", "mental_health")),
        ("OFTEN", 2, ()),  # the marker came later than the look-ups
        ("BURST", 1, ()),  # and this one had ended: one day, however often
        ("UNKNOWN", 0, ()),
        ("WORK", 0, ("mental_health",)),  # every look-up explained: last, however vulnerable
    ]


def test_a_record_that_may_be_the_members_own_or_a_colleagues_says_so(tmp_path: Path) -> None:
    folder = scan_folder.write(
        tmp_path / "scan",
        LISTED,
        look_ups=ORDER.replace("OFTEN", "H1").replace("BURST", "H2").replace("MARKED", "H3"),
        staff="staff_id | role_family\nS1 | custody",
    )
    records = [
        {"human_id": "H1", "person_id": "P1", "name": "Robin Elm", "member": "S1"},
        {
            "human_id": "H1",
            "person_id": "P7",
            "name": None,
            "member": "S5",
        },  # who shares the number
        {"human_id": "H2", "person_id": "P2", "name": None, "member": "S4"},
        {"human_id": "H3", "person_id": "P3", "name": None, "member": None},
    ]
    scan_folder.save(folder, {"looked_up": records})
    found = api.audit_of(api.published(folder), AskedAudit(staff_id="S1", since=SINCE))
    whose = {one.human_id: one.whose for one in found.people}
    assert (whose["H1"], whose["H2"], whose["H3"]) == ("own", "colleague", "")
    assert next(one.name for one in found.people if one.human_id == "H1") == "Robin Elm"


PEERS = ORDER + "".join(
    f"    S{number} | H{number} | 2026-02-0{day}T09:00:00 | explained\n"
    for number in (11, 12, 13, 14)
    for day in range(1, number - 9)
)


def test_the_members_figures_stand_beside_those_of_the_same_role(tmp_path: Path) -> None:
    found = audited(tmp_path, PEERS, peers=5)
    beside = {one.figure: one for one in found.beside}
    assert found.tours == 28
    rate = beside["per tour"]
    assert rate.value == pytest.approx(10 / 28)
    assert rate.peers == pytest.approx((0, 1 / 28, 2 / 28, 3 / 28, 4 / 28))  # one looked up nobody
    assert (rate.median, rate.below, rate.enough) == (pytest.approx(2 / 28), 5, True)
    share = beside["share unexplained"]
    assert share.value == pytest.approx(6 / 9)  # what cannot be checked counts on neither side
    assert share.peers == (0, 0, 0, 0)  # who looked up nobody has no share
    assert (beside["people"].value, beside["people"].peers) == (5, (0, 1, 1, 1, 1))


FEW = [(0, False), (4, False), (5, True)]


@pytest.mark.parametrize(("peers", "enough"), FEW)
def test_too_few_peers_tell_nothing(tmp_path: Path, peers: int, enough: bool) -> None:
    found = audited(tmp_path, ORDER, peers=peers)
    assert next(one.enough for one in found.beside if one.figure == "people") is enough


def test_a_member_of_another_role_is_no_peer(tmp_path: Path) -> None:
    found = audited(tmp_path, PEERS, peers=2)
    assert all(len(one.peers) <= 2 for one in found.beside)


def test_tours_to_come_do_not_count(tmp_path: Path) -> None:
    found = audited(tmp_path, ORDER, as_of="2026-02-10T00:00:00")
    assert found.tours == 9
