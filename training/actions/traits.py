"""What tells people apart, drawn anew in the transaction of whatever changes it."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Person
from training.models import Merger, Trait
from training.traits import Told, traits_of


def draw_traits(people: Collection[int]) -> None:
    """Whoever was forgotten or went into another entry resembles nobody."""
    rows = Person.objects.filter(pk__in=people, forgotten_at=None).exclude(pk__in=Merger.objects.values("gone"))
    told = rows.values_list("pk", "email", "name_en", "name_ar", "learner__source_key").order_by("pk")
    wanted = {
        (pk, *trait)
        for pk, email, name_en, name_ar, number in told
        for trait in traits_of(Told(email, name_en, name_ar, number or ""))
    }
    drawn = Trait.objects.filter(person__in=people).values_list("person", "kind", "word", "pk")
    here = {(person, kind, word): pk for person, kind, word, pk in drawn}
    gone, new = here.keys() - wanted, sorted(wanted - here.keys())
    if gone:
        Trait.objects.filter(pk__in=[here[one] for one in gone]).delete()
    if new:
        # Two who draw the same person at once draw the same.
        Trait.objects.bulk_create(
            (Trait(person_id=person, kind=kind, word=word) for person, kind, word in new),
            batch_size=2_000,
            ignore_conflicts=True,
        )
