"""Compliments and remarks on how somebody looks or how old they seem, in a member's messages.

Why it matters
    In case 1 of Learning the Lessons 40 (pages 7-8) the caller was told that she sounded a lot
    younger and that nobody else would be as lovely to talk to; in case 5 (page 26) the messages
    spoke of looks and photographs, in case 9 (page 42) they complimented a girl on hers. In case
    4 (page 22) an operator had enjoyed talking to the woman who rang.

Innocent explanations
    - Encouragement: that somebody was brave, did well, or was kind to help.
    - A description: what was worn, how old a person looked, in a statement or an appeal.
    - Somebody else's words, quoted.
    - Politeness with everybody, which is held against what the same member writes to others.

What it needs
    Messages on force systems with their text, and content switched on: the authority for it, the
    date staff were told, and the channels. Without these it is not seen.

What it cannot see
    What was spoken: cases 1 and 4 were calls. Private accounts: cases 5 and 9 were there. Of the
    ten cases it would have seen case 8 (page 38), if the first text went from a force phone.

How it is measured
    Messages that the member sent from a force account to the person, in which the lexicon finds
    a remark on looks, voice or age. At least two messages to the person hold a phrase of any
    class. The value is how far the days with such a remark exceed, in bits, what this member's
    other people have. It supports other signs: by itself it makes no lead.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(scene, settings, "compliment", what="Remarks on appearance or age")


INDICATOR = Indicator(
    id="IND-36",
    name="Remarks on appearance or age",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text"),
    find=find,
    settings=content_settings(messages=2, reason="one kind word is no pattern"),
    references=(
        "LTL40 case 1, pages 7-8 (004:230)",
        "LTL40 case 4, page 22 (004:650)",
        "LTL40 case 5, page 26 (004:732)",
        "LTL40 case 9, page 42 (004:1201)",
        "R116",
        "R356",
    ),
)
