"""The matrix as a table. Joined in Python: a template for each cell costs ten times as much."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from accounts.models import Agency
from training.matrix import Figures, Matrix
from training.models import Competency, Course

LABELS: dict[str, str | Promise] = {
    "valid": pgettext_lazy("matrix", "Valid"),
    "completed": pgettext_lazy("matrix", "Completed"),
    "expiring": pgettext_lazy("matrix", "Expiring in 90 days"),
    "nominated": pgettext_lazy("matrix", "Nominated"),
    "attended": pgettext_lazy("matrix", "Attended"),
    "required": pgettext_lazy("matrix", "Required"),
    "rate": gettext_lazy("Rate of those required"),
}


def by_skill(
    people: Counter[tuple[int, str]], agencies: list[Agency], skills: list[Competency], page: str, list_of_people: str
) -> SafeString:
    """Agencies down, skills across: people, each once in a column. Under the code "" stands who has any of them."""
    codes = ["", *(skill.code for skill in skills)]
    head = "".join(
        f'<th scope="col"><a href="{page}?{urlencode({"competency": skill.code})}">'
        f"<bdi>{escape(skill.title)}</bdi></a></th>"
        for skill in skills
    )
    lines = []
    for agency in agencies:
        cells = [
            _count(
                people[agency.pk, code], f"{list_of_people}?{_asked(agency=agency.code, what='able', competency=code)}"
            )
            for code in codes
        ]
        lines.append(_line(page, agency, cells))
    sums = [f'<span class="number">{sum(people[agency.pk, code] for agency in agencies):,}</span>' for code in codes]
    return _table(gettext("Agency"), gettext("People"), head, lines, sums)


def whole(matrix: Matrix, measure: str, page: str, people: str) -> SafeString:
    """Agencies down, courses across, one measure in each cell, with the sums of both. Of one skill the people stand
    first, each once."""
    courses, agencies = matrix.courses, matrix.agencies
    head = "".join(
        f'<th scope="col"><a href="{page}?{urlencode({"course": course.code})}">'
        f"<bdi>{escape(course.title)}</bdi></a></th>"
        for course in courses
    )
    codes = [(course.pk, urlencode({"course": course.code})) for course in courses]
    skill = matrix.competency
    if skill is not None:
        head = f'<th scope="col" class="is-sum">{escape(gettext("Together"))}</th>{head}'
    lines = []
    for agency in agencies:
        of_agency = _asked(agency=agency.code)
        cells = [_value(matrix.of_agency(agency.pk), measure)]
        if skill is not None:
            asked = _asked(agency=agency.code, what="able", competency=skill.code)
            cells.insert(0, _count(matrix.people_able.get(agency.pk, 0), f"{people}?{asked}"))
        for pk, code in codes:
            figures = matrix.cells.get((agency.pk, pk))
            address = f"{people}?{of_agency}&amp;what={_behind(figures, measure)}&amp;{code}"
            cells.append(_cell(figures, measure, address))
        lines.append(_line(page, agency, cells, _asked(competency=skill.code) if skill else ""))
    sums = [_value(matrix.total, measure), *(_value(matrix.of_course(pk), measure) for pk, _code in codes)]
    if skill is not None:
        sums.insert(0, f'<span class="number">{sum(matrix.people_able.values()):,}</span>')
    return _table(gettext("Agency"), gettext("People") if skill else gettext("Together"), head, lines, sums)


def _table(heading: str, first: str, head: str, lines: list[str], sums: list[str]) -> SafeString:
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<thead><tr><th scope="col">{escape(heading)}</th><th scope="col" class="is-sum">{escape(first)}</th>{head}'
        f"</tr></thead><tbody>{''.join(lines)}</tbody>"
        f'<tfoot><tr><th scope="row">{escape(gettext("Together"))}</th>{_cells(sums)}</tr></tfoot>'
    )


def _line(page: str, agency: Agency, cells: list[str], narrowed: str = "") -> str:
    asked = _asked(agency=agency.code) + (f"&amp;{narrowed}" if narrowed else "")
    return f'<tr><th scope="row"><a href="{page}?{asked}"><bdi>{escape(agency.name)}</bdi></a></th>{_cells(cells)}</tr>'


def _cells(cells: list[str]) -> str:
    """The first of them sums up the others."""
    return f'<td class="is-sum">{cells[0]}</td>' + "".join(f"<td>{cell}</td>" for cell in cells[1:])


def _asked(**parts: str) -> str:
    return urlencode({name: value for name, value in parts.items() if value}).replace("&", "&amp;")


def _count(people: int, address: str) -> str:
    if not people:
        return '<span class="quiet number">0</span>'
    return f'<a class="count" href="{address}"><span class="number">{people:,}</span></a>'


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
            f'<td data-label="{words}">{_cell(figures, measure, _people_address(people, asked, figures, measure))}</td>'
            for measure, words in labels.items()
        )
        lines.append(f'<tr><th scope="row"><bdi>{escape(name)}</bdi></th>{cells}</tr>')
    sums = "".join(f'<td data-label="{words}">{_value(total, measure)}</td>' for measure, words in labels.items())
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<thead><tr><th scope="col">{escape(heading)}</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(gettext("Together"))}</th>{sums}</tr></tfoot>'
    )


def _people_address(people: str, asked: dict[str, str], figures: Figures, measure: str) -> str:
    return f"{people}?{_asked(**asked, what=_behind(figures, measure))}"


def _behind(figures: Figures | None, measure: str) -> str:
    """A rate leads to those whom it lacks; where it lacks nobody, to those whom it counts."""
    if measure != "rate" or figures is None:
        return measure
    return "missing" if figures.fulfilled < figures.required else "fulfilled"


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
