"""Two people edit one record: the second save is stopped and shown both versions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditConflict(Exception):
    """The record was saved by somebody else since the form was opened; `current` is what it says now."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(str(_("Somebody else saved this while you were writing.")))


class Versioned(models.Model):
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def locked(queryset: models.QuerySet | models.Manager, pk: Any, expected: int | None = None) -> Any:
    """The row, held until the transaction ends. Raises EditConflict when it is no longer at the `expected` version."""
    # The row alone first: PostgreSQL, having waited for another's change, compares the changed row with the rows that
    # were joined before it, and a project that has moved would be found nowhere.
    rows = queryset.all()
    current = rows.select_related(None).select_for_update(of=("self",)).get(pk=pk)
    if rows.query.select_related:
        current = rows.get(pk=pk)
    if expected is not None and current.version != expected:
        raise EditConflict(current)
    return current
