"""Decisions asked of leadership: asked with options by a day, answered once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.followups.actions import promises
from portfolio.followups.models import FollowUp
from portfolio.projects.actions.following import officers_of, path_of
from portfolio.projects.followed_up import DECISION
from portfolio.projects.models import LeadershipAnswer, LeadershipQuestion, Project
from records.actions import audit, notices
from records.policy import require
from records.versions import locked

FEWEST_OPTIONS = 2
MOST_OPTIONS = 8


def ask(
    *,
    by: Any,
    project: Project,
    question: str,
    options: str,
    asked_of: Person | None,
    wanted_by: dt.date | None,
    asked_on: dt.date | None = None,
) -> LeadershipQuestion:
    require(by, "projects.ask_leadership", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.ask_leadership", project)
        _check(question, options, asked_of, wanted_by)
        followup = promises.lay(
            by=by,
            kind=DECISION,
            about=project,
            title=question.strip().splitlines()[0][:300],
            due_on=wanted_by,
            owner=asked_of,
            opened_on=asked_on,
        )
        asked = LeadershipQuestion.objects.create(
            project=project,
            question=question.strip(),
            options=options.strip(),
            followup=followup,
            asked_by=by,
            asked_on=followup.opened_on,
        )
        followup.subject_path = f"{path_of(project)}decisions/{asked.pk}/"
        followup.save(update_fields=["subject_path"])
        audit.record(
            by=by,
            action="projects.ask_leadership",
            target=asked,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "asked_of": asked_of.pk if asked_of else None, "wanted_by": wanted_by},
        )
    return asked


def answer(*, by: Any, question: LeadershipQuestion, chosen: str, reason: str = "") -> LeadershipAnswer:
    require(by, "projects.answer_question", question)
    with transaction.atomic():
        followup = locked(FollowUp.objects.all(), question.followup_id)
        question = LeadershipQuestion.objects.select_related("project__stage", "followup").get(pk=question.pk)
        require(by, "projects.answer_question", question)
        if chosen not in question.choices:
            raise ValidationError({"chosen": _("Choose one of the options.")})
        given = LeadershipAnswer.objects.create(question=question, chosen=chosen, reason=reason.strip(), answered_by=by)
        promises.settle(by=by, followup=followup, outcome=f"{chosen}\n\n{reason}".strip())
        audit.record(
            by=by,
            action="projects.answer_question",
            target=question,
            agency_id=question.project.lead_agency_id,
            after={"project": question.project_id, "option": question.choices.index(chosen) + 1},
        )
        told = [*officers_of(question.project.lead_agency_id), *([question.asked_by] if question.asked_by else [])]
        notices.tell(
            [person for person in told if person.pk != by.pk],
            kind="projects.question_answered",
            path=followup.subject_path,
            facts={"project": question.project_id},
            once=f"question-answered:{question.pk}",
        )
    return given


def _check(question: str, options: str, asked_of: Person | None, wanted_by: dt.date | None) -> None:
    problems: dict[str, Any] = {}
    if not question.strip():
        problems["question"] = _("Say what leadership has to decide.")
    lines = [line.strip() for line in options.splitlines() if line.strip()]
    if not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS:
        problems["options"] = _("Give from two to eight options, one a line.")
    elif len(set(lines)) != len(lines):
        problems["options"] = _("Two of the options are the same.")
    elif max(len(line) for line in lines) > 300:
        problems["options"] = _("An option is too long; at most 300 characters fit.")
    if asked_of is None:
        problems["asked_of"] = _("Choose who is asked.")
    if wanted_by is None:
        problems["wanted_by"] = _("Give the day by which the decision is wanted.")
    if problems:
        raise ValidationError(problems)
