"""Certificates: issued with a completion, shown with or without a name, and revoked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked
from training.badges import signed
from training.models import Certificate, Completion


def issue(completion: Completion) -> Certificate:
    """Inside the action that records the completion."""
    certificate = Certificate(completion=completion)
    certificate.credential = signed(certificate)
    certificate.save()
    return certificate


def show_name(*, by: Any, certificate: Certificate, shown: bool) -> Certificate:
    require(by, "training.own_certificate", certificate)
    with transaction.atomic():
        certificate = locked(Certificate.objects.select_related("completion"), certificate.pk)
        certificate.shows_name = shown
        certificate.save(update_fields=["shows_name"])
        audit.record(by=by, action="training.show_name", target=certificate, after={"shown": shown})
    return certificate


def revoke(*, by: Any, certificate: Certificate, reason: str) -> Certificate:
    require(by, "training.revoke_certificate", certificate)
    with transaction.atomic():
        certificate = locked(Certificate.objects.select_related("completion__person"), certificate.pk)
        if certificate.revoked_on is not None:
            raise ValidationError(_("This certificate is revoked already."))
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        take_away(certificate, by=by, reason=reason.strip())
        audit.record(
            by=by,
            action="training.revoke_certificate",
            target=certificate,
            agency_id=certificate.completion.agency_id,
        )
    return certificate


def take_away(certificate: Certificate, *, by: Any, reason: str) -> None:
    """Whoever holds it hears of it. Its row is held by who calls."""
    certificate.revoked_on = today()
    certificate.revoke_reason = reason
    certificate.revoked_by = by
    certificate.save(update_fields=["revoked_on", "revoke_reason", "revoked_by"])
    notices.tell(
        [certificate.completion.person],
        kind="training.revoked",
        path=f"/training/certificates/{certificate.pk}/",
        facts={"course": certificate.completion.course_id},
        once=f"revoked:{certificate.pk}",
    )
