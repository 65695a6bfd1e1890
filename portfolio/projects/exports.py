"""The views of the portfolio as tables to take out: the same set, the same order, no more than the reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.derived import RANK, Standing, codes_of
from portfolio.projects.enums import ENDED, Confidence, Facet, Visibility
from portfolio.projects.matrix import rated_on_both
from portfolio.projects.models.project import reference_of
from portfolio.projects.plans import Plan, Point
from portfolio.projects.stays import pace_in
from portfolio.projects.views.balance import balance_of
from portfolio.projects.views.matrix import chosen_scales
from portfolio.projects.views.roadmap import of_roadmap, plans_of
from portfolio.projects.views.sought import Sought
from records.actions.exports import MOST_AT_ONCE
from records.bilingual import reading_arabic
from records.confidence_signs import sign_of, word_of
from records.exports.columns import Column, Kind, Table
from records.exports.registry import Source, register

ACTION = "projects.export"
ROWS_AT_ONCE = 2_000
Row = dict[str, Any]


def sought_by(person: Any, query: str) -> Sought:
    """What a page asks of its request, asked by a worker."""
    request = HttpRequest()
    request.GET = QueryDict(query)  # type: ignore[assignment]
    request.user = person
    return Sought(request)


def table_of(
    name: str,
    title: Any,
    sought: Sought,
    rows: Any,
    columns: Sequence[Column],
    spread: Callable[[list[Row]], Iterable[Any]] = lambda rows: rows,
) -> Table:
    """`rows` are values of states in their order; `spread` makes of some of them the rows of the table."""

    count = sought.states.count()

    def stream() -> Iterator[Any]:
        waiting: list[Row] = []
        # A cursor of the database keeps memory flat, and takes longer than it is worth for a few rows.
        for row in rows.iterator(ROWS_AT_ONCE) if count > MOST_AT_ONCE else rows.all():
            waiting.append(row)
            if len(waiting) == ROWS_AT_ONCE:
                yield from spread(waiting)
                waiting = []
        yield from spread(waiting)

    def of_keys(keys: Sequence[int]) -> Iterable[Any]:
        found = {row["project_id"]: row for row in rows.order_by().filter(project__in=keys)}
        return spread([found[key] for key in keys if key in found])

    return Table(
        name=name,
        title=str(title),
        columns=columns,
        count=count,
        rows=stream,
        keys=lambda: rows.values_list("project_id", flat=True).iterator(ROWS_AT_ONCE),
        rows_of=of_keys,
        asked=tuple(sorted({name for name, _value in sought.kept})),
    )


# Columns


class Names:
    """What codes and numbers stand for, in the reader's language, looked up once."""

    def __init__(self, sought: Sought) -> None:
        known = sought.known
        self.agencies = {pk: str(agency.name) for pk, agency in known.agencies.items()}
        self.stages = {pk: str(stage.title) for pk, stage in known.stages.items()}
        self.confidences = {code: str(word_of(sign_of(code))) for code in Confidence.values}
        self.figures = {**self.confidences, Confidence.NOT_RATED.value: None}
        self.facets = {"": None, **{code: str(label) for code, label in Facet.choices}}
        self.visibilities = {code: str(label) for code, label in Visibility.choices}
        paces = {pk: pace_in(stage, sought.day) for pk, stage in known.stages.items()}
        self.medians = {pk: pace.median for pk, pace in paces.items() if pace and pace.is_enough}


def columns_of_project(sought: Sought, names: Names) -> list[Column]:
    return [
        Column(_("Reference"), Kind.TEXT, lambda row: reference_of(row["project_id"])),
        Column(_("Project"), Kind.TEXT, title_reader()),
        Column(_("Lead agency"), Kind.TEXT, lambda row: names.agencies.get(row["lead_agency_id"])),
        Column(_("Stage"), Kind.TEXT, lambda row: names.stages.get(row["stage_id"])),
    ]


def title_reader() -> Callable[[Row], str]:
    first, second = ("title_ar", "title_en") if reading_arabic() else ("title_en", "title_ar")
    return lambda row: row[first] or row[second]


def columns_of_list(sought: Sought) -> list[Column]:
    names, day = Names(sought), sought.day
    columns = [
        *columns_of_project(sought, names),
        Column(_("In this stage since"), Kind.DAY, lambda row: row["stage_since"]),
        Column(_("Days in this stage"), Kind.WHOLE, lambda row: (day - row["stage_since"]).days),
        Column(_("Days of half of earlier projects"), Kind.WHOLE, lambda row: names.medians.get(row["stage_id"])),
        Column(_("Facet of innovation"), Kind.TEXT, lambda row: names.facets.get(row["facet_code"])),
        Column(_("Visibility"), Kind.TEXT, lambda row: names.visibilities[row["visibility"]]),
    ]
    if sought.is_insider:
        columns += [
            Column(_("Confidence"), Kind.TEXT, inside(sought, lambda row: names.confidences[row["confidence"]])),
            Column(_("By its figures"), Kind.TEXT, inside(sought, lambda row: names.figures[row["figures"]])),
            Column(_("Figures against confidence"), Kind.TEXT, inside(sought, difference())),
            Column(_("Last update"), Kind.DAY, inside(sought, lambda row: row["told_on"])),
        ]
    return columns


def difference() -> Callable[[Row], str | None]:
    """Empty where one of them says nothing, or both say the same."""
    words = {True: gettext("worse than told"), False: gettext("better than told")}
    said = {
        (told.value, figures.value): words[RANK[figures] > RANK[told]]
        for told in Confidence
        for figures in Confidence
        if RANK[told] and RANK[figures] and told != figures
    }
    return lambda row: said.get((row["confidence"], row["figures"]))


def with_figures(sought: Sought) -> Callable[[list[Row]], Iterable[Row]]:
    """What the figures of each speak for, read for many rows at once."""
    ended = {pk for pk, stage in sought.known.stages.items() if stage.kind in ENDED}

    def spread(rows: list[Row]) -> Iterable[Row]:
        states = {row["project_id"]: Standing(row["stage_id"] in ended, row["told_on"]) for row in rows}
        codes = codes_of(states, sought.day) if rows and sought.is_insider else {}
        for row in rows:
            row["figures"] = codes.get(row["project_id"])
        return rows

    return spread


def inside(sought: Sought, value: Callable[[Row], Any]) -> Callable[[Row], Any]:
    """Left empty where the reader sees no more than the outline."""
    if sought.standing.sees_country:
        return value
    return lambda row: value(row) if sought.sees_wholly(row) else None


# The views


def open_list(person: Any, query: str) -> Table:
    sought = sought_by(person, query)
    rows = sought.in_order(facet_code=F("facet"))
    return table_of("projects", _("Projects"), sought, rows, columns_of_list(sought), with_figures(sought))


def open_roadmap(person: Any, query: str) -> Table:
    """A row for each milestone, and one for a project without any."""
    sought = sought_by(person, query)
    names = Names(sought)

    def of_project(read: Callable[[Row], Any]) -> Callable[[tuple[Row, Plan, Point | None]], Any]:
        return lambda line: read(line[0])

    def plan(read: Callable[[Plan], Any]) -> Callable[[tuple[Row, Plan, Point | None]], Any]:
        return lambda line: read(line[1])

    def point(read: Callable[[Point], Any]) -> Callable[[tuple[Row, Plan, Point | None]], Any]:
        return lambda line: read(line[2]) if line[2] else None

    columns = [
        *(Column(column.title, column.kind, of_project(column.value)) for column in columns_of_project(sought, names)),
        Column(_("Runs from"), Kind.DAY, plan(lambda plan: plan.starts)),
        Column(_("Runs until"), Kind.DAY, plan(lambda plan: plan.reached if plan.has_ended else plan.ends)),
        Column(_("Milestone"), Kind.TEXT, point(lambda point: point.title)),
        Column(_("First planned"), Kind.DAY, point(lambda point: point.baseline)),
        Column(_("Expected"), Kind.DAY, point(lambda point: point.forecast)),
        Column(_("Reached"), Kind.DAY, point(lambda point: point.actual)),
        Column(_("Slip in days"), Kind.WHOLE, point(lambda point: point.slip if point.baseline else None)),
    ]

    def spread(rows: list[Row]) -> Iterator[tuple[Row, Plan, Point | None]]:
        for row, its_plan in zip(rows, plans_of(sought, rows), strict=True):
            points: Sequence[Point | None] = its_plan.points or [None]
            for its_point in points:
                yield row, its_plan, its_point

    return table_of("roadmap", _("Roadmap"), sought, of_roadmap(sought), columns, spread)


def open_matrix(person: Any, query: str) -> Table:
    sought = sought_by(person, query)
    sought.states = sought.narrow()
    across, up = chosen_scales(sought)
    rows = sought.in_order(facet_code=F("facet"))
    columns = columns_of_list(sought)
    if across is not None and up is not None:
        sought.states = rated_on_both(sought.states, across, up, sought.as_of)
        rows = sought.in_order(facet_code=F("facet"), on_x=F("on_across__value"), on_y=F("on_up__value"))
        columns = [
            *columns[:4],
            Column(str(across.title), Kind.WHOLE, lambda row: row["on_x"]),
            Column(str(up.title), Kind.WHOLE, lambda row: row["on_y"]),
            *columns[4:],
        ]
    return table_of("matrix", _("Matrix"), sought, rows, columns, with_figures(sought))


def open_balance(person: Any, query: str) -> Table:
    """The figures of the page: a row for each facet and stage where there is something."""
    sought = sought_by(person, query)
    found = balance_of(sought)
    facets = {"": gettext("No facet yet"), **{code: str(label) for code, label in Facet.choices}}
    stages = {code: str(stage.title) for code, stage in sought.known.stage_codes.items()}
    lines = [
        (facets[facet], stages.get(stage, stage), count)
        for facet in facets
        for stage in stages
        if (count := found.counts.get((facet, stage), 0))
    ]
    columns = [
        Column(_("Facet of innovation"), Kind.TEXT, lambda line: line[0]),
        Column(_("Stage"), Kind.TEXT, lambda line: line[1]),
        Column(_("Projects"), Kind.WHOLE, lambda line: line[2]),
    ]
    return Table(
        "balance",
        gettext("Balance"),
        columns,
        count=len(lines),
        rows=lambda: lines,
        keys=lambda: iter(range(len(lines))),
        rows_of=lambda keys: [lines[key] for key in keys],
        asked=tuple(sorted({name for name, _value in sought.kept})),
    )


# The board shows the same projects as the table.
VIEWS = {
    "projects:list": "projects",
    "projects:board": "projects",
    "projects:roadmap": "roadmap",
    "projects:matrix": "matrix",
    "projects:balance": "balance",
}

for _name, _title, _open in (
    ("projects", _("Projects"), open_list),
    ("roadmap", _("Roadmap"), open_roadmap),
    ("matrix", _("Matrix"), open_matrix),
    ("balance", _("Balance"), open_balance),
):
    register(Source(_name, _title, ACTION, _open))
