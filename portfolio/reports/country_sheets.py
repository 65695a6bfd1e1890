"""The country's report as tables, drawn from its content alone. Nothing in it is a live formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from portfolio.reports.country_reading import CountryReading
from portfolio.reports.sheets import write_sheet
from records.confidence_signs import sign_of, word_of
from records.tables.rejects import harmless

Table = tuple[str, list[str], list[list[Any]]]


def tables(told: CountryReading, link: str) -> Iterator[Table]:
    """Each with its name and its headings; what the country's page shows, and no more. What is published says which
    link of the chain it is."""
    content, other = told.content, told.other_name
    yield (
        gettext("Figures"),
        [gettext("Figure"), told.name, other],
        [[one["label"], one["value"], "" if one["before"] is None else one["before"]] for one in told.six]
        + [[one["label"], Decimal(one["value"].replace(",", "")), ""] for one in told.money]
        + ([[gettext("Link of the chain"), link, ""]] if link else []),
    )
    yield (
        gettext("Agencies"),
        [
            gettext("Agency"),
            gettext("Projects"),
            gettext("Moved forward"),
            gettext("Off track"),
            gettext("People reached"),
            gettext("Decisions asked for"),
            gettext("Link of the chain"),
        ],
        [
            [one["name"], *(one[name] for name in COUNTED), f"{part['number']}:{part['hash'][:16]}"]
            for one, part in zip(told.agencies, content["parts"], strict=False)
        ]
        + [[one["name"], *(gettext("not in yet"),), "", "", "", "", ""] for one in told.missing],
    )
    yield (
        gettext("Stages"),
        [gettext("Stage"), gettext("Projects"), gettext("Change")],
        [[one["label"], one["count"], one["step"]] for one in told.stages],
    )
    yield (
        gettext("Confidence"),
        [gettext("Confidence"), gettext("Projects"), gettext("Change")],
        [[one["label"], one["count"], one["step"]] for one in told.ratings],
    )
    yield (
        gettext("Movement"),
        [gettext("Movement"), gettext("Reference"), gettext("Project"), gettext("Agency"), gettext("Confidence")],
        [
            [way["label"], one["reference"], one["project"], one["agency"], word_of(sign_of(one["rating"]))]
            for way in told.movement
            for one in way["projects"]
        ],
    )
    yield (
        gettext("Benefits"),
        [gettext("Indicator"), gettext("Verified"), gettext("Unit"), gettext("Agency")],
        [[one["title"], one["value"], one["unit"], ""] for one in told.given]
        + [[one["title"], part["value"], one["unit"], part["name"]] for one in told.given for part in one["parts"]],
    )
    yield (
        gettext("Training"),
        [gettext("Agency"), gettext("Completed in the quarter"), gettext("Hold something valid")],
        [[one["name"], one["completed"], one["holding"]] for one in told.trained],
    )
    yield (
        gettext("Decisions"),
        [gettext("Agency"), gettext("Reference"), gettext("Project"), gettext("Decision")],
        [[one["agency"], one["reference"], one["project"], one["words"]] for one in told.decisions],
    )
    yield (
        gettext("Stories"),
        [gettext("Agency"), gettext("Reference"), gettext("Project"), gettext("Story")],
        [[one["agency"], one["reference"], one["project"], one["words"]] for one in told.stories],
    )


COUNTED = ("projects", "moved_forward", "off_track", "reached", "decisions")


def xlsx_of(told: CountryReading, link: str = "") -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, head, rows in tables(told, link):
        write_sheet(book, name, head, rows)
    book.close()
    return target.getvalue()


def csv_of(told: CountryReading, link: str = "") -> bytes:
    """All tables under each other, each with its name before its rows."""
    target = io.StringIO(newline="")
    # The mark makes Excel read the letters as UTF-8.
    target.write("\ufeff")
    writer = csv.writer(target)
    for name, head, rows in tables(told, link):
        writer.writerow([harmless(name)])
        writer.writerow([harmless(words) for words in head])
        for row in rows:
            writer.writerow([value if isinstance(value, (int, Decimal)) else harmless(str(value)) for value in row])
        writer.writerow([])
    return target.getvalue().encode()
