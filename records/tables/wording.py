"""What is wrong with a table or a row: said in the language of whoever reads it, not of whoever brought it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, override


class Saying:
    """A sentence and what stands in it, put together when it is read."""

    __slots__ = ("message", "params")

    def __init__(self, message: Any, params: Mapping[str, Any] | None = None) -> None:
        self.message, self.params = message, params

    def __str__(self) -> str:
        return str(self.message % self.params if self.params else self.message)


Words = str | Promise | Saying


def said(message: Words, **params: Any) -> Saying:
    return Saying(message, params)


def sayings(refusal: ValidationError) -> list[Saying]:
    """What a field or a validator has to say, not yet put into words."""
    return [Saying(error.message, error.params) for error in refusal.error_list]


def in_each_language(words: Words) -> dict[str, str]:
    """As it is kept for readers to come; that of who asks comes first."""
    spoken = {}
    for code in sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language()):
        with override(code):
            spoken[code] = str(words)
    return spoken


def in_the_readers(spoken: Mapping[str, str] | str) -> str:
    if isinstance(spoken, str):
        # Kept for a week by an earlier edition, in one language.
        return spoken
    return spoken.get(get_language() or "") or next(iter(spoken.values()))
