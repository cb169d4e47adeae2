"""Walking the log from its first entry: is every one as it was written, and is none missing?

In constant memory, whatever its length: one entry and the one before it are held at a time. What
is wrong is told in sentences; the first entry that fails ends the walk, for everything after it
rests on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import DatabaseError

from upstander.web.audit import canonical, keys
from upstander.web.audit.checkpoints import Signed
from upstander.web.audit.models import Entry

_AT_A_TIME = 1000
_UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError, OverflowError)


class Row(NamedTuple):
    """An entry as it stands in the database."""

    number: int
    at: Any
    act: str
    user_id: int | None
    username: str
    kind: str
    subject: str
    detail: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the walk found."""

    entries: int  # that are as they were written, from the first on
    hash: str  # of the last of them
    checkpoints: int  # that agree
    first_failing: int | None
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass
class _Walk:
    """How far the walk is."""

    number: int = 0
    hash: str = canonical.BEFORE_THE_FIRST
    agreeing: int = 0
    agreed: int = 0  # the last entry that a checkpoint agrees with
    failing: int | None = None


def verify(checkpoints: Iterable[Signed]) -> Verdict:
    """Walk the log, and hold it against checkpoints that were kept."""
    problems, trusted = _trusted(list(checkpoints))
    walk = _Walk()
    if problem := _walked(walk, trusted) or _cut_off(walk, trusted):
        problems.append(problem)
    return Verdict(
        entries=walk.number,
        hash=walk.hash,
        checkpoints=walk.agreeing,
        first_failing=walk.failing,
        problems=tuple(problems),
    )


def _trusted(checkpoints: list[Signed]) -> tuple[list[str], dict[int, list[Signed]]]:
    """What is wrong with the checkpoints themselves, and the others by the entry they name."""
    problems, trusted = [], defaultdict(list)
    ours = keys.public_key() if checkpoints else ""
    for one in sorted(set(checkpoints), key=lambda one: (one.number, one.at)):
        if not one.is_whole():
            problems.append(
                f"The checkpoint of entry {one.number:,} ({one.day}) was changed after it was "
                "signed: it proves nothing."
            )
        elif one.public_key != ours:
            problems.append(
                f"The checkpoint of entry {one.number:,} ({one.day}) was signed with another key "
                "than this workbench's: it proves nothing here."
            )
        else:
            trusted[one.number].append(one)
    return problems, trusted


def _walked(walk: _Walk, trusted: dict[int, list[Signed]]) -> str:
    """Go on until an entry fails: the sentence about it, or nothing."""
    for number, row in _rows():
        due = walk.number + 1
        if problem := _wrong(number, row, due=due, previous=walk.hash):
            walk.failing = min(number, due)
            return problem
        assert row is not None
        for one in trusted.get(number, ()):
            if one.hash != row.hash:
                walk.failing = walk.agreed + 1
                return _rewritten(walk, one)
            walk.agreeing, walk.agreed = walk.agreeing + 1, number
        walk.number, walk.hash = number, row.hash
    return ""


def _wrong(number: int, row: Row | None, *, due: int, previous: str) -> str:
    """What is wrong with an entry, given the one that stands before it."""
    if number > due:
        gone = (
            f"Entry {due:,} is" if number == due + 1 else f"Entries {due:,} to {number - 1:,} are"
        )
        return f"{gone} missing: the next one that is there is entry {number:,}."
    if number < due:
        return (
            f"Entry {number:,} stands where entry {due:,} should: the log was forked or added to."
        )
    if row is None or row.hash != _hash_of(row):
        return f"Entry {number:,} was changed after it was written: its hash does not fit it."
    if row.previous_hash != previous:
        return (
            f"Entry {number:,} does not follow the one before it: one of the two was written "
            "again, or put in another's place."
        )
    return ""


def _hash_of(row: Row) -> str:
    said = row._asdict()
    del said["hash"]
    try:
        return canonical.entry_hash(**said)
    except _UNREADABLE:
        return ""


def _rewritten(walk: _Walk, one: Signed) -> str:
    told = f"Entry {one.number:,} is not the one that the checkpoint of {one.day} names: "
    first = walk.agreed + 1
    if first == one.number:
        return f"{told}it was written again."
    return f"{told}the log was written again, from one of entries {first:,} to {one.number:,} on."


def _cut_off(walk: _Walk, trusted: dict[int, list[Signed]]) -> str:
    furthest = max(trusted, default=0)
    if furthest <= walk.number:
        return ""
    walk.failing = walk.number + 1
    return (
        f"The log ends at entry {walk.number:,}, and the checkpoint of {trusted[furthest][0].day} "
        f"names entry {furthest:,}: what came after entry {walk.number:,} was removed."
    )


def _rows() -> Iterator[tuple[int, Row | None]]:
    """Every entry by its number; without a row, where the database cannot even read it.

    SQLite takes anything into any column, so that a change may leave what is no moment at all.
    """
    entries = Entry.objects.order_by("number").values_list(*Row._fields)
    last = None
    try:
        for found in entries.iterator(chunk_size=_AT_A_TIME):
            row = Row(*found)
            last = row.number
            yield row.number, row
    except _UNREADABLE:
        yield from _one_by_one(after=last)


def _one_by_one(*, after: int | None) -> Iterator[tuple[int, Row | None]]:
    """The entries after one, up to the first that cannot be read."""
    rest = Entry.objects.order_by("number")
    rest = rest if after is None else rest.filter(number__gt=after)
    for number in rest.values_list("number", flat=True).iterator(chunk_size=_AT_A_TIME):
        try:
            row = Entry.objects.filter(number=number).values_list(*Row._fields).first()
        except _UNREADABLE:
            yield number, None
            return
        yield number, Row(*row) if row else None
