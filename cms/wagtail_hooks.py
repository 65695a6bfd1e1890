"""The Wagtail admin in this product's clothes, with only what its people need in it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.competency_editor import CompetencyViewSet
from cms.lesson_editor import LessonTextViewSet
from cms.lesson_files import belongs_to_lessons
from cms.project_chooser import ProjectChooserViewSet, project_chooser
from records.policy import may

# People and their roles are kept by the product's own pages, and pages hold no forms.
LEFT_OUT = frozenset({"users", "groups", "forms"})


register_snippet(LessonTextViewSet)


@hooks.register("register_admin_viewset")
def register_project_chooser() -> ProjectChooserViewSet:
    return project_chooser


@hooks.register("register_admin_viewset")
def register_competencies() -> CompetencyViewSet:
    return CompetencyViewSet()


@hooks.register("before_serve_document")
def inside_government(document: Any, request: HttpRequest) -> None:
    """What only lessons hold is not for everybody, whoever knows its address."""
    if belongs_to_lessons(document) and not may(request.user, "training.see_catalogue"):
        raise Http404


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def leave_out(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in LEFT_OUT]


@hooks.register("register_rich_text_features")
def no_italics(features: Any) -> None:
    """Arabic has no italics; emphasis is bold in both languages."""
    features.default_features = [name for name in features.default_features if name not in ("italic", "embed")]
