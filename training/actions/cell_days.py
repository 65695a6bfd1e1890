"""The roll-up moved by what changed. Cells are held first, in one order, and what moves them is read after that: of two
who move one cell at once the second reads what the first has written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from training.models import Cell, CellDay

# (agency, course, what, day) -> how many more, or fewer.
Changes = Mapping[tuple[int, int, str, dt.date], int]
# So many days are deleted by one statement.
AT_ONCE = 500
DELTA = "agency_id bigint, course_id bigint, what varchar(9), day date, change integer"
MOVE = """
    INSERT INTO training_cellday (cell_id, what, day, people)
    SELECT c.id, d.what, d.day, d.change
    FROM masar_delta d JOIN training_cell c ON c.agency_id = d.agency_id AND c.course_id = d.course_id
    WHERE TRUE
    ON CONFLICT (cell_id, what, day) DO UPDATE SET people = training_cellday.people + excluded.people
    RETURNING id, people
"""


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
    cursor.execute(MOVE)
    empty = [pk for pk, people in cursor.fetchall() if not people]
    for start in range(0, len(empty), AT_ONCE):
        CellDay.objects.filter(pk__in=empty[start : start + AT_ONCE]).delete()


def lay_out(cursor: Any, name: str, columns: str) -> None:
    """A temporary table, empty."""
    is_postgresql = connection.vendor == "postgresql"
    ending = "ON COMMIT DELETE ROWS" if is_postgresql else ""
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS masar_{name} ({columns}) {ending}")
    cursor.execute(f"{'TRUNCATE' if is_postgresql else 'DELETE FROM'} masar_{name}")
