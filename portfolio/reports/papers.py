"""A frozen report on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from portfolio.projects.enums import RATED, Confidence
from portfolio.reports.contents import Frozen, named
from portfolio.reports.enums import Part
from portfolio.reports.reading import Reading
from portfolio.reports.sheets import about
from portfolio.reports.told import quarter_words
from records.charts.marks import Mark
from records.confidence_signs import sign_of, word_of
from records.documents.pdf import pdf_of

TEMPLATE = "reports/document.html"


def report_pdf(frozen: Frozen, people: Mapping[str, Any], *, language: str) -> bytes:
    with translation.override(language):
        return pdf_of(TEMPLATE, context_of(frozen, people), language=language)


def context_of(frozen: Frozen, people: Mapping[str, Any]) -> dict[str, Any]:
    """Drawn from the snapshots alone; the names beside them from the people's own rows."""
    content = frozen.content
    quarter = content["quarter"]
    return {
        "agency": named(content["agency"]),
        "quarter": quarter_words(quarter["year"], quarter["number"]),
        "content": content,
        "reading": Reading(content, frozen.lab),
        "about": about(frozen, people),
        "marks": rating_marks(content["projects"]),
        "head": frozen.head,
    }


def rating_marks(projects: Any) -> list[Mark]:
    ratings = [told["texts"].get(Part.RATING) or Confidence.NOT_RATED for told in projects]
    if not ratings:
        return []
    return [
        Mark(word_of(sign_of(code)), ratings.count(code), "", sign_of(code)) for code in (*RATED, Confidence.NOT_RATED)
    ]
