"""Queries of every page, whose SQL is composed from its queryset once and only filled afterwards.

To compose the SQL of a small query takes the processor several times as long as the database takes to answer it.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Count, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)

# What stands where a value will: nothing that a query says by itself.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: -90_000_001 - number,
    str: lambda number: f"\ufdd0 {number}",
    dt.date: lambda number: dt.date(9998, 1, 1) + dt.timedelta(days=number),
    dt.datetime: lambda number: dt.datetime(9998, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number),
}


@dataclass(frozen=True)
class Composed(Generic[Row]):
    model: type[Row]
    compiler: SQLCompiler
    sql: str
    # For each place of the SQL the name that fills it, or "" and what stands there always.
    places: list[tuple[str, Any]]
    # SQLite keeps days as text.
    converters: Any


@dataclass
class Answer(Generic[Row]):
    """As much of a queryset as it takes to make objects of the rows."""

    model: type[Row]
    compiler: SQLCompiler
    db: str = "default"
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> Answer[Row]:
        return self

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler


class KeptQuery(Generic[Row]):
    """`KeptQuery(lambda person: …filter(person=person), person=int)`, then `.objects(person=7)`."""

    def __init__(self, compose: Callable[..., QuerySet[Row, Any]], **kinds: type) -> None:
        self.compose = compose
        self.kinds = kinds
        # By the kind of database.
        self.kept: dict[str, Composed[Row]] = {}

    def asked(self, **given: Any) -> tuple[str, list[Any]]:
        """The SQL and what fills it, to be part of a larger statement."""
        kept = self._composed()
        return kept.sql, _filled(kept.places, given)

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """What values_list() of the queryset gives."""
        with connection.cursor() as cursor:
            cursor.execute(*self.asked(**given))
            return self._converted(cursor.fetchall())

    def _converted(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        kept = self._composed()
        if not kept.converters:
            return list(rows)
        return [tuple(row) for row in kept.compiler.apply_converters(rows, kept.converters)]

    def rows_of_all(self, givens: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
        """The rows of each, in one query; in no order."""
        if not givens:
            return []
        kept = self._composed()
        # Each within a table of its own, where SQLite takes an order and a limit.
        parts = " UNION ALL ".join(f"SELECT * FROM ({kept.sql}) part_{number}" for number in range(len(givens)))  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(parts, [value for given in givens for value in _filled(kept.places, given)])
            return self._converted(cursor.fetchall())

    def counted(self, **given: Any) -> int:
        kept = self._composed()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({kept.sql}) found", _filled(kept.places, given))  # noqa: S608
            return int(cursor.fetchone()[0])

    def objects(self, **given: Any) -> list[Row]:
        kept = self._composed()
        filled = kept.sql, tuple(_filled(kept.places, given))
        compiler = copy.copy(kept.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: filled  # type: ignore[method-assign]
        return list(ModelIterable(Answer(kept.model, compiler)))  # type: ignore[arg-type]

    def _composed(self) -> Composed[Row]:
        if connection.vendor not in self.kept:
            stand_ins = {name: STAND_INS[kind](number) for number, (name, kind) in enumerate(self.kinds.items())}
            queryset = self.compose(**stand_ins)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            names = {_adapted(value): name for name, value in stand_ins.items()}
            places = [(names.get(value, ""), value) for value in params]
            missing = set(self.kinds) - {name for name, _ in places}
            if missing:
                raise LookupError(f"The query does not ask for {', '.join(sorted(missing))}.")
            self.kept[connection.vendor] = Composed(queryset.model, compiler, sql, places, _converters(compiler))
        return self.kept[connection.vendor]


def _converters(compiler: SQLCompiler) -> Any:
    """Of each column that is not yet what Python shall have. A count of PostgreSQL is a whole number already, which
    Django would make of it once more, row by row."""
    columns = [one[0] for one in compiler.select]
    counts = {place for place, column in enumerate(columns) if isinstance(column, Count)}
    needed = compiler.get_converters(columns)
    is_known = connection.vendor == "postgresql"
    return {place: kept for place, kept in needed.items() if not (is_known and place in counts)}


def _filled(places: list[tuple[str, Any]], given: dict[str, Any]) -> list[Any]:
    return [_adapted(given[name]) if name else value for name, value in places]


def _adapted(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
