"""How a lead gets from one state to the next."""

import pytest

from upstander.web.triage.states import (
    AGREED,
    AT_ONCE,
    CLOSED,
    STEPS,
    Act,
    NotFromHere,
    after,
    can,
    diagram,
    needs_second,
)
from upstander.web.triage.words import Outcome, State

LEADS_ON = [
    # from                      act                     to
    (State.NEW,                 Act.TAKE,               State.IN_TRIAGE),
    (State.NEW,                 Act.KEEP,               State.UNDER_REVIEW),
    (State.IN_TRIAGE,           Act.DEVELOP,            State.DEVELOPING),
    (State.DEVELOPING,          Act.PROPOSE,            State.AWAITING_APPROVAL),
    (State.AWAITING_APPROVAL,   Act.AGREE_EXPLAINED,    State.EXPLAINED),
    (State.AWAITING_APPROVAL,   Act.AGREE_INVESTIGATE,  State.WITH_INVESTIGATION),
    (State.AWAITING_APPROVAL,   Act.AGREE_NO_ACTION,    State.NO_FURTHER_ACTION),
    (State.EXPLAINED,           Act.REOPEN,             State.IN_TRIAGE),
]  # fmt: skip
LEADS_NOWHERE = [
    (State.IN_TRIAGE,           Act.TAKE),              # somebody has it already
    (State.NEW,                 Act.AGREE_EXPLAINED),   # nobody closes a lead alone
    (State.DEVELOPING,          Act.AGREE_NO_ACTION),
    (State.AWAITING_APPROVAL,   Act.PROPOSE),           # one proposal at a time
    (State.AWAITING_APPROVAL,   Act.KEEP),
    (State.EXPLAINED,           Act.DEVELOP),           # it is opened again first
    (State.NEW,                 Act.REOPEN),
]  # fmt: skip


@pytest.mark.parametrize(("state", "act", "to"), LEADS_ON)
def test_a_step_leads_on(state: State, act: Act, to: State) -> None:
    assert can(state, act)
    assert after(state, act) is to


@pytest.mark.parametrize(("state", "act"), LEADS_NOWHERE)
def test_there_is_no_such_step(state: State, act: Act) -> None:
    assert not can(state, act)
    with pytest.raises(NotFromHere):
        after(state, act)


def test_what_is_sent_back_goes_to_where_it_was() -> None:
    sent = after(State.AWAITING_APPROVAL, Act.SEND_BACK, before=State.DEVELOPING)
    assert sent is State.DEVELOPING
    with pytest.raises(NotFromHere):
        after(State.AWAITING_APPROVAL, Act.SEND_BACK)


def test_a_second_person_agrees_to_whatever_closes_a_lead_or_hands_it_on() -> None:
    assert {outcome for outcome in Outcome if needs_second(outcome)} == {
        Outcome.EXPLAINED, Outcome.INVESTIGATE, Outcome.NO_FURTHER_ACTION,
    }  # fmt: skip
    assert set(AGREED) | set(AT_ONCE) == set(Outcome)
    closing = {step.act for step in STEPS if step.to in CLOSED}
    assert closing == set(AGREED.values())


def test_every_state_is_reached_and_none_is_a_dead_end() -> None:
    reached = {step.to for step in STEPS} | {State.NEW}
    left = {state for step in STEPS for state in step.of}
    assert reached - {None} == set(State)
    assert left == set(State)


def test_the_diagram_shows_every_step() -> None:
    drawn = diagram()
    arrows = [line for line in drawn.splitlines() if "-->" in line]
    assert len(arrows) == 1 + sum(len(step.of) for step in STEPS)
    for state in State:
        assert f"{state.value}: {state.label}" in drawn
