from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Door(models.TextChoices):
    """The way by which a write came in."""

    PAGE = "page", _("Page")
    ADMIN = "admin", _("Content editor")
    API = "api", _("API")
    TASK = "task", _("Background task")
    COMMAND = "command", _("Command line")


class JobStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")


UNFINISHED = (JobStatus.WAITING, JobStatus.RUNNING)
