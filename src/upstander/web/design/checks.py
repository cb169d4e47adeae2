"""What `check` finds wrong with the force's own settings of looks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

ENOUGH = 4.5  # WCAG 2.2, 1.4.3: text against what it stands on
_WHITE = "#ffffff"


@register()
def colour_can_be_read_on(**_: Any) -> list[CheckMessage]:
    """White words stand on the brand colour, so it has to be dark enough."""
    found = contrast(settings.FORCE["colour"], _WHITE)
    if found >= ENOUGH:
        return []
    return [
        Error(
            f"The force's colour has a contrast of {found:.1f} to white; {ENOUGH} is the least.",
            hint="Set UPSTANDER_COLOUR to a darker one: white words stand on it.",
            id="design.E001",
        )
    ]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, #rrggbb, as WCAG reckons it: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
