"""The lab's own words for what it wants to find again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.projects.models import Tag
from records.actions import audit
from records.policy import require
from records.versions import locked


def add(*, by: Any, code: str, title_en: str, title_ar: str) -> Tag:
    require(by, "projects.keep_tags")
    problems: dict[str, Any] = {
        name: _("Give the title in both languages.")
        for name, title in (("title_en", title_en), ("title_ar", title_ar))
        if not title.strip()
    }
    if Tag.objects.filter(code=code).exists():
        problems["code"] = _("There is a tag of this code already.")
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        tag = Tag.objects.create(code=code, title_en=title_en, title_ar=title_ar)
        audit.record(by=by, action="projects.keep_tags", target=tag, after={"code": code, "added": True})
    return tag


def retire(*, by: Any, tag: Tag, on: dt.date | None) -> Tag:
    """From that day no other project gets it; None takes it back."""
    require(by, "projects.keep_tags")
    with transaction.atomic():
        tag = locked(Tag.objects.all(), tag.pk)
        before, tag.retired_on = tag.retired_on, on
        tag.version += 1
        tag.save(update_fields=["retired_on", "version"])
        audit.record(
            by=by,
            action="projects.keep_tags",
            target=tag,
            before={"retired_on": before},
            after={"retired_on": on},
        )
    return tag
