"""Which way a text runs, said before it is laid on paper: what makes the PDF knows neither dir="auto" nor what <bdi> is
for, and would put the full stop of an English sentence on an Arabic page at its beginning."""

from __future__ import annotations

import re
import unicodedata

# An element that leaves its direction to its text, in a page as the templates write it.
OPEN = re.compile(r'<(?P<name>[a-z][a-z0-9]*)(?P<rest>(?=[^>]*\sdir="auto")[^>]*|(?<=<bdi)(?![^>]*\sdir=)[^>]*)>')
NO_LETTERS = re.compile(r"(?:[^\w<&]|[\d_]|<[^>]*>|&[^;\s]*;)+")
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def with_directions(page: str) -> str:
    """The page with a direction in the place of each that was left to the browser, by the first letter of its text."""

    def said(found: re.Match[str]) -> str:
        name, rest = found["name"], found["rest"].replace(' dir="auto"', "")
        end = page.find(f"</{name}>", found.end())
        way = direction_of(page, found.end(), end if end >= 0 else len(page))
        return f'<{name}{rest} dir="{way}">' if way else f"<{name}{rest}>"

    return OPEN.sub(said, page)


def direction_of(page: str, start: int, end: int) -> str:
    """That of the first letter between the two places; empty where there is none."""
    while start < end:
        if passed := NO_LETTERS.match(page, start, end):
            start = passed.end()
        elif way := STRONG.get(unicodedata.bidirectional(page[start])):
            return way
        else:
            start += 1
    return ""
