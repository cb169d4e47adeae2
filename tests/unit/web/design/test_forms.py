"""A form's questions as the design system's parts."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import engines

from tests.support.sample_pages import Sample
from upstander.web.accounts import forms as of_people
from upstander.web.audit import forms as of_the_log
from upstander.web.design.forms import DayMonthYear, error_items, macro, narrowed, params
from upstander.web.disclosure import forms as of_packs
from upstander.web.triage import forms as of_leads
from upstander.web.watchlist import forms as of_the_watch_list

EXPECTED = {
    "reference": "input",
    "outcome": "radios",
    "status": "checkboxes",
    "owner": "select",
    "due_on": "input",
    "born_on": "date",
    "reason": "count",
    "note": "textarea",
    "number": "input",
    "agreed": "checkbox",
    "password": "password",
    "extract": "file",
}


def drawn(form: forms.Form, name: str, **extra: Any) -> Tag:
    """One field as a page shows it."""
    text = '{% import "design/parts.html" as parts %}{{ parts.field(bound, **extra) }}'
    template = engines.all()[0].from_string(text)
    html = template.render({"bound": form[name], "extra": extra})
    return BeautifulSoup(html, "html.parser")


def test_each_kind_of_question_has_its_macro() -> None:
    form = Sample()

    assert {name: macro(form[name]) for name in form.fields} == EXPECTED


@pytest.mark.parametrize("name", EXPECTED)
def test_every_question_has_a_label_that_belongs_to_its_own_id(name: str) -> None:
    page = drawn(Sample(), name)

    first = page.find(["input", "select", "textarea"], id=f"id_{name}")
    assert first is not None
    label = page.find("label", attrs={"for": f"id_{name}"})
    assert label is not None and label.get_text(strip=True)


def test_a_choice_shows_what_was_chosen_its_hint_and_what_it_reveals() -> None:
    page = drawn(Sample({"outcome": "review"}), "outcome")

    chosen = [box["value"] for box in page.find_all("input") if box.has_attr("checked")]
    assert chosen == ["review"]
    assert "Stands once a second person agreed." in page.get_text()
    assert page.select_one(".govuk-radios__conditional").get_text(strip=True) == (
        "It comes back on that day."
    )


def test_several_choices_stay_ticked_and_none_is_ticked_otherwise() -> None:
    some = drawn(Sample({"status": ["new", "closed"]}), "status")
    none = drawn(Sample(), "status")

    assert [box["value"] for box in some.select("input[checked]")] == ["new", "closed"]
    assert none.select("input[checked]") == []


def test_a_date_in_three_parts_keeps_what_was_typed_and_is_read_as_one() -> None:
    typed = {"born_on_day": "31", "born_on_month": "2", "born_on_year": "2026"}
    wrong = Sample(typed)
    right = Sample(typed | {"born_on_month": "3"})

    values = [box["value"] for box in drawn(wrong, "born_on").select("input")]
    assert values == ["31", "2", "2026"]
    assert "born_on" in wrong.errors
    assert "born_on" not in right.errors
    assert right.cleaned_data["born_on"] == date(2026, 3, 31)


def test_a_date_in_three_parts_shows_the_date_it_starts_with() -> None:
    class Begun(forms.Form):
        on = forms.DateField(widget=DayMonthYear(), initial=date(2026, 11, 24), required=False)

    assert [box["value"] for box in drawn(Begun(), "on").select("input")] == ["24", "11", "2026"]
    assert Begun({"on_day": "", "on_month": "", "on_year": ""}).is_valid()


def test_errors_stand_in_the_order_of_the_questions_and_lead_to_the_first_input() -> None:
    form = Sample({})
    assert not form.is_valid()
    form.add_error(None, "The two do not fit")

    found = [item["href"] for item in error_items(form)]

    asked = [name for name in form.fields if name in form.errors]
    assert found == ["#id_reference", *(f"#id_{name}" for name in asked)]
    assert error_items(form)[0]["text"] == "The two do not fit"


@pytest.mark.parametrize("form", [None, Sample()], ids=["no form", "nothing sent yet"])
def test_a_form_that_was_not_sent_has_no_errors(form: forms.Form | None) -> None:
    assert error_items(form) == []


def test_an_error_stands_at_its_question_and_is_read_with_it() -> None:
    page = drawn(Sample({}), "reference")

    described = page.find("input")["aria-describedby"].split()
    assert {"id_reference-hint", "id_reference-error"} == set(described)


def test_what_was_typed_is_shown_as_text() -> None:
    page = drawn(Sample({"reason": "</textarea><script>alert(1)</script>"}), "reason")

    assert page.find("script") is None
    assert "<script>" in page.find("textarea").get_text()


def test_a_password_never_comes_back() -> None:
    page = drawn(Sample({"password": "correct horse"}), "password")

    assert page.find("input")["value"] == ""


def test_a_long_text_is_counted_down_only_to_a_limit_that_people_meet() -> None:
    assert params(Sample()["reason"])["maxlength"] == 2_000
    assert "maxlength" not in params(Sample()["note"])


def test_a_long_text_says_that_it_is_kept_while_it_is_typed() -> None:
    assert drawn(Sample(), "note").find("textarea").has_attr("data-draft")


def test_small_and_heading_change_the_label() -> None:
    assert "fieldset__legend--s" in str(drawn(Sample(), "status", small=True))
    heading = drawn(Sample(), "status", heading=True).find("h1")
    assert heading.get_text(strip=True) == "Status"


def test_paper_says_in_words_what_a_list_was_narrowed_by() -> None:
    asked = {"reference": "L-00012", "status": ["new", "closed"], "owner": "", "outcome": "gone"}
    assert narrowed(Sample(asked)) == [
        ("Reference", "L-00012"),
        ("What do you decide?", "gone"),
        ("Status", "New, Closed"),
    ]
    assert narrowed(Sample()) == []


@pytest.mark.parametrize("room", [of_people, of_the_log, of_packs, of_leads, of_the_watch_list])
def test_every_long_text_is_kept_while_it_is_typed(room: Any) -> None:
    """The browser keeps it for a session that ends meanwhile: frontend/js/draft.mjs."""
    asked = [
        form
        for form in vars(room).values()
        if isinstance(form, forms.forms.DeclarativeFieldsMetaclass)
    ]
    lost = [
        (form.__name__, name)
        for form in asked
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.Textarea) and "data-draft" not in field.widget.attrs
    ]
    assert lost == []
