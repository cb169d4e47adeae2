"""What was written in each message: ordinary words, and what abuse of position leaves in writing.

Messages are there already; this says what is in those whose text an extract carries. A force that
keeps an archive of its handsets' texts (`Plan.archive`) has these in it too, beside the bill.

In a pursuit, what is written grows with what comes back: from asking how somebody is to kisses and
compliments, to moving where the force does not see, to an invitation, to asking not to tell. It
stays mild. Many write nothing of the kind on a force system, whatever they do elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import Array, Plan, chance
from upstander.simulator.ledger import Ledger
from upstander.simulator.public import Public
from upstander.simulator.small_talk import PHRASES, WRITTEN, filled, ordinary, pick, some, typed
from upstander.simulator.traces import MISCONDUCT, PRIVATE

# What somebody may write of, and from which closeness on. To the young only what is in YOUNG.
KINDS = (
    ("friendly", 0.0), ("fond", 0.05), ("admiring", 0.1), ("asking", 0.1), ("elsewhere", 0.2),
    ("inviting", 0.25), ("missing", 0.5), ("hushing", 0.4),
)  # fmt: skip
YOUNG = ("friendly", "elsewhere", "hushing")
GROWN = 18
# Of those with an aim, the share who keep to work in everything that the force could read.
CAREFUL = 0.35
# Officers who put a kiss under things: how many, and under how many of their messages.
WARM, KISSES = 0.05, 0.3
# Those who write as people do at home: ties, and look-alikes who are one.
AT_HOME = (PRIVATE, "look_alike:declared_couple", "look_alike:victim_next_door")
COLUMNS = ("row", "staff", "human", "at", "nature", "theirs")


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How one member writes where there is an aim: how openly, of what, and in what haste."""

    open: float
    leaning: dict[str, float]
    haste: float


def write(plan: Plan, ledger: Ledger, public: Public) -> None:
    """Put words into the messages, and into the archive of handsets where there is one."""
    messages = ledger.witnessed("messages")
    texted = _texted(ledger) if plan.archive else {name: np.array([], int) for name in COLUMNS}
    both = {name: np.concatenate([messages[name], texted[name]]) for name in COLUMNS}
    words = _words(plan, ledger, public, both)
    size = len(messages["row"])
    _fill(plan, ledger, messages["row"], words[:size])
    if plan.archive:
        _archive(ledger, texted, words[size:])


def _texted(ledger: Ledger) -> dict[str, Array]:
    """Texts on the bill between staff and the public."""
    called = ledger.witnessed("calls")
    kind = np.concatenate([block["kind"] for block in ledger.blocks["calls"]])
    chosen = kind[called["row"]] == ledger.texts.code("text")
    return {name: called[name][chosen] for name in COLUMNS}


def _words(plan: Plan, ledger: Ledger, public: Public, wrote: dict[str, Array]) -> Array:
    """The code of a text for each message."""
    texts, size = ledger.texts, len(wrote["row"])
    rng = plan.stream("correspondence")
    words = np.zeros(size, dtype=np.int32)
    theirs, nature = wrote["theirs"].astype(bool), wrote["nature"]
    private = np.array([one.startswith(AT_HOME) for one in texts.known], dtype=bool)[nature]
    aimed = nature == texts.code(MISCONDUCT)
    warm = rng.random(int(wrote["staff"].max(initial=0)) + 1) < WARM
    fond = warm[wrote["staff"]] & chance(rng, KISSES, size)
    for bank, rows in (
        ("officer", ~private & ~aimed & ~theirs),
        ("public", ~private & ~aimed & theirs),
        ("private", private),
    ):
        kisses = fond[rows] if bank == "officer" else None
        words[rows] = some(rng, texts, bank=bank, size=int(rows.sum()), kisses=kisses)
    for rows in _pairs(wrote, np.flatnonzero(aimed)):
        member, human = int(wrote["staff"][rows[0]]), wrote["human"][rows]
        own = plan.stream(f"correspondence.{member}.{int(human[0])}")
        hand = _hand(plan.stream(f"correspondence.{member}"))
        young = public.age(human, wrote["at"][rows]) < GROWN
        words[rows] = texts.codes(_exchange(own, hand, theirs[rows], young))
    return words


def _pairs(wrote: dict[str, Array], rows: Array) -> list[Array]:
    """The messages of each pair, in the order in which they were written."""
    order = rows[np.lexsort((wrote["at"][rows], wrote["human"][rows], wrote["staff"][rows]))]
    key = wrote["staff"][order].astype(np.int64) * 2**32 + wrote["human"][order]
    return [part for part in np.split(order, np.flatnonzero(np.diff(key)) + 1) if len(part)]


def _hand(rng: Generator) -> Hand:
    leaning = rng.dirichlet(np.full(len(KINDS), 0.7))
    careful = rng.random() < CAREFUL
    return Hand(
        open=0.0 if careful else float(rng.beta(1.4, 1.8)),
        leaning={name: float(share) for (name, _), share in zip(KINDS, leaning, strict=True)},
        haste=float(rng.beta(1.6, 2.0)),
    )


def _exchange(rng: Generator, hand: Hand, theirs: Array, young: Array) -> list[str]:
    """What two people write, one after the other. Closeness grows with each answer."""
    said, closeness = [], 0.0
    for answer, minor in zip(theirs, young, strict=True):
        if answer:
            closeness += (1 - closeness) * float(rng.uniform(0.04, 0.2))
            mood = "warm" if not minor and rng.random() < 0.3 + closeness / 2 else "wary"
            reply = pick(rng, PHRASES["replies"][mood])
            said.append(typed(rng, filled(rng, reply), haste=rng.random()))
        elif rng.random() < hand.open * (0.4 + 0.6 * closeness):
            said.append(_oversteps(rng, hand, closeness, minor=bool(minor)))
        else:
            said.append(ordinary(rng, bank="officer"))
    return said


def _oversteps(rng: Generator, hand: Hand, closeness: float, *, minor: bool) -> str:
    """One message that goes too far, perhaps under some work."""
    kinds = [name for name, least in KINDS if closeness >= least and (not minor or name in YOUNG)]
    weights = np.array([hand.leaning[name] for name in kinds]) + 0.02
    chosen = rng.choice(kinds, size=int(rng.choice((1, 1, 1, 2))), p=weights / weights.sum())
    parts = [pick(rng, PHRASES["oversteps"][str(name)]) for name in chosen]
    if rng.random() < 0.25:
        parts.insert(0, pick(rng, PHRASES["officer"]["bodies"]))
    return typed(rng, filled(rng, " ".join(parts)), haste=hand.haste)


def _fill(plan: Plan, ledger: Ledger, rows: Array, words: Array) -> None:
    """Words in place of the mark, where the extract carries the text; the rest are colleagues'."""
    blocks, mark = ledger.blocks.get("messages", []), ledger.texts.code(WRITTEN)
    if not blocks:
        return
    whole = np.concatenate([block["text"] for block in blocks])
    words_of_row = some(
        plan.stream("correspondence.colleagues"), ledger.texts, bank="colleagues", size=len(whole)
    )
    words_of_row[rows] = words
    whole = np.where(whole == mark, words_of_row, whole)
    edges = np.cumsum([len(block["text"]) for block in blocks])[:-1]
    for block, text in zip(blocks, np.split(whole, edges), strict=True):
        block["text"] = text


def _archive(ledger: Ledger, texted: dict[str, Array], words: Array) -> None:
    """The texts of handsets, kept with what they say."""
    texts = ledger.texts
    number = np.concatenate([block["other_number"] for block in ledger.blocks["calls"]])
    theirs = texted["theirs"].astype(bool)
    rows = ledger.add(
        "messages",
        staff_id=texted["staff"].astype(np.int32),
        channel=np.full(len(words), texts.code("text"), dtype=np.int32),
        account=np.full(len(words), texts.code("force"), dtype=np.int32),
        other_party=texts.codes(f"#{one}" for one in number[texted["row"]]),
        at=texted["at"],
        direction=np.where(theirs, texts.code("in"), texts.code("out")).astype(np.int32),
        text=words,
    )
    ledger.witness(
        "messages", rows, staff=texted["staff"], human=texted["human"], at=texted["at"],
        nature=texted["nature"], theirs=texted["theirs"],
    )  # fmt: skip
