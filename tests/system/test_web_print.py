"""What comes out of a printer: sheets that are full, whole and signed, and nothing to press."""

import io
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import watch_list
from tests.support import workbench as some
from tests.system.web_support import too_wide
from tests.unit.web.figures import told
from upstander.web.accounts.models import Role
from upstander.web.triage.models import Lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOOT = 17 / 25.4 * 72  # points: the margin in which each sheet is signed
WIDTH = 688  # pixels between the margins of A4
NOT_PRESSED = "button, input:not([type=hidden]), select, textarea, main nav a, .up-filter"
HEADINGS = "h1, h2, h3, caption:not(.govuk-visually-hidden), summary"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One side of A4: what it says line by line, and how far down its text reaches, of 1."""

    lines: tuple[str, ...]
    foot: str
    filled: float

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def sheets(page: Any) -> list[Sheet]:
    """The page as it is printed."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    file = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    return [_sheet(one) for one in file.pages]


def _sheet(one: Any) -> Sheet:
    """Parts of a line stand at one height; the last of the heights may be the foot's."""
    height, found = float(one.mediabox.height), dict[int, list[str]]()

    def seen(text: str, moved: Any, matrix: Any, *_font: Any) -> None:
        if text.strip():
            up = moved[1] * matrix[4] + moved[3] * matrix[5] + moved[5]
            found.setdefault(round(up), []).append(text.strip())

    one.extract_text(visitor_text=seen)
    said = {up: " ".join(parts) for up, parts in sorted(found.items(), reverse=True)}
    body = {up: text for up, text in said.items() if up > FOOT}
    foot = " ".join(text for up, text in said.items() if up <= FOOT)
    return Sheet(lines=tuple(body.values()), foot=foot, filled=(height - min(body)) / height)


def long_lead() -> Lead:
    """Fourteen signs with two people, and more records than a sheet holds."""
    lead = told.lead()
    told.contacts(lead, "P20113", "\n".join(_contacts()))
    for number in range(14):
        pair = told.pair(lead, f"P{number}", pseudonym=f"Person 1{number}") if number < 2 else None
        some.evidence(
            lead, "IND-05" if number % 3 else "IND-06", human_id="P0" if pair is None else f"P{number}",
            sentence=f"Contact off duty on {number + 2} days, more than 60 minutes outside working "
            "time; none of them during recorded work with the person.",
        )  # fmt: skip
    return lead


def _contacts() -> list[str]:
    each = (f"2026-02-{n % 27 + 1:02} {n % 24:02}:10 | call | unexplained | no" for n in range(45))
    return ["at | kind | status | duty", *each]


@pytest.fixture
def page(site: Any) -> Any:
    return site.page(user=some.person(name="ada"), width=WIDTH)


def test_a_lead_fills_its_sheets_says_a_thing_once_and_leaves_no_heading_behind(page: Any) -> None:
    page.goto(f"/leads/{long_lead().reference}/")
    printed = sheets(page)
    assert len(printed) <= 5
    assert printed[0].filled > 0.75
    assert all(sheet.filled > 0.6 for sheet in printed[:-1])
    said = " ".join(sheet.text for sheet in printed)
    assert said.count("Contact off duty on") == 14
    assert said.count("Private telephones.") == 1  # what a sign cannot see, where it first comes
    headings = {" ".join(text.split()) for text in page.locator(HEADINGS).all_inner_texts()}
    assert not [sheet.lines[-1] for sheet in printed if sheet.lines[-1] in headings]


def test_each_sheet_says_who_printed_it_and_which_it_is(page: Any) -> None:
    lead = long_lead()
    page.goto(f"/leads/{lead.reference}/")
    printed = sheets(page)
    assert "Printed by ada. The page is as it stood on" in printed[0].text
    for number, sheet in enumerate(printed, start=1):
        assert f"Page {number} of {len(printed)}" in sheet.foot
        assert "Printed by ada," in sheet.foot and lead.reference in sheet.foot


def test_a_table_has_its_head_on_each_sheet(page: Any) -> None:
    page.goto(f"/leads/{long_lead().reference}/records/")
    printed = sheets(page)
    assert len(printed) == 2
    assert all("Source row" in sheet.text for sheet in printed)
    page.goto(f"{page.url}?kind=call")
    assert "Narrowed to Calls." in sheets(page)[0].text


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR])
def test_nothing_is_cut_off_and_nothing_waits_to_be_pressed(site: Any, role: Role) -> None:
    ada = some.person(name="ada")
    entry, lead = watch_list.proposed("S1", by=ada), long_lead()
    package = watch_list.package(entry)
    page = site.page(user=some.person(role), width=WIDTH)
    page.emulate_media(media="print")
    one = f"/leads/{lead.reference}/"
    read = ["/", one, f"{one}records/", f"{one}progress/", f"{one}looked/", "/watch-list/"]
    read += [
        f"/watch-list/{entry.reference}/",
        f"/watch-list/{entry.reference}/packages/{package.pk}/",
    ]
    for path in ["/audit/", "/audit/summary/"] if role is Role.AUDITOR else read:
        page.goto(path)
        pressed = page.locator(NOT_PRESSED).filter(visible=True).all_inner_texts()
        assert (path, pressed, too_wide(page, width=WIDTH)) == (path, [], 0)
