"""What the list and the board show: one set of projects, read from the address, on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from portfolio.projects.derived import figures_of
from portfolio.projects.enums import Confidence
from portfolio.projects.filters import ProjectFilter, day_asked_for
from portfolio.projects.models import Partnership, ProjectState, ProjectUpdate
from portfolio.projects.models.project_state import ProjectStateQuerySet
from portfolio.projects.registers import registers
from records.bilingual import column_of
from records.clock import today

SORTS = {
    "updated": _("Last update"),
    "since": _("Latest move"),
    "title": _("Title"),
    "agency": _("Lead agency"),
    "stage": _("Stage"),
    "confidence": _("Confidence"),
}
# To sort by these would tell of what only insiders see, so that only what is seen wholly is listed.
OF_INSIDERS = ("updated", "confidence")
WORST_FIRST = (Confidence.RED, Confidence.AMBER, Confidence.GREEN, Confidence.NOT_RATED)
# What a view is asked besides which projects it shows: kept in the address while one goes from view to view.
OF_VIEWS = ("span", "across", "up")
COLUMNS = (
    "project_id",
    "title_en",
    "title_ar",
    "lead_agency_id",
    "stage_id",
    "stage_since",
    "confidence",
    "visibility",
)


class Sought:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.person = request.user
        self.standing = standing_of(self.person)
        self.as_of, self.day_problem = day_asked_for(request.GET.get("as-of", ""))
        self.known = registers()
        self.is_narrowed_by_view = False

    @cached_property
    def day(self) -> dt.date:
        return self.as_of or today()

    @cached_property
    def filter(self) -> ProjectFilter:
        states = ProjectState.objects.on(self.as_of).visible_to(self.person)
        return ProjectFilter(self.request.GET, states, person=self.person, day=self.as_of, known=self.known)

    @cached_property
    def states(self) -> ProjectStateQuerySet:
        states = self.filter.qs
        if self.is_narrowed_by_sort:
            states = states.wholly_visible_to(self.person)
        return states

    # Sorting

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in SORTS else self.usual_sort

    @property
    def usual_sort(self) -> str:
        return "updated" if self.standing.sees_country and self.as_of is None else "since"

    @property
    def is_narrowed_by_sort(self) -> bool:
        return self.sort.removeprefix("-") in OF_INSIDERS and not self.standing.sees_country

    @property
    def is_narrowed(self) -> bool:
        return self.is_narrowed_by_sort or self.filter.tells_inside or self.is_narrowed_by_view

    def narrow(self) -> ProjectStateQuerySet:
        """Of a view that tells what only insiders see: those that the person sees wholly."""
        self.is_narrowed_by_view = not self.standing.sees_country
        return self.states.wholly_visible_to(self.person)

    def in_order(self, **more: Any) -> Any:
        """The rows in the order asked for; `more` columns with them."""
        return self.rows_of(self.states, **more).order_by(*self._order())

    def _order(self) -> list[OrderBy]:
        order = [*self._order_by(self.sort.removeprefix("-")), OrderBy(F("project"), descending=True)]
        if self.sort.startswith("-"):
            for expression in order:
                expression.reverse_ordering()
        return order

    def _order_by(self, name: str) -> list[OrderBy]:
        if name == "title":
            return [OrderBy(F(column_of("title")))]
        if name == "agency":
            return [OrderBy(F(f"lead_agency__{column_of('name')}"))]
        if name == "stage":
            return [OrderBy(F("stage__order")), OrderBy(F("stage_since"), descending=True)]
        if name == "since":
            return [OrderBy(F("stage_since"), descending=True)]
        if name == "confidence":
            worst = [When(confidence=code, then=Value(place)) for place, code in enumerate(WORST_FIRST)]
            return [OrderBy(Case(*worst, output_field=IntegerField()))]
        return [OrderBy(F("told_on" if self.as_of else "last_update_on"), descending=True, nulls_last=True)]

    # Rows

    def with_figures(self, shown: Any) -> Any:
        """Some rows of `in_order` once more, with the rank that their own figures speak for: of those that are shown
        alone."""
        of_shown = ProjectState.objects.filter(pk__in=shown.values("pk"))
        return self.rows_of(of_shown, figures=figures_of(self.day)).order_by(*self._order())

    def rows_of(self, states: Any, **more: Any) -> Any:
        """As plain values: of a thousand cells, half the time would go into making models of them."""
        extra: dict[str, Any] = dict(more)
        if self.as_of:
            told = ProjectUpdate.objects.filter(project=OuterRef("project"), happened_on__lte=self.as_of).order_by()
            extra["told_on"] = Subquery(told.values("project").annotate(last=Max("happened_on")).values("last"))
        else:
            extra["told_on"] = F("last_update_on")
        if self.asks_partnership:
            partner = Partnership.objects.filter(
                project=OuterRef("project"), agency__in=self.standing.inside_agencies, until=None
            )
            extra["is_partner"] = Exists(partner)
        return states.values(*COLUMNS, **extra)

    @property
    def is_insider(self) -> bool:
        return self.standing.sees_country or bool(self.standing.inside_agencies)

    @property
    def asks_partnership(self) -> bool:
        return bool(self.standing.inside_agencies) and not self.standing.sees_country

    def sees_wholly(self, row: dict[str, Any]) -> bool:
        if self.standing.sees_country:
            return True
        return row["lead_agency_id"] in self.standing.inside_agencies or bool(row.get("is_partner"))

    def learn(self, rows: list[dict[str, Any]]) -> None:
        """Make sure that the registers know every agency and stage that the rows name."""
        self.known = registers(
            lambda known: all(
                row["lead_agency_id"] in known.agencies and row["stage_id"] in known.stages for row in rows
            )
        )

    def learn_stages(self, stages: Iterable[int]) -> None:
        named = set(stages)
        self.known = registers(lambda known: named <= known.stages.keys())

    # Addresses

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters of the address that mean something, as they were written."""
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if value and name != "page" and (name in self.filter.filters or name in ("sort", "as-of", *OF_VIEWS))
        ]

    def address(self, view: str, *, without: tuple[str, ...] = (), **changes: str) -> str:
        pairs = [(name, value) for name, value in self.kept if name not in without and name not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return reverse(view) + (f"?{urlencode(pairs)}" if pairs else "")

    def list_address(self, **changes: str | list[str]) -> str:
        """The list of what a figure counts: the same filters, and what the figure is of."""
        pairs = [(name, value) for name, value in self.kept if name not in ("sort", *OF_VIEWS) and name not in changes]
        for name, values in changes.items():
            pairs += [(name, value) for value in ([values] if isinstance(values, str) else values)]
        return reverse("projects:list") + (f"?{urlencode(pairs)}" if pairs else "")

    def address_less(self, view: str, pair: tuple[str, str]) -> str:
        dropped = [(name, value) for name, value in self.kept if (name, value) != pair]
        if pair[0] == "moved":
            dropped = [(name, value) for name, value in dropped if name not in ("since", "until")]
        return reverse(view) + (f"?{urlencode(dropped)}" if dropped else "")

    @property
    def in_force_count(self) -> int:
        return sum(name not in ("sort", "as-of", *OF_VIEWS) for name, _value in self.kept)

    @property
    def problems(self) -> list[str]:
        said = [f"{label}: {sentence}" for label, sentence in self.filter.problems]
        if self.day_problem:
            said.insert(0, str(self.day_problem) % {"text": self.request.GET["as-of"][:40]})
        asked = self.request.GET.get("sort", "")
        if asked and asked.removeprefix("-") not in SORTS:
            said.append(gettext("The list cannot be sorted by “%(name)s”.") % {"name": asked[:40]})
        return said
