"""Figures and moments as a sentence says them."""

import math
import re
from datetime import date, datetime

from upstander import words

KINDS = {  # one, several
    "call": ("call", "calls"),
    "message": ("message", "messages"),
    "lookup": ("look-up", "look-ups"),
    "visit": ("visit", "visits"),
    "attendance": ("attendance", "attendances"),
    "custody": ("custody contact", "custody contacts"),
}
STATUS_WORDS = {
    "explained": "explained",
    "unexplained": "no record explains it",
    "uncheckable": "could not be checked",
    "": "not asked of this record",
}
ORIGIN_WORDS = {
    "before any policing link": (
        "Contact began before any policing link is on record. The two may know each other "
        "privately: a different story, and told as one."
    ),
    "already running when the records begin": (
        "Contact ran both ways when these records begin, or so soon after that it may be older: "
        "how it began was not seen."
    ),
    "after a policing link": "Contact began after policing work first named them both.",
    "after a look-up": "Contact began after a look-up of the person, before any other link.",
    "no link seen": "No policing link between the two is on record.",
}
BAND_WORDS = {
    "priority": "Priority: look at this first",
    "review": "Review: look at this in the cycle",
    "information": "Information: to be known, no more",
}
STYLE_WORDS = {
    "predatory": "Tentatively “predatory”",
    "exploratory": "Tentatively “exploratory”",
    "unclear": "Unclear",
}
_RAREST = 20  # bits: past one in a million a figure of peers says nothing more


def plain(slug: str) -> str:
    """`control_room` as "control room"."""
    return slug.replace("_", " ").strip()


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """1,234 or 3.5: no more places than it needs, at most two."""
    if math.isclose(value, round(value), abs_tol=0.005):
        return f"{round(value):,}"
    return f"{value:,.2f}".rstrip("0")


def bits(value: float) -> str:
    return f"{value:.1f}"


def day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def with_days(text: str) -> str:
    """A sentence whose 2025-06-03 reads 3 June 2025."""

    def told(hit: re.Match[str]) -> str:
        try:
            return day(datetime.fromisoformat(hit[0]))
        except ValueError:  # looks like a day and is none
            return hit[0]

    return re.sub(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])", told, text)


def clock(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M}"


def span(first: datetime, last: datetime) -> str:
    """3 June 2025, or 3 June 2025 to 4 July 2025."""
    return day(first) if first.date() == last.date() else f"{day(first)} to {day(last)}"


def counted(count: int, one: str, several: str | None = None) -> str:
    """1 call, 2 calls."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def of_kind(kind: str, *, count: int = 2) -> str:
    one, several = KINDS.get(kind, (plain(kind), plain(kind) + "s"))
    return one if count == 1 else several


def percent(part: float, whole: float) -> str:
    """A share that never rounds to all or to nothing unless it is."""
    if not whole:
        return "none"
    share = 100 * part / whole
    if 0 < share < 0.1:
        return "under 0.1%"
    if 99.9 < share < 100:
        return "over 99.9%"
    return f"{share:.1f}%".replace(".0%", "%")


def rarity(rarity_bits: float, *, at_the_cap: bool = False) -> str:
    """`n` bits is one in 2**n peers, in words. At the cap of a sign it may be rarer."""
    if at_the_cap:
        return rarity(rarity_bits).replace("about ", "") + " or rarer"
    if rarity_bits < 0.5:
        return "common among peers"
    if rarity_bits > _RAREST:
        return "rarer than 1 in 1,000,000 peers"
    peers = 2**rarity_bits
    if peers < 10 or float(rarity_bits).is_integer():
        return f"about 1 in {round(peers):,} peers"
    steps = 10 ** max(0, math.floor(math.log10(peers)) - 2)
    return f"about 1 in {round(peers / steps) * steps:,} peers"


def work_on_record(open_look_ups: int, *, of_it: int) -> str:
    """What the member's own look-ups say of work with the person, as sentences."""
    looked = f"{counted(open_look_ups, 'look-up')} without a recorded purpose"
    if not of_it:
        return f"Of {looked}, none cites a matter of the person or changes the record."
    does = "cites" if of_it == 1 else "cite"
    changes = "changes" if of_it == 1 else "change"
    return (
        f"Of {looked}, {of_it:,} {does} a matter of the person or {changes} the record. That is "
        "the member's own say: an assignment that was never entered would explain it, and whoever "
        "supervised the matter can tell."
    )


def chance_of_list(rate: float | None) -> str:
    """How much of the list chance would make, as a sentence. `rate`: the false discovery rate."""
    if rate is None:
        return (
            "How much of such a list chance alone would make is not stated: too few members have "
            "any evidence to tell."
        )
    if rate >= 1:
        return (
            "Chance alone would fill such a list: what is listed is no rarer than the busiest of "
            "so large a workforce would show."
        )
    return f"{_roughly(rate)} of such a list would be expected by chance alone."


def chance_to_here(rate: float | None) -> str:
    """The same of one lead and those above it, without a full stop."""
    if rate is None:
        return "Not stated: too few members with any evidence"
    if rate >= 1:
        return "Chance alone would fill a list that ends here"
    return f"{_roughly(rate)} of a list that ends here would be expected by chance alone"


def _roughly(rate: float) -> str:
    share = percent(rate, 1)
    return share.capitalize() if share.startswith(("under", "over", "none")) else f"About {share}"


def listed(items: tuple[str, ...] | list[str], *, last: str = "and") -> str:
    """a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def family_order(family: str) -> int:
    """The families in the order of the vocabulary; one it does not know comes last."""
    return words.FAMILIES.index(family) if family in words.FAMILIES else len(words.FAMILIES)
