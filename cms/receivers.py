"""What follows from a page's publishing and from a change of roles."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail_localize.models import TranslationSource

from accounts.models import Membership, Person
from cms.editors import seat


@receiver(page_published, dispatch_uid="notice stale translations")
def notice_stale_translations(sender: Any, instance: Page, **kwargs: Any) -> None:
    """wagtail-localize looks at its source only when told to; this tells it whenever the source goes live."""
    source = TranslationSource.objects.filter(
        object_id=instance.translation_key, locale_id=instance.locale_id
    ).first()
    if source is not None:
        source.update_from_db()


@receiver(post_save, sender=Membership, dispatch_uid="seat in the editor")
def seat_by_role(sender: Any, instance: Membership, **kwargs: Any) -> None:
    seat(Person.objects.get(pk=instance.person_id))
