from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portfolio.projects import covers
from portfolio.projects.models import Project
from records.actions import audit
from records.policy import require
from records.versions import locked


def set_cover(*, by: Any, project: Project, content: Any) -> Project:
    """Keep the picture of an uploaded file as the project's cover. Raises ValidationError where it is none."""
    require(by, "projects.set_cover", project)
    try:
        picture = covers.read_picture(content)
    except ValidationError as refusal:
        raise ValidationError({"picture": refusal.error_list}) from refusal
    return _change(by, project, covers.keep(project.pk, picture))


def remove_cover(*, by: Any, project: Project) -> Project:
    require(by, "projects.set_cover", project)
    return _change(by, project, "")


def _change(by: Any, project: Project, cover: str) -> Project:
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.set_cover", project)
        before, project.cover = project.cover, cover
        project.save(update_fields=["cover"])
        audit.record(
            by=by,
            action="projects.set_cover",
            target=project,
            agency_id=project.lead_agency_id,
            before={"cover": before},
            after={"cover": cover},
        )
        if before and before != cover:
            transaction.on_commit(partial(covers.remove, project.pk, before))
    return project
