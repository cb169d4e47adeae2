"""The page: self-contained, escaped, and every claim leads to its rows."""

import base64
import hashlib
import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from tests.support import report_scene
from tests.support.pages import Page
from upstander.engine.report.model import Report
from upstander.engine.report.page import render

HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(1)></style></svg>{{7*7}}&lt;"""
FIXED = "An analytic lead. Not intelligence, not an allegation, not a finding. A person decides."


def hostile(value: Any) -> Any:
    """The same report with every text in it replaced by one that tries to break out."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(hostile(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{item.name: hostile(getattr(value, item.name)) for item in fields(value)}
        )
    return value


@pytest.fixture(scope="module")
def report() -> Report:
    return report_scene.report()


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render(report)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_page_is_well_formed_and_in_british_english(page: Page) -> None:
    assert page.unclosed == []
    assert ("html", {"lang": "en-GB"}) in page.elements
    assert len(page.ids) == len(set(page.ids))


def test_page_runs_and_fetches_nothing(page: Page, html: str) -> None:
    assert page.tags.isdisjoint({"script", "iframe", "object", "embed", "img", "form", "base"})
    assert [link for link in page.links if not link.startswith("#")] == ["data:,"]
    assert "@import" not in html
    assert "url(" not in html
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert not [tag for tag, found in page.elements if "style" in found]


def test_policy_of_the_page_allows_its_own_style_and_nothing_else(page: Page, html: str) -> None:
    css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert css is not None
    digest = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    policy = next(
        found["content"]
        for tag, found in page.elements
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_a_pair_s_figures_stand_in_its_lead_and_only_where_there_are_any(html: str) -> None:
    assert html.count(">The pair in figures</h3>") == 1
    assert "44, of them 44 made by the member" in html
    assert "none of them is a sign or part of the score" in html


def test_hostile_text_stays_text(report: Report) -> None:
    told = hostile(replace(report, names_shown=True, zone="Europe/London"))
    page = Page(render(told))
    assert page.unclosed == []
    assert page.tags.isdisjoint({"script", "img"})
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert "<script>alert(1)</script>" in page.text  # shown as the text that it is
    assert "{{7*7}}" in page.text
    assert [link for link in page.links if not link.startswith("#")] == ["data:,"]


def test_every_link_resolves(page: Page) -> None:
    targets = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert targets
    assert set(targets) <= set(page.ids)
    described = [
        id
        for _, found in page.elements
        for name in ("aria-labelledby", "aria-describedby")
        for id in (found.get(name) or "").split()
    ]
    assert set(described) <= set(page.ids)


def test_every_claim_leads_to_its_rows(report: Report, html: str) -> None:
    for lead in report.leads:
        for place, pair in enumerate(lead.pairs, start=1):
            part = f"lead-{lead.number}" + (f"-pair-{place}" if place > 1 else "")
            for number, evidence in enumerate(pair.evidence, start=1):
                rows = html.split(f'id="{part}-sign-{number}-rows"')[1].partition("</details>")[0]
                for event in evidence.events:
                    assert f'<td>{event.file}</td><td class="n">{event.row}</td>' in rows
                assert rows.count("<tr>") == len(evidence.events) + 1


def test_coverage_stands_before_any_lead(html: str) -> None:
    places = [html.index(f'id="{id}"') for id in ("coverage", "leads", "lead-1", "words")]
    assert places == sorted(places)


def test_fixed_words_stand_with_each_lead(report: Report, page: Page) -> None:
    assert page.text.count(FIXED) == len(report.leads)


def test_innocent_explanations_stand_with_each_sign(report: Report, page: Page) -> None:
    signs = [evidence for lead in report.leads for pair in lead.pairs for evidence in pair.evidence]
    assert page.text.count("What would explain this innocently") == len(signs)
    for evidence in signs:
        assert evidence.innocent
        for said in evidence.innocent:
            assert said in page.text


def test_no_word_judges_anybody(page: Page) -> None:
    assert not re.search(r"suspicious|guilty|offender|perpetrator|culprit", page.text.lower())
    assert "clear" not in re.findall(
        r"\w+", page.text.lower().replace("not seen is not clear.", "")
    )


def test_pseudonyms_unless_names_are_shown() -> None:
    named = ("S0417", "P20113", "Officer Alpha", "Person Example")
    hidden, shown = render(report_scene.report()), render(report_scene.report(names_shown=True))
    assert not [name for name in named if name in hidden]
    assert "Names are shown." not in Page(hidden).text
    for name in named:
        assert name in shown
    assert "Names are shown." in Page(shown).text


def test_what_could_not_be_checked_is_shown(page: Page) -> None:
    assert "1,292 contacts could not be checked" in page.text
    assert "2 could not be checked" in page.text  # of the first pair
    assert "Old intelligence that comes up again needs intelligence" in page.text


@pytest.mark.meets("R101")
def test_a_scan_without_leads_says_what_it_could_not_see() -> None:
    page = Page(render(report_scene.nothing()))
    assert page.unclosed == []
    assert "No lead reached the list" in page.text
    assert "Not handed over: calls, searches and positions." in page.text
    assert "1 sign could not be checked at all." in page.text
    assert "no concern" not in page.text.lower()
    assert "all clear" not in page.text.lower()


def test_an_empty_coverage_still_renders() -> None:
    moment = datetime(2026, 1, 1)
    bare = Report(made_at=moment, as_of=moment, version="0", coverage=report_scene.bare_coverage())
    assert Page(render(bare)).unclosed == []


def test_simulated_data_says_so(page: Page) -> None:
    assert "Simulated data. Nobody in this report exists. It was made from seed 7" in page.text
    assert "Simulated data." not in Page(render(report_scene.nothing())).text


def test_the_marked_cell_does_not_rest_on_colour(html: str, report: Report) -> None:
    assert html.count('<span class="unseen">this lead</span>') == len(report.leads)
    assert "Likelihood 5 × harm 4" in Page(html).text


def test_a_full_list_stays_a_file_that_opens_at_once() -> None:
    crowd = report_scene.crowd(leads=60, events=5_000)
    html = render(crowd)
    assert len(crowd.leads) == 60
    assert len(html.encode()) < 8_000_000
    for lead in crowd.leads:
        for evidence in lead.pairs[0].evidence:
            assert all(f'<td class="n">{event.row}</td>' in html for event in evidence.events[:3])


def test_rows_that_do_not_fit_are_counted() -> None:
    html = render(report_scene.crowd(leads=2, events=30_000))
    assert len(html.encode()) < 8_000_000
    assert re.search(r"[\d,]+ further rows did not fit on this page", html)


def test_the_same_rows_give_the_same_page() -> None:
    assert render(report_scene.report()) == render(report_scene.report())


def test_what_people_filtered_is_listed_with_owner_reason_and_state(page: Page) -> None:
    assert "What people filtered" in page.text
    assert "filters.yaml, row 1" in page.text and "DI Elm, Safeguarding" in page.text
    assert "15 March 2026" in page.text and "lapsed" in page.text


def test_what_the_force_could_put_right_is_a_part_of_its_own(html: str, page: Page) -> None:
    assert html.index('id="put-right"') > html.rindex('<article class="lead"')
    assert "31 of 412 serving members: no clearance on record." in page.text
    assert "Fewer than 5 of 412" in page.text and "All others" in page.text
    assert "Held against: Designated post: in force since 1 April 2025" in page.text


def test_a_prompt_to_offer_support_stands_with_its_member_alone(html: str) -> None:
    assert html.count("There may be reason to offer support.") == 1
