"""Who may open a file of a project: whoever sees the whole of it, while it is shown."""

from __future__ import annotations

from typing import Any

from portfolio.projects.actions.team import BELONGS_TO
from portfolio.projects.models import Project, ProjectFile
from records.file_rules import register
from records.models import PrivateFile
from records.policy import Verdict


def may_open(person: Any, file: PrivateFile) -> Verdict:
    seen = Project.objects.wholly_visible_to(person).values("pk")
    return Verdict(ProjectFile.objects.filter(file=file.pk, removed_on=None, project__in=seen).exists())


register(BELONGS_TO, may_open)
