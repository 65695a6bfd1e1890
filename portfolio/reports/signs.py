"""The small things that stand at every project of a report: the same few fifty times over. Each is composed once for a
language and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language, gettext, pgettext

from portfolio.projects.enums import StageKind
from portfolio.reports.contents import named
from portfolio.reports.enums import Part, Step
from portfolio.reports.told import day_words, quarter_short
from records.confidence_signs import SHAPES, sign_of, word_of
from records.templatetags.masar import confidence, stage_chip

# A quarter's code and how the agency rated then.
Earlier = tuple[str, str]


def kept_in_each_language(compose: Callable[..., str]) -> Callable[..., str]:
    @lru_cache(maxsize=2048)
    def kept(language: str | None, *given: Any) -> str:
        return compose(*given)

    @wraps(compose)
    def told(*given: Any) -> str:
        return kept(get_language(), *given)

    return told


@kept_in_each_language
def rating(code: str) -> str:
    return str(confidence(code))


def stage(told: Mapping[str, Any]) -> str:
    return _stage(named(told), told["order"], told["kind"] != StageKind.ON_PATH)


@lru_cache(maxsize=512)
def _stage(name: str, order: int, is_off_path: bool) -> str:
    return str(stage_chip(name, order, is_off_path))


@kept_in_each_language
def day(text: str | None) -> str:
    return escape(day_words(text))


@kept_in_each_language
def heading(name: Part, level: int) -> str:
    return f"<h{level}>{escape(name.label)}</h{level}>"


@kept_in_each_language
def label(name: Part) -> str:
    return escape(name.label)


@kept_in_each_language
def step(code: str) -> str:
    return escape(Step(code).label)


def earlier(facts: Mapping[str, Any]) -> tuple[Earlier, ...]:
    """The four ratings before this one, oldest first; what is missing is shown as missing."""
    trend = (facts.get("last") or {}).get("trend") or []
    return tuple((one["quarter"], one["rating"]) for one in reversed(trend))


@kept_in_each_language
def earlier_ratings(trend: tuple[Earlier, ...]) -> str:
    """Each with its quarter and, for who does not see the shape, its word."""
    if not trend:
        return ""
    words = escape(gettext("Earlier ratings"))
    items = "".join(
        f"<li>{SHAPES[sign_of(code)]}<span>{escape(quarter_short(quarter))}</span>"
        f'<span class="visually-hidden">{escape(word_of(sign_of(code)))}</span></li>'
        for quarter, code in trend
    )
    return f'<ul class="told-trend" aria-label="{words}">{items}</ul>'


@kept_in_each_language
def way_of_ratings(trend: tuple[Earlier, ...], way: str) -> str:
    """The shapes alone, and in words which way it went: "better", "worse", "same" or ""."""
    if not trend:
        return ""
    shapes = "".join(SHAPES[sign_of(code)] for _quarter, code in trend)
    words = pgettext("between parts of a list", ", ").join(word_of(sign_of(code)) for _quarter, code in trend)
    ways = {"better": gettext("better"), "worse": gettext("worse"), "same": gettext("unchanged"), "": ""}
    return (
        f'<span class="rating-trend"><span class="signs" role="img" aria-label="{escape(words)}">{shapes}</span>'
        f'<span class="quiet">{escape(ways[way])}</span></span>'
    )
