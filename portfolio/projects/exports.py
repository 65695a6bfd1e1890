"""The views of the portfolio as tables to take out: the same set, the same order, no more than the reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import CharField, F, Value
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.derived import CODE_OF_RANK, RANK, figures_of, rank_beside_plan, ranks_of_plans
from portfolio.projects.enums import Confidence, Facet, Visibility
from portfolio.projects.matrix import rated_on_both
from portfolio.projects.models.project import reference_of
from portfolio.projects.stays import pace_in
from portfolio.projects.views.balance import balance_of
from portfolio.projects.views.matrix import chosen_scales
from portfolio.projects.views.roadmap import of_roadmap, plans_of
from portfolio.projects.views.sought import Sought
from records.actions.exports import MOST_AT_ONCE
from records.among import among
from records.bilingual import reading_arabic
from records.confidence_signs import sign_of, word_of
from records.exports.columns import Cells, Column, Kind, Table
from records.exports.registry import Source, register

ACTION = "projects.export"
ROWS_AT_ONCE = 5_000
Row = dict[str, Any]
# Where in a row of the list stands what its figures speak for; after it only whether the reader's agency is a partner.
FIGURES = 10


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
    spread: Callable[[list[Any]], Iterable[Cells]],
) -> Table:
    """`rows` are the values of states in their order; `spread` makes of some of them the rows of the table."""

    count = sought.states.count()

    def stream() -> Iterator[Cells]:
        # A cursor of the database keeps memory flat, and takes longer than it is worth for a few rows.
        waiting = iter(rows.iterator(ROWS_AT_ONCE) if count > MOST_AT_ONCE else rows.all())
        while some := list(islice(waiting, ROWS_AT_ONCE)):
            yield from spread(some)

    def of_keys(keys: Sequence[int]) -> Iterable[Cells]:
        # In the order of the keys, and without what is no longer there.
        some = list(rows.order_by().filter(among("project__id", keys)))
        found = {row["project_id"] if isinstance(row, dict) else row[0]: row for row in some}
        return spread([found[key] for key in keys if key in found])

    return Table(
        name=name,
        title=str(title),
        columns=columns,
        count=count,
        rows=stream,
        keys=lambda: rows.values_list("project_id", flat=True).iterator(ROWS_AT_ONCE),
        rows_of=of_keys,
        asked=asked_by(sought),
    )


def asked_by(sought: Sought) -> tuple[str, ...]:
    """By which filters, for the trail: their names alone."""
    return tuple(sorted({name for name, _value in sought.kept}))


def columns_of_title() -> tuple[str, str]:
    """That of the reader's language first; the other stands in where it is empty."""
    return ("title_ar", "title_en") if reading_arabic() else ("title_en", "title_ar")


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
        words = {True: gettext("worse than told"), False: gettext("better than told")}
        # Empty where one of them says nothing, or both say the same.
        self.differences = {
            (told.value, figures.value): words[RANK[figures] > RANK[told]]
            for told in Confidence
            for figures in Confidence
            if RANK[told] and RANK[figures] and told != figures
        }


COLUMNS_OF_PROJECT = (
    Column(_("Reference"), Kind.WORD),
    Column(_("Project"), Kind.TEXT),
    Column(_("Lead agency"), Kind.TEXT),
    Column(_("Stage"), Kind.TEXT),
)
COLUMNS_OF_LIST = (
    *COLUMNS_OF_PROJECT,
    Column(_("In this stage since"), Kind.DAY),
    Column(_("Days in this stage"), Kind.WHOLE),
    Column(_("Days of half of earlier projects"), Kind.WHOLE),
    Column(_("Facet of innovation"), Kind.WORD),
    Column(_("Visibility"), Kind.WORD),
)
COLUMNS_INSIDE = (
    Column(_("Confidence"), Kind.WORD),
    Column(_("By its figures"), Kind.WORD),
    Column(_("Figures against confidence"), Kind.WORD),
    Column(_("Last update"), Kind.DAY),
)


class ListTable:
    """The list as rows of cells: of thousands, with no layer between what the database gives and what is written."""

    def __init__(self, sought: Sought) -> None:
        self.sought, self.names = sought, Names(sought)
        self.columns = [*COLUMNS_OF_LIST, *(COLUMNS_INSIDE if sought.is_insider else ())]

    def rows(self, **more: Any) -> Any:
        sought = self.sought
        read: dict[str, Any] = {**more}
        if sought.is_insider:
            read["figures"] = figures_of(sought.day) if sought.as_of else rank_beside_plan(sought.day)
        return sought.in_order(**read).values_list(
            *("project_id", *columns_of_title(), "lead_agency_id", "stage_id", "stage_since", "facet", "visibility"),
            *("confidence", "told_on"),
            "figures" if sought.is_insider else Value(None, output_field=CharField()),
            "is_partner" if sought.asks_partnership else Value(False),
            *more,
        )

    def cells(self, rows: list[Any]) -> Iterator[Cells]:
        """Of readers who see the inside of some projects alone, the inside of the others is left empty."""
        names, day, is_insider = self.names, self.sought.day, self.sought.is_insider
        sees_country, own = self.sought.standing.sees_country, self.sought.standing.inside_agencies
        agencies, stages, medians = names.agencies.get, names.stages.get, names.medians.get
        facets, visibilities = names.facets, names.visibilities
        confidences, figures, difference = names.confidences, names.figures, names.differences.get
        for row, code in zip(rows, self._codes(rows), strict=True):
            project, title, other, agency, stage, since, facet, visibility, told, told_on, _rank, is_partner = row
            outline = (
                reference_of(project),
                title or other,
                agencies(agency),
                stages(stage),
                since,
                (day - since).days,
                medians(stage),
                facets.get(facet),
                visibilities[visibility],
            )
            if sees_country or is_partner or agency in own:
                yield (*outline, confidences[told], figures[code], difference((told, code)), told_on)
            else:
                yield (*outline, None, None, None, None) if is_insider else outline

    def _codes(self, rows: list[Any]) -> Iterable[str]:
        """What the figures of each speak for. Of today the plans of all of them are read by one question."""
        if not self.sought.is_insider:
            return (row[FIGURES] for row in rows)
        if self.sought.as_of:
            return (CODE_OF_RANK[row[FIGURES]] for row in rows)
        plan = ranks_of_plans([row[0] for row in rows], self.sought.day).get
        return (CODE_OF_RANK[max(row[FIGURES], plan(row[0], 0))] for row in rows)


# The views


def open_list(person: Any, query: str) -> Table:
    sought = sought_by(person, query)
    table = ListTable(sought)
    return table_of("projects", _("Projects"), sought, table.rows(), table.columns, table.cells)


def open_roadmap(person: Any, query: str) -> Table:
    """A row for each milestone, and one for a project without any."""
    sought = sought_by(person, query)
    names, (of_title, other) = Names(sought), columns_of_title()

    def spread(rows: list[Row]) -> Iterator[Cells]:
        for row, plan in zip(rows, plans_of(sought, rows), strict=True):
            outline = (
                reference_of(row["project_id"]),
                row[of_title] or row[other],
                names.agencies.get(row["lead_agency_id"]),
                names.stages.get(row["stage_id"]),
                plan.starts,
                plan.reached if plan.has_ended else plan.ends,
            )
            for point in plan.points:
                slip = point.slip if point.baseline else None
                yield (*outline, point.title, point.baseline, point.forecast, point.actual, slip)
            if not plan.points:
                yield (*outline, None, None, None, None, None)

    columns = (
        *COLUMNS_OF_PROJECT,
        Column(_("Runs from"), Kind.DAY),
        Column(_("Runs until"), Kind.DAY),
        Column(_("Milestone"), Kind.TEXT),
        Column(_("First planned"), Kind.DAY),
        Column(_("Expected"), Kind.DAY),
        Column(_("Reached"), Kind.DAY),
        Column(_("Slip in days"), Kind.WHOLE),
    )
    return table_of("roadmap", _("Roadmap"), sought, of_roadmap(sought), columns, spread)


def open_matrix(person: Any, query: str) -> Table:
    sought = sought_by(person, query)
    sought.states = sought.narrow()
    across, up = chosen_scales(sought)
    if across is None or up is None:
        table = ListTable(sought)
        return table_of("matrix", _("Matrix"), sought, table.rows(), table.columns, table.cells)
    sought.states = rated_on_both(sought.states, across, up, sought.as_of)
    table, head = ListTable(sought), len(COLUMNS_OF_PROJECT)

    def spread(rows: list[Any]) -> Iterator[Cells]:
        cells = table.cells([row[: FIGURES + 2] for row in rows])
        for row, of_project in zip(rows, cells, strict=True):
            yield (*of_project[:head], *row[FIGURES + 2 :], *of_project[head:])

    rated = (Column(str(across.title), Kind.WHOLE), Column(str(up.title), Kind.WHOLE))
    columns = (*table.columns[:head], *rated, *table.columns[head:])
    rows = table.rows(on_x=F("on_across__value"), on_y=F("on_up__value"))
    return table_of("matrix", _("Matrix"), sought, rows, columns, spread)


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
        Column(_("Facet of innovation"), Kind.WORD),
        Column(_("Stage"), Kind.TEXT),
        Column(_("Projects"), Kind.WHOLE),
    ]
    return Table(
        "balance",
        gettext("Balance"),
        columns,
        count=len(lines),
        rows=lambda: lines,
        keys=lambda: iter(range(len(lines))),
        rows_of=lambda keys: [lines[key] for key in keys],
        asked=asked_by(sought),
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
