"""The ten published case studies as small forces: what a force's systems would have held.

Learning the Lessons issue 40 (IOPC, May 2022) tells ten cases. Each has a module here that tells
its facts in the contract's own tables: who the member of staff was, what policing was recorded,
what the systems saw, what was said. Intervals and counts are the document's (38 calls in eleven
months, 30 of them under five seconds, none inbound); dates, hours and places are invented, and
whatever the document leaves open is said where it was chosen. Nobody in it exists: people are
identifiers, and telephones are Ofcom's numbers for drama.

The member of the case is always S1, the people concerned P1, P2 and so on. Twelve colleagues of
the same role do ordinary work, so that there are peers; so does S1, beside the case.

Nothing here knows what is looked for: behaviour and its records, not patterns.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from upstander.simulator.cases import (
    case_01,
    case_02,
    case_03,
    case_04,
    case_05,
    case_06,
    case_07,
    case_08,
    case_09,
    case_10,
)
from upstander.simulator.cases.told import Told

MEMBER = "S1"

CASES: Mapping[int, Callable[[], Told]] = {
    1: case_01.tell,
    2: case_02.tell,
    3: case_03.tell,
    4: case_04.tell,
    5: case_05.tell,
    6: case_06.tell,
    7: case_07.tell,
    8: case_08.tell,
    9: case_09.tell,
    10: case_10.tell,
}

__all__ = ["CASES", "MEMBER", "Told", "write"]


def write(number: int, folder: Path) -> Path:
    """The extracts of one case, as CSV files of the contract. Returns the folder."""
    return CASES[number]().write(folder)
