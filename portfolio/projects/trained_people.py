"""Which projects those who were trained work on: the fourth level of what training is worth, handed to training."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from portfolio.projects.models import Project, TeamMember
from records.clock import today
from training.trained_work import Work, register

MOST_SHOWN = 20


def work_of(reader: Any, people: QuerySet) -> Work:
    """Led by them, or with them in its team today. Titles of those alone that the reader may see."""
    now = TeamMember.objects.filter(Q(until=None) | Q(until__gte=today()), person__in=people).order_by()
    led = Project.objects.filter(lead_person__in=people).order_by()
    # Each by itself: asked for with an "or", every one who was trained would be read for it.
    working = now.values("person").union(led.values("lead_person"))
    projects = now.values("project").union(led.values("pk"))
    shown = Project.objects.visible_to(reader).filter(pk__in=projects).order_by("-pk")[:MOST_SHOWN]
    return Work(
        people=working.count(),
        projects=projects.count(),
        shown=tuple((str(project.title), reverse("projects:page", args=[project.pk])) for project in shown),
    )


register(work_of)
