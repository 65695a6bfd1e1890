"""Asking the AI Committee about a project that uses artificial intelligence, and its advice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, Person
from portfolio.projects.actions.following import officers_of
from portfolio.projects.enums import Advice
from portfolio.projects.models import AiReview, Project
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked


def ask(*, by: Any, project: Project, words: str, happened_on: dt.date | None = None) -> AiReview:
    require(by, "projects.ask_ai_review", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.ask_ai_review", project)
        if not words.strip():
            raise ValidationError({"words": _("Say what the system decides or proposes, and on which data.")})
        if _open_question(project):
            raise ValidationError(_("The committee has been asked and has not answered yet."))
        step = AiReview.objects.create(
            project=project, words=words, happened_on=_day(project, happened_on), recorded_by=by
        )
        _tell(by, "projects.ask_ai_review", step)
        notices.tell(
            _committee(project),
            kind="projects.ai_review_asked",
            path=f"/portfolio/projects/ai/{step.pk}/",
            facts={"project": project.pk},
            once=f"ai-review-asked:{step.pk}",
        )
    return step


def advise(*, by: Any, question: AiReview, advice: str, words: str, happened_on: dt.date | None = None) -> AiReview:
    require(by, "projects.advise_on_ai", question)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), question.project_id)
        require(by, "projects.advise_on_ai", AiReview.objects.select_related("project").get(pk=question.pk))
        problems: dict[str, Any] = {}
        if advice not in Advice.values:
            problems["advice"] = _("Choose one.")
        if not words.strip():
            problems["words"] = _("Give the reasons of the advice.")
        if problems:
            raise ValidationError(problems)
        step = AiReview.objects.create(
            project=project,
            answers=question,
            advice=advice,
            words=words,
            happened_on=_day(project, happened_on, question.happened_on),
            recorded_by=by,
        )
        _tell(by, "projects.advise_on_ai", step)
        notices.tell(
            officers_of(project.lead_agency_id),
            kind="projects.ai_review_answered",
            path=f"/portfolio/projects/ai/{question.pk}/",
            facts={"project": project.pk},
            once=f"ai-review-answered:{step.pk}",
        )
    return step


def _open_question(project: Project) -> bool:
    return AiReview.objects.filter(project=project, answers=None, answer=None).exists()


def _day(project: Project, said: dt.date | None, not_before: dt.date | None = None) -> dt.date:
    day = said or today()
    if day > today():
        raise ValidationError({"happened_on": _("This day is still to come.")})
    if not_before and day < not_before:
        raise ValidationError({"happened_on": _("The answer cannot come before the question.")})
    return day


def _committee(project: Project) -> list[Person]:
    seats = Membership.objects.valid_on(today()).filter(role=Role.AI_REVIEWER).exclude(agency=project.lead_agency_id)
    return list(Person.objects.filter(pk__in=seats.values("person"), is_active=True))


def _tell(by: Any, action: str, step: AiReview) -> None:
    audit.record(
        by=by,
        action=action,
        target=step,
        agency_id=step.project.lead_agency_id,
        after={"project": step.project_id, "advice": step.advice},
    )
