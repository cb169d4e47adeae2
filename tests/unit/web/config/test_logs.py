"""What a log line says of a fault, and what it never says."""

import logging
import sys
from types import SimpleNamespace
from typing import Any

from upstander.web.config.logs import WithoutValues


def line(msg: Any, *values: Any, **more: Any) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, msg, values, None)
    record.__dict__ |= more
    return WithoutValues().format(record)


def test_a_fault_is_told_by_kind_and_place_without_a_value():
    request = SimpleNamespace(resolver_match=SimpleNamespace(route="leads/<slug:reference>/"))
    try:
        raise ValueError("Alex Sample, 07700 900123")
    except ValueError:
        found = line(
            "%s: %s", "Internal Server Error", "/leads/L-00042/",
            request=request, status_code=500, exc_info=sys.exc_info(),
        )  # fmt: skip
    assert "Request failed 500 at /leads/<slug:reference>/" in found
    assert "ValueError" in found and "test_logs.py" in found
    assert not {"Alex", "900123", "00042"} & set(found.replace("-", " ").split())


def test_words_that_are_fixed_are_kept():
    assert "A page without a policy was asked for." in line(
        "A page without a policy was asked for."
    )
    assert "Sample" not in line(ValueError("Sample"))
