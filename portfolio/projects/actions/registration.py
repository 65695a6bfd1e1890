import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Person
from portfolio.agenda.models import Objective
from portfolio.projects.actions.states import draw_today
from portfolio.projects.enums import Move, StageKind, Visibility
from portfolio.projects.models import Alignment, Follow, Partnership, Project, Stage, StageTransition
from portfolio.projects.queries import stages_of, standard_version
from portfolio.projects.rules import missing_parts
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

EDITED = (
    "title_en",
    "title_ar",
    "summary_en",
    "summary_ar",
    "lead_person",
    "starts_on",
    "ends_on",
    "visibility",
)


def register(
    *,
    by: Any,
    lead_agency: Agency,
    title_en: str,
    title_ar: str,
    summary_en: str = "",
    summary_ar: str = "",
    stage: Stage | None = None,
    reason: str = "",
    partners: Collection[Agency] = (),
    objectives: Collection[Objective] = (),
    lead_person: Person | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    visibility: str = Visibility.AGENCY,
) -> Project:
    """A project enters the portfolio: at the first stage of the path, or at a later one with a reason."""
    project = Project(
        lead_agency=lead_agency,
        title_en=title_en,
        title_ar=title_ar,
        summary_en=summary_en,
        summary_ar=summary_ar,
        lead_person=lead_person,
        starts_on=starts_on,
        ends_on=ends_on,
        visibility=visibility,
        pathway=standard_version(),
        stage_since=today(),
    )
    stages = stages_of(project.pathway)
    project.stage = stage or stages[0]
    require(by, "projects.register", project)
    _check(project, partners)
    if project.stage.kind != StageKind.ON_PATH or project.stage.version_id != project.pathway_id:
        raise ValidationError({"stage": _("Choose a stage of the path.")})
    if project.stage != stages[0] and not reason.strip():
        raise ValidationError({"reason": _("Say why the project is registered past the first stage.")})
    with transaction.atomic():
        project.save()
        StageTransition.objects.create(
            project=project,
            to_stage=project.stage,
            move=Move.REGISTERED,
            reason=reason,
            happened_on=today(),
            recorded_by=by,
        )
        _link(project, partners, objectives)
        _check_publication(project)
        draw_today(project)
        if getattr(by, "pk", None):
            Follow.objects.get_or_create(person=by, project=project)
        audit.record(
            by=by,
            action="projects.register",
            target=project,
            agency_id=lead_agency.pk,
            after={**described(project), "stage": project.stage.code},
        )
    return project


def edit(
    *,
    by: Any,
    project: Project,
    version: int,
    partners: Collection[Agency] | None = None,
    objectives: Collection[Objective] | None = None,
    **changes: Any,
) -> Project:
    """Change what describes a project. Raises EditConflict when it was saved since `version` was read."""
    require(by, "projects.edit", project)
    unknown = set(changes) - set(EDITED)
    if unknown:
        raise TypeError(f"not edited here: {unknown}")
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage", "lead_agency"), project.pk, version)
        require(by, "projects.edit", project)
        before = described(project)
        for name, value in changes.items():
            setattr(project, name, value)
        _check(project, partners or ())
        project.version += 1
        project.save(update_fields=[*changes, "version"])
        _link(project, partners, objectives)
        _check_publication(project)
        draw_today(project)
        audit.record(
            by=by,
            action="projects.edit",
            target=project,
            agency_id=project.lead_agency_id,
            before=before,
            after=described(project),
        )
    return project


def described(project: Project) -> dict[str, Any]:
    """What the trail keeps: texts of the project and ids, no person's name."""
    return {
        "title_en": project.title_en,
        "title_ar": project.title_ar,
        "summary_en": project.summary_en,
        "summary_ar": project.summary_ar,
        "lead_person": project.lead_person_id,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "visibility": project.visibility,
        "partners": sorted(project.partnerships.filter(until=None).values_list("agency", flat=True)),
        "objectives": sorted(project.alignments.filter(until=None).values_list("objective__code", flat=True)),
    }


def _check(project: Project, partners: Collection[Agency]) -> None:
    problems: dict[str, Any] = {}
    for name in ("title_en", "title_ar"):
        if not getattr(project, name).strip() and not project.source_name:
            problems[name] = _("Give the title in both languages.")
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        problems["ends_on"] = _("The end comes before the start.")
    if project.lead_agency.closed_on and project.lead_agency.closed_on <= today() and project.pk is None:
        problems["lead_agency"] = _("This agency is closed.")
    if project.lead_agency in partners:
        problems["partners"] = _("The lead agency is not its own partner.")
    if problems:
        raise ValidationError(problems)


def _check_publication(project: Project) -> None:
    if project.visibility == Visibility.PUBLIC and (missing := missing_parts(project)):
        raise ValidationError({name: _("This has to be there before the project is public.") for name in missing})


def _link(project: Project, partners: Collection[Agency] | None, objectives: Collection[Objective] | None) -> None:
    """Partners and objectives hold from a day until another, so that a past day keeps those of its time."""
    if partners is not None:
        _relink(project, Partnership, "agency", {agency.pk for agency in partners})
    if objectives is not None:
        _relink(project, Alignment, "objective", {objective.pk for objective in objectives})


def _relink(project: Project, link: Any, name: str, wanted: set[int]) -> None:
    present = {getattr(row, f"{name}_id"): row for row in link.objects.filter(project=project, until=None)}
    for gone in present.keys() - wanted:
        row = present[gone]
        if row.since >= today():
            row.delete()
        else:
            row.until = today()
            row.save(update_fields=["until"])
    link.objects.bulk_create(
        link(project=project, since=max(today(), project.registered_on), **{f"{name}_id": new})
        for new in sorted(wanted - present.keys())
    )
