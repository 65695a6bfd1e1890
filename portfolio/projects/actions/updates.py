import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions.following import tell_followers
from portfolio.projects.actions.states import draw_history, draw_today
from portfolio.projects.enums import Confidence
from portfolio.projects.models import Project, ProjectUpdate, UpdateWording
from records.actions import audit
from records.clock import today
from records.kept_query import KeptQuery
from records.policy import require
from records.versions import locked

ASKS_WHY = (Confidence.AMBER, Confidence.RED)


def post(
    *,
    by: Any,
    project: Project,
    what_changed: str,
    confidence: str,
    confidence_note: str = "",
    next_step: str = "",
    happened_on: dt.date | None = None,
) -> ProjectUpdate:
    """The officer's update: what changed, how confident, what next."""
    require(by, "projects.post_update", project)
    happened_on = happened_on or today()
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.post_update", project)
        _check(what_changed, confidence, confidence_note)
        if happened_on > today():
            raise ValidationError(
                {"happened_on": _("An update tells what has happened: choose today or a day before.")}
            )
        update = ProjectUpdate.objects.create(
            project=project,
            what_changed=what_changed,
            confidence=confidence,
            confidence_note=confidence_note,
            next_step=next_step,
            happened_on=happened_on,
            posted_by=by,
        )
        before = project.confidence
        tell_of_confidence(project, update)
        audit.record(
            by=by,
            action="projects.post_update",
            target=update,
            agency_id=project.lead_agency_id,
            before={"confidence": before},
            after={"project": project.pk, "confidence": confidence},
        )
        tell_followers(by=by, project=project, kind="projects.updated", facts={})
    return update


def correct(
    *,
    by: Any,
    update: ProjectUpdate,
    version: int,
    what_changed: str,
    confidence: str,
    confidence_note: str = "",
    next_step: str = "",
) -> ProjectUpdate:
    """The wording that is replaced stays beside the new one."""
    require(by, "projects.correct_update", update)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), update.project_id)
        update = locked(ProjectUpdate.objects.select_related("project__stage"), update.pk, version)
        require(by, "projects.correct_update", update)
        _check(what_changed, confidence, confidence_note)
        UpdateWording.objects.create(
            update_of=update,
            number=update.earlier_wordings.count() + 1,
            what_changed=update.what_changed,
            confidence=update.confidence,
            confidence_note=update.confidence_note,
            next_step=update.next_step,
            written_at=update.corrected_at or update.posted_at,
            written_by=update.posted_by,
        )
        before = update.confidence
        update.what_changed, update.confidence = what_changed, confidence
        update.confidence_note, update.next_step = confidence_note, next_step
        update.corrected_at = timezone.now()
        update.version += 1
        update.save()
        tell_of_confidence(project, update)
        audit.record(
            by=by,
            action="projects.correct_update",
            target=update,
            agency_id=project.lead_agency_id,
            before={"confidence": before},
            after={"confidence": confidence, "wording": update.version},
        )
    return update


def _check(what_changed: str, confidence: str, confidence_note: str) -> None:
    problems: dict[str, Any] = {}
    if not what_changed.strip():
        problems["what_changed"] = _("Say what changed.")
    if confidence not in Confidence.values:
        problems["confidence"] = _("Choose one of the four.")
    if confidence in ASKS_WHY and not confidence_note.strip():
        problems["confidence_note"] = _("Say in a sentence why.")
    if problems:
        raise ValidationError(problems)


def tell_of_confidence(project: Project, update: ProjectUpdate) -> None:
    """The latest update speaks for the project; one of an earlier day only redraws the past."""
    [(latest,)] = KEPT_LATEST.rows(project=project.pk)
    if latest == update.pk:
        project.confidence, project.confidence_note = update.confidence, update.confidence_note
        project.next_step = update.next_step
        project.last_update_on = update.happened_on
        project.save(update_fields=["confidence", "confidence_note", "next_step", "last_update_on"])
    if update.happened_on == today():
        draw_today(project)
    else:
        draw_history(project)


KEPT_LATEST = KeptQuery(
    lambda project: ProjectUpdate.objects.filter(project=project).order_by("-happened_on", "-id").values_list("pk")[:1],
    project=int,
)
