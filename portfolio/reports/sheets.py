"""A frozen report as a table: one row a project, for a spreadsheet. Nothing in it is a live formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext

from portfolio.reports.contents import Frozen, named
from portfolio.reports.enums import FIGURES, OF_PROJECT, RATINGS, Part
from portfolio.reports.needs import amount
from portfolio.reports.told import day_words, line_words, quarter_words
from records.confidence_signs import sign_of, word_of
from records.tables.rejects import harmless

WIDTHS = {"text": 44, "figure": 16, "short": 18}
SHEET_NAME_MOST = 31


def headings() -> list[str]:
    return [
        gettext("Reference"),
        gettext("Project"),
        gettext("Stage"),
        *(str(part.label) for part in OF_PROJECT),
        str(Part.LAB_RATING.label),
        str(Part.LAB_REASON.label),
        gettext("From the records"),
    ]


def rows(frozen: Frozen) -> Iterator[list[Any]]:
    for told in frozen.content["projects"]:
        lab = frozen.lab_texts.get(told["project"], {})
        yield [
            told["reference"],
            named(told),
            named(told["facts"]["stage"]),
            *(_cell(part, told["texts"].get(part, "")) for part in OF_PROJECT),
            # Until the lab has rated it, it has not; that is no rating.
            _cell(Part.LAB_RATING, lab.get(Part.LAB_RATING, "")) if frozen.lab_part else "",
            lab.get(Part.LAB_REASON, ""),
            "\n".join(_line(line) for line in told["facts"]["lines"]),
        ]


def _cell(part: Part, text: str) -> Any:
    if part in RATINGS:
        return word_of(sign_of(text))
    if part in FIGURES:
        value = amount(text)
        return "" if value is None else value
    return text


def _line(line: Mapping[str, Any]) -> str:
    return f"{day_words(line.get('on'))} {line_words(line)}".strip()


def about(frozen: Frozen, people: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the document is of, and how to check it."""
    content = frozen.content
    quarter = content["quarter"]
    signed_at, accepted_at = frozen.moment("signed"), frozen.moment("accepted")
    told = [
        (gettext("Agency"), named(content["agency"])),
        (gettext("Quarter"), quarter_words(quarter["year"], quarter["number"])),
        (gettext("Revision"), str(frozen.revision)),
        (gettext("Signed"), _signed(people)),
        (gettext("Signed on"), date_format(signed_at, "DATE_FORMAT") if signed_at else ""),
        (gettext("Accepted by the lab"), str(people.get("accepted_by") or "")),
        (gettext("Accepted on"), date_format(accepted_at, "DATE_FORMAT") if accepted_at else ""),
        (gettext("Nothing to report"), content["nil_because"]),
        (gettext("Link of the chain"), f"{frozen.head.number}:{frozen.head.hash}"),
    ]
    return [(label, text) for label, text in told if text]


def _signed(people: Mapping[str, Any]) -> str:
    by, lead = people.get("signed_by"), people.get("signed_for")
    if lead:
        return gettext("%(by)s for %(lead)s") % {"by": by or "", "lead": lead}
    return str(by or "")


def csv_of(frozen: Frozen) -> bytes:
    target = io.StringIO(newline="")
    # The mark makes Excel read the letters as UTF-8.
    target.write("\ufeff")
    writer = csv.writer(target)
    writer.writerow([harmless(words) for words in headings()])
    for row in rows(frozen):
        writer.writerow([value if isinstance(value, Decimal) else harmless(str(value)) for value in row])
    return target.getvalue().encode()


def xlsx_of(frozen: Frozen, people: Mapping[str, Any]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    write_sheet(book, gettext("Projects"), headings(), rows(frozen))
    write_sheet(book, gettext("About"), ["", ""], about(frozen, people))
    book.close()
    return target.getvalue()


def write_sheet(book: Any, name: str, head: Sequence[str], lines: Any) -> None:
    sheet = book.add_worksheet(name[:SHEET_NAME_MOST])
    if get_language_bidi():
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
        sheet.set_column(column, column, WIDTHS["short"] if column < 3 else WIDTHS["text"] if words else 30)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, Decimal):
                sheet.write_number(number, column, value, money)
            elif isinstance(value, int):
                sheet.write_number(number, column, value, wrapped)
            else:
                sheet.write_string(number, column, str(value), wrapped)
