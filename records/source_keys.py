"""Keys that sources gave to their rows, as they are kept: in Western digits, in whichever a table writes them."""

from __future__ import annotations

from typing import Any

from records.typed_text import western_digits

NOT_PLAIN = r"[^ -~]"


def in_western_digits(model: Any, connection: Any) -> None:
    """For migrations, of what came in before. Where the key in Western digits is another row's, each keeps its own."""
    rows = model._base_manager.using(connection.alias)
    others = rows.filter(source_key__regex=NOT_PLAIN).order_by("pk")
    kept = [row for row in others.values_list("pk", "source_name", "source_key") if western_digits(row[2]) != row[2]]
    if not kept:
        return
    with connection.cursor() as cursor:
        # Only ever added to; laid again when all migrations are done.
        table = model._meta.db_table
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update{on}")
    for pk, source, key in kept:
        if not rows.filter(source_name=source, source_key=western_digits(key)).exists():
            rows.filter(pk=pk).update(source_key=western_digits(key))
