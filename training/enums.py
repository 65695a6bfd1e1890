from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    INTRODUCTORY = "introductory", _("Introductory")
    PRACTITIONER = "practitioner", _("Practitioner")
    ADVANCED = "advanced", _("Advanced")


class LessonKind(models.TextChoices):
    PAGE = "page", pgettext_lazy("kind of lesson", "To read and do")
    VIDEO = "video", pgettext_lazy("kind of lesson", "Video")
    DOCUMENT = "document", pgettext_lazy("kind of lesson", "Document")
    LINK = "link", pgettext_lazy("kind of lesson", "Elsewhere")
    CLASSROOM = "classroom", pgettext_lazy("kind of lesson", "In the room")


class EnrolmentStatus(models.TextChoices):
    NOMINATED = "nominated", pgettext_lazy("enrolment", "Nominated")
    WAITING = "waiting", pgettext_lazy("enrolment", "On the waiting list")
    ENROLLED = "enrolled", pgettext_lazy("enrolment", "Enrolled")
    IN_PROGRESS = "in_progress", pgettext_lazy("enrolment", "In progress")
    COMPLETED = "completed", pgettext_lazy("enrolment", "Completed")
    FAILED = "failed", pgettext_lazy("enrolment", "Failed")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn")
    DECLINED = "declined", pgettext_lazy("enrolment", "Not accepted")


# Somebody who is in one of these is about to learn, or learning; the others are over.
OPEN_STATUSES = (
    EnrolmentStatus.NOMINATED,
    EnrolmentStatus.WAITING,
    EnrolmentStatus.ENROLLED,
    EnrolmentStatus.IN_PROGRESS,
)
# These hold a seat in a session.
SEATED = (EnrolmentStatus.ENROLLED, EnrolmentStatus.IN_PROGRESS, EnrolmentStatus.COMPLETED, EnrolmentStatus.FAILED)
LEARNING = (EnrolmentStatus.ENROLLED, EnrolmentStatus.IN_PROGRESS)
LOOKING_BACK = (EnrolmentStatus.IN_PROGRESS, EnrolmentStatus.COMPLETED, EnrolmentStatus.FAILED)


class Test(models.TextChoices):
    """What a set of answers was given for."""

    QUIZ = "quiz", _("Quiz")
    BEFORE = "before", _("Test before the course")
    AFTER = "after", _("Test after the course")

    __test__ = False  # type: ignore[misc]


class Use(models.TextChoices):
    """What of a course was used three months on."""

    OFTEN = "often", pgettext_lazy("used", "Often")
    ONCE = "once", pgettext_lazy("used", "Once or twice")
    NOT_YET = "not_yet", pgettext_lazy("used", "Not yet")
    NO_OCCASION = "no_occasion", pgettext_lazy("used", "There was no occasion")


USED = (Use.OFTEN, Use.ONCE)
