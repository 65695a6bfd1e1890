"""A report as it is read: drawn from a content (a snapshot's, or what would be signed now) and from nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portfolio.projects.enums import Confidence
from portfolio.reports import signs
from portfolio.reports.contents import named
from portfolio.reports.enums import FIGURES, OF_AGENCY, OF_PROJECT, RATINGS, Part
from portfolio.reports.models import Remark
from portfolio.reports.needs import SCALE, rating_before
from portfolio.reports.told import grouped, line_words

Address = Callable[[int], str]
# Shown beside the title, not among the paragraphs.
IN_THE_HEAD = (Part.RATING,)
IN_FIGURES = frozenset((*FIGURES, Part.ENDS_ON))


@dataclass(frozen=True)
class Reading:
    """What a content says, with what stands beside it."""

    content: Mapping[str, Any]
    lab: Mapping[str, Any] = field(default_factory=lambda: {"projects": [], "texts": {}})
    remarks: Sequence[Remark] = ()
    # Where a project's title leads; None in a document.
    address: Address | None = None

    def sections(self) -> SafeString:
        views = {told["project"]: told["texts"] for told in self.lab["projects"]}
        return _joined(self.section(told, views.get(told["project"], {})) for told in self.content["projects"])

    def sections_on_paper(self) -> SafeString:
        """The same a level higher: a document has no heading above them."""
        views = {told["project"]: told["texts"] for told in self.lab["projects"]}
        return _joined(self.section(told, views.get(told["project"], {}), 2) for told in self.content["projects"])

    def of_agency_on_paper(self) -> SafeString:
        return self.of_agency(2)

    def section(self, told: Mapping[str, Any], lab: Mapping[str, str], level: int = 3) -> str:
        number, texts, facts = told["project"], told["texts"], told["facts"]
        title = f"<bdi>{escape(named(told))}</bdi>"
        if self.address:
            title = f'<a href="{self.address(number)}">{title}</a>'
        marks = signs.stage(facts["stage"]) + signs.rating(texts.get(Part.RATING, ""))
        if lab.get(Part.LAB_RATING):
            said = escape(gettext("The lab:"))
            marks += (
                f'<span class="told-said"><span class="quiet">{said}</span> {signs.rating(lab[Part.LAB_RATING])}</span>'
            )
        return (
            f'<section class="told-project" id="{escape(told["reference"])}"><h{level}>{title}</h{level}>'
            f'<p class="told-marks">{marks}</p>{signs.earlier_ratings(signs.earlier(facts))}{lines(facts["lines"])}'
            f"{self.paragraphs(texts, OF_PROJECT, number, level + 1)}{_lab_view(lab, level + 1)}</section>"
        )

    def of_agency(self, level: int = 3) -> SafeString:
        """The agency as a whole: its own words first, then what concerns none of its projects any more."""
        parts = [
            self.paragraphs(self.content["texts"], OF_AGENCY, None, level),
            str(lines((self.content["facts"] or {}).get("lines", []))),
            _lab_view(self.lab["texts"], level),
        ]
        return _joined(parts)

    def of_agency_facts(self) -> SafeString:
        return lines((self.content["facts"] or {}).get("lines", []))

    def paragraphs(self, texts: Mapping[str, str], names: Iterable[Part], project: int | None, level: int) -> str:
        shown = [_figures(texts, names)]
        for name in names:
            text, remarks = texts.get(name, ""), self._remarked.get((project, name), ())
            stands_elsewhere = not text or name in IN_THE_HEAD or name in IN_FIGURES
            if stands_elsewhere and not remarks:
                continue
            notes = "".join(f'<p class="remark" dir="auto">{escape(words)}</p>' for words in remarks)
            shown.append(f"{signs.heading(name, level)}{_text(name, text)}{notes}")
        return "".join(shown)

    @cached_property
    def _remarked(self) -> dict[tuple[int | None, str], list[str]]:
        found: dict[tuple[int | None, str], list[str]] = {}
        for remark in self.remarks:
            project = remark.entry.project_id if remark.entry else None
            found.setdefault((project, remark.name), []).append(remark.words)
        return found


def lines(told: Sequence[Mapping[str, Any]]) -> SafeString:
    """Each beside its day; where none has a day, there is no place for one."""
    if not told:
        return SafeString("")
    have_days = any(line.get("on") for line in told)
    items = "".join(
        f"<li>{_day_of(line) if have_days else ''}<span><bdi>{escape(line_words(line))}</bdi></span></li>"
        for line in told
    )
    return mark_safe(f'<ul class="told-lines">{items}</ul>')  # noqa: S308 - each part was escaped


def _day_of(line: Mapping[str, Any]) -> str:
    return f'<span class="told-day">{signs.day(line.get("on"))}</span>'


def direction(facts: Mapping[str, Any], rating: str) -> str:
    """Since the last accepted report: "better", "worse", "same", or "" where one of the two is missing."""
    before = rating_before(facts)
    if before not in SCALE or rating not in SCALE:
        return ""
    step = SCALE.index(Confidence(rating)) - SCALE.index(Confidence(before))
    return "same" if not step else "worse" if step > 0 else "better"


def _figures(texts: Mapping[str, str], names: Iterable[Part]) -> str:
    """Money, reach and the end side by side: each is a word and a figure."""
    items = "".join(
        f"<div><dt>{signs.label(name)}</dt><dd>{_value(name, texts[name])}</dd></div>"
        for name in names
        if texts.get(name) and name in IN_FIGURES
    )
    return f'<dl class="told-figures">{items}</dl>' if items else ""


def _lab_view(lab: Mapping[str, str], level: int) -> str:
    words = lab.get(Part.LAB_REASON, "")
    if not words:
        return ""
    return f'<div class="lab-view">{signs.heading(Part.LAB_REASON, level)}{_text(Part.LAB_REASON, words)}</div>'


def _text(name: str, text: str) -> str:
    if not text:
        words = escape(gettext("Nothing was written here."))
        return f'<p class="quiet">{words}</p>'
    if name in RATINGS:
        return f"<p>{signs.rating(text)}</p>"
    if name in IN_FIGURES:
        return f"<p>{_value(name, text)}</p>"
    return f'<div dir="{way_of(text)}">{paragraphs_of(text)}</div>'


def paragraphs_of(text: str) -> str:
    """Most of what is written is one line, and needs no search for the others."""
    if "\n" in text or "\r" in text:
        return linebreaks(text, autoescape=True)
    return f"<p>{escape(text)}</p>"


def way_of(text: str) -> str:
    """Which way a paragraph runs, by its first letter: what prints documents does not find out by itself."""
    first = next((letter for letter in text if unicodedata.bidirectional(letter) in ("L", "R", "AL")), "")
    return "ltr" if not first or unicodedata.bidirectional(first) == "L" else "rtl"


def _value(name: str, text: str) -> str:
    if name in FIGURES:
        return f'<span class="number">{escape(grouped(text))}</span>'
    return signs.day(text)


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped
