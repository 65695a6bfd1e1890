"""Every step in the life of an idea is taken here: legal from where it stands, dated, and never undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.enums import IdeaStatus, Step
from portfolio.ideas.life_cycle import is_legal, status_after
from portfolio.ideas.models import Contributor, Idea, IdeaStep
from portfolio.projects.models import Project
from records.clock import today


def take(
    step: Step,
    *,
    by: Any,
    idea: Idea,
    words: str = "",
    other: Idea | None = None,
    project: Project | None = None,
    showing: str = "",
    happened_on: dt.date | None = None,
) -> IdeaStep:
    """Moves the idea, whose row the caller holds, and adds the step to its history."""
    if not is_legal(step, idea.status):
        raise ValidationError(_("As the idea stands now, this step is not open: somebody may have been quicker."))
    day = day_for(idea, happened_on)
    after = status_after(step, idea.status)
    if after != idea.status:
        idea.status, idea.status_since = after, day
    idea.version += 1
    idea.save()
    return write(step, by=by, idea=idea, words=words, other=other, project=project, showing=showing, day=day)


def write(
    step: Step,
    *,
    by: Any,
    idea: Idea,
    words: str = "",
    other: Idea | None = None,
    project: Project | None = None,
    showing: str = "",
    day: dt.date,
) -> IdeaStep:
    return IdeaStep.objects.create(
        idea=idea,
        step=step,
        status=IdeaStatus(idea.status),
        words=words,
        showing=showing,
        person=person_behind(by),
        contributor=by if isinstance(by, Contributor) else None,
        other=other,
        project=project,
        happened_on=day,
    )


def day_for(idea: Idea, happened_on: dt.date | None) -> dt.date:
    day = happened_on or today()
    if day > today():
        raise ValidationError({"happened_on": _("This day has not come yet.")})
    last = IdeaStep.objects.filter(idea=idea).order_by("-happened_on").values_list("happened_on", flat=True).first()
    if last and day < last:
        raise ValidationError({"happened_on": _("Something later is recorded of this idea already.")})
    return day


def person_behind(by: Any) -> Any:
    """Who is written down: a person of the house; a contributor and a visitor are none."""
    return by if by is not None and not isinstance(by, Contributor) and getattr(by, "pk", None) else None


def said(words: str, field: str, refusal: Any) -> str:
    if not words.strip():
        raise ValidationError({field: refusal})
    return words.strip()
