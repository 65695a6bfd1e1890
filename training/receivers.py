from collections.abc import Collection
from typing import Any

from django.db import connections
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import Membership, Person
from training.actions.competencies import ensure_competencies
from training.actions.traits import draw_traits
from training.actions.work import follow_activity, follow_roles

NAMED_BY = {"email", "name_en", "name_ar", "forgotten_at"}


def lay_competencies(sender: Any, using: str, **kwargs: Any) -> None:
    # A migration back to nothing also ends here, with the tables gone.
    if "training_competency" in connections[using].introspection.table_names():
        ensure_competencies()


@receiver(post_save, sender=Membership, dispatch_uid="obligations of a role")
def draw_by_role(sender: Any, instance: Membership, **kwargs: Any) -> None:
    follow_roles([instance.person_id])


@receiver(post_save, sender=Person, dispatch_uid="obligations of who is active")
def count_by_activity(
    sender: Any, instance: Person, created: bool, update_fields: Collection[str] | None, **kwargs: Any
) -> None:
    """Whoever is new has neither a role nor an agency yet."""
    if not created and (update_fields is None or "is_active" in update_fields):
        follow_activity(instance.pk)


@receiver(post_save, sender=Person, dispatch_uid="traits of who is named")
def draw_by_name(sender: Any, instance: Person, update_fields: Collection[str] | None, **kwargs: Any) -> None:
    if update_fields is None or NAMED_BY & set(update_fields):
        draw_traits([instance.pk])
