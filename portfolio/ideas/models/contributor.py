from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from portfolio.ideas.models.call import Call
from portfolio.ideas.models.form_version import FormVersion


class Contributor(models.Model):
    """Somebody without an account, known by an address that was confirmed. The row stays when the address goes."""

    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ARABIC)
    confirmed_at = models.DateTimeField(default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    # Asked by the policy of whoever acts.
    is_authenticated = False
    is_active = False

    class Meta:
        ordering = ["id"]
        constraints = [
            # Only an address counts: what is left where one was removed is no address.
            models.UniqueConstraint(Lower("email"), condition=Q(email__contains="@"), name="contributor_once")
        ]

    def __str__(self) -> str:
        return self.name or gettext("Somebody without an account")

    @property
    def shown_name(self) -> str:
        return self.name or pgettext("author", "A member of the public")

    @property
    def is_reachable(self) -> bool:
        return self.forgotten_at is None and "@" in self.email


class HeldIdea(models.Model):
    """What was typed without an account, until its address is confirmed; unconfirmed it goes after some days."""

    # The key of the form that it was sent by, so that a form sent twice is held once.
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="held")
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="held")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=6000)
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="held_idea_by_age")]

    def __str__(self) -> str:
        return str(self.key)
