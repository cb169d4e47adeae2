"""Whom a drawing names, and how: by pseudonym, or by name where the reader has had it revealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upstander.engine.api import drawings
from upstander.web.triage.models import Lead, Pair

NOBODY_OF_THE_LEAD = "another person"


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The labels of one lead, by identifier."""

    member: str
    people: Mapping[str, str]  # human_id: label
    identifiers: Mapping[str, str]  # whatever a sentence must not hold: label

    def person(self, human_id: str) -> str:
        """The label of one of the lead's people; others have none."""
        return self.people.get(human_id, NOBODY_OF_THE_LEAD)

    def who(self, pair: Pair | None) -> str:
        """ "Member 4F2A and Person 19C7", or the member."""
        if pair is None or not pair.human_id:
            return self.member
        return f"{self.member} and {self.person(pair.human_id)}"

    def told(self, text: str) -> str:
        """A sentence with its days in words and without an identifier.

        A sign's sentence names nobody; this is the second lock on that door.
        """
        return drawings.wording.with_days(drawings.masked(text, self.identifiers))


def labels(lead: Lead, *, pairs: Iterable[Pair], shown: Mapping[str, str]) -> Labels:
    """`shown` holds the names that were revealed, by identifier of the member and the people."""
    member = shown.get(lead.staff_id, lead.pseudonym)
    people, identifiers = {}, {lead.staff_id: member}
    for pair in pairs:
        if not pair.human_id:
            continue
        own = [pair.human_id, pair.person_id]
        label = next((shown[name] for name in own if name in shown), pair.pseudonym)
        people[pair.human_id] = label
        identifiers |= {name: label for name in own if name}
    return Labels(member=member, people=people, identifiers=identifiers)
