"""Lewd words, or a request for intimate pictures, in a member's messages to one person.

Why it matters
    Communication that could be seen as sexual or lewd is one of the forms that the definition
    lists (Learning the Lessons 40, page 16). In case 8 (page 38) a text spoke of the woman's body;
    in case 6 (page 29) a picture was sent to a girl after a joke about handcuffs.

Innocent explanations
    - Evidence described: what was alleged, sent, worn or shown.
    - Somebody else's words, quoted in a text about a statement.
    - Work on sexual offences, and advice on health or safety online.
    - A phrase that the list takes for something it is not.

What it needs
    Messages on force systems with their text, and content switched on: the authority for it, the
    date staff were told, and the channels. Without these it is not seen.

What it cannot see
    Pictures and videos, innuendo that needs the conversation to be understood, and private
    accounts. The list is restrained on purpose, and cannot know every word. Of the ten cases it
    would have seen case 8, if its first text went from a force phone.

How it is measured
    Messages that the member sent from a force account to the person, in which the lexicon finds
    such a phrase outside quotations and sentences on offences or exhibits. One message is enough.
    The value is how far the days with such a message exceed, in bits, what this member's other
    people have. It can make a lead by itself; a person reads the message before anything else.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(scene, settings, "lewd", what="Lewd words or a request for pictures")


INDICATOR = Indicator(
    id="IND-38",
    name="Lewd words or a request for pictures",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text"),
    find=find,
    settings=content_settings(messages=1, reason="one is enough to be read by a person"),
    references=(
        "LTL40 page 16 (004:466-468)",
        "LTL40 case 6, page 29 (004:815-817)",
        "LTL40 case 8, page 38 (004:1101)",
        "R003",
        "R356",
    ),
)
