"""The confidence that a project's own figures speak for, beside the one that its officer gives: each with its reasons.

One rule in three tongues: of one project with its reasons, of thousands with their facts, and in SQL for lists. A
test holds them together. Of a
past day SQL reads the plan, the money and the updates as they had been told until then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, Exists, Min, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from portfolio.projects.enums import ENDED, Confidence, MoneyKind
from portfolio.projects.models import Milestone, MoneyStanding, Project, ProjectState, ProjectUpdate, Stage
from portfolio.projects.money import Totals, over_threshold, totals_until
from portfolio.projects.queries import milestones_on
from records.among import among
from records.clock import today

# So many times the threshold, and it is off track.
FAR_OVER = 3
RANK = {Confidence.NOT_RATED: 0, Confidence.GREEN: 1, Confidence.AMBER: 2, Confidence.RED: 3}


@dataclass(frozen=True)
class Derived:
    confidence: Confidence
    reasons: list[str] = field(default_factory=list)

    def is_worse_than(self, rated: str) -> bool:
        """What the figures say is worse than what the officer says; where one of them says nothing, nothing differs."""
        given = RANK[Confidence(rated)]
        return bool(given) and RANK[self.confidence] > given

    def differs_from(self, rated: str) -> bool:
        return self.confidence != Confidence.NOT_RATED and self.confidence != rated


def derived_of(project: Project, milestones: Collection[Milestone], totals: Totals, day: dt.date) -> Derived:
    if project.stage.kind in ENDED:
        return Derived(Confidence.NOT_RATED)
    amber: list[str] = []
    red: list[str] = []
    _of_milestones(milestones, day, amber, red)
    _of_money(totals, amber, red)
    if not project.source_name:
        _of_silence(project, day, amber)
    if red:
        return Derived(Confidence.RED, [*red, *amber])
    if amber:
        return Derived(Confidence.AMBER, amber)
    if milestones or totals.budget or project.last_update_on:
        return Derived(Confidence.GREEN)
    return Derived(Confidence.NOT_RATED)


def _of_milestones(milestones: Collection[Milestone], day: dt.date, amber: list[str], red: list[str]) -> None:
    late = [one for one in milestones if one.is_late_on(day)]
    if not late:
        return
    worst = min(late, key=lambda one: one.expected_on or day)
    days = (day - (worst.expected_on or day)).days
    words = ngettext("“%(title)s” is %(days)s day late", "“%(title)s” is %(days)s days late", days) % {
        "title": worst.title,
        "days": days,
    }
    others = len(late) - 1
    if others:
        more = ngettext("%(count)s other milestone too", "%(count)s other milestones too", others) % {"count": others}
        words = gettext("%(first)s, and %(more)s") % {"first": words, "more": more}
    (red if days > settings.MILESTONE_RED_DAYS else amber).append(words)


def _of_money(totals: Totals, amber: list[str], red: list[str]) -> None:
    percent = totals.variance_percent
    if percent is None or not totals.is_over_threshold:
        return
    said = {"percent": f"{abs(percent)}%"}
    words = (
        gettext("it will cost %(percent)s more than budgeted") % said
        if percent > 0
        else gettext("it will cost %(percent)s less than budgeted") % said
    )
    is_far = totals.is_off_by(FAR_OVER * settings.VARIANCE_THRESHOLD_PERCENT)
    (red if is_far else amber).append(words)


def _of_silence(project: Project, day: dt.date, amber: list[str]) -> None:
    since = project.last_update_on or project.registered_on
    if since < day - dt.timedelta(days=settings.UPDATE_QUIET_DAYS):
        told = date_format(since, "DATE_FORMAT")
        amber.append(
            gettext("no update since %(day)s") % {"day": told}
            if project.last_update_on
            else gettext("no update since it was registered on %(day)s") % {"day": told}
        )


def figures_of(day: dt.date) -> RawSQL:
    """The code of `derived_in_sql` as a column of a list, its statement composed once for each day."""
    sql, values = _composed(
        connection.vendor,
        day,
        day < today(),
        (settings.MILESTONE_RED_DAYS, settings.VARIANCE_THRESHOLD_PERCENT, settings.UPDATE_QUIET_DAYS),
    )
    return RawSQL(sql, values, output_field=CharField())  # noqa: S611 - composed from a queryset


@lru_cache(maxsize=64)
def _composed(vendor: str, day: dt.date, is_past: bool, thresholds: tuple[int, ...]) -> tuple[str, tuple[Any, ...]]:
    query = ProjectState.objects.annotate(figures=derived_in_sql(day)).query
    sql, values = query.get_compiler(connection=connection).compile(query.annotations["figures"])
    return sql, tuple(values)


def codes_of(states: Mapping[int, Standing], day: dt.date) -> dict[int, str]:
    """The code of each of many projects, by its number: for tables of thousands, of which the database would read the
    whole plan of the country. Two questions, however many projects."""
    if day < today():
        then = ProjectState.objects.on(day).filter(among("project__id", states))
        return dict(then.values_list("project", figures_of(day)).order_by())
    due = dict(
        Milestone.objects.in_plan()
        .filter(among("project__id", states))
        .order_by()
        .values_list("project")
        .annotate(due=Min(Coalesce("forecast_on", "baseline_on"), filter=Q(actual_on=None)))
    )
    money = [f"money_standing__{kind.value}" for kind in MoneyKind]
    projects = Project.objects.filter(among("pk", states)).order_by()
    facts = projects.values_list("pk", "source_name", "registered_on", *money)
    return {
        pk: _code(
            states[pk],
            has_plan=pk in due,
            due=due.get(pk),
            totals=Totals(*amounts) if amounts[0] is not None else Totals(),
            quiet_since=None if source else states[pk].told_on or registered_on,
            day=day,
        ).value
        for pk, source, registered_on, *amounts in facts
    }


class Standing(NamedTuple):
    """As much of a row of states as the figures need."""

    has_ended: bool
    told_on: dt.date | None


def _code(
    state: Standing,
    *,
    has_plan: bool,
    due: dt.date | None,
    totals: Totals,
    quiet_since: dt.date | None,
    day: dt.date,
) -> Confidence:
    if state.has_ended:
        return Confidence.NOT_RATED
    late = (day - due).days if due else 0
    if late > settings.MILESTONE_RED_DAYS or totals.is_off_by(FAR_OVER * settings.VARIANCE_THRESHOLD_PERCENT):
        return Confidence.RED
    is_silent = quiet_since is not None and quiet_since < day - dt.timedelta(days=settings.UPDATE_QUIET_DAYS)
    if late > 0 or totals.is_over_threshold or is_silent:
        return Confidence.AMBER
    return Confidence.GREEN if has_plan or totals.budget or state.told_on else Confidence.NOT_RATED


def derived_in_sql(day: dt.date) -> Case:
    """The same of a row of the states of `day`, for lists: the code alone. It joins nothing."""
    return Case(
        When(_has_ended(), then=Value(Confidence.NOT_RATED.value)),
        When(_is_red(day), then=Value(Confidence.RED.value)),
        When(_is_amber(day), then=Value(Confidence.AMBER.value)),
        When(_has_anything(day), then=Value(Confidence.GREEN.value)),
        default=Value(Confidence.NOT_RATED.value),
        output_field=CharField(),
    )


def derived_as(codes: Collection[str], day: dt.date) -> Q:
    """The states of `day` of which the figures speak for one of these, for filters."""
    ended = _has_ended()
    red, amber, anything = _is_red(day), _is_amber(day), _has_anything(day)
    each = {
        Confidence.RED.value: ~ended & red,
        Confidence.AMBER.value: ~ended & ~red & amber,
        Confidence.GREEN.value: ~ended & ~red & ~amber & anything,
    }
    found = Q(pk__in=[])
    for code in codes:
        found |= each.get(code, ~ended & ~red & ~amber & ~anything | ended)
    return found


def worse_than_rated(day: dt.date) -> Q:
    """The figures speak for worse than the officer says."""
    red, amber = _is_red(day), _is_amber(day)
    return ~_has_ended() & (
        (red & Q(confidence__in=[Confidence.GREEN, Confidence.AMBER])) | (~red & amber & Q(confidence=Confidence.GREEN))
    )


def _has_ended() -> Q:
    return Q(Exists(Stage.objects.filter(pk=OuterRef("stage"), kind__in=ENDED)))


def _is_red(day: dt.date) -> Q:
    very_late = day - dt.timedelta(days=settings.MILESTONE_RED_DAYS)
    return _late(very_late, day) | _off_budget(FAR_OVER * settings.VARIANCE_THRESHOLD_PERCENT, day)


def _is_amber(day: dt.date) -> Q:
    return _late(day, day) | _off_budget(settings.VARIANCE_THRESHOLD_PERCENT, day) | _is_silent(day)


def _is_silent(day: dt.date) -> Q:
    quiet = day - dt.timedelta(days=settings.UPDATE_QUIET_DAYS)
    typed_here = Project.objects.filter(pk=OuterRef("project"), source_name="")
    never_told = Q(Exists(typed_here.filter(registered_on__lt=quiet))) & ~_told(day)
    if day < today():
        lately = ProjectUpdate.objects.filter(project=OuterRef("project"), happened_on__gte=quiet, happened_on__lte=day)
        return never_told | (Q(Exists(typed_here)) & _told(day) & ~Q(Exists(lately.order_by())))
    return never_told | (Q(Exists(typed_here)) & Q(last_update_on__lt=quiet))


def _told(day: dt.date) -> Q:
    """A past state knows its update of its first day alone, so that the updates themselves are asked."""
    if day < today():
        told = ProjectUpdate.objects.filter(project=OuterRef("project"), happened_on__lte=day)
        return Q(Exists(told.order_by()))
    return Q(last_update_on__isnull=False)


def _planned(day: dt.date) -> Any:
    return milestones_on(day if day < today() else None).filter(project=OuterRef("project")).order_by()


def _late(before: dt.date, day: dt.date) -> Q:
    if day < today():
        ahead = _planned(day).filter(Q(actual_on=None) | Q(actual_on__gt=day))
        return Q(Exists(ahead.alias(due=Coalesce("forecast_then", "baseline_then")).filter(due__lt=before)))
    return Q(Exists(Milestone.objects.late_on(before).filter(project=OuterRef("project")).order_by()))


def _money(day: dt.date) -> Any:
    if day < today():
        return totals_until(day).filter(project=OuterRef("project"))
    return MoneyStanding.objects.filter(project=OuterRef("project"))


def _off_budget(percent: int, day: dt.date) -> Q:
    return Q(Exists(_money(day).filter(over_threshold(percent=percent))))


def _has_anything(day: dt.date) -> Q:
    return Q(Exists(_planned(day))) | Q(Exists(_money(day).filter(budget__gt=0))) | _told(day)
