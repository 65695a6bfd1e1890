"""The same projects on two scales of the lab: what stands high on both is seen at a glance."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.projects import matrix_chart as chart
from portfolio.projects.filters import NONE
from portfolio.projects.matrix import HIGH, MOST_DRAWN, Matrix, matrix_of, rated_on_both
from portfolio.projects.models import RatingScale
from portfolio.projects.models.rating import HIGHEST, LOWEST
from portfolio.projects.money import totals_on
from portfolio.projects.views.frames import frame
from portfolio.projects.views.list_rows import address_of, title_of
from portfolio.projects.views.sought import Sought

VALUES = range(LOWEST, HIGHEST + 1)
COLUMNS = ("project_id", "title_en", "title_ar", "stage_id", "lead_agency_id")


@require_safe
def project_matrix(request: HttpRequest) -> HttpResponse:
    sought = Sought(request)
    states = sought.narrow()
    scales = list(sought.known.scales.values())
    across, up = chosen_scales(sought)
    if across is None or up is None:
        return render(request, "projects/matrix.html", {**frame(sought, "projects:matrix", states.count())})
    found = matrix_of(states, across, up, sought.as_of)
    rows = _rows(sought, states, found)
    return render(
        request,
        "projects/matrix.html",
        {
            **frame(sought, "projects:matrix", found.total),
            "matrix": found,
            "axes": [
                _axis("across", gettext("Across"), scales, across),
                _axis("up", gettext("Upwards"), scales, up),
            ],
            "up": up,
            "scales_told": [(gettext("Across"), across), (gettext("Upwards"), up)],
            "sizes": _sizes(sought, rows),
            "drawing": _drawing(sought, found, rows),
            "grid": _grid(sought, found),
            "values": VALUES,
            "high_address": _address(sought, found, HIGH, HIGH),
            "rated_address": _address(sought, found, VALUES, VALUES),
            "unrated": [
                (scale, count, sought.list_address(rated=_and_asked(sought, [f"{scale.code}-{NONE}"])))
                for scale, count in ((across, found.unrated_across), (up, found.unrated_up))
                if count
            ],
        },
    )


def chosen_scales(sought: Sought) -> tuple[RatingScale | None, RatingScale | None]:
    """The two asked for, else the first two in force; never one against itself."""
    known, asked = sought.known.scales, sought.request.GET
    scales = list(known.values())
    across, up = known.get(asked.get("across", "")), known.get(asked.get("up", ""))
    usual = [scale for scale in scales if scale.retired_on is None] or scales
    across = across or next((scale for scale in usual if scale != up), None)
    if up is None or up == across:
        up = next((scale for scale in usual if scale != across), None)
    return across, up


def _axis(name: str, label: str, scales: list[RatingScale], chosen: RatingScale) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": [(scale.code, scale.title, scale == chosen) for scale in scales]}


def _rows(sought: Sought, states: Any, found: Matrix) -> list[dict[str, Any]]:
    if not 0 < found.rated <= MOST_DRAWN:
        return []
    both = rated_on_both(states, found.across, found.up, sought.as_of).exclude(across=None).exclude(up=None)
    rows = list(
        both.order_by("project_id").values(*COLUMNS, "across", "up", budget=F("project__money_standing__budget"))
    )
    if sought.as_of is not None:
        then = totals_on([row["project_id"] for row in rows], sought.as_of)
        budgets = {total["project"]: total["budget"] for total in then}
        for row in rows:
            row["budget"] = budgets.get(row["project_id"])
    sought.learn(rows)
    return rows


def _and_asked(sought: Sought, codes: list[str]) -> list[str]:
    """What the address already asks stays asked: of other scales as it is, of the same no more than both ask."""
    asked = [value for name, value in sought.kept if name == "rated"]
    narrowed = {_scale(value) for value in asked}
    scales = {_scale(code) for code in codes}
    kept = [value for value in asked if _scale(value) not in scales]
    return [*kept, *(code for code in codes if _scale(code) not in narrowed or code in asked)]


def _scale(code: str) -> str:
    return code.rpartition("-")[0]


def _address(sought: Sought, found: Matrix, across: Any, up: Any) -> str:
    codes = [f"{found.across.code}-{value}" for value in across] + [f"{found.up.code}-{value}" for value in up]
    return sought.list_address(rated=_and_asked(sought, codes))


def _drawing(sought: Sought, found: Matrix, rows: list[dict[str, Any]]) -> SafeString:
    discs = [_of_project(sought, found, row) for row in rows] if rows else list(_of_places(sought, found))
    return chart.drawing(
        discs,
        across=str(found.across.title),
        up=str(found.up.title),
        title=gettext("%(across)s across, %(up)s upwards") % {"across": found.across.title, "up": found.up.title},
        rtl=get_language_bidi(),
    )


def _money(budget: Any) -> str:
    return "; " + gettext("budget %(amount)s QAR") % {"amount": f"{budget:,.0f}"} if budget else ""


def _sizes(sought: Sought, rows: list[dict[str, Any]]) -> str:
    if rows:
        return gettext(
            "Each disc is a project, in the colour of its stage; its area shows the budget. A broken edge: none known."
        )
    if sought.as_of is None:
        return gettext("Each disc is a place of the grid; its area shows the budget of all projects there.")
    return gettext("Each disc is a place of the grid; its area shows how many projects stood there on that day.")


def _of_project(sought: Sought, found: Matrix, row: dict[str, Any]) -> chart.Disc:
    place = sought.known.places[row["stage_id"]]
    return chart.Disc(
        row["across"],
        row["up"],
        float(row["budget"]) if row["budget"] else None,
        f"stage-{place or 'off'}",
        f"{title_of(row)}: {found.across.title} {row['across']}, {found.up.title} {row['up']}{_money(row['budget'])}",
        "",
        address_of(row["project_id"], sought.as_of),
    )


def _of_places(sought: Sought, found: Matrix) -> Any:
    for cell in found.cells.values():
        counted = ngettext("%(count)s project", "%(count)s projects", cell.count) % {"count": f"{cell.count:,}"}
        yield chart.Disc(
            cell.across,
            cell.up,
            float(cell.budget) if cell.budget else None if sought.as_of is None else cell.count,
            "stage-5",
            f"{counted}: {found.across.title} {cell.across}, {found.up.title} {cell.up}{_money(cell.budget)}",
            f"{cell.count:,}",
            _address(sought, found, [cell.across], [cell.up]),
        )


def _grid(sought: Sought, found: Matrix) -> SafeString:
    """The same as a table: a row for each value upwards, with the highest first."""
    most = max((cell.count for cell in found.cells.values()), default=0)
    lines = ""
    for up in reversed(VALUES):
        cells = ""
        for across in VALUES:
            cell = found.cells.get((across, up))
            count = cell.count if cell else 0
            level = -(-5 * count // most) if most else 0
            shown = (
                f'<a href="{escape(_address(sought, found, [across], [up]))}">{count:,}</a>'
                if count
                else '<span class="quiet">0</span>'
            )
            cells += f'<td class="heat heat-{level}">{shown}</td>'
        lines += f'<tr><th scope="row"><span class="number">{up}</span></th>{cells}</tr>'
    return mark_safe(lines)  # noqa: S308 - each part was escaped
