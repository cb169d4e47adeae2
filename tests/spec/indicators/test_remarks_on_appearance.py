"""IND-36: remarks on appearance or age."""

import pytest

from tests.spec.indicators import written
from tests.spec.indicators.written import TWICE
from tests.support.scenes import found, scene
from upstander.engine.indicators.remarks_on_appearance import INDICATOR


@pytest.mark.meets("R116")
def test_fires_on_such_messages_to_one_person():
    written.fires_on(TWICE, INDICATOR, classes="compliment", what="Remarks on appearance or age")


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one message alone", written.messages("2025-03-01 09:00:00 | yes", classes="compliment")),
        (
            "descriptions and encouragement, which are no such phrases",
            written.none_of_it(TWICE, classes="compliment"),
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(written=drawn)) == []


def test_phrases_of_other_classes_are_other_signs():
    written.leaves_other_classes_alone(TWICE, INDICATOR)


def test_cannot_be_checked_without_text():
    written.needs_the_text(INDICATOR)
