from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.enums import QuestionKind
from portfolio.ideas.models.call import Call
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.bilingual import InBothLanguages


class FormVersion(AppendOnly):
    """The extra questions of a call as they stood: a change makes another version, an idea stays on its own."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["call", "-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="form_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"


class Question(AppendOnly):
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="questions")
    # Names the answer; a question that is carried over to another version keeps it.
    key = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind of answer"), max_length=8, choices=QuestionKind)
    label_en = models.CharField(_("question in English"), max_length=200)
    label_ar = models.CharField(_("question in Arabic"), max_length=200)
    is_required = models.BooleanField(_("has to be answered"), default=False)
    # [{"code": "1", "en": "…", "ar": "…"}]
    choices = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    label = InBothLanguages("label")
    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["form", "order"]
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="question_once_a_form")]

    def __str__(self) -> str:
        return str(self.label)
