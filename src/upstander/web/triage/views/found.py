"""Who asks, and the lead that is asked for: the same for every page."""

from django.http import Http404, HttpRequest

from upstander.web.accounts.guard import denied
from upstander.web.accounts.models import User
from upstander.web.triage import policies
from upstander.web.triage.models import Lead


def reader(request: HttpRequest) -> User:
    """Whoever is signed in: the guard has seen to it."""
    assert isinstance(request.user, User)
    return request.user


def the_lead(request: HttpRequest, reference: str) -> Lead:
    """A lead that this person may read; otherwise there is none, and the log says who asked."""
    leads = policies.leads(reader(request)).select_related("owner", "scan")
    try:
        return leads.get(reference=reference)
    except Lead.DoesNotExist:
        denied.send(sender=the_lead, request=request, what="lead", subject=reference)
        raise Http404 from None
