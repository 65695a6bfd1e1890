"""A completion told otherwise than before: what was told stays to be read."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from training.models import Completion, CompletionRevision

# The columns in which a completion and what was told of it before are the same.
TOLD = (
    "revision",
    "person_id",
    "course_id",
    "agency_id",
    "completed_on",
    "expires_on",
    "score",
    "is_void",
    "reason",
    "recorded_at",
    "recorded_by_id",
)


def held_completion(pk: int) -> Completion:
    """As it stands now, and nobody else's until the end of the transaction."""
    return Completion.objects.select_for_update(of=("self",)).get(pk=pk)


def revise(completion: Completion, *, by: Any, **now: Any) -> None:
    """The row is held by who calls."""
    CompletionRevision.objects.create(completion=completion, **{name: getattr(completion, name) for name in TOLD})
    for name, value in now.items():
        setattr(completion, name, value)
    completion.revision += 1
    completion.recorded_at, completion.recorded_by = timezone.now(), by
    completion.save(update_fields=[*now, "revision", "recorded_at", "recorded_by"])
