"""Pseudonyms: what a reader sees in place of a member of staff or a member of the public."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

_SHORTEST = 4  # hexadecimal places of a member's pseudonym
_TELLING = 6  # a number shorter than this may be a count, so it is not masked


class Labels:
    """The labels of one report.

    A member's pseudonym is made from the staff id with `key`, so that it stays the same from scan
    to scan of a force that keeps its key. With an empty key anybody who knows the staff ids can
    work it out. People are numbered in the order in which the report first names them, so that
    one person with two members is one number.
    """

    def __init__(
        self,
        *,
        staff: Mapping[str, str],
        people: Mapping[str, str],
        key: str = "",
        names_shown: bool = False,
    ) -> None:
        """`staff` and `people` give the names on record by id; an id without a name is fine."""
        self._staff, self._people = dict(staff), dict(people)
        self._key, self._names_shown = key.encode(), names_shown
        self._members: dict[str, str] = {}
        self._persons: dict[str, str] = {}

    def member(self, staff_id: str) -> str:
        """ "Member 7F3A", or the name and id where names are shown."""
        if self._names_shown:
            return _named(self._staff.get(staff_id, ""), staff_id)
        if staff_id not in self._members:
            digest = hmac.new(self._key, staff_id.encode(), hashlib.sha256).hexdigest().upper()
            taken = set(self._members.values())
            self._members[staff_id] = next(
                label
                for places in range(_SHORTEST, len(digest) + 1)
                if (label := f"Member {digest[:places]}") not in taken
            )
        return self._members[staff_id]

    def person(self, person_id: str) -> str:
        """ "Person 2", or the name and id where names are shown."""
        if self._names_shown:
            return _named(self._people.get(person_id, ""), person_id)
        return self._persons.setdefault(person_id, f"Person {len(self._persons) + 1}")

    def masked(self, text: str, *, staff_id: str, person_ids: Iterable[str] = ()) -> str:
        """The text with the lead's own ids and names replaced by their labels.

        A sign's sentence names nobody; this is the second lock on that door.
        """
        if self._names_shown or not text:
            return text
        labels = {
            shown: self.person(person)
            for person in person_ids
            for shown in (person, self._people.get(person, ""))
        }
        labels |= {
            shown: self.member(staff_id) for shown in (staff_id, self._staff.get(staff_id, ""))
        }
        return masked(text, labels)


def masked(text: str, labels: Mapping[str, str]) -> str:
    """The text with each identifier or name of `labels` replaced by its label."""
    telling = sorted(filter(_tells, labels), key=len, reverse=True)
    if not telling:
        return text
    pattern = "|".join(re.escape(shown) for shown in telling)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda hit: labels[hit[0]], text)


def _named(name: str, identifier: str) -> str:
    return f"{name} ({identifier})" if name else identifier


def _tells(shown: str) -> bool:
    return len(shown) >= _TELLING if shown.isdigit() else len(shown) > 1
