"""Which leads somebody reads. Every page, list, count, search and export asks here."""

from django.db.models import QuerySet

from upstander.web.accounts.models import User
from upstander.web.accounts.policies import readable
from upstander.web.triage.models import Lead


def leads(user: User) -> QuerySet[Lead]:
    """The leads that this person may read; the others are not there."""
    return readable(Lead.objects.all(), user=user, subject="staff_id", compartment="compartment")
