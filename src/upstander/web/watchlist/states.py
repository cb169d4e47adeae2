"""How an entry of the watch list gets from one state to the next: one table, drawn in
docs/reference/watch-list-states.md.

Look-ups are audited while an entry is active, and only then. It takes two people to make it so, and
nobody to end it: on the review date it lapses by itself, unless it was renewed.
"""

from dataclasses import dataclass
from enum import StrEnum

from upstander.web.watchlist.words import State


class Act(StrEnum):
    """What moves an entry."""

    AUTHORISE = "authorised by a second person"
    REFUSE = "refused, with a reason"
    WITHDRAW = "withdrawn by who proposed it"
    UNANSWERED = "not answered in time"
    LAPSE = "the review date has come"
    RENEW = "renewed: proposed and authorised again, with a fresh reason"
    END = "ended early, with a reason"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One arrow of the diagram."""

    act: Act
    of: tuple[State, ...]
    to: State


STEPS = (
    Step(act=Act.AUTHORISE, of=(State.PROPOSED,), to=State.ACTIVE),
    Step(act=Act.REFUSE, of=(State.PROPOSED,), to=State.REFUSED),
    Step(act=Act.WITHDRAW, of=(State.PROPOSED,), to=State.ENDED),
    Step(act=Act.UNANSWERED, of=(State.PROPOSED,), to=State.LAPSED),
    Step(act=Act.LAPSE, of=(State.ACTIVE,), to=State.LAPSED),
    Step(act=Act.RENEW, of=(State.ACTIVE, State.LAPSED), to=State.ACTIVE),
    Step(act=Act.END, of=(State.ACTIVE,), to=State.ENDED),
)
OPEN = (State.PROPOSED, State.ACTIVE)
RENEWABLE = (State.ACTIVE, State.LAPSED)


class NotFromHere(Exception):
    """The entry is in a state from which this cannot be done."""


def after(state: State, act: Act) -> State:
    """The state that follows. NotFromHere where there is no such step."""
    for step in STEPS:
        if step.act is act and state in step.of:
            return step.to
    raise NotFromHere(f"{state.label}: {act}")


def can(state: State, act: Act) -> bool:
    """Whether a step leads on from here."""
    return any(step.act is act and state in step.of for step in STEPS)


def diagram() -> str:
    """The table as a state diagram in Mermaid's words."""
    lines = ["stateDiagram-v2", "    [*] --> proposed"]
    for step in STEPS:
        for state in step.of:
            label = step.act.replace(":", ",")
            lines.append(f"    {state.value} --> {step.to.value}: {label}")
    lines += [f"    {state.value}: {state.label}" for state in State]
    return "\n".join(lines)
