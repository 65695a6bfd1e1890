"""Domain records carry both names in columns of their own; this is the one way to read them."""

from typing import Any

from django.utils.translation import get_language


def reading_arabic() -> bool:
    return (get_language() or "en").startswith("ar")


class InBothLanguages:
    """`title = InBothLanguages("title")` reads title_ar or title_en, and the other one where the first is empty."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type) -> Any:
        if instance is None:
            return self
        first, second = ("ar", "en") if reading_arabic() else ("en", "ar")
        return getattr(instance, f"{self.name}_{first}") or getattr(instance, f"{self.name}_{second}")


def column_of(name: str) -> str:
    """The column to sort by in the reader's language."""
    return f"{name}_ar" if reading_arabic() else f"{name}_en"
