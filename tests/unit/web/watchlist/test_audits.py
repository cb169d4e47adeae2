"""Audit packages: what is in one, when it is made, and that it is made once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from tests.support import watch_list
from upstander.errors import PublishError
from upstander.web.audit.models import Entry as LogEntry
from upstander.web.triage.models import Scan
from upstander.web.watchlist.auditing import Result, audit, listed, packages
from upstander.web.watchlist.auditing.due import period_of
from upstander.web.watchlist.models import LookUp, Member, Name, Package, Person, System
from upstander.web.watchlist.words import Rhythm

pytestmark = pytest.mark.django_db
Bring = Callable[..., Result]

LOOKS = """
    staff_id | human_id | at                  | status      | reason    | system  | on_duty
    S1       | H1       | 2026-02-03T09:00:00 | explained   | enquiry   | Records | yes
    S1       | H2       | 2026-02-04T23:00:00 | unexplained |           | Records | no
    S1       | H2       | 2026-02-05T09:00:00 | unexplained | check     | Custody | yes
    S1       | H3       | 2026-02-06T09:00:00 | uncheckable |           | Records |
    S1       |          | 2026-02-07T09:00:00 |             |           | Records |
    S2       | H4       | 2026-02-07T09:00:00 | unexplained |           | Records | yes
"""
ONE_MORE = LOOKS + "    S1 | H5 | 2026-02-09T09:00:00 | unexplained | | Records | yes\n"


def left(package: Package) -> list[str]:
    """Whose record each look-up with no recorded purpose opened, the oldest first."""
    found = package.look_ups.filter(status="unexplained").order_by("at")
    return [one.person.human_id for one in found if one.person]


@pytest.mark.meets("R046")
def test_a_package_lists_exactly_the_unexplained_look_ups_of_the_member(bring: Bring) -> None:
    bring()
    watch_list.active("S1")
    assert bring(LOOKS).made == 1
    package = Package.objects.get()
    assert left(package) == ["H2", "H2"]
    assert (package.looks, package.unexplained, package.uncheckable) == (5, 2, 1)
    assert (package.people, package.of_nobody) == (3, 1)
    assert not LookUp.objects.filter(person__human_id="H4").exists()


@pytest.mark.meets("R046")
def test_a_look_up_says_when_why_where_on_duty_or_off_and_what_explains_it(bring: Bring) -> None:
    bring()
    watch_list.active("S1")
    bring(LOOKS)
    first = LookUp.objects.get(status="explained")
    assert (first.system, first.action, first.reason, first.on_duty) == (
        "Records", "view", "enquiry", True,
    )  # fmt: skip
    assert (first.explained_by, first.explained_table, first.explained_row) == (
        "assigned", "assignments", 3,
    )  # fmt: skip
    assert (first.source_file, first.source_row) == ("searches.csv", 1)
    off = LookUp.objects.get(at__hour=23)
    assert off.on_duty is False
    of_nobody = LookUp.objects.get(person=None)
    assert of_nobody.on_duty is True  # the roster tells, though the log names nobody


ASKED = [
    # terms                                    look-ups
    ({},                                       5),
    ({"systems": ("Custody",)},                1),
    ({"systems": ("Custody", "Records")},      5),
    ({"since": date(2026, 2, 5)},              3),
    ({"since": date(2026, 2, 8)},              0),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "looks"), ASKED)
def test_nothing_is_read_but_what_was_authorised(
    bring: Bring, terms: dict[str, Any], looks: int
) -> None:
    bring()
    watch_list.active("S1", **terms)
    bring(LOOKS)
    assert Package.objects.get().looks == looks


def test_the_same_scan_makes_the_same_package_once(scan: Callable[..., Path], bring: Bring) -> None:
    folder = scan(LOOKS)
    audit(folder)
    entry = watch_list.active("S1")
    assert [audit(folder).made for _ in range(3)] == [1, 0, 0]
    told = LogEntry.objects.filter(act="collected", kind="watch list")
    assert [(line.subject, line.user_id, line.told["look_ups"]) for line in told] == [
        (entry.reference, None, 5)
    ]
    assert bring(LOOKS).made == 1  # another scan


def test_what_is_new_is_told_apart(bring: Bring) -> None:
    bring()
    watch_list.active("S1")
    bring(LOOKS)
    bring(ONE_MORE)
    second = Package.objects.first()
    assert second is not None
    assert (second.looks, second.new) == (6, 1)
    assert second.look_ups.get(is_new=True).person.human_id == "H5"  # type: ignore[union-attr]


def test_somebody_keeps_their_label_from_package_to_package(bring: Bring) -> None:
    bring()
    watch_list.active("S1")
    bring(LOOKS)
    bring(ONE_MORE)
    labels = Person.objects.filter(human_id="H2").values_list("pseudonym", flat=True)
    assert len(labels) == 2
    assert len(set(labels)) == 1


WEEKS = [
    # rhythm              as of each scan                                       packages
    (Rhythm.EACH_SCAN,    ("2026-03-02", "2026-03-03", "2026-03-09"),           3),
    (Rhythm.WEEKLY,       ("2026-03-02", "2026-03-03", "2026-03-09"),           2),
    (Rhythm.WEEKLY,       ("2026-03-02", "2026-03-08"),                         1),
    (Rhythm.MONTHLY,      ("2026-03-02", "2026-03-31", "2026-04-01"),           2),
]  # fmt: skip


@pytest.mark.parametrize(("rhythm", "days", "made"), WEEKS)
def test_a_package_is_made_by_the_first_scan_of_each_period(
    bring: Bring, rhythm: Rhythm, days: tuple[str, ...], made: int
) -> None:
    bring(as_of="2026-02-01T12:00:00")
    watch_list.active("S1", rhythm=rhythm)
    counts = [bring(LOOKS, as_of=f"{day}T12:00:00").made for day in days]
    assert sum(counts) == made == Package.objects.count()


PERIODS = [
    # rhythm             end of the records (UTC)    period
    (Rhythm.WEEKLY,      "2026-12-31T12:00",         "2026-W53"),
    (Rhythm.WEEKLY,      "2027-01-03T12:00",         "2026-W53"),  # the same week
    (Rhythm.MONTHLY,     "2026-06-30T22:59",         "2026-06"),
    (Rhythm.MONTHLY,     "2026-06-30T23:00",         "2026-07"),   # summer: midnight at the force
    (Rhythm.EACH_SCAN,   "2026-06-30T23:00",         "scan 4"),
]  # fmt: skip


@pytest.mark.parametrize(("rhythm", "ends", "period"), PERIODS)
def test_periods_are_weeks_and_months_of_the_forces_own_calendar(
    rhythm: Rhythm, ends: str, period: str
) -> None:
    as_of = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert period_of(rhythm, scan=Scan(pk=4, as_of=as_of)) == period


def test_only_the_newest_published_scan_is_audited(scan: Callable[..., Path]) -> None:
    old, _new = scan(LOOKS), scan(ONE_MORE)
    with pytest.raises(PublishError, match="not the newest scan"):
        audit(old)


def test_a_proposal_is_not_audited(bring: Bring) -> None:
    bring()
    watch_list.proposed("S1")
    found = bring(LOOKS)
    assert (found.active, found.made) == (0, 0)


def test_an_audit_that_is_killed_leaves_no_half_package(
    scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scan(LOOKS)
    audit(folder)
    watch_list.active("S1")
    watch_list.active("S2")

    def killed(*_: Any, **__: Any) -> None:
        if Package.objects.count() > 1:
            raise DatabaseError

    monkeypatch.setattr(packages, "_names", killed)
    with pytest.raises(DatabaseError):
        audit(folder)
    assert not Package.objects.exists()
    assert not LookUp.objects.exists()


def test_it_knows_the_members_and_systems_of_the_newest_scan(bring: Bring) -> None:
    bring(LOOKS)
    assert set(Member.objects.values_list("staff_id", flat=True)) == {"S1", "S2", "S9"}
    assert [one.name for one in System.objects.all()] == ["Custody", "Records"]
    bring(staff="staff_id | role_family\nS3 | response")
    assert set(Member.objects.values_list("staff_id", flat=True)) == {"S3", "S9"}
    assert not System.objects.exists()


def test_names_are_kept_where_only_a_reveal_reads_them(bring: Bring) -> None:
    bring()
    watch_list.active("S1")
    bring(LOOKS)
    assert Name.objects.get(kind="staff").name == "Wren Oakdale"
    assert set(Name.objects.filter(kind="person").values_list("identifier", flat=True)) == {
        "H1", "H2", "H3",
    }  # fmt: skip


# --- coverage: never that nothing was found

NOT_SEEN: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("no log", {"not_handed_over": ["searches"]}, {}, "The log of look-ups was not handed over"),
    ("no look-up of theirs", {"look_ups": ""}, {}, "The log holds no look-up of theirs"),
    ("a log that cannot be read",
     {"rejected": ["searches"]}, {},
     "Every row of the log of look-ups broke the data contract"),
    ("no reasons", {}, {}, "3 of 5 look-ups state no reason."),
    ("not checkable", {}, {}, "1 of 5 look-ups cannot be checked"),
    ("of nobody", {}, {}, "1 of 5 look-ups names nobody on record"),
    ("a system that nobody used", {}, {"systems": ("Records", "PND")},
     "The log holds no look-up by anybody on PND"),
    ("before the records", {"period": {"from": "2026-02-01T00:00:00"}}, {},
     "The records begin on 1 February 2026"),
    ("no markers", {"not_handed_over": ["vulnerabilities"]}, {}, "Vulnerability markers could not be seen"),
    ("no assignments", {"explanations_not_available": {"assigned": ["assignments"]}}, {},
     "Not looked for, since its records were not handed over"),
    ("nobody's staff id", {"staff": "staff_id | role_family\nS3 | response"}, {},
     "The records hold no member of staff with this staff ID."),
    ("no tours", {"staff": "staff_id | role_family\nS3 | response"}, {}, "No tour of duty"),
]  # fmt: skip


@pytest.mark.meets("R046")
@pytest.mark.parametrize(
    ("what", "scan_says", "terms", "sentence"), NOT_SEEN, ids=[row[0] for row in NOT_SEEN]
)
def test_what_could_not_be_seen_is_said(
    bring: Bring, what: str, scan_says: dict[str, Any], terms: dict[str, Any], sentence: str
) -> None:
    bring()
    watch_list.active("S1", **terms)
    bring(**{"look_ups": LOOKS} | scan_says)
    assert any(sentence in line for line in Package.objects.get().not_seen), what


# --- for whoever runs the workbench


def test_the_list_on_the_command_line_names_nobody(bring: Bring) -> None:
    bring()
    entry = watch_list.active("S1")
    bring(LOOKS)
    found = listed()
    assert [(row["entry"], row["state"], row["packages"], row["unread"]) for row in found] == [
        (entry.reference, "Active", 1, 1)
    ]
    assert "S1" not in str(found)
    assert "Member" not in str(found)
