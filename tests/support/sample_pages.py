"""A page with every part of the design room on it, beside the workbench's own addresses."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe

from upstander.web.accounts.guard import open_to_all
from upstander.web.config import urls
from upstander.web.design.forms import DayMonthYear

REVIEW = "Keep under review until a date"
DRAWING = """<svg role="img" aria-label="Calls by hour" viewBox="0 0 960 120" width="960" height="120">
<rect x="20" y="30" width="120" height="60" fill="#17365d"/>
<rect x="400" y="10" width="120" height="80" fill="#5694ca"/>
<text x="20" y="112" font-size="16">Mon</text><text x="400" y="112" font-size="16">Tue</text></svg>"""
TABLE = """<table class="govuk-table"><caption class="govuk-table__caption">Calls by day</caption>
<thead><tr><th scope="col" class="govuk-table__header">Day</th>
<th scope="col" class="govuk-table__header">Calls</th></tr></thead>
<tbody><tr><td class="govuk-table__cell">Mon</td><td class="govuk-table__cell">6</td></tr></tbody>
</table>"""


class Sample(forms.Form):
    """One question of each kind."""

    reference = forms.CharField(label="Reference", max_length=20, help_text="For example, L-0012.")
    outcome = forms.ChoiceField(
        label="What do you decide?", widget=forms.RadioSelect,
        choices=[("explained", "Explained"), ("review", REVIEW), ("develop", "Develop")],
    )  # fmt: skip
    status = forms.MultipleChoiceField(
        label="Status", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("new", "New"), ("triage", "In triage"), ("closed", "Closed")],
    )  # fmt: skip
    owner = forms.ChoiceField(label="Owner", choices=[("", "Anybody"), ("1", "Mine")])
    due_on = forms.DateField(label="Decision due", help_text="For example, 27/3/2027.")
    born_on = forms.DateField(label="When did it begin?", widget=DayMonthYear())
    reason = forms.CharField(
        label="Why", max_length=2_000, widget=forms.Textarea(attrs={"data-draft": "", "rows": 4})
    )
    note = forms.CharField(
        label="Note", max_length=20_000, widget=forms.Textarea(attrs={"data-draft": "", "rows": 4})
    )
    number = forms.IntegerField(label="How many", required=False)
    agreed = forms.BooleanField(label="I have read the records behind it")
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    extract = forms.FileField(label="Extract", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choice_hints = {"explained": "Stands once a second person agreed."}  # type: ignore[attr-defined]
        self.fields["outcome"].choice_conditionals = {  # type: ignore[attr-defined]
            "review": '<p class="govuk-body">It comes back on that day.</p>'
        }


class Noted(forms.Form):
    """One long text, kept while it is typed."""

    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"data-draft": ""}))


PARTS = """{% extends "design/base.html" %}
{% import "design/parts.html" as parts with context %}
{% block title %}Every part{% endblock %}
{% block content %}
{{ parts.error_summary(form) }}
<h1 class="govuk-heading-l">Every part</h1>
<div class="up-statistics">
  {{ parts.statistic(1234, "new", "?state=new") }}{{ parts.statistic(7, "past their date", "?due=late") }}
  {{ parts.statistic(0, "with nobody") }}
</div>
<div class="up-filtered"><div class="up-filtered__filter">
  {% call parts.filter_panel("/sample/") %}
    {{ parts.field(filters["reference"], small=true) }}{{ parts.field(filters["status"], small=true) }}
    {{ parts.field(filters["owner"], small=true) }}
  {% endcall %}
</div><div class="up-filtered__found">
  <table class="govuk-table up-queue">
    <caption class="govuk-visually-hidden">Leads in order</caption>
    <thead class="govuk-table__head"><tr class="govuk-table__row">
      {{ parts.sortable_head(heads) }}<th scope="col" class="govuk-table__header">Status</th>
    </tr></thead>
    <tbody class="govuk-table__body">
      {% for band in ("priority", "review", "information") %}
      <tr class="govuk-table__row">
        <td class="govuk-table__cell" data-label="Lead"><a class="govuk-link govuk-!-font-weight-bold" href="#">L-000{{ loop.index }} Member 7F3A</a>
          {{ parts.tag(band|capitalize, parts.band_colour(band)) }}{{ parts.tag("New", "grey") }}
          <span class="up-headline">38 calls with one person, 30 of them under 5 seconds, and no recorded purpose</span>
          <span class="govuk-body-s up-quiet">Short one-way calls; contact after the purpose</span></td>
        <td class="govuk-table__cell up-figure" data-label="Evidence">14.2 bits</td>
        <td class="govuk-table__cell" data-label="Newest event">{{ now|shortday }}</td>
        <td class="govuk-table__cell" data-label="Status">In triage<span class="govuk-body-s up-quiet">Sam Example</span></td>
      </tr>
      {% endfor %}
    </tbody>
  </table>
  {{ parts.pagination(page, "state=new") }}
</div></div>
{{ parts.sub_navigation("Parts of the lead", [("#", "What was seen", true), ("#", "Records", false), ("#", "Work and decisions", false)]) }}
{{ parts.summary_list([("Reference", "L-0001"), ("Owner", "Nobody yet", "#", "Change", "the owner"), ("As of", now|day)]) }}
{{ parts.figure(drawing, "Six of eight calls came on Monday.", table) }}
{{ parts.empty("No lead that you may read fits these filters.") }}
<h2 class="govuk-heading-m">Notes</h2>
{{ parts.timeline_of_notes([{"title": "Note", "who": "Sam Example", "at": now, "text": "Rang the desk.\nThey know of no task."},
                            {"title": "Taken on", "who": "Alex Example", "at": now, "text": ""}]) }}
{{ parts.action_button("/sample/", "Step away", {"lead": "L-0001"}, hidden="from L-0001") }}
<h2 class="govuk-heading-m">A form</h2>
<form method="post" novalidate>{{ csrf_input }}
  {% for bound in form %}{{ parts.field(bound) }}{% endfor %}
  <button class="govuk-button" type="submit">Send</button>
</form>
{% endblock %}"""

NOTE = """{% extends "design/base.html" %}
{% import "design/parts.html" as parts with context %}
{% block title %}A note{% endblock %}
{% block content %}<h1 class="govuk-heading-l">A note</h1>
{{ parts.error_summary(form) }}
<form method="post" novalidate>{{ csrf_input }}{{ parts.field(form["text"]) }}
<button class="govuk-button" type="submit">Add</button></form>{% endblock %}"""

_to_test = open_to_all("only in tests")


def _answer(text: str, shown: dict[str, Any], request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines.all()[0].from_string(text).render(shown, request))


@_to_test
def sample(request: HttpRequest) -> HttpResponse:
    """Every part, with errors once the form was sent."""
    if "told" in request.GET:
        messages.success(request, "The note is on file.")
    sorted_by = {"Lead": "none", "Evidence": "descending", "Newest event": "none"}
    shown = {
        "form": Sample(request.POST if request.method == "POST" else None),
        "filters": Sample(auto_id="filter_%s"),
        "heads": [{"label": key, "href": "?", "sorted": to} for key, to in sorted_by.items()],
        "page": Paginator(range(1_000), 10).get_page(50),
        "now": timezone.now(),
        "drawing": DRAWING,
        "table": mark_safe(TABLE),
        "nav": "queue",
    }
    return _answer(PARTS, shown, request)


@_to_test
def note(request: HttpRequest) -> HttpResponse:
    """A form that takes a note; "fault" in it breaks it."""
    form = Noted(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if "fault" in form.cleaned_data["text"]:
            raise RuntimeError
        return redirect("/taken/")
    return _answer(NOTE, {"form": form}, request)


@_to_test
def taken(request: HttpRequest) -> HttpResponse:
    """What follows a note that was taken."""
    return _answer('{% extends "design/base.html" %}', {}, request)


@_to_test
def broken(request: HttpRequest, how: str) -> HttpResponse:
    """A fault of ours, a database that does not answer, or what may not be seen."""
    if how == "away":
        raise OperationalError("private words")
    if how == "hidden":
        raise PermissionDenied
    raise RuntimeError("private words")


urlpatterns = [
    path("sample/", sample),
    path("note/", note),
    path("taken/", taken),
    path("broken/<slug:how>/", broken),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
