"""Kinds of long work. An app registers a worker for a kind; it is called slice by slice until it says that it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from records.models import Job


@dataclass(frozen=True)
class JobKind:
    """`slice` does a few seconds of work inside a transaction, moves job.cursor, done and total, answers "finished?"."""

    title: str | Promise
    slice: Callable[[Job], bool]


KINDS: dict[str, JobKind] = {}


def register(kind: str, title: str | Promise, slice: Callable[[Job], bool]) -> None:
    KINDS[kind] = JobKind(title, slice)
