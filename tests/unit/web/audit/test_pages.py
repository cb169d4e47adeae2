"""The pages of the log: for the auditor alone, and each reading an entry of its own."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.flushing import behind
from upstander.web.accounts.models import Role, User
from upstander.web.audit import checkpoints, log, presenters, reading, views
from upstander.web.audit.models import Entry

Fill = Callable[[int], None]
PAGES = {
    "audit": (), "audit_subject": ("L-00001",), "audit_person": (1,), "audit_summary": (),
    "audit_export": (), "audit_verify": (),
}  # fmt: skip


@pytest.fixture
def auditor(client: Client, someone: Callable[..., User]) -> Client:
    """An auditor's browser."""
    client.force_login(someone(Role.AUDITOR, "ann.auditor"))
    return client


def seen(page: Any) -> BeautifulSoup:
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser")


def numbers(page: Any) -> list[int]:
    cells = seen(page).select("td[data-label=Entry]")
    return [int(cell.text.replace(",", "")) for cell in cells]


def did(
    act: log.Act,
    by: User | None = None,
    kind: str = "lead",
    subject: str = "L-00001",
    **detail: Any,
) -> None:
    log.record(act, by=by, kind=kind, subject=subject, detail=detail)


# --- for whom


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
@pytest.mark.parametrize("name", PAGES)
def test_for_every_other_role_there_is_no_log(
    client: Client, someone: Callable[..., User], role: Role, name: str
) -> None:
    client.force_login(someone(role))
    ask = client.post if name == "audit_verify" else client.get
    assert ask(reverse(name, args=PAGES[name])).status_code == 404
    last = Entry.objects.latest("number")
    assert (last.act, last.kind, last.username) == ("denied", "page", f"some.{role.value}")
    assert last.told == {"what": "read the audit log", "page": name}


@pytest.mark.parametrize("name", PAGES)
def test_for_who_has_not_signed_in_there_is_the_way_to(client: Client, db: None, name: str) -> None:
    ask = client.post if name == "audit_verify" else client.get
    assert ask(reverse(name, args=PAGES[name])).status_code == 302
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", [name for name in PAGES if name != "audit_verify"])
def test_reading_the_log_is_an_entry(auditor: Client, fill: Fill, name: str) -> None:
    fill(2)
    reader = User.objects.get(username="ann.auditor")
    arguments = (reader.pk,) if name == "audit_person" else PAGES[name]
    answer = auditor.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    last = Entry.objects.latest("number")
    expected = "disclosed" if name == "audit_export" else "consulted"
    assert (last.act, last.kind, last.user_id) == (expected, "audit log", reader.pk)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "audit_verify"])
def test_a_page_asks_few_questions_however_long_the_log(
    auditor: Client, fill: Fill, name: str
) -> None:
    fill(60)
    reader = User.objects.get(username="ann.auditor")
    arguments = (reader.pk,) if name == "audit_person" else PAGES[name]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        auditor.get(reverse(name, args=arguments))
    assert len(asked) <= 30


def test_what_was_typed_as_a_reference_may_be_a_name_and_is_only_hashed(
    auditor: Client, fill: Fill
) -> None:
    auditor.get(reverse("audit"), {"subject": "Ann Example"})
    auditor.get(reverse("audit_subject", args=["Ann Example"]))
    said = [entry.detail + entry.subject for entry in Entry.objects.all()]
    assert not [text for text in said if "Example" in text]
    assert log.hashed("Ann Example") in said[-1]
    auditor.get(reverse("audit"), {"subject": "L-00001"})
    assert Entry.objects.latest("number").told["filter_subject"] == "L-00001"


# --- the log


def test_the_newest_entry_comes_first(auditor: Client, fill: Fill) -> None:
    fill(3)
    shown = numbers(auditor.get(reverse("audit")))
    assert shown == [4, 3, 2, 1]  # the first is the auditor's signing in
    assert numbers(auditor.get(reverse("audit"), {"order": "oldest"})) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("order", ["", "oldest"])
def test_every_entry_is_on_one_page_there_and_back(
    auditor: Client, fill: Fill, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(reading, "A_PAGE", 3)
    fill(7)
    address = f"?kind=lead&order={order}"
    there, back = [], []
    while address:
        page = auditor.get(reverse("audit") + address)
        there += numbers(page)
        onwards = seen(page).select_one("a[rel=next]")
        address = onwards["href"] if onwards else ""
    assert there == (list(range(2, 9)) if order else list(range(8, 1, -1)))
    while True:
        backwards = seen(page).select_one("a[rel=prev]")
        if backwards is None:
            break
        page = auditor.get(reverse("audit") + backwards["href"])
        back = numbers(page) + back
    assert back == there[: len(back)]
    assert len(back) == 6


FILTERED = {
    "act": ({"act": "revealed"}, {3}),
    "several acts": ({"act": ["revealed", "denied"]}, {3, 5}),
    "kind": ({"kind": "scan"}, {4}),
    "subject": ({"subject": "L-00002"}, {3}),
    "nobody": ({"person": "none"}, {4}),
    "from": ({"since": "29/3/2026"}, {4, 5}),
    "until": ({"until": "28/3/2026"}, {2, 3}),
    "two at once": ({"act": "consulted", "until": "2026-03-28"}, {2}),
    "what no entry has": ({"kind": "unheard of"}, {2, 3, 4, 5}),
    "no date": ({"since": "soon"}, {2, 3, 4, 5}),
    "nobody's number": ({"person": "x"}, {2, 3, 4, 5}),
}


@pytest.mark.parametrize(("filters", "expected"), FILTERED.values(), ids=FILTERED)
def test_filters(
    auditor: Client,
    someone: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
    filters: dict[str, Any],
    expected: set[int],
) -> None:
    """The clocks go forward on 29 March 2026: its first moment is midnight all the same."""
    lewis = someone(Role.INVESTIGATOR, "dc.lewis")
    drawn = [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), log.Act.CONSULTED, lewis, "lead", "L-00001"),
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), log.Act.REVEALED, lewis, "lead", "L-00002"),
        (datetime(2026, 3, 29, 0, 0, tzinfo=UTC), log.Act.COLLECTED, None, "scan", "1"),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), log.Act.DENIED, lewis, "page", ""),
    ]
    for at, act, by, kind, subject in drawn:
        monkeypatch.setattr(log.timezone, "now", lambda at=at: at)
        did(act, by, kind, subject)
    monkeypatch.undo()
    shown = numbers(auditor.get(reverse("audit"), filters))
    assert {number for number in shown if 2 <= number <= 5} == expected


def test_filtered_by_a_person(auditor: Client, someone: Callable[..., User]) -> None:
    lewis, marsh = someone(Role.ANALYST, "dc.lewis"), someone(Role.ANALYST, "dc.marsh")
    did(log.Act.CONSULTED, lewis)
    did(log.Act.CONSULTED, marsh)
    page = auditor.get(reverse("audit"), {"person": str(lewis.pk)})
    assert numbers(page) == [2]
    options = [option.text for option in seen(page).select("select[name=person] option")]
    assert options == ["Anybody", "Nobody signed in", "ann.auditor", "dc.lewis", "dc.marsh"]


def test_a_date_that_is_none_is_told(auditor: Client) -> None:
    page = seen(auditor.get(reverse("audit"), {"since": "31/2/2026"}))
    assert "From must be a real date" in page.select_one(".govuk-error-summary").text


@pytest.mark.parametrize("past", ["x", "-1", "9" * 40, "٣"])
def test_a_place_in_the_log_that_is_none_is_its_beginning(
    auditor: Client, fill: Fill, past: str
) -> None:
    fill(2)
    assert numbers(auditor.get(reverse("audit"), {"past": past})) in ([3, 2, 1], [2, 1])


def test_what_a_detail_holds_is_text(auditor: Client) -> None:
    did(log.Act.ALTERED, None, "person", "<b>1</b>", role="<script>", many=[1, None], yes=True)
    page = seen(auditor.get(reverse("audit")))
    cell = page.select_one("td[data-label=Details]")
    assert cell.get_text() == "many: 1, none role: <script> yes: yes "
    assert page.find("b") is None


# --- is it whole?


def test_verify_now_says_what_was_found(auditor: Client, fill: Fill) -> None:
    fill(3)
    checkpoints.make()
    page = seen(auditor.get(reverse("audit")))
    assert "Not yet." in page.text
    assert "of entry 4 of 4" in page.text
    assert auditor.post(reverse("audit_verify")).status_code == 302
    text = " ".join(seen(auditor.get(reverse("audit"))).text.split())
    assert "Whole" in text
    assert "by ann.auditor: 5 entries, each as it was written. 1 checkpoint agreed." in text


def test_verify_now_says_what_is_wrong(auditor: Client, fill: Fill) -> None:
    fill(3)
    with behind.the_triggers():
        Entry.objects.filter(number=2).update(subject="L-00099")
    auditor.post(reverse("audit_verify"))
    page = seen(auditor.get(reverse("audit")))
    assert "Not whole" in page.text
    assert "Entry 2 was changed after it was written" in page.text


def test_verify_now_tells_of_a_checkpoint_that_is_none(auditor: Client, fill: Fill) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: other databases refuse such a value")
    fill(1)
    checkpoints.make()
    with behind.the_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_checkpoint SET at = 'yesterday'")
    page = seen(auditor.post(reverse("audit_verify"), follow=True))
    assert "was changed and cannot be read" in page.select_one("[role=alert]").text
    assert Entry.objects.filter(kind=reading.CHAIN).latest("number").told["sound"] is False


def test_a_long_log_is_verified_on_the_server(
    auditor: Client, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 2)
    fill(3)
    page = seen(auditor.post(reverse("audit_verify"), follow=True))
    assert "upstander audit verify" in page.select_one("[role=alert]").text
    assert not Entry.objects.filter(kind=reading.CHAIN).exists()


def test_verifying_is_no_link(auditor: Client) -> None:
    assert auditor.get(reverse("audit_verify")).status_code == 405


# --- one lead, one person, everybody


def test_who_looked_at_one_lead(auditor: Client, someone: Callable[..., User]) -> None:
    lewis = someone(Role.ANALYST, "dc.lewis")
    did(log.Act.CONSULTED, lewis)
    did(log.Act.REVEALED, lewis)
    did(log.Act.CONSULTED, None, subject="L-00002")
    page = auditor.get(reverse("audit_subject", args=["L-00001"]))
    assert numbers(page) == [3, 2]
    again = auditor.get(reverse("audit_subject", args=["L-00001"]))
    assert numbers(again) == [3, 2]  # reading about a lead is not looking at it
    row = seen(page).select_one("tbody tr")
    assert [cell.text for cell in row.select("th, td")][:2] == ["dc.lewis", "2"]
    assert row.a["href"] == reverse("audit_person", args=[lewis.pk])


def test_a_lead_that_nobody_looked_at(auditor: Client) -> None:
    assert "No entry fits" in seen(auditor.get(reverse("audit_subject", args=["L-77777"]))).text


def test_what_one_person_did(auditor: Client, someone: Callable[..., User]) -> None:
    lewis = someone(Role.ANALYST, "dc.lewis")
    did(log.Act.CONSULTED, lewis)
    did(log.Act.CONSULTED, lewis)
    did(log.Act.SEARCHED, lewis, "queue", "")
    did(log.Act.CONSULTED, someone(Role.ANALYST, "dc.marsh"))
    page = auditor.get(reverse("audit_person", args=[lewis.pk]))
    assert numbers(page) == [4, 3, 2]
    assert "What dc.lewis did" in seen(page).h1.text
    counts = [row.get_text(" ", strip=True) for row in seen(page).select("table")[0].select("tr")]
    assert counts[1:] == ["Consulted 2 times consulted", "Searched 1 times searched"]


def test_somebody_who_is_not_in_the_log(auditor: Client) -> None:
    assert auditor.get(reverse("audit_person", args=[999_999])).status_code == 404


def test_the_summary_counts_by_person_and_leads_to_what_it_counts(
    auditor: Client, someone: Callable[..., User]
) -> None:
    lewis, marsh = someone(Role.ANALYST, "dc.lewis"), someone(Role.ANALYST, "dc.marsh")
    for act in (log.Act.SEARCHED, log.Act.SEARCHED, log.Act.REVEALED, log.Act.CONSULTED):
        did(act, lewis)
    did(log.Act.DENIED, marsh)
    did(log.Act.DISCLOSED, marsh)
    did(log.Act.CONSULTED, someone(Role.ANALYST, "dc.quiet"))
    page = seen(auditor.get(reverse("audit_summary")))
    rows = [
        [cell.find(string=True).strip() for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]
    assert rows == [["dc.marsh", "1", "0", "1", "0"], ["dc.lewis", "0", "1", "0", "2"]]
    searches = page.select("tbody tr")[1].select("td")[3].a["href"]
    assert numbers(auditor.get(searches)) == [3, 2]


@pytest.mark.parametrize(
    ("asked", "days"), [("7", 7), ("30", 30), ("90", 90), ("", 7), ("x", 7), ("8", 7)]
)
def test_the_periods_of_the_summary(auditor: Client, asked: str, days: int) -> None:
    page = seen(auditor.get(reverse("audit_summary"), {"days": asked}))
    assert page.h1.text == f"What each person did, last {days} days"


def test_the_last_seven_days_are_seven(
    auditor: Client, someone: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    lewis = someone(Role.ANALYST, "dc.lewis")
    for day in (1, 2):  # the eighth day back, and the seventh
        at = datetime(2026, 6, day, 10, tzinfo=UTC)
        monkeypatch.setattr(log.timezone, "now", lambda at=at: at)
        did(log.Act.SEARCHED, lewis)
    monkeypatch.undo()
    _, since = next(iter(reading.first_days(datetime(2026, 6, 8, tzinfo=UTC).date())))
    (row,) = reading.summary(since)
    assert row["searches"] == 1


# --- the file


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-log-')
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_is_the_filtered_log_and_is_recorded(auditor: Client, fill: Fill) -> None:
    fill(3)
    did(log.Act.SEARCHED, None, "queue", "", found=2)
    rows = rows_of(auditor.get(reverse("audit_export"), {"act": "consulted"}))
    assert [row["number"] for row in rows] == ["2", "3", "4"]
    assert rows[0]["hash"] == Entry.objects.get(number=2).hash
    last = Entry.objects.latest("number")
    assert last.told == {"entries": 3, "filter_act": ["consulted"]}


def test_without_filters_the_file_is_everything(auditor: Client, fill: Fill) -> None:
    fill(2)
    rows = rows_of(auditor.get(reverse("audit_export")))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["username"] == "ann.auditor"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(begins: str) -> None:
    assert presenters.harmless(f"{begins}1+1") == f"'{begins}1+1"


@pytest.mark.parametrize("cell", ["L-00001", "dc.lewis", "", "1", '{"a":1}', "a=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert presenters.harmless(cell) == cell


def test_a_name_that_begins_a_formula_is_harmless_in_the_file(
    auditor: Client, someone: Callable[..., User]
) -> None:
    did(log.Act.CONSULTED, someone(Role.ANALYST, "@sum"), subject="=1+1")
    row = rows_of(auditor.get(reverse("audit_export")))[-1]
    assert (row["username"], row["subject"]) == ("'@sum", "'=1+1")
