"""Free text of a pack with pseudonyms: the names of the lead's own people become their labels.

It knows the names that stand behind the lead's pseudonyms, and no others. Whoever includes free
text is told to read it first.
"""

import re
from collections.abc import Callable, Mapping

from upstander.engine.api import drawings

Mask = Callable[[str], str]
_LEAST = 4  # letters of a part of a name that is looked for by itself


def as_it_is(text: str) -> str:
    """What a pack with names does with a text: nothing."""
    return text


def mask_of(*, names: Mapping[str, str], identifiers: Mapping[str, str]) -> Mask:
    """`names` are labels by name, `identifiers` labels by identifier of the force's records.

    A whole name is found in any letters (ALEX SAMPLE), a part of one only as it is written: a
    surname in a note, but not every word that happens to sound like it.
    """
    whole = _pattern(names, flags=re.IGNORECASE)
    by_name = {name.casefold(): label for name, label in names.items()}
    pieces = _pieces(names)
    part = _pattern(pieces)

    def masked(text: str) -> str:
        text = drawings.masked(text, identifiers)
        if whole:
            text = whole.sub(lambda hit: by_name[hit[0].casefold()], text)
        return part.sub(lambda hit: pieces[hit[0]], text) if part else text

    return masked


def _pieces(names: Mapping[str, str]) -> dict[str, str]:
    """Words of the names by themselves; one that two people share is "somebody of this lead"."""
    found: dict[str, str] = {}
    for name, label in names.items():
        for word in re.findall(r"[\w'’-]+", name):
            if len(word) >= _LEAST:
                shared = found.get(word, label) != label
                found[word] = "somebody of this lead" if shared else label
    return found


def _pattern(words: Mapping[str, str], *, flags: int = 0) -> re.Pattern[str] | None:
    longest = sorted(filter(None, words), key=len, reverse=True)
    if not longest:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", flags)
