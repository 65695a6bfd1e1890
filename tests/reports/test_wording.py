from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from portfolio.reports.queries import Headline
from portfolio.reports.wording import counted_agencies, quarter_words, sentence
from records.clock import Quarter


def news(moved: int, still: int, projects: int = 500, *, this: bool = True) -> Headline:
    return Headline(Quarter(2026, 2), dt.date(2026, 5, 20), this, projects, 9, moved, still)


@pytest.mark.parametrize(
    ("moved", "still", "told"),
    [
        (14, 5, "14 projects moved forward this quarter; 5 stand still."),
        (1, 1, "1 project moved forward this quarter; 1 stands still."),
        (0, 2, "No project has moved forward this quarter; 2 stand still."),
        (2, 0, "2 projects moved forward this quarter; none stands still."),
    ],
)
def test_the_news_in_english(moved: int, still: int, told: str) -> None:
    assert sentence(news(moved, still)) == told


def test_the_news_of_a_past_quarter() -> None:
    assert sentence(news(14, 5, this=False)) == "14 projects moved forward that quarter; 5 stood still."
    assert sentence(news(0, 0, this=False)) == "No project moved forward that quarter; none stood still."


def test_an_empty_portfolio_is_news_too() -> None:
    assert sentence(news(0, 0, projects=0)) == "No project is in the portfolio yet."


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        (0, "لم يتقدّم أي مشروع هذا الربع، ومشروعان بلا حركة."),
        (1, "تقدّم مشروع واحد هذا الربع، ومشروعان بلا حركة."),
        (2, "تقدّم مشروعان هذا الربع، ومشروعان بلا حركة."),
        (5, "تقدّمت 5 مشاريع هذا الربع، ومشروعان بلا حركة."),
        (14, "تقدّم 14 مشروعًا هذا الربع، ومشروعان بلا حركة."),
        (100, "تقدّم 100 مشروع هذا الربع، ومشروعان بلا حركة."),
        (103, "تقدّمت 103 مشاريع هذا الربع، ومشروعان بلا حركة."),
    ],
)
def test_the_news_in_the_six_forms_of_arabic(moved: int, told: str) -> None:
    with translation.override("ar"):
        assert sentence(news(moved, 2)) == told


def test_quarters_and_agencies_in_both_languages() -> None:
    assert [quarter_words(Quarter(2026, number)) for number in (1, 2, 3, 4)] == [
        "First quarter 2026",
        "Second quarter 2026",
        "Third quarter 2026",
        "Fourth quarter 2026",
    ]
    assert (counted_agencies(1), counted_agencies(17)) == ("1 agency", "17 agencies")
    with translation.override("ar"):
        assert quarter_words(Quarter(2026, 3)) == "الربع الثالث من 2026"
        assert counted_agencies(2) == "جهتان"
