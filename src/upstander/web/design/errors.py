"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("Not found", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Fault", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse("Expired", status=403)
