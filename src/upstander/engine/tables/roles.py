"""From a force's job titles to role families, the peer groups."""

import re

import ibis
import ibis.expr.types as ir

# The first pattern that a title contains decides, so the narrow ones stand first.
TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("professional_standards", ("professional standards", "counter-corruption", "anti-corruption",
                                "counter corruption", "vetting")),
    ("control_room", ("control room", "control_room", "dispatch", "call handler", "contact centre",
                      "radio operator", "allocator", "101 operator", "999")),
    ("enquiry_desk", ("enquiry", "front counter", "station desk", "front office")),
    ("custody", ("custody", "detention")),
    ("safeguarding", ("safeguard", "public protection", "domestic abuse", "child protection",
                      "child abuse", "vulnerab", "mash", "sexual offences", "rape",
                      "offender manag", "missing person", "family liaison", "victim care",
                      "witness care")),
    ("roads", ("road", "roads", "traffic", "collision", "motorway")),
    ("neighbourhood", ("neighbourhood", "community support", "pcso", "safer schools",
                       "schools officer", "community", "beat", "rural", "youth")),
    ("investigation", ("detective", "investigat", "cid", "crime team", "major crime", "fraud",
                       "cyber")),
    ("response", ("response", "patrol", "uniform", "incident response", "special constable",
                  "firearms", "dog handler")),
    ("support", ("analyst", "intelligence", "admin", "support", "hr", "human resources", "it",
                 "training", "estates", "finance", "fleet", "communications", "contractor",
                 "cleaner", "records", "legal")),
)  # fmt: skip


# Abbreviations stand as words of their own: there is a "cid" in every incident.
_SHORTEST_STEM = 5


def role_family(staff: ir.Table) -> ir.StringValue:
    """The role family of each row of `staff`: as given, else read from the job title."""
    title = staff.role.lower()
    named = [(title.replace(" ", "_") == family, family) for family, _ in TITLES]
    read = [(title.re_search(_any_of(patterns)), family) for family, patterns in TITLES]
    return ibis.coalesce(staff.role_family, ibis.cases(*named, *read, else_="other"))


def _any_of(patterns: tuple[str, ...]) -> str:
    """A regular expression for titles with one of the words, or a word that begins with it."""
    words = [re.escape(word) + (r"\b" if len(word) < _SHORTEST_STEM else "") for word in patterns]
    return rf"\b({'|'.join(words)})"
