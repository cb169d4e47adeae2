"""A member's own personal number or address, given in a message from a force account.

Why it matters
    Giving personal contact details is on the list of signs in officers (Learning the Lessons 40,
    page 11), and the boundary guidance (para 14) speaks against it. Contact begins on force
    phones and moves quickly to private ones; in case 8 (page 38) the woman came to have the
    personal number.

Innocent explanations
    - A number that the force gave and recorded as personal by mistake.
    - A flat battery or no signal during an urgent matter, told to a supervisor.
    - A matter between neighbours, a purchase, a school run, where the two know each other.
    - The sentence says that the personal number is not given.

What it needs
    Messages on force systems with their text, the numbers of staff with whose they are, and
    content switched on: the authority for it, the date staff were told, and the channels.

What it cannot see
    A number that the force does not hold and that no phrase goes with, one written in words, mail
    forwarded to a private account (no table of the contract shows that), and what was given on
    paper or spoken. Of the ten cases it would have seen none by the documents alone; case 8 if
    the number went by text from the force phone.

How it is measured
    Messages that the member sent from a force account to the person and that hold a number which
    is on record as this member's own at that time, in any spelling with digits, or in which
    the lexicon finds a phrase that offers an own number, address or account. One message is
    enough. The value is how far the days with such a message exceed, in bits, what this member's
    other people have. It supports other signs: by itself it makes no lead.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(
        scene, settings, "own_number", what="An own number or address, or the offer of one,"
    )


INDICATOR = Indicator(
    id="IND-34",
    name="Own number or address given",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text", "staff_phones"),
    find=find,
    settings=content_settings(messages=1, reason="a number is given once"),
    references=(
        "LTL40 page 11, officer sign 6 (004:354)",
        "LTL40 case 8, page 38 (004:1111)",
        "PBG para 14",
        "R096",
    ),
)
