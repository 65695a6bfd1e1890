"""Where a form about a project leads to when it was sent."""

from django.urls import reverse

from portfolio.projects.models import Project
from records.sending import CONFLICT, REFUSED, sent, stop_unless

__all__ = ["CONFLICT", "REFUSED", "address_of", "sent", "stop_unless"]


def address_of(project: Project) -> str:
    return reverse("projects:page", args=[project.pk])
