"""The watch list in a real browser: from a proposal to a package that was read, and to its end."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.support import scan_folder, watch_list
from tests.support import workbench as some
from tests.system.web_support import check_page
from upstander.web.accounts.models import Role
from upstander.web.triage.publishing import publish
from upstander.web.watchlist.auditing import audit
from upstander.web.watchlist.models import Entry, Proposal
from upstander.web.watchlist.words import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTED = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S9       | H9       | 8 contacts on 6 days.
"""
STAFF = """
    staff_id | name         | role             | role_family
    S1       | Wren Oakdale | Response Officer | response
"""
LOOKS = """
    staff_id | human_id | at                  | status      | reason    | system  | on_duty
    S1       | H1       | 2026-02-03T09:00:00 | explained   | enquiry   | Records | yes
    S1       | H2       | 2026-02-04T23:00:00 | unexplained |           | Records | no
"""


def brought(folder: Path, *, day: int) -> None:
    """What `upstander publish` does with a scan."""
    as_of = f"2026-03-{day:02}T00:00:00"
    made = scan_folder.write(
        folder / f"scan-{day}", LISTED, look_ups=LOOKS, staff=STAFF, as_of=as_of
    )
    publish(made)
    audit(made)


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def filled(page: Any, *, grounds: str, label: str = "Grounds", days: int = 30) -> None:
    """What a proposal asks, but for whom it is about."""
    page.get_by_label(label).fill(grounds)
    page.get_by_label("2 Untested").check()
    page.get_by_label("B Known indirectly, but corroborated").check()
    page.get_by_label("P Lawful sharing permitted", exact=True).check()
    page.get_by_label("What makes it proportionate").fill("Look-ups alone, of one member.")
    page.get_by_label("What else was considered").fill("Asking the line manager.")
    page.get_by_label("From which day").fill("1/1/2026")
    page.get_by_label("With each scan that is published").check()
    page.get_by_label("Day of review").fill(day(days))


def reference() -> str:
    """That of the one entry there is."""
    return Entry.objects.get().reference


def answered(site: Any, user: Any, *, said: str) -> None:
    """A supervisor finds what waits for them, and authorises it."""
    page = site.page(user=user)
    page.goto("/watch-list/")
    check_page(page)
    page.get_by_role("link", name=reference()).first.click()
    check_page(page)
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("Select if you authorise it").first.is_visible()
    check_page(page)
    page.get_by_label("Yes, exactly this").check()
    page.get_by_label("Why").fill(said)
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("The entry is active").first.is_visible()
    check_page(page)


@pytest.mark.meets("R045", "R046")
def test_from_a_proposal_to_a_package_that_was_read_a_renewal_and_the_lapse(
    site: Any, tmp_path: Path, settings: Any
) -> None:
    settings.HOME = tmp_path / "home"
    brought(tmp_path, day=1)
    analyst, chief = some.person(name="ada"), some.person(Role.SUPERVISOR, name="max")
    page = site.page(user=analyst)
    page.goto("/watch-list/")
    check_page(page)
    page.get_by_role("button", name="Propose an entry").click()
    check_page(page)
    page.get_by_role("button", name="Propose it").click()
    assert page.get_by_text("Give the grounds").first.is_visible()
    check_page(page)
    page.get_by_label("Staff ID").fill("s1")
    filled(page, grounds="A complaint names two people.")
    page.get_by_role("button", name="Propose it").click()
    assert page.get_by_text("waits for a second person").first.is_visible()
    check_page(page)
    brought(tmp_path, day=2)
    page.reload()
    assert page.get_by_text("None yet.").first.is_visible()  # nothing is audited until then

    answered(site, chief, said="Two sources say the same.")
    brought(tmp_path, day=3)

    page.goto("/")
    page.get_by_role("link", name="Watch list (1 unread)").click()
    page.get_by_role("link", name="package nobody has read").click()
    check_page(page)
    page.get_by_role("link", name=reference()).click()
    assert page.get_by_text("2 look-ups of 2 people: 1 has no recorded purpose.").is_visible()
    assert page.get_by_text("1 of 2 look-ups states no reason.").is_visible()
    assert "Marchbanks" not in page.content()
    check_page(page)
    page.get_by_role("link", name="Every look-up").click()
    check_page(page)
    page.get_by_label("What explains it").select_option("Unexplained")
    page.get_by_role("button", name="Apply filters").click()
    assert page.get_by_text("Showing 1 to 1 of 1 look-ups").is_visible()
    page.get_by_role("button", name="Show names").click()
    page.get_by_label("Why do you need the names?").fill("To ask who owns the record.")
    page.get_by_role("button", name="Show names").click()
    check_page(page)
    page.get_by_role("link", name="Up to 3 March 2026").click()
    assert page.get_by_text("Marchbanks").first.is_visible()
    page.get_by_role("button", name="I have looked it through").click()
    assert page.get_by_text("Write what you made of it").first.is_visible()
    check_page(page)
    page.get_by_label("What did you make of it?").fill("One to ask about, at night.")
    page.get_by_role("button", name="I have looked it through").click()
    assert page.get_by_text("Looked through by ada").is_visible()
    assert not page.get_by_text("1 unread").count()
    check_page(page)

    page.goto(f"/watch-list/{reference()}/")
    page.get_by_role("button", name="Propose a renewal").click()
    check_page(page)
    filled(page, label="Why it should go on", grounds="The package left one to ask about.", days=60)
    page.get_by_role("button", name="Propose the renewal").click()
    check_page(page)
    answered(site, chief, said="The package bears it out.")

    Proposal.objects.update(review_on=timezone.localdate())  # the day of review has come
    page.goto(f"/watch-list/{reference()}/")
    assert page.get_by_text("The review date has come").is_visible()
    check_page(page)
    brought(tmp_path, day=4)
    entry = Entry.objects.get()
    assert (entry.state, entry.packages.count()) == (State.LAPSED, 1)


def test_an_entry_is_ended_early_without_scripts(site: Any) -> None:
    entry = watch_list.active("S1")
    page = site.page(user=some.person(Role.SUPERVISOR), scripts=False)
    page.goto(f"/watch-list/{entry.reference}/")
    page.get_by_role("button", name="End it").click()
    page.get_by_label("Reason").fill("The complaint was withdrawn.")
    page.get_by_role("button", name="End it").click()
    assert page.get_by_text("nothing more is audited").first.is_visible()
    assert page.get_by_text("The complaint was withdrawn.").is_visible()


PAGES = ["", "packages/1/", "packages/1/look-ups/", "names/", "renew/"]


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_an_entry_passes(site: Any, width: int, colours: str) -> None:
    entry = watch_list.active("S1")
    package = watch_list.package(entry)
    page = site.page(user=some.person(), width=width, forced_colors=colours)
    for path in PAGES:
        page.goto(f"/watch-list/{entry.reference}/{path.replace('1', str(package.pk))}")
        check_page(page)
    for path in ("/watch-list/", "/watch-list/packages/", "/watch-list/propose/"):
        page.goto(path)
        check_page(page)
