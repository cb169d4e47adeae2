"""Innocent controls: members of staff who do right and look odd, in one small force.

The test scenario SYN-11 of the requirements names the first of them, the good practice of Learning
the Lessons 40 and the boundary guidance others: family liaison, safeguarding, rural beats, people
who ring every day, detectives on call, quality calls, a victim next door, couples who met before,
somebody who reported an approach, somebody who complains of everything, a new recruit, and odd
hours after a bereavement. Each is told in the contract's tables among sixty staff who do ordinary
work, so that there are peers.

Dates, hours and places are invented. Nobody exists: people are identifiers, and telephones are
Ofcom's numbers for drama. Nothing here knows what is looked for: behaviour and its records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from upstander.simulator.controls import beats, caseloads, private_lives, reports
from upstander.simulator.controls.force import LAST, Force, work

__all__ = ["CONTROLS", "LAST", "Control", "force", "write"]


@dataclass(frozen=True, kw_only=True)
class Control:
    """One member who does right, and the people who make it look odd."""

    member: int
    people: tuple[int, ...]
    tell: Callable[[Force], None]


CONTROLS: Mapping[str, Control] = {
    "family liaison": Control(member=31, people=(101,), tell=caseloads.family_liaison),
    "detective on call": Control(member=33, people=(102,), tell=caseloads.on_call),
    "safeguarding caseload": Control(
        member=43, people=tuple(caseloads.CASELOAD), tell=caseloads.safeguarding
    ),
    "odd hours after a bereavement": Control(
        member=1, people=tuple(caseloads.BEREAVED_FOR), tell=caseloads.bereaved
    ),
    "rural single-crewed beat": Control(member=17, people=(103,), tell=beats.rural),
    "tasked at a school": Control(member=21, people=(104,), tell=beats.school),
    "regular of a neighbourhood officer": Control(member=19, people=(105,), tell=beats.regular),
    "quality call-backs": Control(member=53, people=(), tell=beats.call_backs),
    "victim next door": Control(member=11, people=(106,), tell=private_lives.next_door),
    "couple who met before": Control(member=3, people=(108,), tell=private_lives.met_before),
    "declared partner": Control(member=13, people=(109,), tell=private_lives.declared),
    "reported an approach": Control(member=5, people=(107,), tell=reports.approached),
    "malicious complainant": Control(member=7, people=(110,), tell=reports.complained_of),
    "new recruit": Control(member=9, people=(), tell=reports.recruit),
}


def force() -> Force:
    """The whole force: ordinary work, and every control in it."""
    told = Force()
    work(told)
    for control in CONTROLS.values():
        control.tell(told)
    return told


def write(folder: Path) -> Path:
    """The extracts of the force, as CSV files of the contract. Returns the folder."""
    return force().write(folder)
