from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from portfolio.ideas.enums import UNDECIDED, IdeaStatus
from portfolio.ideas.models import Authorship, Call, FormVersion, Idea, IdeaStep, Question, Support
from portfolio.ideas.models.idea import reference_of
from portfolio.projects.models import ProjectState
from portfolio.projects.models.project import reference_of as reference_of_project
from records.clock import today
from records.likeness import nearest, telling_words

MOST_SIMILAR = 5


# Calls


def open_calls(person: Any) -> QuerySet[Call]:
    """Those that take ideas today, of what the person sees: the ones that close soonest first, boxes last."""
    return (
        Call.objects.visible_to(person)
        .open_on(today())
        .select_related("agency")
        .order_by(F("closes_on").asc(nulls_last=True), "pk")
    )


def current_form(call: Call) -> FormVersion:
    return call.forms.order_by("-number")[0]


def questions_of(form: FormVersion) -> list[Question]:
    return list(form.questions.order_by("order"))


def counted(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.annotate(
        ideas_count=Count("ideas"), undecided_count=Count("ideas", filter=Q(ideas__status__in=UNDECIDED))
    )


# Ideas


def with_authors(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    authors = Authorship.objects.select_related("person", "contributor").order_by("pk")
    return ideas.select_related("call__agency").prefetch_related(Prefetch("authorships", queryset=authors))


def to_triage() -> QuerySet[Idea]:
    """What waits for the lab, the longest first: what was sent in, and what was answered or taken up."""
    return Idea.objects.filter(status__in=(IdeaStatus.RECEIVED, IdeaStatus.IN_REVIEW)).order_by("status_since", "pk")


def asked_back(person: Any) -> QuerySet[Idea]:
    return Idea.objects.written_by(person).filter(status=IdeaStatus.QUESTIONED).order_by("status_since", "pk")


def supporters_of(idea: Idea) -> QuerySet[Support]:
    return Support.objects.filter(idea=idea, until=None)


def status_on(idea: Idea, day: dt.date) -> IdeaStatus | None:
    """How the idea stood at the end of that day; None before it was sent."""
    last = IdeaStep.objects.filter(idea=idea, happened_on__lte=day).order_by("-happened_on", "-pk").first()
    return IdeaStatus(last.status) if last else None


def adopted_into(project: Any) -> QuerySet[Idea]:
    return Idea.objects.filter(project=project).order_by("pk")


def has_supported(person: Any) -> Exists:
    return Exists(Support.objects.filter(idea=OuterRef("pk"), person=person.pk, until=None))


# What resembles a title


@dataclass(frozen=True, slots=True)
class Alike:
    kind: str
    title: str
    reference: str
    url: str
    note: str
    shared: int


def alike(person: Any, title: str, *, besides: Iterable[int] = ()) -> list[Alike]:
    """The projects and ideas of any agency that the person may see and that share most words with the title."""
    words = telling_words(title)
    if not words:
        return []
    found = [*_projects_alike(person, words), *_ideas_alike(person, words, besides)]
    return sorted(found, key=lambda one: -one.shared)[:MOST_SIMILAR]


def _projects_alike(person: Any, words: list[str]) -> list[Alike]:
    states = ProjectState.objects.on(None).visible_to(person).select_related("lead_agency", "stage")
    return [
        Alike(
            "project",
            str(state.title),
            reference_of_project(state.project_id),
            reverse("projects:page", args=[state.project_id]),
            f"{state.stage.title} · {state.lead_agency.name}",
            shared,
        )
        for shared, state in nearest(states, words, MOST_SIMILAR)
    ]


def _ideas_alike(person: Any, words: list[str], besides: Iterable[int]) -> list[Alike]:
    ideas = Idea.objects.visible_to(person).exclude(pk__in=list(besides)).select_related("call")
    return [
        Alike(
            "idea",
            idea.title,
            reference_of(idea.pk),
            reverse("ideas:page", args=[idea.pk]),
            f"{IdeaStatus(idea.status).label} · {idea.call.title}",
            shared,
        )
        for shared, idea in nearest(ideas, words, MOST_SIMILAR)
    ]
