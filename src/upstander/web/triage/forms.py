"""What people fill in: filters of the queue, and the forms of a lead."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.triage.models import Pair, Task
from upstander.web.triage.states import needs_second
from upstander.web.triage.words import (
    Category,
    Handling,
    Information,
    Outcome,
    Source,
    Standing,
    State,
)
from upstander.words import CONTACT_KINDS

_NONE, _MINE = "none", "mine"
_KINDS = [(kind, kind.capitalize()) for kind in CONTACT_KINDS]
LONGEST = 20_000  # characters of a note or a reason


def _long(label: str, *, hint: str = "", missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"data-draft": "", "rows": 5}),
        error_messages={"required": missing},
    )


def _day(label: str, *, hint: str = "", required: bool = True, missing: str = "") -> Any:
    return forms.DateField(
        label=label,
        help_text=hint or "For example, 27/3/2027.",
        required=required,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"],
        error_messages={
            "required": missing,
            "invalid": f"{label} must be a real date, for example 27/3/2027",
        },
    )


class QueueForm(forms.Form):
    """Filters of the queue; an unknown value is left out rather than refused."""

    q = forms.CharField(
        label="Reference or pseudonym", required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    state = forms.MultipleChoiceField(
        label="Status", required=False, choices=State.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    standing = forms.MultipleChoiceField(
        label="Since the last scan", required=False, choices=Standing.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    band = forms.MultipleChoiceField(
        label="Band", required=False, widget=forms.CheckboxSelectMultiple
    )
    sign = forms.ChoiceField(label="Warning sign", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    due = forms.ChoiceField(
        label="Decision due", required=False,
        choices=[("", "Any time"), ("late", "Late"), ("week", "Within 7 days"),
                 ("undated", "No date set")],
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        bands: Iterable[str],
        signs: list[tuple[str, str]],
        owners: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"].choices = [(band, band.capitalize()) for band in bands]  # type: ignore[attr-defined]
        self.fields["sign"].choices = [("", "Any sign"), *signs]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Anybody"),
            (_MINE, "Mine"),
            (_NONE, "Nobody"),
            *((str(user.pk), str(user)) for user in owners),
        ]


class NoteForm(forms.Form):
    text = _long("Note", missing="Write the note")


class ReasonForm(forms.Form):
    """A reason that goes on record."""

    reason = _long("Reason", missing="Say why")


class RevealForm(forms.Form):
    reason = _long(
        "Why do you need the names?",
        hint="It goes on record with your name. The names are shown to you for 30 minutes.",
        missing="Say why you need the names",
    )


class AssignForm(forms.Form):
    """Who has the lead."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(label="Who works on this lead", required=False)

    def __init__(self, *args: Any, people: list[User], nobody: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            *([("", "Nobody")] if nobody else []),
            *((key, str(person)) for key, person in self.people.items()),
        ]

    @property
    def chosen(self) -> User | None:
        """The person chosen; None for nobody."""
        return self.people.get(self.cleaned_data["owner"])


class DueForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    due_on = _day("Decision due", required=False, hint="Leave empty for no date.")


class TaskForm(forms.Form):
    """A task, or the request for another record of the force."""

    kind = forms.ChoiceField(
        label="What is it?", choices=Task.Kind.choices, widget=forms.RadioSelect,
        initial=Task.Kind.TASK,
    )  # fmt: skip
    text = _long("What should be done, or which record is needed?", missing="Say what is needed")
    reason = forms.CharField(
        label="Why a record is needed, and under which authority",
        help_text="Only for a record: it is what its holder will be shown.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"data-draft": "", "rows": 3}),
    )
    whom = forms.ChoiceField(label="Who should do it")
    due_on = _day("By when", missing="Enter a date")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (key, str(person)) for key, person in self.people.items()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Task.Kind.RECORD and not data.get("reason"):
            self.add_error("reason", "Say why the record is needed, and under which authority")
        return data


class DecideForm(forms.Form):
    """A decision with its reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What do you decide?", choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )  # fmt: skip
    review_on = _day("Look at it again on", required=False)
    reason = _long(
        "Why",
        hint="What you checked, and what speaks for and against. It may have to be disclosed.",
        missing="Give the reason for the decision",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choice_hints = {  # type: ignore[attr-defined]
            outcome.value: "Stands once a second person has agreed."
            for outcome in Outcome
            if needs_second(outcome)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        keep = data.get("outcome") == Outcome.UNDER_REVIEW
        on = data.get("review_on")
        if keep and "review_on" not in self.errors and not on:
            self.add_error("review_on", "Enter the date on which to look at it again")
        if keep and on and not _soon(on):
            self.add_error("review_on", "The date must be after today and within a year")
        if not keep:
            data["review_on"] = None
        return data


class AnswerForm(forms.Form):
    """A second person's answer."""

    agree = forms.ChoiceField(
        label="Do you agree?", choices=[("yes", "Yes"), ("no", "No, send it back")],
        widget=forms.RadioSelect, error_messages={"required": "Select if you agree"},
    )  # fmt: skip
    reason = _long("Why", missing="Give the reason for your answer")


class MergeForm(forms.Form):
    """With which lead this one is to be worked on as one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.CharField(
        label="With which lead?", max_length=20, help_text="Its reference, for example L-00012.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the reference of the other lead"},
    )  # fmt: skip
    reason = _long(
        "Why they belong together",
        hint="For example: two staff IDs of one human being, or one person in both.",
        missing="Say why the two belong together",
    )

    def clean_into(self) -> str:
        return str(self.cleaned_data["into"]).strip().upper()


class SplitForm(forms.Form):
    """Which people belong to an enquiry of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    people = forms.MultipleChoiceField(
        label="Who belongs to an enquiry of their own?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one person"},
    )  # fmt: skip
    reason = _long("Why", missing="Say why they belong to an enquiry of their own")

    def __init__(self, *args: Any, pairs: list[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (key, pair.pseudonym) for key, pair in self.pairs.items()
        ]
        self.fields["people"].choice_hints = {  # type: ignore[attr-defined]
            key: pair.headline for key, pair in self.pairs.items()
        }


class FilterForm(forms.Form):
    """A verdict that contact of a pair has its reason where no extract holds it."""

    pair = forms.ChoiceField(label="Contact with whom?")
    kinds = forms.MultipleChoiceField(
        label="Which contact?", required=False, choices=_KINDS,
        help_text="Select none for every kind.", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    holds_from = _day("From", missing="Enter the first day of the contact")
    holds_to = _day("To", required=False, hint="Leave empty if it goes on.")
    expires_on = _day(
        "Look again by",
        hint="From the day after, scans count this contact again. A year at most.",
        missing="Enter the day on which it expires",
    )
    reason = _long(
        "The reason, and where you saw it",
        hint="It stands in reports: name nobody in it.",
        missing="Give the reason",
    )

    def __init__(self, *args: Any, pairs: list[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        self.fields["pair"].choices = [  # type: ignore[attr-defined]
            (key, pair.pseudonym) for key, pair in self.pairs.items()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("holds_from"), data.get("holds_to")
        if first and last and last < first:
            self.add_error("holds_to", "The last day must not be before the first")
        if (expires := data.get("expires_on")) and not _soon(expires):
            self.add_error("expires_on", "The date must be after today and within a year")
        return data


class GradeForm(forms.Form):
    """A grading, 3x5x2, with its category."""

    text = _long(
        "The intelligence",
        hint="In your own words, so that nobody can tell the source from it.",
        missing="Write the intelligence",
    )
    source = forms.ChoiceField(
        label="Source", choices=Source.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select how far the source is to be relied on"},
    )  # fmt: skip
    information = forms.ChoiceField(
        label="Information", choices=Information.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select how the source came to know"},
    )  # fmt: skip
    handling = forms.ChoiceField(
        label="Handling", choices=Handling.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select how it may be handled"},
    )  # fmt: skip
    conditions = forms.CharField(
        label="Conditions of handling", required=False, max_length=LONGEST,
        help_text="Only with handling C.",
        widget=forms.Textarea(attrs={"data-draft": "", "rows": 3}),
    )  # fmt: skip
    category = forms.ChoiceField(
        label="National category", choices=[("", "Select one"), *Category.choices],
        error_messages={"required": "Select the national category"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("handling") == Handling.CONDITIONS and not data.get("conditions"):
            self.add_error("conditions", "Say under which conditions it may be shared")
        return data


class SeekForm(forms.Form):
    """What somebody looks for, and for which purpose."""

    term = forms.CharField(
        label="What do you look for?", min_length=3, max_length=200,
        help_text=(
            "A name; a phone number; a postcode, or house and postcode; a property reference; a "
            "vehicle; a record number or a lead’s reference."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter what you are looking for",
                        "min_length": "Enter at least 3 letters or digits"},
    )  # fmt: skip
    purpose = _long(
        "Why do you look?",
        hint="It goes on record with your name.",
        missing="Say why you look",
    )


class ViewForm(forms.Form):
    """A name for the filters and the order that are on the page."""

    name = forms.CharField(
        label="Save these filters as", max_length=80, error_messages={"required": "Enter a name"}
    )


def _soon(day: date) -> bool:
    today = timezone.localdate()
    return today < day <= today + timedelta(days=366)
