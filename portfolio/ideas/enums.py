from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Who may answer a call."""

    AGENCY = "agency", _("The staff of one agency")
    GOVERNMENT = "government", _("All government staff")
    STUDENTS = "students", _("Students")
    PUBLIC = "public", pgettext_lazy("audience", "The public")


# Answered without an account, from a confirmed address.
BY_ADDRESS = (Audience.STUDENTS, Audience.PUBLIC)


class CallPhase(models.TextChoices):
    """Where a call stands on a day; derived, never stored."""

    DRAFT = "draft", pgettext_lazy("call", "Being prepared")
    COMING = "coming", pgettext_lazy("call", "Opens later")
    OPEN = "open", pgettext_lazy("call", "Open")
    OVER = "over", pgettext_lazy("call", "Closed")


class QuestionKind(models.TextChoices):
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    CHOICE = "choice", _("Choice")
    NUMBER = "number", _("Number")
    YES_NO = "yes_no", _("Yes or no")


class IdeaStatus(models.TextChoices):
    """In words that the author of an idea can follow."""

    RECEIVED = "received", _("Received, not read yet")
    IN_REVIEW = "in_review", _("Being weighed by the lab")
    QUESTIONED = "questioned", _("The lab asks its author something")
    DECLINED = "declined", _("Not taken further")
    MERGED = "merged", _("Joined to another idea")
    SPLIT = "split", _("Carried on as several ideas")
    ADOPTED = "adopted", _("Became a project")
    WITHDRAWN = "withdrawn", _("Taken back by its author")


# The lab still has to decide what becomes of these.
UNDECIDED = (IdeaStatus.RECEIVED, IdeaStatus.IN_REVIEW, IdeaStatus.QUESTIONED)


class Step(models.TextChoices):
    """What happened to an idea: its history is made of these."""

    SENT = "sent", _("Sent in")
    TAKEN_UP = "taken_up", _("Taken up by the lab")
    ASKED = "asked", _("The lab asked")
    ANSWERED = "answered", _("The author answered")
    DECLINED = "declined", _("Declined")
    MERGED = "merged", _("Joined to another idea")
    GAINED = "gained", _("Another idea was joined to it")
    SPLIT = "split", _("Split into several ideas")
    ADOPTED = "adopted", _("Became a project")
    REOPENED = "reopened", _("Taken up again")
    WITHDRAWN = "withdrawn", _("Taken back by its author")
    SHOWN = "shown", _("Who sees it was changed")


class Showing(models.TextChoices):
    """Who sees an idea besides its authors, the lab and leadership."""

    INSIDE = "inside", _("Those inside government whom the call is open to")
    PUBLIC = "public", _("Everybody")
    HIDDEN = "hidden", _("Nobody else")
