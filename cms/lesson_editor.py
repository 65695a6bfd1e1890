"""Lessons' texts in the Wagtail admin: listed with their state, begun for a lesson from the page of its course."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages as buttons
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from cms.lesson_texts import LessonText
from portfolio.agenda.wagtail_hooks import AgendaPolicy
from training.models import Lesson


class LessonPolicy(AgendaPolicy):
    ASKED = dict.fromkeys(("add", "change", "delete", "publish"), "training.keep_courses")


class TextsView(IndexView):
    def get_base_queryset(self) -> Any:
        told = LessonText.objects.filter(live=True).select_related("locale")
        return (
            super()
            .get_base_queryset()
            .select_related("lesson__course", "locale", "latest_revision")
            .prefetch_related(Prefetch("lesson__texts", told, to_attr="told_texts"))
        )


class BackToTheCourse:
    """A lesson is written from the page of its course, where the other language and the next lesson stand, too."""

    object: LessonText
    action: str

    def get_success_url(self) -> str:
        return self._of_the_course() if self.action == "publish" else super().get_success_url()  # type: ignore[misc]

    def get_success_buttons(self) -> list[Any]:
        if self.action == "publish":
            return []
        to_the_course = buttons.button(self._of_the_course(), gettext("To the course"))
        return [*super().get_success_buttons(), to_the_course]  # type: ignore[misc]

    def _of_the_course(self) -> str:
        return reverse("training:build", args=[self.object.lesson.course.code]) + "#lessons"


class AddView(BackToTheCourse, CreateView):
    def get_initial_form_instance(self) -> LessonText:
        """Of the lesson and the version that the course's page was asked for."""
        text: LessonText = super().get_initial_form_instance() or LessonText()
        lesson, version = self.request.GET.get("lesson", ""), self.request.GET.get("version", "")
        if lesson.isascii() and lesson.isdigit():
            text.lesson = Lesson.objects.filter(pk=lesson).first() or text.lesson  # type: ignore[misc]
        if version.isascii() and version.isdigit():
            text.from_version = int(version)
        self.begun = text
        return text

    def get_page_subtitle(self) -> str:
        """Which lesson it is, and in which language: nothing else on the page says so."""
        return str(self.begun) if self.begun.lesson_id else str(super().get_page_subtitle())


class StaleView(BackToTheCourse, EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if source := source_that_changed(self.object):
            messages.warning(
                request,
                gettext("The %(language)s text has changed since this was published: bring this one up to date.")
                % {"language": source.locale.get_display_name()},
            )
        return super().get(request, *args, **kwargs)


def source_that_changed(text: LessonText) -> LessonText | None:
    told = getattr(text.lesson, "told_texts", None)
    if told is None:
        told = LessonText.objects.filter(lesson=text.lesson_id, live=True).select_related("locale")
    others = (other for other in told if other.locale_id != text.locale_id)
    return next((other for other in others if text.is_outdated_by(other)), None)


def state_of(text: LessonText) -> Any:
    if not text.live:
        return _("Draft")
    return _("Out of date") if source_that_changed(text) else _("Told")


class LessonTextViewSet(SnippetViewSet):
    model = LessonText
    icon = "doc-full"
    menu_label = _("Lessons")
    menu_order = 230
    add_to_admin_menu = True
    index_view_class = TextsView
    add_view_class = AddView
    edit_view_class = StaleView
    list_display = ["__str__", Column("state", label=_("State"), accessor=state_of)]
    search_fields = ["lesson__title_en", "lesson__title_ar", "lesson__course__code"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False

    @property
    def permission_policy(self) -> LessonPolicy:
        return LessonPolicy(self.model)
