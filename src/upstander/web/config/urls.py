"""Every address of the workbench. Each has a policy (tests/unit/web/test_every_address.py)."""

from django.urls import include, path

from upstander.web.accounts.guard import open_to_all
from upstander.web.design import pages

_of_nobody = open_to_all("holds nothing about anybody")
urlpatterns = [
    path("", include("upstander.web.triage.urls")),
    path("", include("upstander.web.watchlist.urls")),
    path("", include("upstander.web.disclosure.urls")),
    path("", include("upstander.web.accounts.urls")),
    path("", include("upstander.web.audit.urls")),
    path("theme.css", open_to_all("a colour")(pages.theme), name="theme"),
    path("accessibility/", _of_nobody(pages.accessibility), name="accessibility"),
    path("privacy/", _of_nobody(pages.privacy), name="privacy"),
]
handler400 = "upstander.web.design.errors.refused"
handler403 = "upstander.web.design.errors.not_found"  # what may not be seen is not there
handler404 = "upstander.web.design.errors.not_found"
handler500 = "upstander.web.design.errors.fault"
