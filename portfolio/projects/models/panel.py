from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Declaration, Rating
from portfolio.projects.models.gate import GateRequest
from portfolio.projects.models.pathway import GateCriterion
from records.append_only import AppendOnly, AppendOnlyQuerySet


class PanelSeat(models.Model):
    """One member of the panel of one gate request, with what they declared of their own interest."""

    request = models.ForeignKey(GateRequest, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_seats")
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(default=timezone.now)
    declaration = models.CharField(_("declaration"), max_length=10, choices=Declaration, blank=True, default="")
    declared_at = models.DateTimeField(null=True)
    # The member's own, or a curator's where the lab recuses a member.
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why_recused = models.CharField(_("reason"), max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["request", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="panel_seat_once"),
            models.CheckConstraint(
                condition=~Q(declaration="recused") | ~Q(why_recused=""), name="panel_recused_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["person", "rated_at"], name="panel_seat_by_person")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.person_id}"

    @property
    def is_recused(self) -> bool:
        return self.declaration == Declaration.RECUSED

    @property
    def has_declared(self) -> bool:
        return bool(self.declaration)


class PanelRating(AppendOnly):
    """How one member finds one criterion. Given once, all criteria together."""

    seat = models.ForeignKey(PanelSeat, on_delete=models.PROTECT, related_name="ratings")
    criterion = models.ForeignKey(GateCriterion, on_delete=models.PROTECT, related_name="+")
    rating = models.CharField(_("rating"), max_length=10, choices=Rating)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["seat", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="panel_rating_once"),
            models.CheckConstraint(
                condition=~Q(rating="na") | ~Q(reason=""), name="panel_not_applicable_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.criterion_id}: {self.rating}"
