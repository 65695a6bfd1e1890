"""Drawings on paper: each is given its style, because the page's does not reach into it, and its Arabic is joined and
turned beforehand, because there it would be drawn letter by letter from left to right."""

from __future__ import annotations

import re
from html import escape, unescape

import arabic_reshaper
from bidi import get_display

DRAWING = re.compile(r"(<svg\b[^>]*>)(.*?</svg>)", re.DOTALL)
# The words between tags inside <text> and <tspan>; titles and descriptions are read, not drawn.
TEXT = re.compile(r"(<(?:text|tspan)\b[^>]*>)([^<]+)")
ARABIC = re.compile(r"[\u0600-\u06ff]")


def ready_for_paper(page: str, style: str) -> str:
    def drawn(found: re.Match[str]) -> str:
        return f"{found.group(1)}<style>{style}</style>{TEXT.sub(_shaped, found.group(2))}"

    return DRAWING.sub(drawn, page)


def _shaped(found: re.Match[str]) -> str:
    words = unescape(found.group(2))
    if not ARABIC.search(words):
        return found.group()
    turned = get_display(arabic_reshaper.reshape(words), base_dir="R")
    return found.group(1) + escape(str(turned), quote=False)
