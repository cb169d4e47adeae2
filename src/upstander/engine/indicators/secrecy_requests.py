"""A request to keep contact secret or to delete messages, in a member's messages to one person.

Why it matters
    In case 8 of Learning the Lessons 40 (page 38) the woman was told that she had better not
    mention that she had his personal number; in case 9 (page 42) a girl was told to tell nobody
    and to delete what he had sent, as he did. In case 2 (page 15) the woman believed that telling
    would get her into trouble.

Innocent explanations
    - Safety: a person whose phone is looked through is told to delete what could endanger them.
    - Witnesses and jurors are told not to discuss a case; protected people not to say where
      they live.
    - A message to the wrong person, and the notice under e-mail that asks to delete it.
    - Advice on fraud: tell nobody your code.

What it needs
    Messages on force systems with their text, and content switched on: the authority for it, the
    date staff were told, and the channels. Without these it is not seen.

What it cannot see
    What was spoken, messages already deleted before they were kept, and private accounts. A
    request that is dressed as safety is taken for safety. Of the ten cases it would have seen
    none by the documents alone: in cases 8 and 9 the words were sent privately.

How it is measured
    Messages that the member sent from a force account to the person, in which the lexicon finds
    a request that concerns the two of them or their messages, outside sentences that speak of
    safety, witnesses, courts or fraud. One message is enough. The value is how far the days with
    such a message exceed, in bits, what this member's other people have. It can make a lead by
    itself; a person reads the message before anything else.
"""

from collections.abc import Mapping

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.indicators.phrases import content_settings, said


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such messages. Value: bits of the days on which they were sent."""
    return said(scene, settings, "secrecy", what="Requests for secrecy or deletion")


INDICATOR = Indicator(
    id="IND-39",
    name="Requests for secrecy or deletion",
    family="content",
    cls="B",
    level="pair",
    status="experimental",
    version=1,
    needs=("messages", "messages.text"),
    find=find,
    settings=content_settings(messages=1, reason="one is enough to be read by a person"),
    references=(
        "LTL40 case 2, page 15 (004:421)",
        "LTL40 case 8, page 38 (004:1111)",
        "LTL40 case 9, page 42 (004:1193)",
        "R214",
        "R224",
    ),
)
