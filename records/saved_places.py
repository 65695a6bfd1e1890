"""Which places can be saved with their filters, and the menu of what a person has saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from records.models import SavedView
from records.policy import Words

# The name of an address -> what the place is called.
PLACES: dict[str, Words] = {}
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    name: str


def register(places: dict[str, Words]) -> None:
    PLACES.update(places)


def menu_of(person: Any) -> list[Entry]:
    """Kept beside the sign-in counters, which all processes share, so that no list asks the database for its menu."""
    if not person.is_authenticated:
        return []
    kept = cache.get(_key(person.pk))
    if kept is None:
        kept = [(str(view.pk), view.name) for view in SavedView.objects.filter(person=person).only("id", "name")]
        cache.set(_key(person.pk), kept, KEPT_SECONDS)
    return [Entry(*entry) for entry in kept]


def forget_menu(person_id: int) -> None:
    cache.delete(_key(person_id))


def _key(person_id: int) -> str:
    return f"saved-views-{person_id}"
