"""Which tables can be taken out. An app registers each with how to open it for a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from records.exports.columns import Table
from records.policy import Words


@dataclass(frozen=True)
class Source:
    """`open` is given the reader and the query of the address that was looked at; it answers what that reader sees."""

    name: str
    title: Words
    action: str
    open: Callable[[Any, str], Table]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    SOURCES[source.name] = source
