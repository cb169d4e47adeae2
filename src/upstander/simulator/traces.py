"""The rows that a contact leaves in the force's systems, each with the truth about it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import MINUTE, NONE, Array, Calendar, chance
from upstander.simulator.ledger import Ledger, Value
from upstander.simulator.public import Public
from upstander.simulator.rota import Rota
from upstander.simulator.workforce import Staff

WORK, PRIVATE, MISCONDUCT = "work", "private", "misconduct"
SYSTEMS = ("Records", "National Computer", "Intelligence", "Command log", "Custody", "Vehicles")
ACTIONS = ("view", "search", "edit", "print", "export")
FIELDS = ("contact", "address", "other", None)
REASONS = (
    None,
    "crime enquiry",
    "victim update",
    "incident",
    "risk assessment",
    "file build",
    "safeguarding",
    "intelligence check",
    "custody",
    "as above",
    "enq",
    "-",
)
LANDLINE_SHARE = 0.07


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Writes contacts into the ledger. Arrays are parallel; what lies outside is left out."""

    calendar: Calendar
    staff: Staff
    rota: Rota
    public: Public
    ledger: Ledger
    emails: list[str] = field(repr=False)

    def _kept(self, staff: Array, human: Array, at: Array) -> Array:
        """Both ends are there, and the extracts cover the moment."""
        there = (staff != NONE) & (human != NONE) & (at != NONE)
        return np.flatnonzero(
            there & self.calendar.within(at) & self.staff.employed(np.maximum(staff, 0), at)
        )

    def calls(
        self,
        rng: Generator,
        *,
        staff: Array,
        human: Array,
        at: Array,
        direction: Array | str,
        seconds: Array | None,
        nature: Value,
        kind: str = "voice",
        private_number: Array | None = None,
    ) -> None:
        """Calls and texts on the itemised bill, where the person has a number at all."""
        kept = self._kept(staff, human, at)
        numbers = self.public.number_at(human, at)
        wired = self.public.landline[human]
        by_wire = (wired != NONE) & chance(rng, LANDLINE_SHARE, len(at)) & (kind == "voice")
        numbers = np.where(by_wire, wired, numbers)
        if private_number is not None:
            numbers = np.where(private_number != NONE, private_number, numbers)
        kept = kept[numbers[kept] != NONE]
        texts = self.ledger.texts
        way = texts.code(direction) if isinstance(direction, str) else direction[kept]
        rows = self.ledger.add(
            "calls",
            number=self.staff.number_at(staff[kept], at[kept]).astype(np.int32),
            other_number=numbers[kept].astype(np.int32),
            at=at[kept],
            direction=np.broadcast_to(np.asarray(way, dtype=np.int32), len(kept)),
            kind=np.full(len(kept), texts.code(kind), dtype=np.int32),
            duration_s=np.full(len(kept), np.nan) if seconds is None else seconds[kept] * 1.0,
        )
        self.ledger.witness(
            "calls",
            rows,
            staff=staff[kept],
            human=human[kept],
            at=at[kept],
            nature=part(nature, kept),
            theirs=self._inward(way, len(kept)),
        )

    def _inward(self, way: Array | int, size: int) -> Array:
        return np.broadcast_to(np.asarray(way) == self.ledger.texts.code("in"), size)

    def lookups(
        self,
        rng: Generator,
        *,
        staff: Array,
        human: Array,
        at: Array,
        nature: Value,
        occurrence: Array | None = None,
        system: str | None = None,
        cited: float = 0.6,
        curious: bool = False,
    ) -> None:
        """Rows of the audit log. `curious`: for the person's details, not for the paperwork."""
        kept = self._kept(staff, human, at)
        size, texts = len(kept), self.ledger.texts
        weights = (70, 22, 2, 4, 2) if curious else (62, 20, 12, 5, 1)
        action = rng.choice(len(ACTIONS), size, p=np.array(weights) / 100)
        fields = (30, 25, 25, 20) if curious else (16, 14, 50, 20)
        named = rng.choice(len(FIELDS), size, p=np.array(fields) / 100)
        reason = np.where(chance(rng, 0.55, size), 0, rng.integers(1, len(REASONS), size))
        where = (
            texts.code(system)
            if system
            else texts.pick(SYSTEMS, rng.choice(4, size, p=[0.66, 0.14, 0.12, 0.08]))
        )
        case: Array | int = NONE
        if occurrence is not None:
            case = np.where(chance(rng, cited, size), occurrence[kept], NONE).astype(np.int32)
        rows = self.ledger.add(
            "searches",
            staff_id=staff[kept].astype(np.int32),
            system=np.broadcast_to(np.asarray(where, dtype=np.int32), size),
            at=at[kept],
            action=texts.codes(ACTIONS)[action],
            person_id=self.public.record(rng, human[kept]).astype(np.int32),
            occurrence_id=np.broadcast_to(np.asarray(case, dtype=np.int32), size),
            field=texts.codes(FIELDS)[named],
            reason=texts.codes(REASONS)[reason],
        )
        self.ledger.witness(
            "searches",
            rows,
            staff=staff[kept],
            human=human[kept],
            at=at[kept],
            nature=part(nature, kept),
        )

    def messages(
        self,
        *,
        staff: Array,
        human: Array,
        at: Array,
        direction: Array | str,
        nature: Value,
        channel: str = "email",
        account: str = "force",
        text: Value = None,
    ) -> None:
        """Messages on force systems: an e-mail address, else the person's number."""
        kept = self._kept(staff, human, at)
        texts, numbers = self.ledger.texts, self.public.number_at(human, at)
        if channel != "email":
            kept = kept[numbers[kept] != NONE]
        way = texts.code(direction) if isinstance(direction, str) else direction[kept]
        party: list[str] = [
            self.emails[person] if channel == "email" else f"#{number}"
            for person, number in zip(human[kept], numbers[kept], strict=True)
        ]
        rows = self.ledger.add(
            "messages",
            staff_id=staff[kept].astype(np.int32),
            channel=np.full(len(kept), texts.code(channel)),
            account=np.full(len(kept), texts.code(account)),
            other_party=texts.codes(party),
            at=at[kept],
            direction=np.broadcast_to(np.asarray(way, dtype=np.int32), len(kept)),
            text=np.broadcast_to(
                np.asarray(
                    texts.code(text) if text is None or isinstance(text, str) else part(text, kept),
                    dtype=np.int32,
                ),
                len(kept),
            ),
        )
        self.ledger.witness(
            "messages",
            rows,
            staff=staff[kept],
            human=human[kept],
            at=at[kept],
            nature=part(nature, kept),
            theirs=self._inward(way, len(kept)),
        )

    def bursts(
        self,
        rng: Generator,
        *,
        staff: Array,
        human: Array,
        at: Array,
        mean: Array | float,
        before: int,
        after: int,
        nature: Value,
        occurrence: Array | None = None,
        system: str | None = None,
        least: int = 1,
        curious: bool = False,
    ) -> None:
        """Several look-ups each, in the minutes around a moment."""
        owner = np.repeat(np.arange(len(at)), least + rng.poisson(mean, len(at)))
        moment = at[owner] + rng.integers(-before * MINUTE, after * MINUTE + 1, len(owner))
        self.lookups(
            rng,
            staff=staff[owner],
            human=human[owner],
            at=moment,
            nature=part(nature, owner),
            system=system,
            curious=curious,
            occurrence=None if occurrence is None else occurrence[owner],
        )

    def talk(
        self,
        rng: Generator,
        *,
        staff: Array,
        human: Array,
        at: Array,
        nature: Value,
        answered: float = 0.6,
    ) -> None:
        """Somebody of the force rings a person: unanswered tries, further tries, call-backs."""
        trying, when = np.arange(len(at)), at.astype(np.int64)
        for _ in range(3):
            size = len(trying)
            reached = chance(rng, answered, size)
            seconds = np.where(reached, spoken(rng, size), rung(rng, size))
            self.calls(
                rng,
                staff=staff[trying],
                human=human[trying],
                at=when,
                direction="out",
                seconds=seconds,
                nature=part(nature, trying),
            )
            back = np.flatnonzero(~reached & chance(rng, 0.35, size))
            self._rings_back(
                rng,
                staff[trying][back],
                human[trying][back],
                when[back],
                part(nature, trying[back]),
            )
            again = np.flatnonzero(~reached & chance(rng, 0.55, size))
            wait = (rng.lognormal(0, 1.6, len(again)) * 90 * MINUTE).astype(np.int64)
            trying = trying[again]
            when = self.rota.moment(rng, staff[trying], when[again] + 60 + wait)

    def _rings_back(
        self, rng: Generator, staff: Array, human: Array, missed: Array, nature: Value
    ) -> None:
        at = missed + (rng.lognormal(0, 1.2, len(missed)) * 40 * MINUTE).astype(np.int64) + 20
        there = self.rota.on_duty(staff, at) & chance(rng, 0.75, len(at))
        seconds = np.where(there, spoken(rng, len(at)), rng.integers(0, 12, len(at)))
        self.calls(
            rng, staff=staff, human=human, at=at, direction="in", seconds=seconds, nature=nature
        )


def part(value: Value, chosen: Array) -> Value:
    """Some of a column; a value that goes to every row stays as it is."""
    return value[chosen] if isinstance(value, np.ndarray) else value


def spoken(rng: Generator, count: int) -> Array:
    """How long answered calls last, in seconds."""
    return (rng.lognormal(0, 1.0, count) * 130).astype(np.int64).clip(4, 7_200)


def rung(rng: Generator, count: int) -> Array:
    """How long unanswered calls are billed for: nothing, a second or two, or a voicemail."""
    style = rng.random(count)
    short = rng.integers(0, 6, count)
    voicemail = rng.integers(8, 45, count)
    return np.where(style < 0.45, 0, np.where(style < 0.7, short, voicemail)).astype(np.int64)
