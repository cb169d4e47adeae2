"""The words by which a category is told stand on the page of a sign, so that a force can map."""

import pytest

from upstander.engine import indicators
from upstander.engine.indicators.reported import TOLD_BY

PAGES = {
    "sexual": "reported_approach",
    "approach": "reported_approach",
    "on duty": "reported_approach",
    "social media": "social_media_approach",
    "gift": "undeclared_gift",
    "boundary": "observed_sign",
}


@pytest.mark.parametrize("kind", TOLD_BY)
def test_every_word_stands_on_the_page(kind):
    page = " ".join(indicators.page(PAGES[kind]).split())
    assert [word for word in TOLD_BY[kind] if word not in page] == []
