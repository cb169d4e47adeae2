"""Personal questions, invitations outside work and a move to a personal channel, in messages.

Why it matters
    In case 4 of Learning the Lessons 40 (pages 22-23) an operator said that he would like to
    speak outside work, asked for a coffee, and whether he might add or text the woman. In case 1
    (page 8) a text asked after her weekend; in case 2 (page 14) a drink was spoken of; in case 8
    (page 38) contact was moved to another application after some months.

Innocent explanations
    - Questions of a safeguarding script: whether it is safe to talk, whom somebody lives with.
    - An event, a drop-in or a meeting over coffee that the neighbourhood team holds.
    - A channel that the force itself offers: a picture by the force's own application.
    - Small talk with everybody, which is held against what the same member writes to others.

What it needs
    Messages on force systems with their text, and content switched on: the authority for it, the
    date staff were told, and the channels. Without these it is not seen.

What it cannot see
    What was spoken or sent privately: of the ten cases it would have seen case 2, where texts
    went from the force phone. A question in words that work uses too is left to a reader: a
    sentence that speaks of work does not count.

How it is measured
    Messages that the member sent from a force account to the person, in which the lexicon finds
    a personal question, an invitation or a move to a personal channel, in a sentence that does
    not speak of work. At least two messages to the person hold a phrase of any class. The value
    is how far the days with such a phrase exceed, in bits, what this member's other people have.
    It supports other signs: by itself it makes no lead.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(
        scene,
        settings,
        "personal",
        "invitation",
        "moving",
        what="Personal questions, invitations or a move to a personal channel",
    )


INDICATOR = Indicator(
    id="IND-37",
    name="Personal questions and invitations",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text"),
    find=find,
    settings=content_settings(messages=2, reason="one question may be kindness"),
    references=(
        "LTL40 case 1, page 8 (004:250)",
        "LTL40 case 2, page 14 (004:406)",
        "LTL40 case 4, pages 22-23 (004:640-654)",
        "LTL40 case 8, page 38 (004:1105)",
        "R169",
    ),
)
