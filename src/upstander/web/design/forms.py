"""Django's form fields as the parameters of GOV.UK macros.

Django asks and judges, the macros draw: this says which macro a field is drawn with, and with
what. A room may say more of a field than Django knows, as attributes of the form's field:
`choice_hints` and `choice_conditionals` ({value: text or markup}) for radios and checkboxes.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

_PASSED_ON = ("autocomplete", "inputmode", "spellcheck", "rows", "autocapitalize", "pattern")
_PLACES = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4)}
# A limit that is only there to keep a database from harm is not counted down on the page.
_COUNTED = 5_000


class DayMonthYear(forms.MultiWidget):
    """A date as three inputs: day, month and year, each as it would be spoken."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput() for name in _PLACES}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if hasattr(value, "year") else [None] * 3

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The three as one text, which a DateField reads; nothing where all are empty."""
        typed = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        return "/".join(typed) if any(typed) else None


# The first that fits is the macro; a date as one text is an input like any other.
MACROS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DayMonthYear, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # of RadioSelect, to Django
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
)


def narrowed(form: forms.Form) -> list[tuple[str, str]]:
    """What a filter asks for in words, for paper, on which the filter itself is not."""
    if not form.is_bound:
        return []
    filled = ((field, field.value()) for field in form.visible_fields())
    return [(str(field.label), _chosen(field, value)) for field, value in filled if value]


def _chosen(field: BoundField, value: Any) -> str:
    labels = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def macro(field: BoundField) -> str:
    """The macro that draws a field: a name of MACROS, `count` or `input`."""
    widget = field.field.widget
    found = next((name for kind, name in MACROS if isinstance(widget, kind)), "input")
    return "count" if found == "textarea" and _counted(field) else found


def params(field: BoundField, *, small: bool = False, **extra: Any) -> dict[str, Any]:
    """Parameters of the macro that fits the field.

    `small` is for filters and columns; `heading` makes the label the page's own heading. Anything
    else is handed to the macro as it is.
    """
    size = "s" if small else "m"
    heading = extra.pop("heading", False)
    made: dict[str, Any] = {"name": field.html_name}
    if field.help_text:
        made["hint"] = {"text": str(field.help_text)}
    if field.errors:
        made["errorMessage"] = {"text": " ".join(str(error) for error in field.errors)}
    filled = {
        "date": _date,
        "radios": _choices,
        "checkboxes": _choices,
        "checkbox": _one_box,
        "select": _select,
    }.get(macro(field), _text)
    made |= filled(field, size="l" if heading else size, heading=heading)
    if small and macro(field) in {"radios", "checkboxes", "checkbox"}:
        made["classes"] = f"govuk-{'radios' if macro(field) == 'radios' else 'checkboxes'}--small"
    return {**made, **extra}


def error_items(form: forms.BaseForm | None) -> list[dict[str, str]]:
    """The errors of a form, in the order of its questions rather than in that of their finding.

    What concerns the whole form comes first, and leads to its first question.
    """
    if form is None or not form.is_bound:
        return []
    items = [
        {"text": str(error), "href": f"#{_first_id(form[name])}"}
        for name in form.fields
        if name in form.errors
        for error in form.errors[name]
    ]
    shown = form.visible_fields()
    start = f"#{_first_id(shown[0])}" if shown else "#main-content"
    return [{"text": str(error), "href": start} for error in form.non_field_errors()] + items


def _text(field: BoundField, *, size: str, heading: bool) -> dict[str, Any]:
    attributes = field.field.widget.attrs
    kind = getattr(field.field.widget, "input_type", "text")
    value = None if kind in {"password", "file"} else field.value()
    made: dict[str, Any] = {
        "id": field.auto_id,
        "label": _label(field, size=size, heading=heading),
        "value": "" if value is None else str(field.field.widget.format_value(value) or ""),
        **{name: attributes[name] for name in _PASSED_ON if name in attributes},
        "attributes": {
            name: value for name, value in attributes.items() if name.startswith("data-")
        },
    }
    if kind not in {"text", "textarea", "number"}:
        made["type"] = kind
    if kind == "number":  # what a whole number is typed into
        made["inputmode"] = "numeric"
    if width := _width(field.field):
        made["classes"] = f"govuk-input--width-{width}"
    if _counted(field):
        made["maxlength"] = field.field.max_length  # type: ignore[attr-defined]
    return made


def _width(asked: forms.Field) -> int:
    """Characters that an input shows, where it is known how long an answer gets; otherwise 0."""
    if isinstance(asked.widget, forms.Textarea):
        return 0
    if isinstance(asked, forms.DateField):
        return 10
    if isinstance(asked, forms.IntegerField):
        return 5
    longest = getattr(asked, "max_length", None) or 0
    return next((width for width in (4, 5, 10, 20) if 0 < longest <= width), 0)


def _choices(field: BoundField, *, size: str, heading: bool) -> dict[str, Any]:
    """Radios or checkboxes; the first has the field's own id, to which an error leads."""
    given = field.value()
    many = given if isinstance(given, (list, tuple, set)) else [given]
    chosen = {str(value) for value in many if value not in (None, "")}
    hints = getattr(field.field, "choice_hints", {})
    revealed = getattr(field.field, "choice_conditionals", {})
    items = []
    for value, text in field.field.choices:  # type: ignore[attr-defined]
        if value == "" and isinstance(field.field.widget, forms.CheckboxSelectMultiple):
            continue
        key = str(value)
        item: dict[str, Any] = {"value": key, "text": str(text), "checked": key in chosen}
        if value == "" and not chosen:
            item["checked"] = True
        if key in hints:
            item["hint"] = {"text": str(hints[key])}
        if key in revealed:
            item["conditional"] = {"html": SafeString(revealed[key])}
        items.append(item)
    if items:
        items[0]["id"] = field.auto_id
    return {
        "idPrefix": field.auto_id,
        "items": items,
        "fieldset": {"legend": _label(field, size=size, heading=heading, kind="fieldset__legend")},
    }


def _one_box(field: BoundField, **_: Any) -> dict[str, Any]:
    """A single yes: its label stands at the box."""
    ticked = bool(field.value())
    box = {"value": "on", "text": str(field.label), "checked": ticked, "id": field.auto_id}
    return {"idPrefix": field.auto_id, "items": [box]}


def _select(field: BoundField, *, size: str, heading: bool) -> dict[str, Any]:
    chosen = "" if field.value() is None else str(field.value())
    return {
        "id": field.auto_id,
        "label": _label(field, size=size, heading=heading),
        "items": [
            {"value": str(value), "text": str(text), "selected": str(value) == chosen}
            for value, text in field.field.choices  # type: ignore[attr-defined]
        ],
    }


def _date(field: BoundField, *, size: str, heading: bool) -> dict[str, Any]:
    """Three inputs; what was typed stays in its place, a real date or not."""
    value = field.value()
    if isinstance(value, str):
        parts = [*value.split("/"), "", "", ""][:3]
    else:
        parts = ["" if part is None else str(part) for part in DayMonthYear().decompress(value)]
    wrong = " govuk-input--error" if field.errors else ""
    return {
        "id": f"{field.auto_id}-group",
        "name": None,
        "items": [
            {
                "id": field.auto_id if name == "day" else f"{field.auto_id}_{name}",
                "name": f"{field.html_name}_{name}",
                "label": label,
                "value": part,
                "classes": f"govuk-input--width-{width}{wrong}",
            }
            for (name, (label, width)), part in zip(_PLACES.items(), parts, strict=True)
        ],
        "fieldset": {"legend": _label(field, size=size, heading=heading, kind="fieldset__legend")},
    }


def _label(field: BoundField, *, size: str, heading: bool, kind: str = "label") -> dict[str, Any]:
    return {
        "text": str(field.label),
        "classes": f"govuk-{kind}--{size}",
        "isPageHeading": heading,
    }


def _counted(field: BoundField) -> bool:
    longest = getattr(field.field, "max_length", None)
    long_text = isinstance(field.field.widget, forms.Textarea)
    return long_text and longest is not None and longest <= _COUNTED


def _first_id(field: BoundField) -> str:
    """Where an error leads: the field, or the first of its choices or inputs."""
    return field.auto_id or field.html_name
