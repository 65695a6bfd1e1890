"""The roll-up moved by what changed. Cells are held first, in one order, and what moves them is read after that: of two
who move one cell at once the second reads what the first has written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from training.models import Cell

# (agency, course, what, day) -> how many more, or fewer.
Changes = Mapping[tuple[int, int, str, dt.date], int]
DELTA = "agency_id bigint, course_id bigint, what varchar(9), day date, change integer"
OF_CELLS = """
    FROM masar_delta d JOIN training_cell c ON c.agency_id = d.agency_id AND c.course_id = d.course_id
"""
MOVE = f"""
    INSERT INTO training_cellday (cell_id, what, day, people) SELECT c.id, d.what, d.day, d.change {OF_CELLS} WHERE TRUE
    ON CONFLICT (cell_id, what, day) DO UPDATE SET people = training_cellday.people + excluded.people
"""
EMPTY = f"""
    DELETE FROM training_cellday WHERE id IN (
        SELECT k.id {OF_CELLS} JOIN training_cellday k ON k.cell_id = c.id AND k.what = d.what AND k.day = d.day
        WHERE k.people = 0)
"""  # noqa: S608 - made of constants


def hold_cells(cells: Collection[tuple[int, int]]) -> dict[tuple[int, int], Cell]:
    """(agency, course): those that are not there yet are made."""
    wanted = sorted(set(cells))
    if not wanted:
        return {}
    Cell.objects.bulk_create([Cell(agency_id=a, course_id=c) for a, c in wanted], ignore_conflicts=True)
    rows = Cell.objects.filter(agency__in={a for a, _c in wanted}, course__in={c for _a, c in wanted})
    ids = [pk for pk, *cell in rows.values_list("pk", "agency", "course") if tuple(cell) in set(wanted)]
    held = Cell.objects.filter(pk__in=ids).order_by("agency", "course").select_for_update(of=("self",), no_key=True)
    return {(cell.agency_id, cell.course_id): cell for cell in held}


def move_days(changes: Changes) -> None:
    """The cells are held by who calls."""
    rows = [(*key, change) for key, change in sorted(changes.items()) if change]
    if not rows:
        return
    with connection.cursor() as cursor:
        lay_out(cursor, "delta", DELTA)
        if connection.vendor == "postgresql":
            with cursor.copy("COPY masar_delta FROM STDIN") as copy:
                copy.write("".join(f"{a}\t{c}\t{what}\t{day}\t{change}\n" for a, c, what, day, change in rows))
        else:
            cursor.executemany("INSERT INTO masar_delta VALUES (%s, %s, %s, %s, %s)", rows)
        move_by_delta(cursor)


def move_by_delta(cursor: Any) -> None:
    for sql in (MOVE, EMPTY):
        cursor.execute(sql)


def lay_out(cursor: Any, name: str, columns: str) -> None:
    """A temporary table, empty."""
    is_postgresql = connection.vendor == "postgresql"
    ending = "ON COMMIT DELETE ROWS" if is_postgresql else ""
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS masar_{name} ({columns}) {ending}")
    cursor.execute(f"{'TRUNCATE' if is_postgresql else 'DELETE FROM'} masar_{name}")
