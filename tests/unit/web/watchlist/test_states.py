"""How an entry of the watch list gets from one state to the next."""

import pytest

from upstander.web.watchlist.states import STEPS, Act, NotFromHere, after, can, diagram
from upstander.web.watchlist.words import State

LEADS_ON = [
    # from            act             to
    (State.PROPOSED,  Act.AUTHORISE,  State.ACTIVE),
    (State.PROPOSED,  Act.REFUSE,     State.REFUSED),
    (State.PROPOSED,  Act.WITHDRAW,   State.ENDED),
    (State.PROPOSED,  Act.UNANSWERED, State.LAPSED),
    (State.ACTIVE,    Act.LAPSE,      State.LAPSED),
    (State.ACTIVE,    Act.RENEW,      State.ACTIVE),
    (State.LAPSED,    Act.RENEW,      State.ACTIVE),
    (State.ACTIVE,    Act.END,        State.ENDED),
]  # fmt: skip
LEADS_NOWHERE = [
    (State.PROPOSED,  Act.RENEW),      # nobody makes it active but by authorising it
    (State.PROPOSED,  Act.END),        # it is refused or withdrawn
    (State.ACTIVE,    Act.AUTHORISE),
    (State.REFUSED,   Act.RENEW),      # a new proposal, with grounds of its own
    (State.ENDED,     Act.RENEW),
    (State.LAPSED,    Act.END),        # it has stopped already
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


def test_an_entry_is_active_only_where_somebody_authorised_it() -> None:
    assert {step.act for step in STEPS if step.to is State.ACTIVE} == {Act.AUTHORISE, Act.RENEW}


def test_the_diagram_shows_every_step() -> None:
    drawn = diagram()
    arrows = [line for line in drawn.splitlines() if "-->" in line]
    assert len(arrows) == 1 + sum(len(step.of) for step in STEPS)
    for state in State:
        assert f"{state.value}: {state.label}" in drawn
