"""Predatory or exploratory: tentative words with their reasons, from the documents' own accounts.

LTL40 p12-13: predatory behaviour aims at more vulnerable people, moves fast and evades detection;
exploratory behaviour is tentative, towards a wider range of people, less guarded and often without
physical contact. Sweeting and Cole (2023) describe the same two on ten cases. `unclear` is the
default: nothing here decides about a person.
"""

from dataclasses import dataclass
from datetime import datetime

from upstander.engine.leads.matrix import Matrix


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the extracts show of one member's contacts that no purpose explains."""

    people: int
    vulnerable_people: int
    visited_people: int
    first_contact_at: datetime | None
    first_visit_at: datetime | None
    families: frozenset[str]


def style_of(course: Course, *, matrix: Matrix) -> tuple[str, tuple[str, ...]]:
    """One of words.STYLES, and the reasons for it in words."""
    if course.people >= matrix.style["many_people"] and course.visited_people <= 1:
        return "exploratory", (
            f"contact with {course.people} people",
            "visits to one of them at most",
        )
    fast = _days_to_visit(course)
    guarded = bool(course.families & {"look-ups", "after the purpose"})
    few = 0 < course.people <= matrix.style["few_people"]
    swift = fast is not None and fast <= matrix.style["fast_days"]
    if few and course.vulnerable_people and swift and guarded:
        return "predatory", (
            f"{course.vulnerable_people} of {course.people} with a recorded vulnerability",
            f"a visit {fast} days after the first contact",
            "look-ups, or contact after the purpose ended",
        )
    return "unclear", ()


def _days_to_visit(course: Course) -> int | None:
    if course.first_contact_at is None or course.first_visit_at is None:
        return None
    return max((course.first_visit_at - course.first_contact_at).days, 0)
