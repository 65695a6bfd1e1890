from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from records.models import Submission


def once(*, by: Any, key: UUID, work: Callable[[], str]) -> str:
    """Do `work` unless this form was sent before, and answer with the path that the first sending led to.

    The key is written first, so of two sendings at the same second the later waits for the earlier and then finds it.
    """
    with transaction.atomic():
        submission, is_new = Submission.objects.get_or_create(key=key, defaults={"person": by})
        if not is_new:
            if submission.person_id != by.pk:
                raise PermissionDenied("another person's form")
            return submission.answer
        submission.answer = work()
        submission.save(update_fields=["answer"])
        return submission.answer
