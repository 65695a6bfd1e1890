from __future__ import annotations

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import Person
from records.actions import audit, notices


def ask_for_new(*, email: str) -> None:
    """Whether the address is somebody's or nobody's, the same happens as far as the asker can see."""
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    with transaction.atomic():
        audit.record(by=None, action="accounts.ask_for_new_password", target=person)
        if person:
            notices.write_letter(
                kind="accounts.new_password",
                facts={"person": person.pk},
                once=f"new-password:{person.pk}:{get_random_string(16)}",
            )
