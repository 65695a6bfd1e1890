"""The confidence that a project's own figures speak for, beside the one that its officer gives: each with its reasons.

One rule in three tongues: of one project with its reasons, in SQL for lists, and as ranks for tables of thousands. A
test holds them together. Of a past day SQL reads the plan, the money and the updates as they had been told until then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, DateField, Exists, F, Field, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from portfolio.projects.enums import ENDED, Confidence
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


# By the rank; what has ended is above all others, and speaks for nothing.
HAS_ENDED = 4
CODE_OF_RANK = ("not_rated", "green", "amber", "red", "not_rated")
# Ranks as the database gives them: to make whole numbers of whole numbers takes longer than to read them.
AS_READ: Field = Field()


def figures_of(day: dt.date) -> RawSQL:
    """`rank_in_sql` as a column of a list, its statement composed once for each day."""
    sql, values = _composed(
        connection.vendor,
        day,
        day < today(),
        (settings.MILESTONE_RED_DAYS, settings.VARIANCE_THRESHOLD_PERCENT, settings.UPDATE_QUIET_DAYS),
    )
    return RawSQL(sql, values, output_field=AS_READ)  # noqa: S611 - composed from a queryset


@lru_cache(maxsize=64)
def _composed(vendor: str, day: dt.date, is_past: bool, thresholds: tuple[int, ...]) -> tuple[str, tuple[Any, ...]]:
    query = ProjectState.objects.annotate(figures=rank_in_sql(day)).query
    sql, values = query.get_compiler(connection=connection).compile(query.annotations["figures"])
    return sql, tuple(values)


def rank_beside_plan(day: dt.date) -> Case:
    """What a row of today's states speaks for but for its milestones: for tables of thousands, joined and not asked
    row by row. The greater of it and of `ranks_of_plans` is the rank of the whole."""
    money, quiet = "project__money_standing__", day - dt.timedelta(days=settings.UPDATE_QUIET_DAYS)
    is_silent = Q(project__source_name="") & (
        Q(last_update_on__lt=quiet) | Q(last_update_on=None, project__registered_on__lt=quiet)
    )
    return Case(
        When(stage__kind__in=ENDED, then=Value(HAS_ENDED)),
        When(over_threshold(money, FAR_OVER * settings.VARIANCE_THRESHOLD_PERCENT), then=Value(3)),
        When(over_threshold(money) | is_silent, then=Value(2)),
        When(Q(**{f"{money}budget__gt": 0}) | Q(last_update_on__isnull=False), then=Value(1)),
        default=Value(0),
        output_field=AS_READ,
    )


def ranks_of_plans(projects: Collection[int], day: dt.date) -> dict[int, int]:
    """Of each of them that has a plan: 1 where nothing is late today, 2 and 3 as its latest milestone is."""
    due = Min(Coalesce("forecast_on", "baseline_on"), filter=Q(actual_on=None))
    plans = Milestone.objects.in_plan().filter(among("project__id", projects)).order_by()
    return dict(plans.values("project").annotate(due=due).values_list("project", _rank_when_due(day)))


def rank_in_sql(day: dt.date) -> Case:
    """The rank of a row of the states of `day`, for lists. It joins nothing; the plan and the money of each row are
    looked up by a question with one answer, because the database would read the whole country for one with none."""
    told = Case(
        When(_is_silent(day), then=Value(2)),
        When(_told(day), then=Value(1)),
        default=Value(0),
        output_field=AS_READ,
    )
    of_project = Greatest(
        Coalesce(Subquery(_ranks_of_plan(day)), Value(0)), Coalesce(Subquery(_ranks_of_money(day)), Value(0)), told
    )
    return Case(When(_has_ended(), then=Value(HAS_ENDED)), default=of_project, output_field=AS_READ)


def _ranks_of_plan(day: dt.date) -> Any:
    """Of the milestone that is expected first among those ahead, and of the plan alone where none is ahead."""
    name = "then" if day < today() else "on"
    ahead = Q(actual_on=None) | Q(actual_on__gt=day) if day < today() else Q(actual_on=None)
    due = Case(When(ahead, then=Coalesce(f"forecast_{name}", f"baseline_{name}")), output_field=DateField())
    return _planned(day).alias(due=due).order_by(F("due").asc(nulls_last=True)).values_list(_rank_when_due(day))[:1]


def _rank_when_due(day: dt.date) -> Case:
    return Case(
        When(due__lt=day - dt.timedelta(days=settings.MILESTONE_RED_DAYS), then=Value(3)),
        When(due__lt=day, then=Value(2)),
        default=Value(1),
        output_field=AS_READ,
    )


def _ranks_of_money(day: dt.date) -> Any:
    rank = Case(
        When(over_threshold(percent=FAR_OVER * settings.VARIANCE_THRESHOLD_PERCENT), then=Value(3)),
        When(over_threshold(), then=Value(2)),
        When(budget__gt=0, then=Value(1)),
        default=Value(0),
        output_field=AS_READ,
    )
    return _money(day).values_list(rank)[:1]


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
