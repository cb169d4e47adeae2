"""Pseudonyms: made from an identifier with the workbench's own key, and kept ever after."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from upstander.web.triage.publishing.told import Told

_SHORTEST = 4  # hexadecimal places
_TELLING = 6  # a number shorter than this may be a count, so it is not masked


class Labels:
    """The labels of one kind ("Member", "Person"): those given before, and new ones beside them."""

    def __init__(
        self, kind: str, *, key: bytes, given: Mapping[str, str], places: int = _SHORTEST
    ) -> None:
        """`given` are the labels by identifier that the workbench has already; a new one has
        `places` places, or as many more as it takes to be another than those."""
        self._kind, self._key, self._places = kind, key, places
        self._given = dict(given)
        self._taken = set(given.values())

    def of(self, identifier: str) -> str:
        """The label that stands for the identifier, here and in every later scan."""
        if identifier not in self._given:
            digest = hmac.new(self._key, identifier.encode(), hashlib.sha256).hexdigest().upper()
            label = next(
                label
                for places in range(self._places, len(digest) + 1)
                if (label := f"{self._kind} {digest[:places]}") not in self._taken
            )
            self._given[identifier] = label
            self._taken.add(label)
        return self._given[identifier]


class Mask:
    """Replaces names and identifiers in a sentence by their labels.

    A sign's sentence names nobody; this is the second lock on that door.
    """

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        """`labels` are pairs of what is replaced and by what."""
        self._labels = {shown: label for shown, label in labels if _tells(shown)}

    def __call__(self, text: str | None) -> str:
        if not text or not any(shown in text for shown in self._labels):
            return text or ""
        return self._pattern.sub(lambda hit: self._labels[hit[0]], text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Made for the few members whom a sentence names: five thousand take half a minute."""
        longest_first = sorted(self._labels, key=len, reverse=True)
        choice = "|".join(re.escape(shown) for shown in longest_first)
        return re.compile(rf"(?<!\w)(?:{choice})(?!\w)")


def mask_of(one: Told, *, member: str, people: Labels) -> Mask:
    """What stands in a lead's sentences for the member and for its people."""
    shown = [(one.staff_id, member), (one.staff.get("name") or "", member)]
    for row in one.rows:
        if row["human_id"]:
            label = people.of(row["human_id"])
            name = one.people.get(row["person_id"], {}).get("name") or ""
            shown += [(row["person_id"] or "", label), (row["human_id"], label), (name, label)]
    return Mask(shown)


def _tells(shown: str) -> bool:
    return len(shown) >= _TELLING if shown.isdigit() else len(shown) > 1
