"""Completions on their way in, many at once: laid beside what is here, written, and counted by the database itself.

Nothing of it goes through a row object. PostgreSQL takes the rows by COPY; what follows is the same on SQLite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import Membership
from training.actions.cell_days import DELTA as DELTA_COLUMNS
from training.actions.cell_days import lay_out, move_by_delta
from training.actions.obligations import draw_of_people
from training.actions.revisions import TOLD
from training.actions.staff import hold_people
from training.models import Learner
from training.models.completion import NEVER
from training.models.course import last_valid_day
from training.models.obligation import ALWAYS

if TYPE_CHECKING:
    from training.actions.record_completions import PastCompletion

TABLES = {
    "told": """source_key text, person_id bigint, course_id bigint, completed_on date, expires_on date,
               score smallint""",
    # Told, and new or otherwise than before; then what was told before.
    "changed": """source_key text, person_id bigint, course_id bigint, completed_on date, expires_on date,
                  score smallint, before_id bigint, before_revision integer, before_person_id bigint,
                  before_course_id bigint, before_agency_id bigint, before_completed_on date, before_expires_on date,
                  before_score smallint, before_is_void boolean, before_reason text,
                  before_recorded_at timestamptz, before_recorded_by_id bigint""",
    # What a person of an agency held of a course, and what she holds now: of each the month in which it was first
    # completed, and its last valid day.
    "moved": """agency_id bigint, person_id bigint, course_id bigint, old_month date, old_until date, new_month date,
                new_until date""",
}
# Whoever was merged since the rows were read is who stayed.
FOLLOW_MERGERS = """
    UPDATE masar_told SET person_id = (SELECT m.kept_id FROM training_merger m WHERE m.gone_id = person_id)
    WHERE person_id IN (SELECT gone_id FROM training_merger)
"""
MERGERS = "SELECT COUNT(*) FROM training_merger"
# What was taken back stays so until its source tells it otherwise.
CHANGED = f"""
    INSERT INTO masar_changed
    SELECT t.source_key, t.person_id, t.course_id, t.completed_on, t.expires_on, t.score,
           b.id, {", ".join(f"b.{column}" for column in TOLD)}
    FROM masar_told t LEFT JOIN {{each}} ON {{on}}
    WHERE b.id IS NULL OR b.person_id <> t.person_id OR b.course_id <> t.course_id
       OR b.completed_on <> t.completed_on OR COALESCE(b.score, -1) <> COALESCE(t.score, -1)
"""  # noqa: S608 - made of constants
OF_THE_KEY = "b.source_name = %s AND b.source_key = t.source_key AND NOT (b.source_key = '')"
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
    SELECT before_id, {", ".join(f"before_{column}" for column in TOLD)} FROM masar_changed WHERE before_id IS NOT NULL
"""  # noqa: S608 - made of constants
PUT_RIGHT = """
    UPDATE training_completion SET person_id = n.person_id, course_id = n.course_id,
        agency_id = CASE WHEN training_completion.person_id = n.person_id AND training_completion.agency_id IS NOT NULL
                         THEN training_completion.agency_id
                         ELSE (SELECT l.agency_id FROM training_learner l WHERE l.person_id = n.person_id) END,
        completed_on = n.completed_on, expires_on = n.expires_on, score = n.score, is_void = FALSE, reason = '',
        revision = training_completion.revision + 1, recorded_at = %s, recorded_by_id = %s
    FROM masar_changed n
    WHERE training_completion.id = n.before_id AND training_completion.revision = n.before_revision
"""
# Before anything is written: what is told, and what was told before it, beside whatever else the person has completed
# of the course.
MOVED = f"""
    INSERT INTO masar_moved
    WITH whole AS (
        SELECT person_id, course_id, CAST(NULL AS date) AS old_first, CAST(NULL AS date) AS old_until,
               completed_on AS new_first, COALESCE(expires_on, '{NEVER}') AS new_until
        FROM masar_changed
        UNION ALL
        SELECT before_person_id, before_course_id, before_completed_on, COALESCE(before_expires_on, '{NEVER}'),
               NULL, NULL
        FROM masar_changed WHERE NOT before_is_void
        UNION ALL
        SELECT p.person_id, p.course_id, b.completed_on, COALESCE(b.expires_on, '{NEVER}'),
               b.completed_on, COALESCE(b.expires_on, '{NEVER}')
        FROM (
            SELECT person_id, course_id FROM masar_changed
            UNION ALL
            SELECT before_person_id, before_course_id FROM masar_changed
            WHERE before_person_id <> person_id OR before_course_id <> course_id
        ) p CROSS JOIN {{each}}
        WHERE {{on}} AND NOT b.is_void AND b.id NOT IN (SELECT before_id FROM masar_changed WHERE before_id IS NOT NULL)
    ), held AS (
        SELECT person_id, course_id, {{month_of_old}} AS old_month, MAX(old_until) AS old_until,
               {{month_of_new}} AS new_month, MAX(new_until) AS new_until
        FROM whole GROUP BY person_id, course_id
    )
    SELECT l.agency_id, h.person_id, h.course_id, h.old_month, h.old_until, h.new_month, h.new_until
    FROM held h JOIN training_learner l ON l.person_id = h.person_id
    WHERE (h.old_month IS NULL OR h.new_month IS NULL OR h.old_until <> h.new_until OR h.old_month <> h.new_month)
      AND l.agency_id IS NOT NULL AND h.person_id NOT IN (SELECT id FROM accounts_person WHERE NOT is_active)
"""  # noqa: S608 - made of constants
OF_THE_PAIR = "b.person_id = p.person_id AND b.course_id = p.course_id"
# Of what is required each is read after the cells are held, as who draws it holds them too.
DELTA = """
    INSERT INTO masar_delta
    WITH due AS (
        SELECT o.agency_id, o.course_id, o.after, o.until, m.old_until, m.new_until
        FROM masar_moved m JOIN training_obligation o ON o.person_id = m.person_id AND o.course_id = m.course_id
    ), fulfilled AS (
        SELECT agency_id, course_id, after, CASE WHEN until < old_until THEN until ELSE old_until END AS until,
               -1 AS change
        FROM due WHERE old_until > after
        UNION ALL
        SELECT agency_id, course_id, after, CASE WHEN until < new_until THEN until ELSE new_until END, 1
        FROM due WHERE new_until > after
    )
    SELECT agency_id, course_id, what, day, SUM(change) FROM (
        SELECT agency_id, course_id, 'valid' AS what, old_until AS day, -1 AS change FROM masar_moved
        UNION ALL SELECT agency_id, course_id, 'valid', new_until, 1 FROM masar_moved
        UNION ALL SELECT agency_id, course_id, 'completed', old_month, -1 FROM masar_moved
        UNION ALL SELECT agency_id, course_id, 'completed', new_month, 1 FROM masar_moved
        UNION ALL SELECT agency_id, course_id, 'fulfilled', until, change FROM fulfilled
        UNION ALL SELECT agency_id, course_id, 'fulfilled', after, -change FROM fulfilled WHERE after > %s
    ) days
    WHERE day IS NOT NULL
    GROUP BY agency_id, course_id, what, day HAVING SUM(change) <> 0
"""
OF_CELLS = "SELECT DISTINCT agency_id, course_id FROM masar_moved"
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
            UNION SELECT before_person_id FROM masar_changed WHERE before_person_id <> person_id)
        ORDER BY l.id FOR UPDATE) held
"""
# Of whom something was told before has one.
WITHOUT_A_LEARNER = """
    SELECT DISTINCT n.person_id FROM masar_changed n
    WHERE (n.before_id IS NULL OR n.before_person_id <> n.person_id)
      AND NOT EXISTS (SELECT 1 FROM training_learner l WHERE l.person_id = n.person_id)
"""
NOTHING = "\\N"


def take(*, by: Any, source: str, past: Sequence[PastCompletion]) -> tuple[int, int]:
    """Inside the action's transaction; each key once. Answers how many are new, and how many put right.

    Raises IntegrityError where somebody else wrote of the same meanwhile: whoever calls tries again.
    """
    with connection.cursor() as cursor:
        _lay_out(cursor)
        if _is_postgresql():
            # Two loads of one source come one after the other; others go on beside them.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"completions:{source}"])
        _stage(cursor, past)
        mergers = _mergers(cursor)
        if mergers:
            cursor.execute(FOLLOW_MERGERS)
        cursor.execute(changed(), [source])
        cursor.execute("SELECT COUNT(*), COUNT(before_id) FROM masar_changed")
        count, put_right = cursor.fetchone()
        if count:
            _hold_learners(cursor)
            if _mergers(cursor) != mergers:
                raise IntegrityError("a person was merged meanwhile")
            cursor.execute(moved())
            with _by_index(cursor):
                _write(cursor, by=by, source=source, put_right=put_right)
                _move_the_days(cursor)
    return count - put_right, put_right


def _write(cursor: Any, *, by: Any, source: str, put_right: int) -> None:
    now = timezone.now()
    cursor.execute(WRITE, [source, now, by.pk])
    if put_right:
        cursor.execute(KEEP)
        cursor.execute(PUT_RIGHT, [now, by.pk])
        if cursor.rowcount != put_right:
            # Taken back or merged since it was read above.
            raise IntegrityError("a completion was told otherwise meanwhile")


def _move_the_days(cursor: Any) -> None:
    """The roll-up follows by what changed, and is not counted anew: a load touches nearly every cell of it."""
    cursor.execute(CELLS)
    if _is_postgresql():
        cursor.execute(HELD_CELLS)
    lay_out(cursor, "delta", DELTA_COLUMNS)
    cursor.execute(DELTA, [ALWAYS])
    move_by_delta(cursor)


def _lay_out(cursor: Any) -> None:
    for name, columns in TABLES.items():
        lay_out(cursor, name, columns)


def _mergers(cursor: Any) -> int:
    cursor.execute(MERGERS)
    return int(cursor.fetchone()[0])


@contextmanager
def _by_index(cursor: Any) -> Iterator[None]:
    """Each row is looked up by an index. Nobody has counted the rows of fresh tables: by its guesses the planner would
    read whole tables, for every row even."""
    _join_by_hash(cursor, "off")
    yield
    _join_by_hash(cursor, "on")


def _join_by_hash(cursor: Any, turn: str) -> None:
    if _is_postgresql():
        for way in ("enable_hashjoin", "enable_mergejoin", "jit"):
            cursor.execute(f"SET LOCAL {way} = {turn}")


def _stage(cursor: Any, past: Sequence[PastCompletion]) -> None:
    if _is_postgresql():
        with cursor.copy("COPY masar_told FROM STDIN") as copy:
            copy.write("".join(map(_line, past)))
        return
    rows = (
        (key, person, course.pk, day, last_valid_day(day, course.validity_months), score)
        for key, person, course, day, score in past
    )
    cursor.executemany("INSERT INTO masar_told VALUES (%s, %s, %s, %s, %s, %s)", rows)


def _line(past: PastCompletion) -> str:
    key, person, course, day, score = past
    if "\\" in key or "\t" in key or "\n" in key:
        key = key.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    points = NOTHING if score is None else score
    return f"{key}\t{person}\t{course.pk}\t{_days(day, course.validity_months)}\t{points}\n"


@lru_cache(maxsize=50_000)
def _days(day: dt.date, months: int | None) -> str:
    return f"{day}\t{last_valid_day(day, months) or NOTHING}"


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


def changed() -> str:
    return CHANGED.format(**_each(OF_THE_KEY))


def moved() -> str:
    return MOVED.format(**_each(OF_THE_PAIR), **_months())


def _each(on: str) -> dict[str, str]:
    """Completions, asked for row by row: joined, a table that nobody has counted yet would be read whole for each."""
    if _is_postgresql():
        return {"each": f"LATERAL (SELECT * FROM training_completion b WHERE {on} OFFSET 0) b", "on": "TRUE"}  # noqa: S608
    return {"each": "training_completion b", "on": on}


def _months() -> dict[str, str]:
    # Without a time zone: asking for one, day by day, takes longer than all the rest.
    month = "CAST(date_trunc('month', {}::timestamp) AS date)" if _is_postgresql() else "date({}, 'start of month')"
    return {"month_of_old": month.format("MIN(old_first)"), "month_of_new": month.format("MIN(new_first)")}


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
