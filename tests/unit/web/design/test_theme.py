"""The force's colour: read by a browser, and dark enough for the words on it."""

import pytest
from django.test import Client

from upstander.web.design import checks, pages


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#777777", 4.48), ("#767676", 4.54)],
)
def test_contrast_to_white_as_the_guidelines_reckon_it(colour: str, expected: float) -> None:
    assert checks.contrast(colour, "#ffffff") == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("colour", "found"), [("#17365d", []), ("#767676", []), ("#777777", ["design.E001"])]
)
def test_a_colour_that_words_cannot_be_read_on_is_refused(
    settings: object, colour: str, found: list[str]
) -> None:
    settings.FORCE = {**settings.FORCE, "colour": colour}  # type: ignore[attr-defined]

    assert [message.id for message in checks.colour_can_be_read_on()] == found


def test_the_colour_is_kept_by_browsers_until_it_changes(settings: object) -> None:
    client, before = Client(headers={"host": "localhost"}), pages.theme_address()
    kept = client.get(before)
    assert kept.content == b":root{--govuk-brand-colour:#17365d}\n"
    assert kept["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in kept["Cache-Control"]

    settings.FORCE = {**settings.FORCE, "colour": "#003300"}  # type: ignore[attr-defined]

    assert pages.theme_address() != before
    assert client.get(before)["Cache-Control"] == "no-cache"
    assert b"#003300" in client.get(before).content
