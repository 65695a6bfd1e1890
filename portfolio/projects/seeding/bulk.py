"""Rows into a table by the fastest way that keeps every constraint: COPY on PostgreSQL, many at a time elsewhere."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """`columns` are attribute names as Django has them; what is left out takes the database's default, so name all."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(_written(row, documents) if documents else row)
            return
        prepare = [field.get_db_prep_save for field in fields]
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - names of the models' own columns
            ([make(value, connection) for make, value in zip(prepare, row, strict=True)] for row in rows),  # type: ignore[arg-type]
        )


def _written(row: Row, documents: Sequence[int]) -> Row:
    return [json.dumps(value) if place in documents else value for place, value in enumerate(row)]


def numbers_for(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that nobody else will be given. Elsewhere than on PostgreSQL the caller is the only writer."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
    return list(range(last + 1, last + 1 + count))
