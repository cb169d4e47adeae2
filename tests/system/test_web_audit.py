"""The pages of the audit log in a browser: every state of them, and what an auditor does there."""

from typing import Any

import pytest

from tests.support import workbench as some
from tests.support.flushing import behind
from tests.system.web_support import check_page
from upstander.web.accounts.models import Role, User
from upstander.web.audit import checkpoints, log
from upstander.web.audit.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def auditor(transactional_db: None) -> User:
    """An auditor, and a log of what an analyst did: more than one page of it."""
    lewis = some.person(Role.ANALYST, name="dc.lewis")
    for number in range(1, 56):
        log.record(
            log.Act.CONSULTED, by=lewis, kind="lead", subject=f"L-{number % 5:05}",
            detail={"page": "work"},
        )  # fmt: skip
    log.record(log.Act.SEARCHED, by=lewis, kind="queue", subject="", detail={"found": 3})
    log.record(log.Act.REVEALED, by=lewis, kind="lead", subject="L-00001", detail={"reveal": 1})
    log.record(log.Act.DENIED, by=None, kind="sign-in", subject="",
               detail={"typed": log.hashed("somebody")})  # fmt: skip
    return some.person(Role.AUDITOR, name="ann.auditor")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_auditor_follows_who_looked_at_a_lead(site: Any, auditor: User, scripts: bool) -> None:
    page = site.page(user=auditor, scripts=scripts)
    page.goto("/audit/")
    page.get_by_label("Reference").fill("L-00001")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_text("12 entries of").wait_for()
    page.locator("td[data-label='To what'] a").first.click()
    page.get_by_role("heading", name="L-00001: who did what").wait_for()
    page.get_by_role("table").first.get_by_role("link", name="dc.lewis").click()
    page.get_by_role("heading", name="What dc.lewis did").wait_for()
    page.get_by_role("link", name="Earlier entries").click()
    page.get_by_role("link", name="Later entries").wait_for()
    if scripts:
        check_page(page)


def test_an_auditor_verifies_the_log(site: Any, auditor: User) -> None:
    page = site.page(user=auditor)
    page.goto("/audit/")
    page.get_by_text("Not yet.").wait_for()
    check_page(page)
    checkpoints.make()
    page.get_by_role("button", name="Verify now").click()
    page.get_by_text("each as it was written").wait_for()
    check_page(page)
    with behind.the_triggers():
        Entry.objects.filter(number=3).update(subject="L-99999")
    page.get_by_role("button", name="Verify now").click()
    page.get_by_text("Entry 3 was changed after it was written").first.wait_for()
    check_page(page)


@pytest.mark.parametrize(
    "address",
    [
        "/audit/?order=oldest", "/audit/?act=revealed&since=1/1/2020", "/audit/?since=soon",
        "/audit/?subject=L-77777", "/audit/about/L-00001/", "/audit/about/L-77777/",
        "/audit/summary/", "/audit/summary/?days=90",
    ],
)  # fmt: skip
def test_every_state_of_the_pages(site: Any, auditor: User, address: str) -> None:
    page = site.page(user=auditor)
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    check_page(page)


def test_an_auditor_takes_the_log_out(site: Any, auditor: User) -> None:
    page = site.page(user=auditor)
    page.goto("/audit/?act=revealed")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download these as CSV").click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[1].split(",")[2:4] == ["revealed", "dc.lewis"]


def test_the_log_is_in_nobody_elses_navigation(site: Any, auditor: User) -> None:
    page = site.page(user=User.objects.get(username="dc.lewis"))
    page.goto("/audit/")
    page.get_by_role("heading", level=1).wait_for()
    assert "Audit log" not in page.locator("body").inner_text()
