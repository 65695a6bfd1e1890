"""Every write of a plan's milestones. Days change by adding: the days as they were told before stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import MilestoneMove
from portfolio.projects.models import Milestone, MilestoneChange, Project
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

# No plan reaches further back or ahead.
YEARS = range(1990, 2101)
MOST_IN_A_PLAN = 400


@dataclass(frozen=True, slots=True)
class Planned:
    title_en: str = ""
    title_ar: str = ""
    baseline_on: dt.date | None = None
    forecast_on: dt.date | None = None
    actual_on: dt.date | None = None


def add(*, by: Any, project: Project, planned: Planned, planned_on: dt.date | None = None) -> Milestone:
    [made] = add_many(by=by, project=project, planned=[planned], planned_on=planned_on)
    return made


def add_many(
    *, by: Any, project: Project, planned: Sequence[Planned], planned_on: dt.date | None = None
) -> list[Milestone]:
    """All of them or none; one audit event. `planned_on` is for a plan that is recorded later than it was made."""
    require(by, "projects.plan", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.plan", project)
        for one in planned:
            check(one)
        if project.milestones.in_plan().count() + len(planned) > MOST_IN_A_PLAN:
            raise ValidationError(
                _("A plan holds at most %(most)s milestones. Keep the ones that show whether it is on its way.")
                % {"most": MOST_IN_A_PLAN}
            )
        since = planned_on or today()
        made = [
            Milestone(
                project=project,
                title_en=one.title_en.strip(),
                title_ar=one.title_ar.strip(),
                baseline_on=one.baseline_on,
                forecast_on=one.forecast_on or one.baseline_on,
                actual_on=one.actual_on,
                planned_on=since,
            )
            for one in planned
        ]
        Milestone.objects.bulk_create(made)
        MilestoneChange.objects.bulk_create(
            [_change(milestone, by, MilestoneMove.PLANNED, happened_on=since) for milestone in made]
        )
        audit.record(
            by=by,
            action="projects.plan_milestones",
            target=made[0] if len(made) == 1 else project,
            agency_id=project.lead_agency_id,
            count=len(made),
            after={"project": project.pk, "milestones": [milestone.pk for milestone in made]},
        )
    return made


def edit(
    *,
    by: Any,
    milestone: Milestone,
    version: int,
    title_en: str,
    title_ar: str,
    forecast_on: dt.date | None,
    baseline_on: dt.date | None = None,
    reason: str = "",
    happened_on: dt.date | None = None,
) -> Milestone:
    """Titles, the forecast, and the baseline where there is none yet. A later forecast says why."""
    require(by, "projects.plan", milestone)
    with transaction.atomic():
        milestone = _held(by, milestone, version)
        before = _days(milestone)
        if milestone.baseline_on is not None and baseline_on not in (None, milestone.baseline_on):
            raise ValidationError({"baseline_on": _("The baseline is fixed; the lab can set it anew, with a reason.")})
        baseline = milestone.baseline_on or baseline_on
        check(Planned(title_en, title_ar, baseline, forecast_on, milestone.actual_on))
        changes_forecast = forecast_on != milestone.forecast_on
        if changes_forecast:
            _check_forecast(milestone, forecast_on, reason, happened_on or today())
        sets_baseline = milestone.baseline_on is None and baseline is not None
        milestone.title_en, milestone.title_ar = title_en.strip(), title_ar.strip()
        milestone.baseline_on, milestone.forecast_on = baseline, forecast_on
        _save(milestone, "title_en", "title_ar", "baseline_on", "forecast_on")
        if changes_forecast or sets_baseline:
            what = MilestoneMove.FORECAST if changes_forecast else MilestoneMove.BASELINED
            _note(milestone, by, what, reason=reason, happened_on=happened_on)
        _record(by, "projects.edit_milestone", milestone, before)
    return milestone


def reach(*, by: Any, milestone: Milestone, version: int, actual_on: dt.date | None, note: str = "") -> Milestone:
    require(by, "projects.plan", milestone)
    with transaction.atomic():
        milestone = _held(by, milestone, version)
        before = _days(milestone)
        if actual_on is None:
            raise ValidationError({"actual_on": _("Give the day on which it was reached.")})
        if actual_on > today():
            raise ValidationError({"actual_on": _("It cannot be reached in the future: change its forecast instead.")})
        _check_year("actual_on", actual_on)
        if milestone.actual_on is not None:
            raise ValidationError(_("This milestone is reached already."))
        milestone.actual_on = actual_on
        _save(milestone, "actual_on")
        _note(milestone, by, MilestoneMove.REACHED, reason=note)
        _record(by, "projects.reach_milestone", milestone, before)
    return milestone


def rebaseline(*, by: Any, milestone: Milestone, version: int, baseline_on: dt.date | None, reason: str) -> Milestone:
    """The lab alone, and never without saying why: what was promised first stays readable."""
    require(by, "projects.rebaseline", milestone)
    with transaction.atomic():
        milestone = _held(by, milestone, version, "projects.rebaseline")
        before = _days(milestone)
        problems: dict[str, Any] = {}
        if baseline_on is None:
            problems["baseline_on"] = _("Give the new baseline.")
        elif baseline_on == milestone.baseline_on:
            problems["baseline_on"] = _("This is the baseline that it has already.")
        if not reason.strip():
            problems["reason"] = _("Say why the baseline is set anew.")
        if problems:
            raise ValidationError(problems)
        _check_year("baseline_on", baseline_on)
        milestone.baseline_on = baseline_on
        _save(milestone, "baseline_on")
        _note(milestone, by, MilestoneMove.REBASELINED, reason=reason)
        _record(by, "projects.rebaseline", milestone, before)
    return milestone


def drop(*, by: Any, milestone: Milestone, version: int, reason: str) -> Milestone:
    require(by, "projects.plan", milestone)
    with transaction.atomic():
        milestone = _held(by, milestone, version)
        before = _days(milestone)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why it leaves the plan.")})
        milestone.dropped_on = today()
        _save(milestone, "dropped_on")
        _note(milestone, by, MilestoneMove.DROPPED, reason=reason)
        _record(by, "projects.drop_milestone", milestone, before)
    return milestone


def check(one: Planned) -> None:
    problems: dict[str, Any] = {}
    if not (one.title_en.strip() or one.title_ar.strip()):
        problems["title_en"] = _("Give the title in one language at least.")
    for name in ("title_en", "title_ar"):
        if len(getattr(one, name)) > 200:
            problems[name] = _("This is too long; at most 200 characters fit.")
    if not (one.baseline_on or one.forecast_on or one.actual_on):
        problems["baseline_on"] = _("A milestone has at least one date.")
    for name in ("baseline_on", "forecast_on", "actual_on"):
        day = getattr(one, name)
        if day is not None and day.year not in YEARS:
            problems[name] = FAR_AWAY
    if one.actual_on and one.actual_on > today():
        problems["actual_on"] = _("It cannot be reached in the future: change its forecast instead.")
    if problems:
        raise ValidationError(problems)


FAR_AWAY = _("Choose a day between 1990 and 2100.")


def _check_year(name: str, day: dt.date | None) -> None:
    if day is not None and day.year not in YEARS:
        raise ValidationError({name: FAR_AWAY})


def _check_forecast(milestone: Milestone, forecast_on: dt.date | None, reason: str, on: dt.date) -> None:
    problems: dict[str, Any] = {}
    if milestone.actual_on is not None:
        problems["forecast_on"] = _("It is reached; its forecast does not change any more.")
    elif forecast_on is None:
        problems["forecast_on"] = _("Give the day on which it is expected.")
    elif forecast_on < on:
        problems["forecast_on"] = _("This day has passed. Mark it as reached, or choose a day to come.")
    elif milestone.expected_on and forecast_on > milestone.expected_on and not reason.strip():
        problems["reason"] = _("It is expected later than before: say why.")
    if problems:
        raise ValidationError(problems)


def _held(by: Any, milestone: Milestone, version: int, action: str = "projects.plan") -> Milestone:
    locked(Project.objects.all(), milestone.project_id)
    held = locked(Milestone.objects.select_related("project__stage"), milestone.pk, version)
    require(by, action, held)
    if held.dropped_on is not None:
        raise ValidationError(_("This milestone has left the plan."))
    if not held.changes.exists():
        # A source tells the days alone: what they were before this first change is kept with it.
        _change(held, None, MilestoneMove.PLANNED, happened_on=held.project.registered_on).save()
    return held


def _save(milestone: Milestone, *fields: str) -> None:
    milestone.version += 1
    milestone.save(update_fields=[*fields, "version"])


def _note(
    milestone: Milestone, by: Any, what: MilestoneMove, *, reason: str = "", happened_on: dt.date | None = None
) -> None:
    _change(milestone, by, what, reason=reason, happened_on=happened_on or today()).save()


def _change(
    milestone: Milestone, by: Any, what: MilestoneMove, *, happened_on: dt.date, reason: str = ""
) -> MilestoneChange:
    return MilestoneChange(
        milestone=milestone,
        what=what,
        baseline_on=milestone.baseline_on,
        forecast_on=milestone.forecast_on,
        actual_on=milestone.actual_on,
        reason=reason.strip(),
        happened_on=happened_on,
        recorded_by=by,
    )


def _days(milestone: Milestone) -> dict[str, Any]:
    return {name: getattr(milestone, name) for name in ("baseline_on", "forecast_on", "actual_on", "dropped_on")}


def _record(by: Any, action: str, milestone: Milestone, before: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=action,
        target=milestone,
        agency_id=milestone.project.lead_agency_id,
        before=before,
        after={"project": milestone.project_id, **_days(milestone)},
    )
