"""How the lab rates projects, and the scales it rates them by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.actions import entries
from portfolio.agenda.wording import Wording
from portfolio.projects.models import Project, ProjectRating, RatingScale, RatingState
from portfolio.projects.models.rating import HIGHEST, LOWEST
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

# code, English, Arabic, what 1 and 5 mean in English and in Arabic
FIRST_SCALES = (
    ("impact", "Citizen impact", "الأثر على المتعاملين",
     "1: few people notice. 5: most families in the country feel it.",
     "1: لا يلحظه إلا القليل. 5: تلمسه معظم الأسر في الدولة."),
    ("feasibility", "Feasibility", "قابلية التنفيذ",
     "1: depends on much that does not exist yet. 5: can be done with what is here.",
     "1: يعتمد على كثير مما لا يتوافر بعد. 5: يمكن تنفيذه بالمتاح اليوم."),
    ("novelty", "Novelty", "الجِدّة",
     "1: done in many places. 5: done nowhere that we know of.",
     "1: مطبق في أماكن كثيرة. 5: غير مطبق في أي مكان نعرفه."),
    ("urgency", "Urgency", "الإلحاح",
     "1: can wait for years. 5: each month of waiting costs.",
     "1: يحتمل الانتظار سنوات. 5: لكل شهر من الانتظار كلفة."),
)  # fmt: skip


def rate(
    *,
    by: Any,
    project: Project,
    values: Mapping[RatingScale, int],
    note: str = "",
    rated_on: dt.date | None = None,
) -> list[ProjectRating]:
    """One judgement on one or more scales. What was rated before stays beside it."""
    require(by, "projects.rate", project)
    rated_on = rated_on or today()
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.rate", project)
        _check(project, values, rated_on)
        made = [
            ProjectRating(project=project, scale=scale, value=value, note=note, rated_on=rated_on, rated_by=by)
            for scale, value in values.items()
        ]
        for rating in made:
            rating.save()
        draw_ratings([project.pk])
        audit.record(
            by=by,
            action="projects.rate",
            target=project,
            agency_id=project.lead_agency_id,
            after={scale.code: value for scale, value in values.items()},
        )
    return made


def _check(project: Project, values: Mapping[RatingScale, int], rated_on: dt.date) -> None:
    if not values:
        raise ValidationError(_("Rate the project on at least one scale."))
    if any(not LOWEST <= value <= HIGHEST for value in values.values()):
        raise ValidationError(_("A rating goes from 1 to 5."))
    retired = [scale for scale in values if scale.retired_on and scale.retired_on <= rated_on]
    if retired:
        raise ValidationError(_("“%(scale)s” is retired: nothing new is rated on it."), params={"scale": retired[0]})
    if rated_on > today():
        raise ValidationError({"rated_on": _("A rating tells of what is known: choose today or a day before.")})
    if rated_on < project.registered_on:
        raise ValidationError({"rated_on": _("The project was not in the portfolio on that day.")})


def draw_ratings(projects: list[int]) -> None:
    """Which rating stood when, anew from all ratings of these projects. The caller holds their rows."""
    RatingState.objects.filter(project__in=projects).delete()
    states: list[RatingState] = []
    ratings = ProjectRating.objects.filter(project__in=projects).order_by("project", "scale", "rated_on", "id")
    for rating in ratings:
        before = states[-1] if states else None
        if before and (before.project_id, before.scale_id) == (rating.project_id, rating.scale_id):
            if before.from_date == rating.rated_on:
                before.value = rating.value
                continue
            before.to_date = rating.rated_on
        states.append(
            RatingState(
                project_id=rating.project_id,
                scale_id=rating.scale_id,
                value=rating.value,
                from_date=rating.rated_on,
            )
        )
    RatingState.objects.bulk_create(states, batch_size=500)


@transaction.atomic
def ensure_first_scales() -> None:
    """The scales that every country begins with; where there is one, they are left as the curators made them."""
    if RatingScale.objects.exists():
        return
    RatingScale.objects.bulk_create(
        RatingScale(code=code, title_en=en, title_ar=ar, description_en=about_en, description_ar=about_ar, order=order)
        for order, (code, en, ar, about_en, about_ar) in enumerate(FIRST_SCALES, start=1)
    )
    audit.record(by=None, action="projects.lay_scales", count=len(FIRST_SCALES))


@transaction.atomic
def register_scale(*, by: Any, code: str, wording: Wording) -> RatingScale:
    require(by, "projects.edit_scales")
    return entries.register(RatingScale(code=code, **wording.columns()), by=by, action="projects.register_scale")


@transaction.atomic
def edit_scale(*, by: Any, scale_id: int, wording: Wording, expected: int | None = None) -> RatingScale:
    require(by, "projects.edit_scales")
    scale = locked(RatingScale.objects.all(), scale_id, expected)
    return entries.edit(scale, by=by, action="projects.edit_scale", changes=wording.columns())


@transaction.atomic
def retire_scale(*, by: Any, scale_id: int, on: dt.date | None) -> RatingScale:
    """From that day nothing new is rated on it; None takes the retirement back."""
    require(by, "projects.edit_scales")
    return entries.retire(RatingScale, by=by, action="projects.retire_scale", pk=scale_id, on=on, expected=None)
