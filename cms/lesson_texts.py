"""What a lesson says, in one language. Its two languages share a translation key, so that one is the other's source."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks.lessons import LESSON_BLOCKS
from cms.streams import BlockStream
from training.models import Lesson


class LessonText(DraftStateMixin, RevisionMixin, PreviewableMixin, TranslatableMixin, models.Model):
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="texts", verbose_name=_("lesson"))
    from_version = models.PositiveSmallIntegerField(
        _("from this version of the course on"),
        default=1,
        help_text=_("Whoever is enrolled in an earlier version goes on reading the text of that version."),
    )
    body = BlockStream(LESSON_BLOCKS, verbose_name=_("what it says"))
    # What it says now, and since when: a translation that was published before that has gone stale.
    wording = models.CharField(max_length=64, blank=True, editable=False)
    wording_since = models.DateTimeField(null=True, editable=False)

    panels = [FieldPanel("lesson"), FieldPanel("from_version"), FieldPanel("body")]
    translatable_fields = [
        SynchronizedField("lesson", overridable=False),
        SynchronizedField("from_version", overridable=False),
        TranslatableField("body"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["lesson", "from_version", "pk"]
        verbose_name = _("lesson text")
        verbose_name_plural = _("lesson texts")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "from_version", "locale"], name="one_text_of_a_lesson_per_locale")
        ]

    def __str__(self) -> str:
        # In its own language and not in the reader's: revisions keep what it was called.
        lesson, language = self.lesson, self.locale.language_code
        title = (lesson.title_ar or lesson.title_en) if language == "ar" else (lesson.title_en or lesson.title_ar)
        return f"{title} · {language} · {lesson.course.code} {self.from_version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self._join_its_other_language()
        now = self._digest()
        if self.live:
            # Of the row and not of the draft that is published, which remembers an older state.
            before = LessonText.objects.filter(pk=self.pk).values_list("wording", "wording_since").first()
            self.wording = now
            self.wording_since = before[1] if before and before[0] == now else timezone.now()
        super().save(*args, **kwargs)

    def is_outdated_by(self, other: LessonText) -> bool:
        """The one that was there first is the source; so is whatever belongs to a later version."""
        if other.from_version != self.from_version:
            return other.from_version > self.from_version
        if other.pk > self.pk or other.wording_since is None or self.last_published_at is None:
            return False
        return other.wording_since > self.last_published_at

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "cms/lessons/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "text": self, "language": self.locale.language_code}

    def _join_its_other_language(self) -> None:
        other = LessonText.objects.filter(lesson=self.lesson_id, from_version=self.from_version)
        key = other.exclude(locale=self.locale_id).order_by("pk").values_list("translation_key", flat=True).first()
        if key is not None:
            self.translation_key = key

    def _digest(self) -> str:
        said = json.dumps(_without_ids(self.body.get_prep_value()), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def _without_ids(told: Any) -> Any:
    """Blocks are numbered anew by each editor; that changes nothing of what is said."""
    if isinstance(told, dict):
        return {name: _without_ids(value) for name, value in told.items() if name != "id"}
    return [_without_ids(one) for one in told] if isinstance(told, list | tuple) else told
