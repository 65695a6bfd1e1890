"""What becomes of an idea: the lab weighs it, asks back, joins, splits, declines or adopts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.ideas.actions import steps, telling
from portfolio.ideas.actions.sending import receive
from portfolio.ideas.enums import IdeaStatus, Showing, Step
from portfolio.ideas.models import Authorship, Idea, IdeaStep, Support
from portfolio.projects.actions.following import lab_staff
from portfolio.projects.actions.registration import register
from portfolio.projects.enums import ENDED
from portfolio.projects.models import Project, Stage
from records.actions import audit
from records.policy import require
from records.versions import locked

MOST_PARTS = 6


def take_up(*, by: Any, idea: Idea, happened_on: dt.date | None = None) -> Idea:
    return _step(Step.TAKEN_UP, "ideas.take_up", by=by, idea=idea, tell="ideas.taken_up", happened_on=happened_on)


def ask(*, by: Any, idea: Idea, question: str, happened_on: dt.date | None = None) -> Idea:
    """The lab asks its authors something; until one answers, the idea waits for them."""
    words = steps.said(question, "question", _("Write what you want to know."))
    return _step(Step.ASKED, "ideas.ask", by=by, idea=idea, words=words, tell="ideas.asked", happened_on=happened_on)


def answer(*, by: Any, idea: Idea, words: str, happened_on: dt.date | None = None) -> Idea:
    """One of its authors answers; who asked last is told."""
    words = steps.said(words, "words", _("Write your answer."))
    with transaction.atomic():
        idea = _held(idea.pk)
        require(by, "ideas.answer", idea)
        step = steps.take(Step.ANSWERED, by=by, idea=idea, words=words, happened_on=happened_on)
        asked = IdeaStep.objects.filter(idea=idea, step=Step.ASKED).select_related("person").order_by("-pk").first()
        _record(by, "ideas.answer", idea)
        if asked and asked.person:
            telling.tell_people([asked.person], kind="ideas.answered", idea=idea, once=f"ideas.answered:{step.pk}")
    return idea


def decline(*, by: Any, idea: Idea, reason: str, happened_on: dt.date | None = None) -> Idea:
    words = steps.said(reason, "reason", _("Tell the author why the idea is not taken further."))
    return _step(
        Step.DECLINED, "ideas.decline", by=by, idea=idea, words=words, tell="ideas.declined", happened_on=happened_on
    )


def reopen(*, by: Any, idea: Idea, reason: str, happened_on: dt.date | None = None) -> Idea:
    words = steps.said(reason, "reason", _("Say why the idea is taken up again."))
    return _step(
        Step.REOPENED, "ideas.reopen", by=by, idea=idea, words=words, tell="ideas.taken_up", happened_on=happened_on
    )


def withdraw(*, by: Any, idea: Idea, happened_on: dt.date | None = None) -> Idea:
    return _step(Step.WITHDRAWN, "ideas.withdraw", by=by, idea=idea, tell="ideas.withdrawn", happened_on=happened_on)


def merge(*, by: Any, idea: Idea, into: Idea, reason: str = "", happened_on: dt.date | None = None) -> Idea:
    """Joins an idea to another: its authors and supporters go with it, its own page and history stay."""
    with transaction.atomic():
        # In the order of their numbers, so that two who join the same pair wait for each other.
        held = {pk: _held(pk) for pk in sorted((idea.pk, into.pk))}
        idea, into = held[idea.pk], held[into.pk]
        require(by, "ideas.merge", idea)
        require(by, "ideas.see", into)
        _check_target(idea, into)
        idea.merged_into = into
        step = steps.take(Step.MERGED, by=by, idea=idea, words=reason.strip(), other=into, happened_on=happened_on)
        steps.take(Step.GAINED, by=by, idea=into, words=reason.strip(), other=idea, happened_on=happened_on)
        brought = {"authors": _bring_authors(idea, into), "supporters": _bring_supporters(idea, into)}
        _record(by, "ideas.merge", idea, after={"into": into.pk, **brought})
        telling.tell_authors(by=by, idea=idea, kind="ideas.merged", step=step)
    return idea


def _check_target(idea: Idea, into: Idea) -> None:
    if idea.pk == into.pk:
        raise ValidationError({"into": _("An idea is not joined to itself. Choose another one.")}, code="itself")
    if into.merged_into_id:
        last, seen = into, {into.pk}
        while last.merged_into_id and last.merged_into_id not in seen:
            last = Idea.objects.get(pk=last.merged_into_id)
            seen.add(last.pk)
        if idea.pk in seen:
            raise ValidationError(
                {
                    "into": ValidationError(
                        _("%(reference)s was joined to this idea: the two would run in a circle."),
                        params={"reference": into.reference},
                    )
                },
                code="circle",
            )
        raise ValidationError(
            {
                "into": ValidationError(
                    _("%(reference)s was joined to %(last)s itself. Join to that one."),
                    params={"reference": into.reference, "last": last.reference},
                )
            },
            code="merged",
        )
    if into.status in (IdeaStatus.DECLINED, IdeaStatus.WITHDRAWN, IdeaStatus.SPLIT):
        raise ValidationError(
            {
                "into": ValidationError(
                    _("%(reference)s is not carried on (%(status)s). Choose an idea that is."),
                    params={"reference": into.reference, "status": IdeaStatus(into.status).label},
                )
            },
            code="ended",
        )


def _bring_authors(idea: Idea, into: Idea) -> int:
    here = {(one.person_id, one.contributor_id) for one in Authorship.objects.filter(idea=into)}
    coming = [
        Authorship(idea=into, person_id=one.person_id, contributor_id=one.contributor_id, came_from=idea)
        for one in Authorship.objects.filter(idea=idea).order_by("pk")
        if (one.person_id, one.contributor_id) not in here
    ]
    Authorship.objects.bulk_create(coming)
    return len(coming)


def _bring_supporters(idea: Idea, into: Idea) -> int:
    here = set(Support.objects.filter(idea=into, until=None).values_list("person", flat=True))
    authors = set(Authorship.objects.filter(idea=into).values_list("person", flat=True))
    coming = [
        Support(idea=into, person_id=one.person_id, since=one.since, came_from=idea)
        for one in Support.objects.filter(idea=idea, until=None).order_by("pk")
        if one.person_id not in here | authors
    ]
    Support.objects.bulk_create(coming)
    return len(coming)


def split(
    *, by: Any, idea: Idea, parts: Sequence[tuple[str, str]], reason: str = "", happened_on: dt.date | None = None
) -> list[Idea]:
    """Two ideas or more come out of one, each with its authors and its answers; each goes its own way from here."""
    if not 2 <= len(parts) <= MOST_PARTS:
        raise ValidationError(_("Split an idea into two to six parts."), code="parts")
    if not all(title.strip() and body.strip() for title, body in parts):
        raise ValidationError(_("Give each part a title and a few sentences."), code="parts")
    with transaction.atomic():
        idea = _held(idea.pk)
        require(by, "ideas.split", idea)
        step = steps.take(Step.SPLIT, by=by, idea=idea, words=reason.strip(), happened_on=happened_on)
        made = [_part(idea, by, title.strip(), body.strip(), step.happened_on) for title, body in parts]
        _record(by, "ideas.split", idea, after={"parts": [one.pk for one in made]})
        telling.tell_authors(by=by, idea=idea, kind="ideas.split", step=step)
    return made


def _part(idea: Idea, by: Any, title: str, body: str, day: dt.date) -> Idea:
    part = receive(
        Idea(
            call_id=idea.call_id,
            form_id=idea.form_id,
            title=title,
            body=body,
            language=idea.language,
            answers=idea.answers,
            status=IdeaStatus.IN_REVIEW,
            showing=idea.showing,
            split_from=idea,
            is_demo=idea.is_demo,
        ),
        by=by,
        on=day,
    )
    _bring_authors(idea, part)
    return part


def adopt(
    *,
    by: Any,
    idea: Idea,
    lead_agency: Agency,
    title_en: str,
    title_ar: str,
    summary_en: str = "",
    summary_ar: str = "",
    words: str = "",
    stage: Stage | None = None,
    happened_on: dt.date | None = None,
) -> Project:
    """The idea becomes a project of an agency: the event of the registration names the idea that it came from."""
    with transaction.atomic():
        idea = _held(idea.pk)
        require(by, "ideas.adopt", idea)
        project = register(
            by=by,
            lead_agency=lead_agency,
            title_en=title_en,
            title_ar=title_ar,
            summary_en=summary_en,
            summary_ar=summary_ar,
            stage=stage,
            reason=words,
            objectives=list(idea.call.objectives.all()),
            came_from=idea,
        )
        idea.project = project
        step = steps.take(Step.ADOPTED, by=by, idea=idea, words=words.strip(), project=project, happened_on=happened_on)
        telling.tell_authors(by=by, idea=idea, kind="ideas.adopted", step=step)
    return project


def adopt_into(
    *, by: Any, idea: Idea, project: Project, words: str = "", happened_on: dt.date | None = None
) -> Project:
    """The idea is carried on in a project that is there already."""
    with transaction.atomic():
        idea = _held(idea.pk)
        require(by, "ideas.adopt", idea)
        require(by, "projects.see_wholly", project)
        if project.stage.kind in ENDED:
            raise ValidationError(
                {"project": _("This project has ended. Choose one that goes on, or register a new one.")}
            )
        idea.project = project
        step = steps.take(Step.ADOPTED, by=by, idea=idea, words=words.strip(), project=project, happened_on=happened_on)
        _record(by, "ideas.adopt", idea, agency_id=project.lead_agency_id, after={"project": project.pk})
        telling.tell_authors(by=by, idea=idea, kind="ideas.adopted", step=step)
    return project


def show(*, by: Any, idea: Idea, showing: str, reason: str = "", happened_on: dt.date | None = None) -> Idea:
    """Who sees the idea: those inside, everybody, or nobody but its authors, the lab and leadership."""
    require(by, "ideas.show", idea)
    with transaction.atomic():
        idea = _held(idea.pk)
        if showing not in Showing.values:
            raise ValidationError({"showing": _("Choose one.")})
        if showing == Showing.PUBLIC and not idea.call.takes_addresses:
            raise ValidationError({"showing": _("Only ideas of a call to students or to the public are shown to all.")})
        if showing == Showing.HIDDEN:
            reason = steps.said(reason, "reason", _("Say why the idea is hidden."))
        before, idea.showing = idea.showing, showing
        steps.take(Step.SHOWN, by=by, idea=idea, words=reason.strip(), showing=showing, happened_on=happened_on)
        _record(by, "ideas.show", idea, before={"showing": before}, after={"showing": showing, "reason": reason})
    return idea


def _step(
    step: Step,
    action: str,
    *,
    by: Any,
    idea: Idea,
    words: str = "",
    tell: str = "",
    happened_on: dt.date | None = None,
) -> Idea:
    """The steps that change nothing but the idea itself."""
    with transaction.atomic():
        idea = _held(idea.pk)
        require(by, action, idea)
        taken = steps.take(step, by=by, idea=idea, words=words, happened_on=happened_on)
        _record(by, action, idea)
        if step == Step.WITHDRAWN:
            told = [person for person in lab_staff() if not telling.is_same(person, by)]
            telling.tell_people(told, kind=tell, idea=idea, once=f"{tell}:{taken.pk}")
        else:
            telling.tell_authors(by=by, idea=idea, kind=tell, step=taken)
    return idea


def _held(pk: int) -> Idea:
    return locked(Idea.objects.select_related("call"), pk)


def _record(by: Any, action: str, idea: Idea, *, agency_id: int | None = None, **told: Any) -> None:
    """One event for a step. What was said stands in the idea's own history."""
    told.setdefault("after", {})
    told["after"] = {"status": idea.status, **told["after"]}
    audit.record(
        by=steps.person_behind(by), action=action, target=idea, agency_id=agency_id or idea.call.agency_id, **told
    )
