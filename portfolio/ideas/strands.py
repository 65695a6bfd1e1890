"""What ideas know of the thread: which ideas a project came from, and what became of an idea."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.standing import Standing, standing_of
from portfolio.ideas.enums import IdeaStatus
from portfolio.ideas.models import Authorship, Call, Idea
from portfolio.ideas.models.idea import IdeaQuerySet, reference_of
from portfolio.projects.models import Project
from records.kept_query import KeptQuery
from records.thread import Link, Side, Strand, register

IDEA = "ideas.idea"
MOST_CALLS = 5


def _link(idea: Idea) -> Link:
    return Link(
        idea.title,
        reverse("ideas:page", args=[idea.pk]),
        f"{IdeaStatus(idea.status).label} · {reference_of(idea.pk)}",
    )


def _shown(person: Any, **which: Any) -> list[Link]:
    """A number alone where the person may not open it."""
    seen = Idea.objects.visible_to(person).filter(pk=OuterRef("pk"))
    found = Idea.objects.filter(**which).annotate(is_seen=Exists(seen)).order_by("pk")
    return [_link(idea) if idea.is_seen else Link(reference_of(idea.pk)) for idea in found]


IDEAS_OF = KeptQuery(lambda project: Idea.objects.filter(project=project).order_by("pk"), project=int)


@lru_cache(maxsize=500)
def _ideas_seen_by(standing: Standing) -> KeptQuery[Idea]:
    """Asked on every page of a project: composed once for all who stand alike, the officers of one agency for one."""

    def compose(person: int, project: int) -> QuerySet[Idea]:
        written = Authorship.objects.filter(person=person).values("idea")
        seen = IdeaQuerySet.shown_to_q(standing) | Q(pk__in=written)
        return Idea.objects.filter(seen, project=project).order_by("pk")

    return KeptQuery(compose, person=int, project=int)


def _ideas_of(person: Any, project: Project) -> Iterable[Link]:
    standing = standing_of(person)
    if standing.sees_country:
        return map(_link, IDEAS_OF.objects(project=project.pk))
    return map(_link, _ideas_seen_by(standing).objects(person=person.pk, project=project.pk))


def _project_of(person: Any, idea: Idea) -> Iterable[Link]:
    if not idea.project_id:
        return
    project = Project.objects.select_related("lead_agency", "stage").get(pk=idea.project_id)
    if Project.objects.visible_to(person).filter(pk=project.pk).exists():
        title, url = str(project.title), reverse("projects:page", args=[project.pk])
        yield Link(title, url, f"{project.lead_agency.name} · {project.stage.title}")
    else:
        yield Link(str(project.lead_agency.name))


def _split_from(person: Any, idea: Idea) -> list[Link]:
    return _shown(person, pk=idea.split_from_id) if idea.split_from_id else []


def _merged_into(person: Any, idea: Idea) -> list[Link]:
    return _shown(person, pk=idea.merged_into_id) if idea.merged_into_id else []


def _calls_for(person: Any, objective: Any) -> Iterable[Link]:
    """The newest of those that asked for ideas for it."""
    for call in (
        Call.objects.visible_to(person).filter(objectives=objective.pk).order_by("-opens_on", "-pk")[:MOST_CALLS]
    ):
        yield Link(str(call.title), reverse("ideas:call", args=[call.pk]), str(call.phase.label))


register(Strand("agenda.objective", Side.CAME_FROM, 20, _("Calls for ideas"), _calls_for))
register(Strand("projects.project", Side.CAME_FROM, 20, _("Idea"), _ideas_of))
register(Strand(IDEA, Side.CAME_FROM, 10, _("Came out of"), _split_from))
register(Strand(IDEA, Side.CAME_FROM, 20, _("Was joined to it"), lambda person, idea: _shown(person, merged_into=idea)))
register(Strand(IDEA, Side.CAME_OF_IT, 30, _("Joined to"), _merged_into))
register(Strand(IDEA, Side.CAME_OF_IT, 40, _("Came out of it"), lambda person, idea: _shown(person, split_from=idea)))
register(Strand(IDEA, Side.CAME_OF_IT, 50, _("Became the project"), _project_of))
