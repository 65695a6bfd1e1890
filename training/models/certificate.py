import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.models.completion import Completion


def new_code() -> str:
    return secrets.token_urlsafe(12)


class Certificate(models.Model):
    """The proof of a completion that its holder shows to others. Its text is signed once and never changed."""

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=24, unique=True, default=new_code, editable=False)
    # The Open Badge, as it was signed.
    credential = models.TextField(editable=False)
    issued_at = models.DateTimeField(default=timezone.now)
    shows_name = models.BooleanField(_("shows my name"), default=False)
    revoked_on = models.DateField(_("revoked"), null=True)
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.code

    def standing_on(self, day: dt.date) -> str:
        """`valid`, `expired` or `revoked`."""
        if self.revoked_on is not None:
            return "revoked"
        return "valid" if self.completion.is_valid_on(day) else "expired"
