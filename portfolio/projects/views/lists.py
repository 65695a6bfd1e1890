from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from portfolio.projects.enums import ENDED, StageKind
from portfolio.projects.models import ProjectState
from portfolio.projects.views.frames import frame
from portfolio.projects.views.list_rows import board_cards, table_rows
from portfolio.projects.views.sought import SORTS, Sought

ROWS_A_PAGE = 25
CARDS_A_COLUMN = 12
# Stands for each stage in turn where a statement is composed for all of them.
NO_STAGE = -1
OF_ALL = ("title", "agency", "stage", "since")
OF_INSIDERS = (*OF_ALL, "confidence", "figures", "updated")
# What no order is asked of, and what says of a column more than its order does.
HEADS = {"since": _("Time in stage"), "figures": _("By its figures")}
UNSORTED = ("figures",)


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    sought = Sought(request)
    page = Paginator(sought.in_order(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(sought.with_figures(page.object_list) if sought.is_insider else page.object_list)
    sought.learn(rows)
    return render(
        request,
        "projects/list.html",
        {
            **frame(sought, "projects:list", page.paginator.count),
            "page": page,
            "rows": table_rows(sought, rows),
            "columns": [_column(sought, name) for name in (OF_INSIDERS if sought.is_insider else OF_ALL)],
        },
    )


@require_safe
def project_board(request: HttpRequest) -> HttpResponse:
    sought = Sought(request)
    counts = dict(sought.states.order_by().values_list("stage").annotate(projects=Count("*")))
    cards = _cards(sought, list(counts))
    sought.learn([row for rows in cards.values() for row in rows])
    return render(
        request,
        "projects/board.html",
        {**frame(sought, "projects:board", sum(counts.values())), "columns": _columns(sought, counts, cards)},
    )


def _column(sought: Sought, name: str) -> SafeString:
    """A head that sorts: once in its own order, once more the other way round."""
    if name in UNSORTED:
        return format_html('<th scope="col">{}</th>', HEADS[name])
    here = sought.sort.removeprefix("-") == name
    is_turned = sought.sort.startswith("-")
    # The latest move is the shortest time: asked for its time, the longest comes first.
    turned = not (here and is_turned) if name == "since" else here and not is_turned
    direction = ("ascending" if is_turned else "descending") if here else ""
    if name in ("title", "agency", "stage", "confidence", "since") and here:
        direction = "descending" if is_turned else "ascending"
    return format_html(
        '<th scope="col"{}><a href="{}">{}{}</a></th>',
        format_html(' aria-sort="{}"', direction) if here else "",
        sought.address("projects:list", sort=f"-{name}" if turned else name),
        HEADS.get(name, SORTS[name]),
        format_html(' <span class="sorted" aria-hidden="true">{}</span>', "↑" if direction == "ascending" else "↓")
        if here
        else "",
    )


def _cards(sought: Sought, stage_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The newest arrivals of each stage, in one query that reads no more of a stage than it shows."""
    found: dict[int, list[dict[str, Any]]] = {stage: [] for stage in stage_ids}
    if not stage_ids:
        return found
    scoped = sought.states.order_by("-stage_since", "-project_id").values("pk")
    rows = sought.rows_of(ProjectState.objects.filter(pk__in=_newest_of_each(scoped, stage_ids)))
    for row in rows:
        found[row["stage_id"]].append(row)
    for of_stage in found.values():
        of_stage.sort(key=lambda row: (row["stage_since"], row["project_id"]), reverse=True)
    return found


def _newest_of_each(scoped: Any, stage_ids: list[int]) -> RawSQL:
    """The statement is composed for one stage and said again for each: the ORM would compose it nine times."""
    of_one, values = scoped.filter(stage=NO_STAGE)[:CARDS_A_COLUMN].query.sql_with_params()
    # Each in a query of its own, because SQLite takes no limit inside of a union.
    of_all = " UNION ALL ".join(f"SELECT * FROM ({of_one}) of_{place}" for place, _stage in enumerate(stage_ids))  # noqa: S608
    return RawSQL(of_all, [stage if value == NO_STAGE else value for stage in stage_ids for value in values])  # noqa: S611


def _columns(sought: Sought, counts: dict[int, int], cards: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    columns = []
    for code, newest in sought.known.stage_codes.items():
        of_code = [stage for stage in sought.known.stages.values() if stage.code == code]
        count = sum(counts.get(stage.pk, 0) for stage in of_code)
        if not count and newest.kind != StageKind.ON_PATH:
            continue
        rows = [row for stage in of_code for row in cards.get(stage.pk, [])][:CARDS_A_COLUMN]
        columns.append(
            {
                "label": newest.title,
                "place": sought.known.places[newest.pk],
                "count": count,
                "cards": board_cards(sought, rows, _moves(sought, rows)),
                "more": count - len(rows),
                "address": sought.address("projects:list", stage=code),
            }
        )
    return columns


def _moves(sought: Sought, rows: list[dict[str, Any]]) -> dict[int, tuple[str, str]]:
    """A way to bring a project on without dragging: the lab moves it, its officer asks for the gate."""
    if sought.as_of:
        return {}
    officer_of = sought.standing.agencies_as(Role.INNOVATION_OFFICER)
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        stage = sought.known.stages[row["stage_id"]]
        if stage.kind in ENDED:
            continue
        if sought.standing.is_lab_staff:
            found[row["project_id"]] = (reverse("projects:move", args=[row["project_id"]]), gettext("Move…"))
        elif row["lead_agency_id"] in officer_of and stage.pk in sought.known.gates:
            found[row["project_id"]] = (
                reverse("projects:gate_ask", args=[row["project_id"]]),
                gettext("Ask for the gate…"),
            )
    return found
