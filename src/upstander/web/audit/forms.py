"""The filters of the log."""

from typing import Any

from django import forms

from upstander.web.audit.log import Act
from upstander.web.audit.reading import NOBODY


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text="For example, 27/3/2027.",
        required=False,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"],
        error_messages={"invalid": f"{label} must be a real date, for example 27/3/2027"},
    )


class LogForm(forms.Form):
    """Which entries to show."""

    act = forms.MultipleChoiceField(
        label="What was done", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(act.value, act.value.capitalize()) for act in Act],
    )  # fmt: skip
    person = forms.ChoiceField(label="By whom", required=False)
    kind = forms.ChoiceField(label="To what", required=False)
    subject = forms.CharField(
        label="Reference", required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    since = _day("From")
    until = _day("Until")

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], kinds: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("", "Anybody"), (NOBODY, "Nobody signed in")]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *everybody,
            *((str(key), name) for key, name in people),
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "Anything"),
            *((kind, kind.capitalize()) for kind in kinds),
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """What is to be filtered by: what is no date or no known choice is left out."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
