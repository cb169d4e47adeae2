"""Links joined into humans, and chains cut where they would join what plainly differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Link:
    """One accepted link. A judged one was made by a person and is not cut."""

    left: str
    right: str
    bits: float
    judged: bool = False


@dataclass
class _Groups:
    """Disjoint groups of records, with what each group must be kept apart from."""

    members: dict[str, set[str]] = field(default_factory=dict)
    apart: Mapping[str, set[str]] = field(default_factory=dict)

    def of(self, record: str) -> set[str]:
        return self.members.setdefault(record, {record})

    def may_join(self, left: set[str], right: set[str]) -> bool:
        small, large = sorted((left, right), key=len)
        return not any(self.apart.get(record, set()) & large for record in small)

    def join(self, left: set[str], right: set[str]) -> None:
        small, large = sorted((left, right), key=len)
        large |= small
        for record in small:
            self.members[record] = large


def settled(links: Iterable[Link], *, conflicts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Record to human, the strongest links first, none that would join two records in conflict.

    What a person judged comes before all, then weight; so the links that fall are the weakest
    of a chain. A human is named after the first of its records.
    """
    apart: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in conflicts:
        apart[left].add(right)
        apart[right].add(left)
    groups = _Groups(apart=apart)
    in_order = sorted(links, key=lambda each: (not each.judged, -each.bits, each.left, each.right))
    for link in in_order:
        one, other = groups.of(link.left), groups.of(link.right)
        if one is not other and (link.judged or groups.may_join(one, other)):
            groups.join(one, other)
    return {record: min(group) for record, group in groups.members.items()}
