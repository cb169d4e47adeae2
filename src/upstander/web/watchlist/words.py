"""Closed vocabularies of the room. Grading and answers are triage's own."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an entry stands; how it gets from one to the next is one table (`states.py`)."""

    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended"
    REFUSED = "refused", "Refused"


class Rhythm(TextChoices):
    """How often look-ups are audited: a package for the first scan of each period."""

    EACH_SCAN = "scan", "With each scan that is published"
    WEEKLY = "week", "Each week"
    MONTHLY = "month", "Each month"
