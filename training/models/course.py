from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from records.bilingual import InBothLanguages
from records.search_words import WordsField, words_of
from records.versions import Versioned
from training.enums import LessonKind, Level
from training.models.competency import Competency

code_shape = RegexValidator(
    r"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,59}$", _("Use letters, digits, hyphens and full stops, at most 60 in all.")
)


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, person: Any) -> CourseQuerySet:
        """The catalogue is for everybody inside government; what is not offered any more, for the lab."""
        standing = standing_of(person)
        if standing.is_lab_staff:
            return self
        return self.filter(is_offered=True) if standing.is_government else self.none()


class Course(Versioned):
    """What can be learned. What has to be done for it belongs to its versions."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_shape])
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=1000, blank=True)
    summary_ar = models.TextField(_("summary in Arabic"), max_length=1000, blank=True)
    outcomes_en = models.TextField(_("what one can do afterwards, in English"), max_length=2000, blank=True)
    outcomes_ar = models.TextField(_("what one can do afterwards, in Arabic"), max_length=2000, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.INTRODUCTORY)
    minutes = models.PositiveIntegerField(_("length in minutes"), null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    competencies = models.ManyToManyField(Competency, blank=True, related_name="courses")
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="leads_to")
    is_open_to_all = models.BooleanField(_("people can enrol themselves"), default=False)
    is_offered = models.BooleanField(_("offered"), default=True)
    words = WordsField(default="", editable=False)
    source_name = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    title = InBothLanguages("title")
    summary = InBothLanguages("summary")
    outcomes = InBothLanguages("outcomes")
    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(condition=~Q(title_en="", title_ar=""), name="course_has_a_title"),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="course_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = words_of(self.code, self.title_en, self.title_ar, self.summary_en, self.summary_ar)
        super().save(*args, **kwargs)

    def expires_on(self, completed_on: dt.date) -> dt.date | None:
        return last_valid_day(completed_on, self.validity_months)


def last_valid_day(completed_on: dt.date, months: int | None) -> dt.date | None:
    """The same day so many months on (the month's last where there is none); None where it never ends."""
    if months is None:
        return None
    month = completed_on.month - 1 + months
    year, month = completed_on.year + month // 12, month % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, min(completed_on.day, (following - dt.timedelta(days=1)).day))


class Lesson(models.Model):
    """A part of a course. Pages tell it, in each language; versions say whether it belongs, and where."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    code = models.CharField(_("code"), max_length=60, validators=[code_shape])
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=LessonKind, default=LessonKind.PAGE)
    minutes = models.PositiveIntegerField(_("length in minutes"), null=True, blank=True)
    source_name = models.CharField(max_length=80, blank=True, editable=False)

    title = InBothLanguages("title")

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(condition=~Q(title_en="", title_ar=""), name="lesson_has_a_title"),
            models.UniqueConstraint(fields=["course", "code"], name="lesson_once_per_course"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class CourseVersion(models.Model):
    """What has to be done for a completion, and nothing else: once somebody is enrolled it stays as it is."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lessons = models.ManyToManyField(Lesson, through="VersionLesson", related_name="versions")
    # The rule of completion: each part that is named has to be fulfilled.
    needs_lessons = models.BooleanField(_("every lesson that is not optional"), default=True)
    needs_quiz = models.BooleanField(_("the quiz"), default=False)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (percent)"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts at the quiz"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    attendance_percent = models.PositiveSmallIntegerField(
        _("days to attend (percent)"), default=0, validators=[MaxValueValidator(100)]
    )
    needs_assessment = models.BooleanField(_("an assessment by the lab"), default=False)

    class Meta:
        ordering = ["course", "number"]
        verbose_name = _("course version")
        verbose_name_plural = _("course versions")
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="version_once_per_course")]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.number}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None


class VersionLesson(models.Model):
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="parts")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="places")
    order = models.PositiveSmallIntegerField(_("order"))
    is_optional = models.BooleanField(_("optional"), default=False)

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "lesson"], name="lesson_once_per_version"),
            models.UniqueConstraint(fields=["version", "order"], name="one_lesson_at_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.order}"


class Question(models.Model):
    """Of the quiz, or of the test before and after the course; one of its choices is right."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"))
    text_en = models.CharField(_("question in English"), max_length=500)
    text_ar = models.CharField(_("question in Arabic"), max_length=500)
    why_en = models.CharField(_("why, in English"), max_length=500, blank=True)
    why_ar = models.CharField(_("why, in Arabic"), max_length=500, blank=True)
    # Asked before and after the course, too, to see what it changed.
    is_measuring = models.BooleanField(_("in the tests before and after"), default=False)

    text = InBothLanguages("text")
    why = InBothLanguages("why")

    class Meta:
        ordering = ["version", "order"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="one_question_at_a_place")]

    def __str__(self) -> str:
        return str(self.text)


class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    order = models.PositiveSmallIntegerField(_("order"))
    text_en = models.CharField(_("answer in English"), max_length=300)
    text_ar = models.CharField(_("answer in Arabic"), max_length=300)
    is_right = models.BooleanField(_("right"), default=False)

    text = InBothLanguages("text")

    class Meta:
        ordering = ["question", "order"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["question", "order"], name="one_choice_at_a_place"),
            models.UniqueConstraint(fields=["question"], condition=Q(is_right=True), name="one_right_choice"),
        ]

    def __str__(self) -> str:
        return str(self.text)


NEWEST_FIRST = F("number").desc()
