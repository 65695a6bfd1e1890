"""One of many values. On PostgreSQL they travel as one array: thousands of parameters cost more than the rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Field, Lookup, Q


@Field.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        if self.rhs and all(type(value) is int for value in self.rhs):
            # As the text of an array: that is written in one go, where a list is written number by number.
            return f"{column} = ANY(%s::bigint[])", [*params, f"{{{','.join(map(str, self.rhs))}}}"]
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]


def among(name: str, values: Iterable[Any]) -> Q:
    way = "among" if connection.vendor == "postgresql" else "in"
    return Q(**{f"{name}__{way}": list(values)})
