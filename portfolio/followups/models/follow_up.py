from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Membership
from accounts.standing import standing_of
from portfolio.followups import subjects
from portfolio.followups.enums import Change, FollowUpStatus
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.clock import today
from records.versions import Versioned


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, person: Any) -> FollowUpQuerySet:
        """Who owes it, who is inside the agency that owes it, who sees the whole of what it belongs to, the lab."""
        standing = standing_of(person)
        if standing.sees_country:
            return self
        if not getattr(person, "pk", None):
            return self.none()
        return self.filter(
            Q(owner=person.pk) | Q(owner_agency__in=standing.inside_agencies) | subjects.seen_wholly(person)
        )

    def owed_by(self, person: Any) -> FollowUpQuerySet:
        """What the person does: named as its owner, or an officer or lead of an agency that owes it without a name."""
        if not getattr(person, "pk", None):
            return self.none()
        agencies = standing_of(person).agencies_as(*subjects.ANSWER_FOR_AN_AGENCY)
        return self.filter(Q(owner=person.pk) | Q(owner=None, owner_agency__in=agencies))

    def of_agencies(self, agencies: frozenset[int]) -> FollowUpQuerySet:
        """Owed by these agencies, or by somebody who works there."""
        there = Membership.objects.valid_on(today()).filter(agency__in=agencies).values("person")
        return self.filter(Q(owner_agency__in=agencies) | Q(owner__in=there))

    def open_now(self) -> FollowUpQuerySet:
        return self.filter(status=FollowUpStatus.OPEN)

    def late_on(self, day: dt.date) -> FollowUpQuerySet:
        return self.open_now().filter(due_on__lt=day)

    def about(self, kind: str, pk: int) -> FollowUpQuerySet:
        return self.filter(subject_kind=kind, subject_id=pk)


class FollowUp(Versioned):
    """Something that somebody owes by a day: the one mechanism for whatever has an owner, a due date and a status.

    What it belongs to is named by a registered kind and an id, so that this floor knows of none above it.
    """

    kind = models.CharField(max_length=40, editable=False)
    title = models.CharField(_("what has to be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("owner"),
    )
    owner_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("agency that owes it"),
    )
    due_on = models.DateField(_("due"))
    # What was promised first: a slip stays visible.
    first_due_on = models.DateField(editable=False)
    status = models.CharField(_("status"), max_length=8, choices=FollowUpStatus, default=FollowUpStatus.OPEN)
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True)
    subject_kind = models.CharField(max_length=40, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    # Without the language in front, as in notices.
    subject_path = models.CharField(max_length=200, editable=False)
    # Whose the subject was when this was opened.
    subject_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_on = models.DateField(default=today)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(owner_agency__isnull=False), name="follow_up_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False)),
                name="follow_up_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="follow_up_closed_after_opened"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "due_on"], name="follow_up_by_subject"),
            models.Index(fields=["due_on", "id"], name="follow_up_open_by_due", condition=Q(status="open")),
            models.Index(fields=["owner", "due_on"], name="follow_up_open_by_owner", condition=Q(status="open")),
            models.Index(
                fields=["owner_agency", "due_on"], name="follow_up_open_by_agency", condition=Q(status="open")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == FollowUpStatus.OPEN

    def is_late_on(self, day: dt.date) -> bool:
        return self.is_open and self.due_on < day

    @property
    def slipped_days(self) -> int:
        return max(0, (self.due_on - self.first_due_on).days)


class FollowUpChange(AppendOnly):
    """Each thing that happened to a follow-up, with its reason: nothing slips unseen."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(_("what happened"), max_length=12, choices=Change)
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    owner_after = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner_agency_after = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    happened_on = models.DateField(default=today)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["follow_up", "happened_on", "id"], name="follow_up_change_in_order")]

    def __str__(self) -> str:
        return f"{self.follow_up_id}: {self.what}"
