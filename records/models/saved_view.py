import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.versions import Versioned


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person: models.Model) -> "SavedViewQuerySet":
        return self.filter(models.Q(person_id=person.pk) | models.Q(is_shared=True))


class SavedView(Versioned):
    """A place with its filters, kept under a name. It holds what to ask, never what was found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    # The name of the address, so that it is found again in any language.
    place = models.CharField(max_length=80)
    # Names and values as they were typed, so that a name of a person is found in them and can be taken out.
    asked = models.JSONField(default=list)
    # Whoever has the address may open it, and finds there what they may see themselves.
    is_shared = models.BooleanField(_("shared by its address"), default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        return urlencode([(name, value) for name, value in self.asked])
