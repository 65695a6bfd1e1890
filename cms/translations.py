"""The same page in the other language, and the nearest one where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class Missing:
    language: str
    # The nearest page above it that is there in that language.
    nearest_title: str
    nearest_url: str


@dataclass(frozen=True)
class Alternates:
    # Language -> address; empty where there is no translation that the public can read.
    addresses: dict[str, str]
    missing: list[Missing] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> Alternates:
        own = page.locale.language_code
        above = {ancestor.translation_key: ancestor.depth for ancestor in page.get_ancestors().filter(depth__gt=1)}
        keys = [page.translation_key, *above]
        found: dict[str, dict[object, Page]] = {}
        for other in (
            Page.objects.live().filter(translation_key__in=keys).exclude(locale=page.locale).select_related("locale")
        ):
            found.setdefault(other.locale.language_code, {})[other.translation_key] = other
        addresses: dict[str, str] = {}
        missing: list[Missing] = []
        for language, _name in settings.LANGUAGES:
            if language == own:
                addresses[language] = page.url or ""
                continue
            there = found.get(language, {})
            if page.translation_key in there:
                addresses[language] = there[page.translation_key].url or ""
                continue
            addresses[language] = ""
            nearest = max(
                (other for other in there.values()), key=lambda other: above.get(other.translation_key, 0), default=None
            )
            if nearest is not None and nearest.url:
                missing.append(Missing(language, nearest.title, nearest.url))
        return cls(addresses, missing)
