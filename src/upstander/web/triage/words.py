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

    NEW = "new", "New on the list"
    CHANGED = "changed", "Changed by the last scan"
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


class Source(TextChoices):
    """How far a source is to be relied on: the national grading, 3x5x2."""

    RELIABLE = "1", "1 Reliable"
    UNTESTED = "2", "2 Untested"
    NOT_RELIABLE = "3", "3 Not reliable"


class Information(TextChoices):
    """How the source came to know: the national grading, 3x5x2."""

    DIRECTLY = "A", "A Known directly to the source"
    CORROBORATED = "B", "B Known indirectly, but corroborated"
    INDIRECTLY = "C", "C Known indirectly"
    NOT_KNOWN = "D", "D Not known"
    SUSPECTED_FALSE = "E", "E Suspected to be false"


class Handling(TextChoices):
    """Who may have it: the national grading, 3x5x2."""

    PERMITTED = "P", "P Lawful sharing permitted"
    CONDITIONS = "C", "C Lawful sharing permitted with conditions"


class Category(TextChoices):
    """The national corruption-related intelligence categories, as HMICFRS lists them in its
    glossary (2024). The guidance that they come from is not published."""

    INFILTRATION = "infiltration", "Infiltration"
    DISCLOSURE = "disclosure", "Disclosure of information"
    PERVERTING = "perverting", "Perverting the course of justice"
    SEXUAL_MISCONDUCT = "sexual_misconduct", "Sexual misconduct"
    DRUGS = "drugs", "Controlled drug use and supply"
    THEFT = "theft", "Theft and fraud"
    SYSTEMS = "systems", "Misusing force systems"
    AUTHORITY = "authority", "Abuse of authority"
    ASSOCIATION = "association", "Inappropriate association"
    VULNERABILITY = "vulnerability", "Vulnerability"
    CRIME = "crime", "Committing, inciting, aiding or abetting a crime, or assisting in one"
    OTHER = "other", "Other"


class FoundBy(TextChoices):
    """By what a look-up found somebody, besides their name and the numbers of records."""

    NUMBER = "number", "phone number"
    ADDRESS = "address", "address"
    POSTCODE = "postcode", "postcode"
    UPRN = "uprn", "property reference"
    VEHICLE = "vehicle", "vehicle"
