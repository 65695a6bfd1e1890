"""What learning systems say by xAPI, each with a token of its own."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.append_only import AppendOnly, AppendOnlyQuerySet
from training.models.course import Course


class StatementSource(models.Model):
    """A learning system. Its token is kept as a digest only; it is shown to who made it, for a short time."""

    name = models.CharField(_("name of the system"), max_length=80, unique=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("learning system")
        verbose_name_plural = _("learning systems")

    def __str__(self) -> str:
        return self.name


class Statement(AppendOnly):
    """One thing that a learning system said. The same again changes nothing."""

    class Verb(models.TextChoices):
        COMPLETED = "completed", pgettext_lazy("xAPI", "completed")
        PASSED = "passed", pgettext_lazy("xAPI", "passed")
        FAILED = "failed", pgettext_lazy("xAPI", "failed")

    source = models.ForeignKey(StatementSource, on_delete=models.PROTECT, related_name="statements")
    number = models.UUIDField()
    verb = models.CharField(max_length=9, choices=Verb)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    score = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
