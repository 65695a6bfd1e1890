"""Who works on a project, and the files that show how the work stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.projects.models import Project, ProjectFile, TeamMember
from records.actions import audit, files
from records.clock import today
from records.file_contents import kind_of
from records.policy import require
from records.versions import locked

BELONGS_TO = "projects.file"
MOST_FILES = 200


def add_member(
    *,
    by: Any,
    project: Project,
    role: str,
    person: Person | None = None,
    outside_name: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> TeamMember:
    require(by, "projects.keep_team", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.keep_team", project)
        since = since or today()
        outside_name = outside_name.strip()
        problems: dict[str, Any] = {}
        if (person is None) == (not outside_name):
            problems["person"] = _("Choose a person, or write the name of somebody from outside: one of the two.")
        if not role.strip():
            problems["role"] = _("Say what the person does in the team.")
        if until is not None and until < since:
            problems["until"] = _("The last day cannot be before the first.")
        if not problems and _is_there(project, person, outside_name, role.strip()):
            problems["person"] = _("This person has this role in the team already.")
        if problems:
            raise ValidationError(problems)
        member = TeamMember.objects.create(
            project=project,
            person=person,
            outside_name=outside_name,
            role=role.strip(),
            since=since,
            until=until,
            added_by=by,
        )
        _record(by, "projects.add_member", member, project)
    return member


def end_member(*, by: Any, member: TeamMember, until: dt.date | None) -> TeamMember:
    """Leaves on a day; who was in the team stays known."""
    require(by, "projects.keep_team", member)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), member.project_id)
        require(by, "projects.keep_team", project)
        member = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
        until = until or today()
        if until < member.since:
            raise ValidationError({"until": _("The last day cannot be before the first.")})
        member.until = until
        member.save(update_fields=["until"])
        _record(by, "projects.end_member", member, project)
    return member


def add_file(*, by: Any, project: Project, content: Any, title: str) -> ProjectFile:
    """Kept where only the check of the project lets anybody through. Known by its content, not by its name."""
    require(by, "projects.keep_files", project)
    content_type = _kind_of(content)
    if not title.strip():
        raise ValidationError({"title": _("Say what the file shows.")})
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.keep_files", project)
        if project.files.filter(removed_on=None).count() >= MOST_FILES:
            raise ValidationError(
                {"content": _("A project holds at most %(most)s files. Take one away first.") % {"most": MOST_FILES}}
            )
        kept = files.keep(
            by=by,
            content=content,
            name=content.name,
            content_type=content_type,
            belongs_to=BELONGS_TO,
            owner_id=project.pk,
        )
        shown = ProjectFile.objects.create(project=project, file=kept, title=title.strip(), added_by=by)
        audit.record(
            by=by,
            action="projects.add_file",
            target=shown,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "file": str(kept.pk), "size": kept.size, "sha256": kept.sha256},
        )
    return shown


def remove_file(*, by: Any, shown: ProjectFile) -> ProjectFile:
    """No longer offered to anybody. That it was there, and its fingerprint, stay."""
    require(by, "projects.keep_files", shown)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), shown.project_id)
        require(by, "projects.keep_files", project)
        shown = ProjectFile.objects.select_for_update(of=("self",)).get(pk=shown.pk)
        if shown.removed_on is not None:
            raise ValidationError(_("This file has been taken away already."))
        shown.removed_on, shown.removed_by = today(), by
        shown.save(update_fields=["removed_on", "removed_by"])
        audit.record(
            by=by,
            action="projects.remove_file",
            target=shown,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "file": str(shown.file_id)},
        )
    return shown


def _kind_of(content: Any) -> str:
    if content is None:
        raise ValidationError({"content": _("Choose a file.")})
    try:
        return kind_of(content)
    except ValidationError as refusal:
        raise ValidationError({"content": refusal.error_list}) from refusal


def _is_there(project: Project, person: Person | None, outside_name: str, role: str) -> bool:
    there = project.team.filter(until=None, role=role)
    return there.filter(person=person, outside_name=outside_name).exists()


def _record(by: Any, action: str, member: TeamMember, project: Project) -> None:
    audit.record(
        by=by,
        action=action,
        target=member,
        agency_id=project.lead_agency_id,
        after={"project": project.pk, "person": member.person_id, "since": member.since, "until": member.until},
    )
