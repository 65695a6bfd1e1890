"""Whether the portfolio is in balance: sorts of innovation against stages, and objectives that nobody works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portfolio.agenda.models import Objective
from portfolio.projects.enums import Facet, StageKind
from portfolio.projects.filters import NONE
from portfolio.projects.models import Alignment
from portfolio.projects.views.frames import frame
from portfolio.projects.views.sought import Sought


@dataclass
class Balance:
    """Counts by facet and by code of stage, over whatever pathways there are."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, facet: str, stage: str, count: int) -> None:
        self.counts[facet, stage] = self.counts.get((facet, stage), 0) + count

    def of_facet(self, facet: str) -> int:
        return sum(count for (one, _stage), count in self.counts.items() if one == facet)

    def of_stage(self, stage: str) -> int:
        return sum(count for (_facet, one), count in self.counts.items() if one == stage)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def most(self) -> int:
        return max(self.counts.values(), default=0)


@require_safe
def project_balance(request: HttpRequest) -> HttpResponse:
    sought = Sought(request)
    found = balance_of(sought)
    served = served_objectives(sought)
    in_force = sought.known.objectives_in_force(sought.day)
    facets = {code: str(label) for code, label in Facet.choices}
    strongest = max(facets, key=found.of_facet)
    return render(
        request,
        "projects/balance.html",
        {
            **frame(sought, "projects:balance", found.total),
            "strongest": {
                "label": facets[strongest],
                "count": found.of_facet(strongest),
                "address": sought.list_address(facet=strongest),
            },
            "unsaid": found.of_facet(""),
            "unsaid_address": sought.list_address(facet=NONE),
            "head": _head(sought, found),
            "rows": _rows(sought, found, facets),
            "idle": [_objective(sought, one, 0) for one in in_force if not served.get(one.pk)],
            "objectives": [_objective(sought, one, served[one.pk]) for one in in_force if served.get(one.pk)],
            "objectives_count": len(in_force),
        },
    )


def balance_of(sought: Sought) -> Balance:
    counts = sought.states.order_by().values_list("facet", "stage").annotate(projects=Count("*"))
    found = Balance()
    rows = list(counts)
    sought.learn_stages(stage for _facet, stage, _count in rows)
    for facet, stage, count in rows:
        found.add(facet, sought.known.stages[stage].code, count)
    return found


def served_objectives(sought: Sought) -> dict[int, int]:
    """How many of these projects each objective has."""
    links = Alignment.objects.filter(Alignment.on(sought.day), project__in=sought.states.order_by().values("project"))
    return dict(links.order_by().values_list("objective").annotate(projects=Count("project")))


def _stages(sought: Sought, found: Balance) -> list[tuple[str, Any]]:
    """Those of the path, and of the others those where something is."""
    return [
        (code, stage)
        for code, stage in sought.known.stage_codes.items()
        if stage.kind == StageKind.ON_PATH or found.of_stage(code)
    ]


def _head(sought: Sought, found: Balance) -> SafeString:
    cells = "".join(
        f'<th scope="col" class="is-number"><bdi>{escape(stage.title)}</bdi></th>'
        for _code, stage in _stages(sought, found)
    )
    return mark_safe(cells)  # noqa: S308 - each part was escaped


def _rows(sought: Sought, found: Balance, facets: dict[str, str]) -> SafeString:
    rows = [(code, code, label) for code, label in facets.items()]
    if found.of_facet(""):
        rows.append(("", NONE, gettext("No facet yet")))
    stages = _stages(sought, found)
    together = gettext("Together")
    lines = ""
    for code, asked, label in rows:
        cells = "".join(
            _cell(
                found.counts.get((code, stage_code), 0),
                found.most,
                str(stage.title),
                sought.list_address(facet=asked, stage=stage_code),
            )
            for stage_code, stage in stages
        )
        total = _figure(found.of_facet(code), sought.list_address(facet=asked))
        lines += (
            f'<tr><th scope="row">{escape(label)}</th>{cells}'
            f'<td class="is-number" data-label="{escape(together)}">{total}</td></tr>'
        )
    totals = "".join(
        f'<td class="is-number" data-label="{escape(stage.title)}">'
        f"{_figure(found.of_stage(code), sought.list_address(stage=code))}</td>"
        for code, stage in stages
    )
    lines += (
        f'<tr class="balance-total"><th scope="row">{escape(together)}</th>{totals}'
        f'<td class="is-number" data-label="{escape(together)}">{_figure(found.total, sought.list_address())}</td></tr>'
    )
    return mark_safe(lines)  # noqa: S308 - each part was escaped


def _cell(count: int, most: int, label: str, address: str) -> str:
    level = -(-5 * count // most) if most else 0
    return f'<td class="is-number heat heat-{level}" data-label="{escape(label)}">{_figure(count, address)}</td>'


def _figure(count: int, address: str) -> str:
    return f'<a href="{escape(address)}">{count:,}</a>' if count else '<span class="quiet">0</span>'


def _objective(sought: Sought, objective: Objective, count: int) -> dict[str, Any]:
    return {
        "title": objective.title,
        "strategy": sought.known.strategies[objective.strategy_id].title,
        "count": count,
        "address": sought.list_address(objective=objective.code),
    }
