"""Names. Given names are common ones; family names are put together from parts and are nobody's."""

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import Array

FEMALE = (
    "Olivia Amelia Emily Sophie Jessica Chloe Lucy Charlotte Hannah Megan Laura Rebecca Sarah "
    "Emma Nicola Claire Joanne Karen Susan Julie Margaret Patricia Christine Linda Angela "
    "Elizabeth Katherine Victoria Samantha Natalie Gemma Stacey Kelly Leanne Zoe Holly Abigail "
    "Grace Ella Freya Isla Poppy Aisha Fatima Priya Anjali Maria Agnieszka Mei Amara Yasmin"
).split()
MALE = (
    "Oliver Jack Harry George Noah Charlie Thomas James Joshua William Daniel Matthew Adam Luke "
    "Christopher Andrew Paul David Mark Stephen Peter John Michael Robert Kevin Gary Darren Lee "
    "Jamie Ryan Connor Callum Kyle Liam Nathan Aaron Samuel Benjamin Joseph Alexander Edward "
    "Mohammed Ali Imran Raj Arjun Piotr Tomasz Kwame Wei Hassan"
).split()
SHORT = {
    "Elizabeth": "Liz", "Katherine": "Kate", "Christine": "Chris", "Samantha": "Sam",
    "Rebecca": "Becky", "Victoria": "Vicky", "Margaret": "Maggie", "Patricia": "Pat",
    "Susan": "Sue", "Abigail": "Abi", "Natalie": "Nat", "Jessica": "Jess",
    "Thomas": "Tom", "James": "Jim", "Joshua": "Josh", "William": "Will", "Daniel": "Dan",
    "Matthew": "Matt", "Christopher": "Chris", "Andrew": "Andy", "David": "Dave",
    "Stephen": "Steve", "Michael": "Mike", "Robert": "Rob", "Samuel": "Sam", "Joseph": "Joe",
    "Benjamin": "Ben", "Alexander": "Alex", "Edward": "Ted", "Mohammed": "Mo",
}  # fmt: skip
HEADS = (
    "Ash Birk Brad Bram Cald Cart Chad Clay Copp Crow Dal Den Dray Elm Fair Farn Gar Glen Gras "
    "Hal Hart Haw Hol Kel Kirk Lang Lin Mar Mel Nor Oak Pen Pick Rad Ral Red Row Sal Sed Shel "
    "Sil Stan Strat Tad Thor Tor Under Wal Wen Wick Wood Yar"
).split()
TAILS = (
    "ley ton ford field well combe wick worth bury dale stead hurst ham more by low gate den "
    "shaw brook ridge croft mead thwaite"
).split()
FAMILY = [head + tail for tail in TAILS for head in HEADS]


def family(rng: Generator, count: int) -> Array:
    """Places in `FAMILY`; some families are large, as in life."""
    weights = 1 / (np.arange(len(FAMILY)) + 15.0)
    edges = np.cumsum(weights)
    places: Array = np.searchsorted(edges, rng.random(count) * edges[-1]).clip(max=len(FAMILY) - 1)
    return places


def given(rng: Generator, female: Array) -> list[str]:
    """A given name for each person, with a second one for about a third."""
    first = (rng.random(len(female)) ** 1.4 * len(FEMALE)).astype(int)
    first = np.minimum(first, min(len(FEMALE), len(MALE)) - 1)
    second = rng.integers(min(len(FEMALE), len(MALE)), size=len(female))
    doubled = rng.random(len(female)) < 0.35
    names = []
    for her, one, two, both in zip(female, first, second, doubled, strict=True):
        pool = FEMALE if her else MALE
        names.append(f"{pool[one]} {pool[two]}" if both and one != two else pool[one])
    return names


def misspelled(rng: Generator, name: str) -> str:
    """A family name as somebody else heard or typed it."""
    style = int(rng.integers(5))
    place = int(rng.integers(1, max(2, len(name) - 1)))
    if style == 0:
        return name[:place] + name[place + 1 :]
    if style == 1:
        swapped = name[place + 1 : place + 2] + name[place : place + 1]
        return name[:place] + swapped + name[place + 2 :]
    if style == 2:
        return name[:place] + name[place - 1 : place].lower() + name[place:]
    swaps = (
        ("ck", "k"),
        ("ll", "l"),
        ("ley", "ly"),
        ("ey", "ie"),
        ("ton", "tone"),
        ("ford", "forde"),
        ("ham", "am"),
        ("worth", "wurth"),
        ("field", "feild"),
        ("well", "wel"),
    )
    for correct, wrong in swaps:
        if correct in name:
            return name.replace(correct, wrong)
    return name.upper()


def familiar(rng: Generator, given_names: str) -> str:
    """Given names as another record has them: short, without the second, or with an initial."""
    first, _, second = given_names.partition(" ")
    style = int(rng.integers(4))
    if style == 0 and first in SHORT:
        return SHORT[first]
    if style == 1 and second:
        return f"{first} {second[0]}"
    return first if style < 3 else given_names
