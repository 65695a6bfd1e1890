"""The panel of a gate: convened by the lab, declaring its interests, rating each criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.projects import owner_team
from portfolio.projects.enums import Declaration, Rating
from portfolio.projects.models import GateCriterion, GateRequest, PanelRating, PanelSeat, Project
from portfolio.projects.panel_findings import LEAST_MEMBERS
from records.actions import audit, notices
from records.policy import require
from records.versions import locked


def convene(*, by: Any, request: GateRequest, people: Sequence[Person]) -> list[PanelSeat]:
    """The lab calls members to the panel, at first or in place of those who recused themselves."""
    require(by, "projects.convene_panel", request)
    with transaction.atomic():
        project, request = _held(request)
        require(by, "projects.convene_panel", request)
        here = {seat.person_id: seat for seat in request.seats.all()}
        called = [person for person in dict.fromkeys(people) if person.pk not in here]
        owners = owner_team.ids_of_owner_team(project)
        for person in called:
            if person.pk in owners or person.pk == request.asked_by_id:
                raise ValidationError(
                    {
                        "people": _("%(person)s belongs to those that own the project, and cannot judge it.")
                        % {"person": person}
                    }
                )
            if not person.is_active or not person.standing.is_government:
                raise ValidationError({"people": _("%(person)s holds no role now.") % {"person": person}})
        if len(called) + sum(not seat.is_recused for seat in here.values()) < LEAST_MEMBERS:
            raise ValidationError({"people": _("A panel has two members at least.")})
        if not called:
            raise ValidationError({"people": _("Choose who joins the panel.")})
        seats = [PanelSeat.objects.create(request=request, person=person, convened_by=by) for person in called]
        audit.record(
            by=by,
            action="projects.convene_panel",
            target=request,
            agency_id=project.lead_agency_id,
            after={"seats": [seat.pk for seat in seats], "people": [person.pk for person in called]},
        )
        for seat in seats:
            notices.tell(
                [seat.person],
                kind="projects.panel_convened",
                path=f"/portfolio/projects/panels/{seat.pk}/",
                facts={"project": project.pk},
                once=f"panel-convened:{seat.pk}",
            )
    return seats


def declare(*, by: Any, seat: PanelSeat, has_conflict: bool, reason: str = "") -> PanelSeat:
    """A member says that nothing binds them to the project, or steps aside with a reason."""
    require(by, "projects.sit_on_panel", seat)
    with transaction.atomic():
        seat = _held_seat(seat)
        require(by, "projects.sit_on_panel", seat)
        if seat.has_declared:
            raise ValidationError(_("You have declared already."))
        if has_conflict:
            _recuse(by, seat, reason)
        else:
            seat.declaration, seat.declared_at, seat.declared_by = Declaration.NO_CONFLICT, timezone.now(), by
            seat.save(update_fields=["declaration", "declared_at", "declared_by"])
        _tell(by, "projects.declare_on_panel", seat, {"declaration": seat.declaration})
    return seat


def recuse(*, by: Any, seat: PanelSeat, reason: str) -> PanelSeat:
    """The lab takes a member off the judging, and says why. Ratings that were given stay told, and no longer count."""
    require(by, "projects.convene_panel", seat.request)
    with transaction.atomic():
        seat = _held_seat(seat)
        require(by, "projects.convene_panel", seat.request)
        if seat.is_recused:
            raise ValidationError(_("This member is recused already."))
        _recuse(by, seat, reason)
        _tell(by, "projects.recuse_from_panel", seat, {"person": seat.person_id})
    return seat


def rate(*, by: Any, seat: PanelSeat, ratings: Mapping[int, tuple[str, str]]) -> PanelSeat:
    """A member's ratings of all criteria at once: criterion's number -> rating and reason. They are given once."""
    require(by, "projects.rate_gate", seat)
    with transaction.atomic():
        seat = _held_seat(seat)
        require(by, "projects.rate_gate", seat)
        criteria = list(seat.request.gate.criteria.all())
        _check_ratings(criteria, ratings)
        PanelRating.objects.bulk_create(
            PanelRating(
                seat=seat,
                criterion=criterion,
                rating=ratings[criterion.pk][0],
                reason=ratings[criterion.pk][1].strip(),
            )
            for criterion in criteria
        )
        seat.rated_at = timezone.now()
        seat.save(update_fields=["rated_at"])
        _tell(by, "projects.rate_gate", seat, {"criteria": len(criteria)})
    return seat


def rating_field(criterion: GateCriterion) -> str:
    return f"rating_{criterion.pk}"


def reason_field(criterion: GateCriterion) -> str:
    return f"reason_{criterion.pk}"


def _check_ratings(criteria: Sequence[GateCriterion], ratings: Mapping[int, tuple[str, str]]) -> None:
    problems: dict[str, Any] = {}
    for criterion in criteria:
        rating, reason = ratings.get(criterion.pk, ("", ""))
        if rating not in Rating.values:
            problems[rating_field(criterion)] = _("Rate this criterion.")
        elif rating == Rating.NOT_APPLICABLE and not reason.strip():
            problems[reason_field(criterion)] = _("Say why the criterion does not apply.")
    if set(ratings) - {criterion.pk for criterion in criteria}:
        raise ValidationError(_("This criterion belongs to another gate."))
    if problems:
        raise ValidationError(problems)


def _recuse(by: Any, seat: PanelSeat, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a sentence why.")})
    seat.declaration, seat.declared_at, seat.declared_by = Declaration.RECUSED, timezone.now(), by
    seat.why_recused = reason.strip()
    seat.save(update_fields=["declaration", "declared_at", "declared_by", "why_recused"])


def _held(request: GateRequest) -> tuple[Project, GateRequest]:
    """The project's row is what everything about a gate waits for, a decision among them."""
    project = locked(Project.objects.select_related("stage"), request.project_id)
    request = GateRequest.objects.select_related("gate", "project__stage").get(pk=request.pk)
    return project, request


def _held_seat(seat: PanelSeat) -> PanelSeat:
    locked(Project.objects.all(), seat.request.project_id)
    return PanelSeat.objects.select_related("request__gate", "request__project__stage", "person").get(pk=seat.pk)


def _tell(by: Any, action: str, seat: PanelSeat, after: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=action,
        target=seat,
        agency_id=seat.request.project.lead_agency_id,
        after={"request": seat.request_id, **after},
    )
