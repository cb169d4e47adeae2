"""The parts that pages are made of."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import engines
from django.utils.safestring import mark_safe


def made(call: str, **shown: Any) -> BeautifulSoup:
    """What a call of a macro draws."""
    text = '{% import "design/parts.html" as parts with context %}{{ parts.' + call + " }}"
    html = engines.all()[0].from_string(text).render(shown)
    return BeautifulSoup(html, "html.parser")


def test_pages_keep_what_the_address_says_besides() -> None:
    page = Paginator(range(100), 10).get_page(5)
    found = made('pagination(page, "state=new&band=a%20b")', page=page)

    addresses = [link["href"] for link in found.find_all("a")]
    assert addresses[0] == "?state=new&band=a%20b&page=4"
    assert addresses[-1] == "?state=new&band=a%20b&page=6"
    assert found.select_one("[aria-current=page]")["aria-label"] == "Page 5"
    assert len(found.select(".govuk-pagination__item--ellipsis")) == 2


def test_one_page_needs_no_links() -> None:
    assert made("pagination(page)", page=Paginator(range(3), 10).get_page(1)).find() is None


def test_only_the_column_that_is_sorted_says_so() -> None:
    columns = [
        {"label": "Lead", "href": "?sort=lead", "sorted": "none"},
        {"label": "Evidence", "href": "?sort=score", "sorted": "descending"},
    ]
    heads = made("sortable_head(columns)", columns=columns).find_all("th")

    assert [head.get("aria-sort") for head in heads] == [None, "descending"]
    assert [head.a["href"] for head in heads] == ["?sort=lead", "?sort=score"]


@pytest.mark.parametrize("band", ["information", "review", "priority", "Priority", "unknown"])
def test_a_band_is_never_red_or_green(band: str) -> None:
    colour = made("band_colour(band)", band=band).get_text(strip=True)

    assert colour in {"grey", "blue", "purple"}


def test_what_somebody_wrote_is_shown_as_text_everywhere() -> None:
    bad = "<b>x</b>"
    calls = (
        "tag(bad)",
        "empty(bad)",
        'statistic(1, bad, "/")',
        "summary_list([(bad, bad, '/', 'Change', bad)])",
        "figure('', bad)",
        "timeline_of_notes([{'title': bad, 'who': bad, 'at': none, 'text': bad}])",
        "action_button('/', bad, {'name': bad}, hidden=bad)",
    )
    for call in calls:
        found = made(call, bad=bad)
        assert found.find("b") is None, call
        assert bad in found.get_text(), call


def test_markup_of_ours_stays_markup_in_a_summary() -> None:
    found = made("summary_list([('Status', tag)])", tag=mark_safe("<strong>New</strong>"))

    assert found.dd.strong.get_text() == "New"


def test_a_button_that_changes_something_is_a_form_with_its_proof() -> None:
    found = made(
        "action_button('/leads/1/step-away/', 'Step away', {'lead': '1'})",
        csrf_input=mark_safe('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
    )

    assert found.form["method"] == "post"
    assert [field["name"] for field in found.select("input")] == ["csrfmiddlewaretoken", "lead"]


def test_filters_only_ask() -> None:
    text = (
        '{% import "design/parts.html" as parts %}'
        '{% call parts.filter_panel("/leads/") %}<input name="q">{% endcall %}'
    )
    html = engines.all()[0].from_string(text).render({})
    found = BeautifulSoup(html, "html.parser")

    assert found.form["method"] == "get"
    assert found.details.has_attr("open")
    assert found.find("a", string="Clear filters")["href"] == "/leads/"
