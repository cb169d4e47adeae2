"""What people fill in: filters, the proposal with all it must say, and its answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from upstander.web.accounts.models import Compartment
from upstander.web.triage.words import Handling, Information, Source
from upstander.web.watchlist.actions.proposing import Terms, last_day
from upstander.web.watchlist.models import Person
from upstander.web.watchlist.words import Rhythm, State
from upstander.words import STATUSES

LONGEST = 20_000  # characters of a text


def _long(label: str, *, hint: str = "", missing: str, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"data-draft": "", "rows": rows}),
        error_messages={"required": missing},
    )


def _day(label: str, *, hint: str = "", missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"],
        error_messages={
            "required": missing,
            "invalid": f"{label} must be a real date, for example 27/3/2027",
        },
    )


def _one_of(label: str, choices: Any, *, hint: str = "", missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, widget=forms.RadioSelect,
        error_messages={"required": missing},
    )  # fmt: skip


class ListForm(forms.Form):
    """Filters of the list; an unknown value is left out rather than refused."""

    q = forms.CharField(
        label="Reference or pseudonym", required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    state = forms.MultipleChoiceField(
        label="Status", required=False, choices=State.choices, widget=forms.CheckboxSelectMultiple
    )


class LookUpForm(forms.Form):
    """Filters of a package's look-ups."""

    status = forms.ChoiceField(
        label="What explains it", required=False,
        choices=[("", "Anything"), *((one, one.capitalize()) for one in STATUSES),
                 ("new", "New since the last package")],
    )  # fmt: skip
    person = forms.ChoiceField(label="Whose record", required=False)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Anybody’s"), ("none", "Nobody’s on record"),
            *((str(one.place), one.pseudonym) for one in people),
        ]  # fmt: skip


class TermsForm(forms.Form):
    """What is to be audited, why, and until when."""

    grounds = _long(
        "Grounds",
        hint="What is known and what gives cause for concern. It may have to be disclosed.",
        missing="Give the grounds",
    )
    source = _one_of(
        "Source of the grounds", Source.choices,
        missing="Select how far the source is to be relied on",
    )  # fmt: skip
    information = _one_of(
        "Information", Information.choices, missing="Select how the source came to know"
    )
    handling = _one_of("Handling", Handling.choices, missing="Select how it may be handled")
    conditions = forms.CharField(
        label="Conditions of handling", required=False, max_length=LONGEST,
        help_text="Only with handling C.",
        widget=forms.Textarea(attrs={"data-draft": "", "rows": 2}),
    )  # fmt: skip
    proportionate = _long(
        "What makes it proportionate",
        hint="What it should find out, whose privacy it touches besides, and why that is not too "
        "much for what is at stake.",
        missing="Say what makes it proportionate",
    )
    considered = _long(
        "What else was considered",
        hint="Less intrusive ways to find it out, and why they are not enough.",
        missing="Say what else was considered",
        rows=3,
    )
    systems = forms.MultipleChoiceField(
        label="Look-ups on which systems?", required=False,
        help_text="Select none for every system that a scan sees.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    since = _day(
        "From which day",
        hint="Look-ups before it are not read. For example, 27/3/2026.",
        missing="Enter the first day of what is audited",
    )
    rhythm = _one_of("How often", Rhythm.choices, missing="Select how often it is audited")
    review_on = _day("Day of review", missing="Enter the day of review")

    def __init__(self, *args: Any, systems: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["systems"].choices = [(name, name) for name in systems]  # type: ignore[attr-defined]
        if not systems:
            del self.fields["systems"]
        latest = last_day(timezone.localdate())
        self.fields["review_on"].help_text = (
            f"It lapses on this day unless it is renewed. {settings.WATCH_LIST_DAYS} days at most: "
            f"{latest.day}/{latest.month}/{latest.year}."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = timezone.localdate()
        if data.get("handling") == Handling.CONDITIONS and not data.get("conditions"):
            self.add_error("conditions", "Say under which conditions it may be shared")
        if (since := data.get("since")) and since > today:
            self.add_error("since", "The first day must not be after today")
        review = data.get("review_on")
        if review and not today < review <= last_day(today):
            self.add_error(
                "review_on",
                f"The day of review must be after today and within {settings.WATCH_LIST_DAYS} days",
            )
        return data

    @property
    def terms(self) -> Terms:
        """What was filled in, as the action takes it."""
        data = self.cleaned_data
        named = {name: data[name] for name in Terms.__dataclass_fields__ if name in data}
        return Terms(**named | {"systems": tuple(data.get("systems") or ())})


class ProposeForm(TermsForm):
    """The first proposal: about whom, besides."""

    staff_id = forms.CharField(
        label="Staff ID", max_length=200,
        help_text="As it stands in the force’s records. They need have no lead.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the staff ID"},
    )  # fmt: skip
    compartment = forms.ChoiceField(
        label="Who may read it", required=False,
        help_text="In a compartment, its members alone.",
    )  # fmt: skip

    def __init__(self, *args: Any, compartments: list[Compartment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compartments = {str(one.pk): one for one in compartments}
        self.fields["compartment"].choices = [  # type: ignore[attr-defined]
            ("", "Everybody who reads the watch list"),
            *((key, one.name) for key, one in self.compartments.items()),
        ]
        if not compartments:
            del self.fields["compartment"]
        self.order_fields(["staff_id", *TermsForm.base_fields, "compartment"])

    @property
    def chosen(self) -> Compartment | None:
        """The compartment; None for none."""
        return self.compartments.get(self.cleaned_data.get("compartment", ""))


class ReadForm(forms.Form):
    note = _long(
        "What did you make of it?",
        hint="It goes on record with your name: looked through, and what follows.",
        missing="Write what you made of it",
        rows=3,
    )


class AnswerForm(forms.Form):
    """The second person's answer."""

    agree = _one_of(
        "Do you authorise it?", [("yes", "Yes, exactly this"), ("no", "No, refuse it")],
        missing="Select if you authorise it",
    )  # fmt: skip
    reason = _long(
        "Why",
        hint="What you weighed: the grounds, how sound they are, and whether it is proportionate.",
        missing="Give the reason for your answer",
    )
