"""Joins drawn records, and what several of these tests draw."""

from tests.support import drawn
from upstander.engine.people import linking
from upstander.engine.people.linking import JUDGED, LinkSettings
from upstander.engine.sessions import DuckSession


def joined(
    session: DuckSession, *, judged: str = "", settings: LinkSettings | None = None, **tables: str
) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """The groups of records found to be one human, and the pairs left to a person."""
    people = linking.humans(
        drawn.records(**tables),
        session,
        judged=drawn.table(judged, schema=JUDGED) if judged else None,
        settings=settings,
    )
    groups: dict[str, set[str]] = {}
    for row in session.rows(people.humans):
        groups.setdefault(row["human_id"], set()).add(row["person_id"])
    pairs = session.rows(people.possible)
    return (
        {frozenset(group) for group in groups.values() if len(group) > 1},
        {frozenset((pair["person_id_l"], pair["person_id_r"])) for pair in pairs},
    )


def both(left: str, right: str) -> set[frozenset[str]]:
    return {frozenset((left, right))}


HOME = """
    person_id | easting | northing
    P1        | 400000  | 300000
    P2        | 400000  | 300000
"""
PHONE = """
    person_id | number
    P1        | 07700 900001
    P2        | +44 7700 900001
"""
