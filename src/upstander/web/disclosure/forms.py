"""What people fill in: what a pack is for and holds, and why something is withheld."""

from collections.abc import Mapping
from typing import Any

from django import forms

from upstander.web.disclosure.actions import Reason
from upstander.web.disclosure.models import WORDS
from upstander.web.disclosure.words import ALWAYS, AT_FIRST, HINTS, Ground, Marking, Part

LONGEST = 4_000  # characters of a purpose or a reason
PSEUDONYMS, NAMES = "pseudonyms", "names"
_OPTIONAL = [(part.value, part.label) for part in Part if part not in ALWAYS]
_GROUNDS = [("", "Choose a ground"), *Ground.choices]


def _long(label: str, *, hint: str = "", missing: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"data-draft": "", "rows": rows}),
        error_messages={"required": missing},
    )


def _short(label: str, *, missing: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=WORDS, error_messages={"required": missing}
    )


class PackForm(forms.Form):
    """What for, for whom, and what goes in."""

    purpose = _long(
        "What is the pack for?",
        hint="It stands in the pack and on record. Do not name the member or anybody else in it.",
        missing="Say what the pack is for",
    )
    recipient = _short("Who receives it", missing="Write the name of who receives it")
    recipient_role = _short(
        "Their role", hint="Such as disclosure officer or prosecutor.", missing="Write their role"
    )
    organisation = _short("Their organisation", missing="Write their organisation")
    marking = forms.ChoiceField(
        label="Marking", choices=Marking.choices, initial=Marking.SENSITIVE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a marking"},
    )  # fmt: skip
    names = forms.ChoiceField(
        label="How people are called",
        choices=[(PSEUDONYMS, "By pseudonyms"), (NAMES, "By their names")],
        initial=PSEUDONYMS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how people are called"},
    )
    parts = forms.MultipleChoiceField(
        label="What goes in",
        help_text="Innocent explanations, and what could not be seen, are in every pack. What you "
        "leave out goes on its schedule, with the ground for it.",
        choices=_OPTIONAL,
        initial=[part.value for part in AT_FIRST if part not in ALWAYS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, compartment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {part.value: hint for part, hint in HINTS.items()}
        self.fields["parts"].choice_hints = hints  # type: ignore[attr-defined]
        second = "A second person has to agree to exactly this pack."
        self.fields["names"].choice_hints = {  # type: ignore[attr-defined]
            PSEUDONYMS: second if compartment else "Made at once.",
            NAMES: second,
        }

    @property
    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        data = dict(self.cleaned_data)
        named = data.pop("names") == NAMES
        return data | {"named": named, "parts": [Part(part) for part in data["parts"]]}


class WithheldForm(forms.Form):
    """The ground of each part that is left out, and of a further item that is not a part."""

    def __init__(
        self, *args: Any, parts: tuple[Part, ...], given: Mapping[str, Reason], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            before = given.get(part)
            self.fields[f"ground_{part}"] = forms.ChoiceField(
                label="Ground",
                choices=_GROUNDS,
                initial=before.ground if before else "",
                error_messages={"required": f"{part.label}: choose a ground"},
            )
            self.fields[f"reason_{part}"] = _long(
                "Why", missing=f"{part.label}: say why it is withheld", rows=2
            )
            self.fields[f"reason_{part}"].initial = before.reason if before else ""
        self.fields["item"] = _long(
            "What is withheld",
            hint="Leave empty where there is nothing else. Describe it so that a prosecutor knows "
            "what it is, and no more.",
            rows=2,
        )
        self.fields["item_ground"] = forms.ChoiceField(
            label="Ground", choices=_GROUNDS, required=False
        )
        self.fields["item_reason"] = _long("Why", rows=2)

    def clean(self) -> dict[str, Any]:
        """A further item needs its ground and its reason; without one there is none."""
        data = dict(super().clean() or {})
        if data.get("item"):
            for name, missing in (
                ("item_ground", "Choose a ground for what else is withheld"),
                ("item_reason", "Say why that is withheld"),
            ):
                if not data.get(name):
                    self.add_error(name, missing)
        elif data.get("item_reason"):
            self.add_error("item", "Say what else is withheld")
        return data

    @property
    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        data = self.cleaned_data
        grounds = {
            part: _reason(data[f"ground_{part}"], data[f"reason_{part}"]) for part in self.parts
        }
        if not data["item"]:
            return {"grounds": grounds}
        why = _reason(data["item_ground"], data["item_reason"])
        return {"grounds": grounds, "item": data["item"], "why": why}

    def of_part(self, part: Part) -> tuple[Any, Any]:
        """The two questions about a part."""
        return self[f"ground_{part}"], self[f"reason_{part}"]


def _reason(ground: str, reason: str) -> Reason:
    return Reason(ground=Ground(ground), reason=reason)


class AnswerForm(forms.Form):
    """A second person's answer."""

    agree = forms.ChoiceField(
        label="Do you agree to exactly this pack?",
        choices=[("yes", "Yes, make it"), ("no", "No, send it back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree"},
    )
    reason = _long("Why", missing="Say why", hint="It goes on record.")
