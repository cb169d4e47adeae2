"""A page that does not say whom it is for is never served."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from upstander.web.accounts.middleware import EveryPageHasAPolicy


def _unmarked(request: HttpRequest) -> None:
    raise AssertionError("a page without a policy was served")


def test_a_page_without_a_policy_is_never_served(settings: Any, caplog: Any) -> None:
    middleware = EveryPageHasAPolicy(lambda request: None)
    request = RequestFactory().get("/somebody's-name/")
    with pytest.raises(Exception, match="unmarked has no policy"):
        middleware.process_view(request, _unmarked, (), {})
    settings.PAGES_WITHOUT_POLICY_RAISE = False
    with pytest.raises(Exception, match=r"^$"):
        middleware.process_view(request, _unmarked, (), {})
    assert caplog.messages == ["A page without a policy was asked for."]
