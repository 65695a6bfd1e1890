"""An idea: what it says, what became of it, step by step, and what the reader can do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.standing import standing_of
from portfolio.ideas.answers import read
from portfolio.ideas.enums import UNDECIDED, IdeaStatus, Showing, Step
from portfolio.ideas.forms import AnswerForm, CommentForm
from portfolio.ideas.models import Authorship, Comment, Contributor, Idea, IdeaStep
from portfolio.ideas.queries import questions_of, supporters_of
from portfolio.ideas.rules import is_author
from portfolio.ideas.strands import IDEA
from portfolio.ideas.views.access import idea_of
from portfolio.ideas.views.tabs import trail_to
from records.policy import may
from records.thread import thread_of

# What the lab can do with an idea, in the order in which it is offered.
LAB_STEPS = ("take_up", "ask", "adopt", "merge", "split", "decline", "reopen")


@require_safe
def idea_page(request: HttpRequest, number: int) -> HttpResponse:
    return page_of(request, idea_of(request.user, number))


def page_of(
    request: HttpRequest,
    idea: Idea,
    *,
    answer: AnswerForm | None = None,
    comment: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.user
    standing = standing_of(person)
    may_answer = may(person, "ideas.answer", idea)
    may_comment = may(person, "ideas.comment", idea)
    supports = list(supporters_of(idea).select_related("person")) if standing.is_government else []
    return render(
        request,
        "ideas/page.html",
        {
            **what_is_told(person, idea),
            "answer_form": (answer or AnswerForm()) if may_answer else None,
            "comment_form": (comment or CommentForm()) if may_comment else None,
            "comments": comments_for(person, idea) if standing.is_government else [],
            "shows_talk": standing.is_government,
            "supports": supports,
            "is_supported": any(one.person_id == person.pk for one in supports),
            "may_support": may(person, "ideas.support", idea),
            "may_moderate": may(person, "ideas.moderate", idea),
            "may_show": may(person, "ideas.show", idea),
            "may_withdraw": may(person, "ideas.withdraw", idea),
            "steps_open": [name for name in LAB_STEPS if may(person, f"ideas.{name}", idea)],
            "is_lab": standing.is_lab_staff,
            "why_not": may(person, "ideas.decline", idea).reason if standing.is_lab_staff else "",
            "key": uuid.uuid4(),
            "trail": trail_to(idea),
        },
        status=status,
    )


def what_is_told(reader: Any, idea: Idea) -> dict[str, Any]:
    """What everybody who sees the idea is told, each in their measure."""
    inside = is_inside(reader, idea)
    return {
        "idea": idea,
        "status": IdeaStatus(idea.status),
        "status_words": words_of_status(idea),
        "is_undecided": idea.status in UNDECIDED,
        "authors": [shown_author(reader, one) for one in idea.authorships.all()],
        "answers": read(questions_of(idea.form), idea.answers) if inside else [],
        "form_number": idea.form.number,
        "history": history_for(reader, idea) if inside else [],
        "thread": thread_of(IDEA, idea, person=reader),
        "showing": Showing(idea.showing).label,
        "question": question_of(idea) if inside else None,
        "inside": inside,
    }


def is_inside(reader: Any, idea: Idea) -> bool:
    """Answers and history are for authors and for government; the public reads the idea and what became of it."""
    return standing_of(reader).is_government or is_author(reader, idea)


def shown_author(reader: Any, one: Authorship) -> str:
    if one.person_id:
        return str(one.person)
    assert one.contributor
    is_own = isinstance(reader, Contributor) and reader.pk == one.contributor_id
    if is_own or standing_of(reader).is_lab_staff:
        return one.contributor.shown_name
    return gettext("A member of the public")


def words_of_status(idea: Idea) -> str:
    """One sentence for its author: how it stands, and what comes next."""
    return {
        IdeaStatus.RECEIVED: gettext("The lab has your idea and reads it next."),
        IdeaStatus.IN_REVIEW: gettext("The lab is weighing the idea. Its authors are told what it decides."),
        IdeaStatus.QUESTIONED: gettext("The lab has asked something and waits for the answer of its authors."),
        IdeaStatus.DECLINED: gettext("The lab does not take the idea further and has said why."),
        IdeaStatus.MERGED: gettext("The idea is carried on together with another one."),
        IdeaStatus.SPLIT: gettext("The idea holds several, and each is carried on by itself."),
        IdeaStatus.ADOPTED: gettext("The idea became a project of an agency."),
        IdeaStatus.WITHDRAWN: gettext("Its author has taken the idea back."),
    }[IdeaStatus(idea.status)]


@dataclass(frozen=True, slots=True)
class Told:
    step: IdeaStep
    title: str
    by: str
    words: str
    other: str
    other_url: str


def history_for(reader: Any, idea: Idea) -> list[Told]:
    steps = idea.steps.select_related("person", "contributor", "other").order_by("-happened_on", "-pk")
    return [
        Told(
            step=one,
            title=str(Step(one.step).label)
            if not one.showing
            else f"{Step(one.step).label}: {Showing(one.showing).label}",
            by=_by(reader, one),
            words=one.words,
            other=one.other.reference if one.other else "",
            other_url=reverse("ideas:page", args=[one.other_id]) if one.other_id else "",
        )
        for one in steps
    ]


def _by(reader: Any, step: IdeaStep) -> str:
    if step.person:
        return str(step.person)
    if step.contributor:
        is_lab = standing_of(reader).is_lab_staff
        return step.contributor.shown_name if is_lab else gettext("A member of the public")
    return ""


def question_of(idea: Idea) -> IdeaStep | None:
    """What the lab has asked and nobody has answered yet."""
    if idea.status != IdeaStatus.QUESTIONED:
        return None
    return idea.steps.filter(step=Step.ASKED).select_related("person").order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class ShownComment:
    comment: Comment
    # The lab alone reads what it has hidden.
    words: str


def comments_for(person: Any, idea: Idea) -> list[ShownComment]:
    is_lab = standing_of(person).is_lab_staff
    return [
        ShownComment(one, one.words if is_lab or not one.hidden_at else "")
        for one in idea.comments.select_related("person", "hidden_by").order_by("at", "pk")
    ]
