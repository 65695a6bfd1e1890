"""Completions on their way in, many at once: laid beside what is here, written, and counted by the database itself.

Nothing of it goes through a row object. PostgreSQL takes the rows by COPY; what follows is the same on SQLite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import Membership
from training.actions.cell_days import DELTA as DELTA_COLUMNS
from training.actions.cell_days import lay_out, move_by_delta
from training.actions.obligations import draw_of_people
from training.actions.revisions import TOLD
from training.actions.staff import hold_people
from training.models import Learner
from training.models.obligation import ALWAYS
from training.models.tally import NEVER


class Told(NamedTuple):
    """A row of the staging table, in the order of its columns."""

    key: str
    person: int
    course: int
    completed_on: dt.date
    expires_on: dt.date | None
    score: int | None


TABLES = {
    "told": """source_key text, person_id bigint, course_id bigint, completed_on date, expires_on date,
               score smallint""",
    # Told, and new or otherwise than before.
    "changed": """source_key text, person_id bigint, course_id bigint, completed_on date, expires_on date,
                  score smallint, before_id bigint, revision integer, before_person bigint, before_course bigint,
                  before_void boolean""",
    # What came to a person's completions of a course, and how many went.
    "pairs": """person_id bigint, course_id bigint, came integer, went integer, came_first date, came_last date,
                came_until date""",
    # What a person held of a course, and what she holds now; or what has to be counted before that is known.
    "touched": """person_id bigint, course_id bigint, agency_id bigint, holding_id bigint, old_first date,
                  old_until date, is_known boolean, times integer, new_first date, new_last date, new_until date""",
}
# What was taken back stays so until its source tells it otherwise. Each key is asked for by itself, in the words of the
# partial index: joined, a table that nobody has counted yet would be read whole for every row; and so by SQLite anyway.
CHANGED = """
    INSERT INTO masar_changed
    SELECT t.source_key, t.person_id, t.course_id, t.completed_on, t.expires_on, t.score,
           b.id, b.revision, b.person_id, b.course_id, b.is_void
    FROM masar_told t
    LEFT JOIN training_completion b ON b.id = (
        SELECT known.id FROM training_completion known
        WHERE known.source_name = %s AND known.source_key = t.source_key AND NOT (known.source_key = ''))
    WHERE b.id IS NULL OR b.person_id <> t.person_id OR b.course_id <> t.course_id
       OR b.completed_on <> t.completed_on OR COALESCE(b.score, -1) <> COALESCE(t.score, -1)
"""
WRITE = """
    INSERT INTO training_completion (person_id, course_id, agency_id, completed_on, expires_on, score, is_void, reason,
        source_name, source_key, revision, recorded_at, recorded_by_id)
    SELECT n.person_id, n.course_id, l.agency_id, n.completed_on, n.expires_on, n.score, FALSE, '', %s, n.source_key, 1,
           %s, %s
    FROM masar_changed n JOIN training_learner l ON l.person_id = n.person_id
    WHERE n.before_id IS NULL
"""
KEEP = f"""
    INSERT INTO training_completionrevision (completion_id, {", ".join(TOLD)})
    SELECT b.id, {", ".join(f"b.{column}" for column in TOLD)}
    FROM masar_changed n JOIN training_completion b ON b.id = n.before_id
"""  # noqa: S608 - made of constants
PUT_RIGHT = """
    UPDATE training_completion SET person_id = n.person_id, course_id = n.course_id,
        agency_id = CASE WHEN training_completion.person_id = n.person_id AND training_completion.agency_id IS NOT NULL
                         THEN training_completion.agency_id
                         ELSE (SELECT l.agency_id FROM training_learner l WHERE l.person_id = n.person_id) END,
        completed_on = n.completed_on, expires_on = n.expires_on, score = n.score, is_void = FALSE, reason = '',
        revision = training_completion.revision + 1, recorded_at = %s, recorded_by_id = %s
    FROM masar_changed n
    WHERE training_completion.id = n.before_id AND training_completion.revision = n.revision
"""
PAIRS = """
    INSERT INTO masar_pairs
    SELECT person_id, course_id, SUM(came), SUM(went), MIN(day), MAX(day), MAX(until) FROM (
        SELECT person_id, course_id, 1 AS came, 0 AS went, completed_on AS day, COALESCE(expires_on, %s) AS until
        FROM masar_changed
        UNION ALL
        SELECT before_person, before_course, 0, 1, NULL, NULL FROM masar_changed
        WHERE before_id IS NOT NULL AND NOT before_void
    ) moves
    GROUP BY person_id, course_id ORDER BY person_id, course_id
"""
# Known without looking at the completions: nothing was held, or nothing of it is left, or nothing went. `times` 0 is
# a count that nobody kept.
TOUCHED = """
    INSERT INTO masar_touched
    SELECT p.person_id, p.course_id, l.agency_id, h.id, h.first_on, h.valid_until,
           h.id IS NULL OR (h.times > 0 AND (p.went = 0 OR h.times = p.went)),
           p.came + CASE WHEN p.went = 0 THEN COALESCE(h.times, 0) ELSE 0 END,
           CASE WHEN p.went = 0 AND h.first_on < p.came_first THEN h.first_on ELSE p.came_first END,
           CASE WHEN p.went = 0 AND h.last_on > p.came_last THEN h.last_on ELSE p.came_last END,
           CASE WHEN p.went = 0 AND h.valid_until > p.came_until THEN h.valid_until ELSE p.came_until END
    FROM masar_pairs p
    LEFT JOIN training_learner l ON l.person_id = p.person_id
    LEFT JOIN training_holding h ON h.person_id = p.person_id AND h.course_id = p.course_id
"""
COUNTED = """
    INSERT INTO masar_touched
    SELECT p.person_id, p.course_id, p.agency_id, p.holding_id, p.old_first, p.old_until, TRUE, COALESCE(n.times, 0),
           n.first_on, n.last_on, n.valid_until
    FROM masar_touched p LEFT JOIN {now}
    WHERE NOT p.is_known
"""
NOT_COUNTED = "DELETE FROM masar_touched WHERE NOT is_known"
NOW = """
    SELECT c.person_id, c.course_id, COUNT(*) AS times, MIN(c.completed_on) AS first_on, MAX(c.completed_on) AS last_on,
           MAX(COALESCE(c.expires_on, %s)) AS valid_until
    FROM {rows}
    WHERE NOT c.is_void {of_the_pair}
    GROUP BY c.person_id, c.course_id
"""
PAIR = "c.person_id = {0}.person_id AND c.course_id = {0}.course_id"
OF_TOUCHED = f"masar_touched q JOIN training_completion c ON {PAIR.format('q')}"
# PostgreSQL looks each pair up by itself; SQLite cannot say it so, and does it anyway.
NOW_OF_EACH = f"LATERAL ({NOW.format(rows='training_completion c', of_the_pair='AND ' + PAIR.format('p'))}) n ON TRUE"
NOW_OF_ALL = (
    f"({NOW.format(rows=OF_TOUCHED, of_the_pair='AND NOT q.is_known')}) n"
    " ON n.person_id = p.person_id AND n.course_id = p.course_id"
)
HOLD = """
    INSERT INTO training_holding (person_id, course_id, first_on, last_on, valid_until, times)
    SELECT person_id, course_id, new_first, new_last, new_until, times FROM masar_touched
    WHERE new_first IS NOT NULL AND holding_id IS NULL
"""
HOLD_ON = """
    UPDATE training_holding SET first_on = t.new_first, last_on = t.new_last, valid_until = t.new_until, times = t.times
    FROM masar_touched t WHERE training_holding.id = t.holding_id AND t.new_first IS NOT NULL
"""
LET_GO = """
    DELETE FROM training_holding WHERE id IN (SELECT holding_id FROM masar_touched WHERE new_first IS NULL)
"""
# Of what is required each is read after the cells are held, as who draws it holds them too.
DELTA = """
    INSERT INTO masar_delta
    WITH moved AS (
        SELECT person_id, course_id, agency_id, old_until, new_until, {old_month} AS old_month, {new_month} AS new_month
        FROM masar_touched
        WHERE old_first IS NULL OR new_first IS NULL OR old_until <> new_until OR {old_month} <> {new_month}
    ), due AS (
        SELECT o.agency_id, o.course_id, o.after, o.until, m.old_until, m.new_until
        FROM moved m JOIN training_obligation o ON o.person_id = m.person_id AND o.course_id = m.course_id
    ), fulfilled AS (
        SELECT agency_id, course_id, after, CASE WHEN until < old_until THEN until ELSE old_until END AS until,
               -1 AS change
        FROM due WHERE old_until > after
        UNION ALL
        SELECT agency_id, course_id, after, CASE WHEN until < new_until THEN until ELSE new_until END, 1
        FROM due WHERE new_until > after
    )
    SELECT agency_id, course_id, what, day, SUM(change) FROM (
        SELECT agency_id, course_id, 'valid' AS what, old_until AS day, -1 AS change FROM moved
        UNION ALL SELECT agency_id, course_id, 'valid', new_until, 1 FROM moved
        UNION ALL SELECT agency_id, course_id, 'completed', old_month, -1 FROM moved
        UNION ALL SELECT agency_id, course_id, 'completed', new_month, 1 FROM moved
        UNION ALL SELECT agency_id, course_id, 'fulfilled', until, change FROM fulfilled
        UNION ALL SELECT agency_id, course_id, 'fulfilled', after, -change FROM fulfilled WHERE after > %s
    ) days
    WHERE day IS NOT NULL AND agency_id IS NOT NULL
    GROUP BY agency_id, course_id, what, day HAVING SUM(change) <> 0
"""
OF_CELLS = "SELECT DISTINCT agency_id, course_id FROM masar_touched WHERE agency_id IS NOT NULL"
CELLS = f"""
    INSERT INTO training_cell (agency_id, course_id)
    SELECT agency_id, course_id FROM ({OF_CELLS}) t WHERE NOT EXISTS (
        SELECT 1 FROM training_cell c WHERE c.agency_id = t.agency_id AND c.course_id = t.course_id)
    ORDER BY agency_id, course_id ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants
HELD_CELLS = f"""
    SELECT COUNT(*) FROM (
        SELECT id FROM training_cell WHERE (agency_id, course_id) IN ({OF_CELLS})
        ORDER BY agency_id, course_id FOR NO KEY UPDATE) held
"""  # noqa: S608 - made of constants
LEARNERS = """
    SELECT COUNT(*) FROM (
        SELECT l.id FROM training_learner l WHERE l.person_id IN (SELECT person_id FROM masar_changed
            UNION SELECT before_person FROM masar_changed WHERE before_person IS NOT NULL)
        ORDER BY l.id FOR UPDATE) held
"""
WITHOUT_A_LEARNER = """
    SELECT DISTINCT t.person_id FROM masar_changed t
    WHERE NOT EXISTS (SELECT 1 FROM training_learner l WHERE l.person_id = t.person_id)
"""


NOTHING = "\\N"


def take(*, by: Any, source: str, told: Sequence[Told]) -> tuple[int, int]:
    """Inside the action's transaction; each key once. Answers how many are new, and how many put right."""
    with connection.cursor() as cursor:
        _lay_out(cursor)
        if _is_postgresql():
            _by_index(cursor, only=True)
            # Two loads of one source come one after the other; others go on beside them.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"completions:{source}"])
        _stage(cursor, told)
        cursor.execute(CHANGED, [source])
        cursor.execute("SELECT COUNT(*), COUNT(before_id) FROM masar_changed")
        changed, put_right = cursor.fetchone()
        if not changed:
            if _is_postgresql():
                _by_index(cursor, only=False)
            return 0, 0
        _hold_learners(cursor)
        now = timezone.now()
        cursor.execute(WRITE, [source, now, by.pk])
        if put_right:
            cursor.execute(KEEP)
            cursor.execute(PUT_RIGHT, [now, by.pk])
            if cursor.rowcount != put_right:
                # Taken back or merged since it was read above. Who calls tries again.
                raise IntegrityError("a completion was told otherwise meanwhile")
        cursor.execute(PAIRS, [NEVER])
        cursor.execute(TOUCHED)
        cursor.execute(COUNTED.format(now=NOW_OF_EACH if _is_postgresql() else NOW_OF_ALL), [NEVER])
        for sql in (NOT_COUNTED, HOLD, HOLD_ON, LET_GO):
            cursor.execute(sql)
        _move_the_days(cursor)
        if _is_postgresql():
            _by_index(cursor, only=False)
    return changed - put_right, put_right


def _move_the_days(cursor: Any) -> None:
    """The roll-up follows by what changed, and is not counted anew: a load touches nearly every cell of it."""
    cursor.execute(CELLS)
    if _is_postgresql():
        cursor.execute(HELD_CELLS)
    lay_out(cursor, "delta", DELTA_COLUMNS)
    cursor.execute(DELTA.format(old_month=_month("old_first"), new_month=_month("new_first")), [ALWAYS])
    move_by_delta(cursor)


def _lay_out(cursor: Any) -> None:
    for name, columns in TABLES.items():
        lay_out(cursor, name, columns)


def _by_index(cursor: Any, *, only: bool) -> None:
    """Until told otherwise, or the end of the transaction: each row that was told is looked up by an index.

    Nobody has counted the rows of fresh tables. By its guesses the planner would read whole tables, for every row even.
    """
    for way in ("enable_hashjoin", "enable_mergejoin", "jit"):
        cursor.execute(f"SET LOCAL {way} = {'off' if only else 'on'}")


def _stage(cursor: Any, told: Sequence[Told]) -> None:
    if _is_postgresql():
        with cursor.copy("COPY masar_told FROM STDIN") as copy:
            copy.write("".join(map(_line, told)))
        return
    cursor.executemany("INSERT INTO masar_told VALUES (%s, %s, %s, %s, %s, %s)", told)


def _line(row: Told) -> str:
    key, person, course, completed_on, expires_on, score = row
    if "\\" in key or "\t" in key or "\n" in key:
        key = key.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    ends, points = (NOTHING if value is None else value for value in (expires_on, score))
    return f"{key}\t{person}\t{course}\t{completed_on}\t{ends}\t{points}\n"


def _hold_learners(cursor: Any) -> None:
    """Their rows are held in one order; whoever has none yet gets one, with the agency of her latest role."""
    cursor.execute(WITHOUT_A_LEARNER)
    missing = [pk for (pk,) in cursor.fetchall()]
    if missing:
        hold_people(missing)
        Learner.objects.bulk_create(
            [Learner(person_id=pk, agency_id=agency) for pk, agency in _agencies_of(missing)], ignore_conflicts=True
        )
        draw_of_people(missing)
    if _is_postgresql():
        cursor.execute(LEARNERS)


def _agencies_of(people: Sequence[int]) -> Iterable[tuple[int, int | None]]:
    held = Membership.objects.valid_today().filter(person__in=people).exclude(agency=None)
    agencies: dict[int, int] = dict(held.order_by("-starts_on", "-pk").values_list("person", "agency"))
    return [(pk, agencies.get(pk)) for pk in people]


def _month(column: str) -> str:
    if _is_postgresql():
        return f"CAST(date_trunc('month', {column}) AS date)"
    return f"date({column}, 'start of month')"


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
