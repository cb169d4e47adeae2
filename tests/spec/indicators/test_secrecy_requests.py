"""IND-39: requests for secrecy."""

import pytest

from tests.spec.indicators import written
from tests.spec.indicators.written import ONCE
from tests.support.scenes import found, scene
from upstander.engine.indicators.secrecy_requests import INDICATOR


@pytest.mark.meets("R214")
def test_fires_on_such_messages_to_one_person():
    written.fires_on(ONCE, INDICATOR, classes="secrecy", what="Requests for secrecy or deletion")


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        (
            "one in a long exchange: found by mistake now and then",
            written.one_in_a_long_exchange(classes="secrecy"),
        ),
        ("advice on safety, which is no such phrase", written.none_of_it(ONCE, classes="secrecy")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(written=drawn)) == []


def test_phrases_of_other_classes_are_other_signs():
    written.leaves_other_classes_alone(ONCE, INDICATOR)


def test_cannot_be_checked_without_text():
    written.needs_the_text(INDICATOR)
