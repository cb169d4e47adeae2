"""What a scan found of a lead, in one figure: from one figure for each of its people.

The figures of the people are kept on the lead, so that a lead that is split in two has the same
figures before and after the next scan, and only what is really another counts as changed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

CELL = ("likelihood", "harm", "band", "style")
NOTHING = hashlib.sha256(b"no evidence").hexdigest()


def digest_of(*, cell: Sequence[Any], found: Mapping[str, str]) -> str:
    """The figure of a lead; `cell` is its place in the force's matrix, in the order of CELL."""
    said = ["" if value is None else str(value) for value in cell]
    whole = json.dumps([said, sorted(found.items())], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def figure(said: Any) -> str:
    """The figure of whatever was found of one of the people."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
