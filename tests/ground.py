"""What migrations put into the database, kept so that a test which empties it can lay it again."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Model
from django.test import TransactionTestCase

from records import append_only

# SQLite takes no more parts in one.
MOST_IN_A_UNION = 400
_kept: dict[str, list[tuple[str, list[str], list[tuple[Any, ...]]]]] = {}


def keep(alias: str = "default") -> None:
    connection = connections[alias]
    tables = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            rows = [tuple(row) for row in cursor.fetchall()]
            if rows:
                tables.append((table, columns, rows))
    _kept[alias] = tables


def lay_again(alias: str = "default") -> None:
    """In one transaction, and of the tables with rows alone: to empty every table by TRUNCATE takes PostgreSQL
    seconds, each time, because it makes a new file of each."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    with transaction.atomic(using=alias), append_only.suspended(alias), connection.cursor() as cursor:
        for table in _tables_with_rows(alias):
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, columns, rows in _kept.get(alias, []):
            names = ", ".join(quote(column) for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)
        # A test that migrated back and forth made tables anew, whose keys would begin at 1 again.
        for statement in connection.ops.sequence_reset_sql(no_style(), _models(alias)):
            cursor.execute(statement)
        # References wait for the end of the transaction, and no trigger is laid on a table that still waits.
        connection.check_constraints()


def _tables_with_rows(alias: str) -> list[str]:
    connection = connections[alias]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    asked = [f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {quote(table)})" for number, table in enumerate(tables)]
    found = []
    with connection.cursor() as cursor:
        for first in range(0, len(asked), MOST_IN_A_UNION):
            cursor.execute(" UNION ALL ".join(asked[first : first + MOST_IN_A_UNION]))
            found += [tables[number] for (number,) in cursor.fetchall()]
    return found


def _models(alias: str) -> list[type[Model]]:
    there = {table for table, _columns, _rows in _kept.get(alias, [])}
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in there]


def _teardown(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        lay_again(alias)


def install() -> None:
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]
