from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.projects.actions.following import officers_of
from portfolio.projects.actions.states import draw_today
from portfolio.projects.enums import ENDED, HandoverStatus
from portfolio.projects.models import Handover, Partnership, Project
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked


def offer(*, by: Any, project: Project, to_agency: Agency, reason: str) -> Handover:
    require(by, "projects.offer_handover", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.offer_handover", project)
        is_closed = to_agency.closed_on is not None and to_agency.closed_on <= today()
        if to_agency.pk == project.lead_agency_id or is_closed:
            raise ValidationError({"to_agency": _("Choose another agency that is open.")})
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the project changes hands.")})
        if project.handovers.filter(status=HandoverStatus.OFFERED).exists():
            raise ValidationError(_("The project is offered to an agency already."))
        handover = Handover.objects.create(
            project=project,
            from_agency_id=project.lead_agency_id,
            to_agency=to_agency,
            reason=reason,
            offered_by=by,
        )
        audit.record(
            by=by,
            action="projects.offer_handover",
            target=handover,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "to": to_agency.code},
        )
        notices.tell(
            officers_of(to_agency.pk),
            kind="projects.handover_offered",
            path=f"/portfolio/projects/handovers/{handover.pk}/",
            facts={"project": project.pk},
            once=f"handover-offered:{handover.pk}",
        )
    return handover


def answer(*, by: Any, handover: Handover, accept: bool, words: str = "") -> Handover:
    """The receiving agency takes the project over, from today on, or declines it with a reason."""
    require(by, "projects.answer_handover", handover)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), handover.project_id)
        handover = Handover.objects.get(pk=handover.pk)
        _still_offered(handover)
        if not accept and not words.strip():
            raise ValidationError({"words": _("Say why the project is declined.")})
        if accept and project.stage.kind in ENDED:
            raise ValidationError(_("The project has ended in the meantime; decline it."))
        handover.status = HandoverStatus.ACCEPTED if accept else HandoverStatus.DECLINED
        handover.answer, handover.answered_by, handover.answered_at = words, by, timezone.now()
        handover.save()
        before = project.lead_agency_id
        if accept:
            Partnership.objects.filter(project=project, agency_id=handover.to_agency_id, until=None).update(
                until=today()
            )
            project.lead_agency_id = handover.to_agency_id
            project.lead_person = None
            project.version += 1
            project.save(update_fields=["lead_agency", "lead_person", "version"])
            draw_today(project)
        audit.record(
            by=by,
            action="projects.answer_handover",
            target=handover,
            agency_id=handover.to_agency_id,
            before={"lead_agency": before},
            after={"lead_agency": project.lead_agency_id, "status": handover.status},
        )
        notices.tell(
            [person for person in officers_of(handover.from_agency_id) if person.pk != by.pk],
            kind="projects.handover_answered",
            path=f"/portfolio/projects/handovers/{handover.pk}/",
            facts={"project": project.pk},
            once=f"handover-answered:{handover.pk}",
        )
    return handover


def withdraw(*, by: Any, handover: Handover) -> Handover:
    require(by, "projects.withdraw_handover", handover)
    with transaction.atomic():
        locked(Project.objects.all(), handover.project_id)
        handover = Handover.objects.select_related("project").get(pk=handover.pk)
        _still_offered(handover)
        handover.status = HandoverStatus.WITHDRAWN
        handover.save(update_fields=["status"])
        audit.record(by=by, action="projects.withdraw_handover", target=handover, agency_id=handover.from_agency_id)
    return handover


def _still_offered(handover: Handover) -> None:
    if handover.status != HandoverStatus.OFFERED:
        raise ValidationError(_("This offer has been answered or withdrawn."))
