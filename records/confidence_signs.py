"""How a confidence is shown everywhere: never by colour alone, always with a shape and a word."""

from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

SIGNS = ("on-track", "at-risk", "off-track", "not-rated")

_BY_CODE = {
    "green": "on-track",
    "on_track": "on-track",
    "on-track": "on-track",
    "amber": "at-risk",
    "at_risk": "at-risk",
    "at-risk": "at-risk",
    "red": "off-track",
    "off_track": "off-track",
    "off-track": "off-track",
}

# Disc, triangle, square, open ring: told apart without colour and at a small size.
_OUTLINES = {
    "on-track": '<circle cx="8" cy="8" r="6"/>',
    "at-risk": '<path d="M8 1.75 15 14.25H1z"/>',
    "off-track": '<path d="M2.25 2.25h11.5v11.5H2.25z"/>',
    "not-rated": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2"/>',
}

SHAPES: dict[str, SafeString] = {
    sign: SafeString(
        f'<svg class="sign sign-{sign}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{outline}</svg>'
    )
    for sign, outline in _OUTLINES.items()
}


def sign_of(code: str | None) -> str:
    """What is unknown or empty is not rated; it is never taken for green."""
    return _BY_CODE.get(str(code or ""), "not-rated")


_WORDS = {
    "on-track": pgettext_lazy("confidence", "On track"),
    "at-risk": pgettext_lazy("confidence", "At risk"),
    "off-track": pgettext_lazy("confidence", "Off track"),
    "not-rated": pgettext_lazy("confidence", "Not yet rated"),
}


def word_of(sign: str) -> str:
    return str(_WORDS[sign])
