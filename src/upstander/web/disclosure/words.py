"""Closed vocabularies of the room."""

from django.db.models import TextChoices


class Part(TextChoices):
    """What a pack can hold, in the order in which it stands there."""

    SEEN = "seen", "What was seen, in sentences"
    SCORE = "score", "What makes up the score"
    TIMELINE = "timeline", "Contacts over time"
    INNOCENT = "innocent", "Innocent explanations of each sign"
    LIMITS = "limits", "What could not be seen"
    RECORDS = "records", "Records that the signs rest on, with every source row"
    CONTACTS = "contacts", "Every contact, explained and not, with every source row"
    DECISIONS = "decisions", "Decisions, with their reasons"
    FILTERS = "filters", "Contact explained by a person’s word"
    TASKS = "tasks", "Tasks and requests for records, with what came of them"
    GRADINGS = "gradings", "Intelligence and its grading"
    NOTES = "notes", "Notes"


# What may speak for the member whom a lead is about: no pack goes out without it.
ALWAYS = (Part.INNOCENT, Part.LIMITS)
# Free text about third parties and graded intelligence go out only where somebody chooses so.
LEFT_OUT_AT_FIRST = (Part.GRADINGS, Part.NOTES)
AT_FIRST = tuple(part for part in Part if part not in LEFT_OUT_AT_FIRST)
HINTS = {
    Part.SEEN: "Each sign that fired, how rare it is, and what it means.",
    Part.RECORDS: "The table, file and row of each, so that the original can be asked for.",
    Part.TASKS: "Lines of enquiry that were followed, whatever they led to.",
    Part.GRADINGS: "Left out unless you choose it: intelligence has its own rules of handling.",
    Part.NOTES: "Left out unless you choose it: free text may tell of other people.",
}


class Ground(TextChoices):
    """Why something is withheld: candour is limited by lawful reasons alone."""

    SENSITIVE = "sensitive", "Sensitive: a real risk of serious prejudice to the public interest"
    NATIONAL_SECURITY = "security", "National security"
    PRIVILEGE = "privilege", "Legal professional privilege"
    PRIVACY = "privacy", "Private life of somebody (Human Rights Act 1998, Article 8)"
    DATA_PROTECTION = "data", "Data protection: more than this purpose needs (DPA 2018)"
    OTHER_ENQUIRY = "enquiry", "It would harm another investigation or prosecution"


# Of these the schedule that is handed over says the ground, and the reason stays with the unit.
KEPT_TO_THE_UNIT = (Ground.SENSITIVE, Ground.NATIONAL_SECURITY, Ground.OTHER_ENQUIRY)


class Marking(TextChoices):
    """The Government Security Classification that stands on each page."""

    OFFICIAL = "OFFICIAL", "OFFICIAL"
    SENSITIVE = "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"


class Stage(TextChoices):
    """Where a pack stands."""

    BEGUN = "begun", "Begun, not made"
    WAITING = "waiting", "To be agreed"
    MADE = "made", "Made"
    REFUSED = "refused", "Not agreed"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"
