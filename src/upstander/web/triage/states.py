"""How a lead gets from one state to the next: one table, drawn in docs/reference/lead-states.md.

A decision that closes a lead or hands it on waits for a second person: a wrong one harms an
innocent member or leaves somebody unprotected. What only keeps a lead open takes effect at once.
"""

from dataclasses import dataclass
from enum import StrEnum

from upstander.web.triage.words import Outcome, State


class Act(StrEnum):
    """What moves a lead."""

    TAKE = "somebody takes it on"
    KEEP = "kept under review until a date"
    DEVELOP = "to be developed"
    PROPOSE = "a decision is proposed that needs a second person"
    AGREE_EXPLAINED = "agreed: explained"
    AGREE_INVESTIGATE = "agreed: hand to investigation"
    AGREE_NO_ACTION = "agreed: no further action"
    SEND_BACK = "not agreed, withdrawn or lapsed"
    REOPEN = "opened again, with a reason"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One arrow of the diagram; without `to` the lead goes back to where it was before."""

    act: Act
    of: tuple[State, ...]
    to: State | None


WORKED_ON = (State.IN_TRIAGE, State.UNDER_REVIEW, State.DEVELOPING)
OPEN = (State.NEW, *WORKED_ON)
CLOSED = (State.EXPLAINED, State.WITH_INVESTIGATION, State.NO_FURTHER_ACTION)
WAITING = (State.AWAITING_APPROVAL,)

STEPS = (
    Step(act=Act.TAKE, of=(State.NEW,), to=State.IN_TRIAGE),
    Step(act=Act.KEEP, of=OPEN, to=State.UNDER_REVIEW),
    Step(act=Act.DEVELOP, of=OPEN, to=State.DEVELOPING),
    Step(act=Act.PROPOSE, of=OPEN, to=State.AWAITING_APPROVAL),
    Step(act=Act.AGREE_EXPLAINED, of=WAITING, to=State.EXPLAINED),
    Step(act=Act.AGREE_INVESTIGATE, of=WAITING, to=State.WITH_INVESTIGATION),
    Step(act=Act.AGREE_NO_ACTION, of=WAITING, to=State.NO_FURTHER_ACTION),
    Step(act=Act.SEND_BACK, of=WAITING, to=None),
    Step(act=Act.REOPEN, of=CLOSED, to=State.IN_TRIAGE),
)
# What a decision does at once; the others wait for a second person, who does what follows.
AT_ONCE = {Outcome.UNDER_REVIEW: Act.KEEP, Outcome.DEVELOP: Act.DEVELOP}
AGREED = {
    Outcome.EXPLAINED: Act.AGREE_EXPLAINED,
    Outcome.INVESTIGATE: Act.AGREE_INVESTIGATE,
    Outcome.NO_FURTHER_ACTION: Act.AGREE_NO_ACTION,
}


class NotFromHere(Exception):
    """The lead is in a state from which this cannot be done."""


def after(state: State, act: Act, *, before: State | None = None) -> State:
    """The state that follows; `before` is where a lead that is sent back came from.

    NotFromHere where there is no such step.
    """
    for step in STEPS:
        if step.act is act and state in step.of:
            if step.to is not None:
                return step.to
            if before is not None:
                return before
    raise NotFromHere(f"{state.label}: {act}")


def can(state: State, act: Act) -> bool:
    """Whether a step leads on from here."""
    return any(step.act is act and state in step.of for step in STEPS)


def needs_second(outcome: Outcome) -> bool:
    """Whether a second person has to agree before the decision stands."""
    return outcome in AGREED


def diagram() -> str:
    """The table as a state diagram in Mermaid's words."""
    lines = ["stateDiagram-v2", "    [*] --> new"]
    for step in STEPS:
        for state in step.of:
            target = step.to.value if step.to else "in_triage"
            label = step.act if step.to else f"{step.act} (back to where it was)"
            lines.append(f"    {state.value} --> {target}: {label.replace(':', ',')}")
    lines += [f"    {state.value}: {state.label}" for state in State]
    return "\n".join(lines)
