from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FollowUpStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("state", "Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Change(models.TextChoices):
    """What happened to a follow-up."""

    OPENED = "opened", _("Opened")
    DUE_CHANGED = "due_changed", _("Due date changed")
    HANDED_ON = "handed_on", _("Handed on")
    CLOSED = "closed", _("Done")
    DROPPED = "dropped", _("Dropped")
