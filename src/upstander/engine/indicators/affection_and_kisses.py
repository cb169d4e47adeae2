"""Affection, pet names and kisses in messages of a member to one member of the public.

Why it matters
    The national lead names emojis and kisses among the first warning signs (Learning the Lessons
    40, page 11), and familiar names or nicknames among what can be noticed in a victim. In case 2
    (page 14) the first text after the visit gave a crime reference and ended with a kiss; the
    exchange went on from there.

Innocent explanations
    - A way of writing: some people end everything so, or call everybody by a pet name. It is
      held against what the same member writes to others.
    - Condolence, and the kindness of liaison and safeguarding work.
    - Somebody else's words, quoted; an x in place of a number or a name.
    - A private tie that is not declared, such as a neighbour or a parent at the school.

What it needs
    Messages on force systems with their text, and content switched on: the authority for it, the
    date staff were told, and the channels. Without these it is not seen.

What it cannot see
    Private phones and accounts, force messages sent before staff were told, pictures and voice
    notes, and what is meant by a word. A declared partner or associate is left out. Of the ten
    cases it would have seen case 2, if the first texts went from the force phone and were kept.

How it is measured
    Messages that the member sent from a force account to the person, in which the lexicon finds
    a phrase of affection. At least two messages to the person hold a phrase of any class. The
    value is how far the days with affection exceed, in bits, what this member's other people
    have, drawn towards one day in a hundred and never taken for more than one in five. It
    supports other signs: by itself it makes no lead.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(scene, settings, "affection", what="Words of affection or kisses")


INDICATOR = Indicator(
    id="IND-35",
    name="Affection and kisses",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text"),
    find=find,
    settings=content_settings(
        messages=2, reason="one kiss is a slip of the thumb; case 2: the exchange went on"
    ),
    references=(
        "LTL40 page 11 (004:319)",
        "LTL40 page 11, victim sign 8 (004:344)",
        "LTL40 case 2, page 14 (004:406)",
        "R072",
        "R089",
        "R135",
    ),
)
