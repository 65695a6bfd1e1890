import datetime as dt
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.enums import UNFINISHED, JobStatus

KEPT_FOR = dt.timedelta(days=7)
STALE_AFTER = dt.timedelta(seconds=40)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: models.Model) -> "JobQuerySet":
        return self.filter(asked_by_id=person.pk, at__gt=timezone.now() - KEPT_FOR)

    def left_behind(self) -> "JobQuerySet":
        """Waiting for a bell that may be lost, or held by a worker that has gone silent."""
        silent = timezone.now() - STALE_AFTER
        return self.filter(status__in=UNFINISHED).filter(
            Q(heartbeat_at=None, at__lt=silent) | Q(heartbeat_at__lt=silent)
        )


class Job(models.Model):
    """Long work, done in slices by a worker with the rights of who asked. The row is the truth, the broker a bell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, default="en")
    asks = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(_("status"), max_length=10, choices=JobStatus, default=JobStatus.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    # Where the next slice begins, written in the transaction of the slice before.
    cursor = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Which worker holds it: a worker whose turn was taken over finds another number here and stops.
    turn = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.ForeignKey("records.PrivateFile", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="job_unfinished", condition=Q(status__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, 100 * self.done // self.total)
