"""Cells that no spreadsheet takes for a formula, whoever typed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from records.exports.columns import Cells, Column, Kind

# What begins a formula, in full width as well, and what some programs strip before they look.
BEGINS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹢﹣⁺₊﹦﹫")
STRIPPED = frozenset(" \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
SUSPECT = BEGINS_A_FORMULA | STRIPPED
# Days are numbers in a spreadsheet, counted from here.
DAY_ZERO = dt.date(1899, 12, 30).toordinal()


def is_live(text: str) -> bool:
    """Whether a program could take the text for a formula."""
    if text[:1] not in SUSPECT:
        return False
    for letter in text:
        if letter in BEGINS_A_FORMULA:
            return True
        if letter not in STRIPPED:
            return False
    return False


def inert(text: str) -> str:
    """With an apostrophe before what could be taken for a formula: shown as it was typed, and never counted out."""
    return f"'{text}" if is_live(text) else text


def made_inert(rows: Iterable[Cells], columns: Sequence[Column]) -> Iterator[Cells]:
    """Rows as CSV writes them. Days, numbers and the product's own words are written as they are."""
    typed = [place for place, column in enumerate(columns) if column.kind is Kind.TEXT]
    for row in rows:
        for place in typed:
            text = row[place]
            if text and text[0] in SUSPECT:
                row = (*row[:place], inert(text), *row[place + 1 :])
        yield row
