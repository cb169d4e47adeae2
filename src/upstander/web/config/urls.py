"""Every address of the workbench. Each has a policy (tests/unit/web/test_every_address.py)."""

from django.urls import include, path

urlpatterns = [
    path("", include("upstander.web.triage.urls")),
    path("", include("upstander.web.accounts.urls")),
    path("", include("upstander.web.audit.urls")),
    path("", include("upstander.web.design.urls")),
]
handler403 = "upstander.web.design.errors.not_found"  # what may not be seen is not there
handler404 = "upstander.web.design.errors.not_found"
handler500 = "upstander.web.design.errors.fault"
