"""What messages say, where an extract carries their text at all.

Most extracts do not, and where they do, ordinary messages are as warm as people are: colleagues
put a kiss under a birthday wish, victims write "lovely", officers thank for a coffee. Words that
a list would look for are therefore common in ordinary mail and rare even where somebody oversteps.
"""

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import Array, chance
from upstander.simulator.ledger import Texts

# How many messages an extract carries the text of.
CARRIED = 0.4

# How many ordinary messages are warm: enough that a list of words finds mostly these.
WARM = 0.04

PLAIN = (
    "Please ring me back on this number when you can.",
    "Thanks for coming out today.",
    "Your crime number is attached.",
    "The court date has moved, I will let you know.",
    "Are you free for a statement on Thursday?",
    "Meeting moved to 14:00, room 2.",
    "Can you cover the late on Friday?",
    "The CCTV is with the case file.",
    "I have attached the leaflet on support services.",
    "No update yet, I will ring next week.",
    "Did you find the keys?",
    "Good to speak to you, take care.",
    "The appointment is confirmed.",
)
WARM_WORDS = (
    "Happy birthday from all of us xx",
    "Thanks for the coffee this morning.",
    "It was lovely to see the team at the weekend.",
    "Who is in for secret Santa?",
    "Speak soon x",
    "Thank you for being so kind, you were lovely with Mum.",
    "Drinks after the late on Friday?",
)
OVERSTEPPING = (
    "Hi, how are you doing? x",
    "Thinking of you, let me know you are ok",
    "Was lovely to talk to you today",
    "Fancy a coffee when I finish?",
    "Best not to mention I have your number :)",
)


def said(rng: Generator, texts: Texts, *, size: int, overstepping: float = 0.0) -> Array:
    """A text's code for each of `size` messages, or none; a share of them oversteps."""

    def some(words: tuple[str, ...]) -> Array:
        return texts.codes(words)[rng.integers(len(words), size=size)]

    ordinary = np.where(chance(rng, WARM, size), some(WARM_WORDS), some(PLAIN))
    chosen = np.where(chance(rng, overstepping, size), some(OVERSTEPPING), ordinary)
    return np.where(chance(rng, CARRIED, size), chosen, texts.code(None)).astype(np.int32)
