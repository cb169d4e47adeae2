"""Django's form fields as the parameters of GOV.UK macros."""

from typing import Any


def params(field: Any, **extra: Any) -> dict[str, Any]:
    """Parameters of the macro that fits the field."""
    raise NotImplementedError


def error_items(form: Any) -> list[dict[str, str]]:
    """The errors of a form, in the order of its questions."""
    raise NotImplementedError
