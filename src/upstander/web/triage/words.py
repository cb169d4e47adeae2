"""Closed vocabularies of the room."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a lead stands; how it gets from one to the next is one table (`states.py`)."""

    NEW = "new", "New"
    IN_TRIAGE = "in_triage", "In triage"
    UNDER_REVIEW = "under_review", "Kept under review"
    DEVELOPING = "developing", "Being developed"
    AWAITING_APPROVAL = "awaiting_approval", "Waits for a second person"
    EXPLAINED = "explained", "Explained"
    WITH_INVESTIGATION = "with_investigation", "With investigation"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


class Standing(TextChoices):
    """What the newest scan did to a lead."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    SAME = "same", "Unchanged"
    GONE = "gone", "No longer listed"


class Outcome(TextChoices):
    """What can be decided about a lead."""

    EXPLAINED = "explained", "Explained by a recorded or confirmed purpose"
    UNDER_REVIEW = "under_review", "Keep under review until a date"
    DEVELOP = "develop", "Develop"
    INVESTIGATE = "investigate", "Hand to investigation"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


class Answer(TextChoices):
    """What became of a decision that was proposed."""

    WAITING = "waiting", "Waits for a second person"
    STANDS = "stands", "Stands"
    REFUSED = "refused", "Not agreed"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"
