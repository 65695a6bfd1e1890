"""The matrix as a table. Joined in Python: a template for each cell costs ten times as much."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from accounts.models import Agency
from training.matrix import Figures, Matrix
from training.models import Course

LABELS: dict[str, str | Promise] = {
    "valid": pgettext_lazy("matrix", "Valid"),
    "completed": pgettext_lazy("matrix", "Completed"),
    "expiring": pgettext_lazy("matrix", "Expiring in 90 days"),
    "nominated": pgettext_lazy("matrix", "Nominated"),
    "attended": pgettext_lazy("matrix", "Attended"),
    "required": pgettext_lazy("matrix", "Required"),
    "rate": gettext_lazy("Rate of those required"),
}
Address = Callable[[str], str]


def whole(matrix: Matrix, measure: str, page: str, people: str) -> SafeString:
    """Agencies down, courses across, one measure in each cell, with the sums of both."""
    courses, agencies = matrix.courses, matrix.agencies
    head = "".join(
        f'<th scope="col"><a href="{page}?{urlencode({"course": course.code})}">'
        f"<bdi>{escape(course.title)}</bdi></a></th>"
        for course in courses
    )
    codes = [(course.pk, urlencode({"course": course.code})) for course in courses]
    shown = "fulfilled" if measure == "rate" else measure
    lines = []
    for agency in agencies:
        name, of_agency = escape(agency.name), urlencode({"agency": agency.code, "what": shown})
        cells = "".join(
            f"<td>{_cell(matrix.cells.get((agency.pk, pk)), measure, f'{people}?{of_agency}&amp;{code}')}</td>"
            for pk, code in codes
        )
        lines.append(
            f'<tr><th scope="row"><a href="{page}?{urlencode({"agency": agency.code})}"><bdi>{name}</bdi></a></th>'
            f'<td class="is-sum">{_value(matrix.of_agency(agency.pk), measure)}</td>{cells}</tr>'
        )
    sums = "".join(f"<td>{_value(matrix.of_course(pk), measure)}</td>" for pk, _code in codes)
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<thead><tr><th scope="col">{escape(gettext("Agency"))}</th>'
        f'<th scope="col" class="is-sum">{escape(gettext("Together"))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody>"
        f'<tfoot><tr><th scope="row">{escape(gettext("Together"))}</th>'
        f'<td class="is-sum">{_value(matrix.total, measure)}</td>{sums}</tr></tfoot>'
    )


def of_agency(matrix: Matrix, agency: Agency, people: str) -> SafeString:
    """One agency: its courses down, all measures across."""
    rows = [
        (str(course.title), matrix.cells[agency.pk, course.pk], {"agency": agency.code, "course": course.code})
        for course in matrix.courses
        if (agency.pk, course.pk) in matrix.cells
    ]
    return _all_measures(gettext("Course"), rows, matrix.of_agency(agency.pk), people)


def of_course(matrix: Matrix, course: Course, people: str) -> SafeString:
    rows = [
        (str(agency.name), matrix.cells[agency.pk, course.pk], {"agency": agency.code, "course": course.code})
        for agency in matrix.agencies
        if (agency.pk, course.pk) in matrix.cells
    ]
    return _all_measures(gettext("Agency"), rows, matrix.of_course(course.pk), people)


def _all_measures(
    heading: str, rows: list[tuple[str, Figures, dict[str, str]]], total: Figures, people: str
) -> SafeString:
    labels = {name: escape(words) for name, words in LABELS.items()}
    head = "".join(f'<th scope="col">{words}</th>' for words in labels.values())
    lines = []
    for name, figures, asked in rows:
        cells = "".join(
            f'<td data-label="{words}">{_cell(figures, measure, _people_address(people, asked, measure))}</td>'
            for measure, words in labels.items()
        )
        lines.append(f'<tr><th scope="row"><bdi>{escape(name)}</bdi></th>{cells}</tr>')
    sums = "".join(f'<td data-label="{words}">{_value(total, measure)}</td>' for measure, words in labels.items())
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<thead><tr><th scope="col">{escape(heading)}</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(gettext("Together"))}</th>{sums}</tr></tfoot>'
    )


def _people_address(people: str, asked: dict[str, str], measure: str) -> str:
    what = "missing" if measure == "rate" else measure
    return f"{people}?{urlencode({**asked, 'what': what})}".replace("&", "&amp;")


def _cell(figures: Figures | None, measure: str, address: str) -> str:
    if figures is None:
        return '<span class="quiet">–</span>'
    value = figures.rate if measure == "rate" else getattr(figures, measure)
    if value is None or (value == 0 and measure != "rate"):
        return '<span class="quiet number">0</span>' if value == 0 else '<span class="quiet">–</span>'
    return f'<a class="count" href="{address}">{_figure(value, measure)}</a>'


def _value(figures: Figures, measure: str) -> str:
    value = figures.rate if measure == "rate" else getattr(figures, measure)
    return '<span class="quiet">–</span>' if value is None else _figure(value, measure)


def _figure(value: int, measure: str) -> str:
    return f'<span class="number">{value:,}{"%" if measure == "rate" else ""}</span>'
