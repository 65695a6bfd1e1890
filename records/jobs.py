"""Kinds of long work. An app registers a worker for a kind; it is called slice by slice until it says it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from records.models import Job


@dataclass(frozen=True)
class JobKind:
    """`slice` works for a few seconds inside a transaction, moves job.cursor, done and total, answers "finished?"."""

    title: str | Promise
    slice: Callable[[Job], bool]
    # What it has to say in the end, read from job.outcome: (words, figure), in the reader's language.
    report: Callable[[Job], list[tuple[str, Any]]] | None = None


KINDS: dict[str, JobKind] = {}


def register(
    kind: str,
    title: str | Promise,
    slice: Callable[[Job], bool],  # noqa: A002
    report: Callable[[Job], list[tuple[str, Any]]] | None = None,
) -> None:
    KINDS[kind] = JobKind(title, slice, report)
