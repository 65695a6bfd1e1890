"""100,000 completions, nine in ten of them told before: brought in by the product, and by PostgreSQL alone.

PostgreSQL alone copies the same file into a temporary table and writes it with one INSERT … ON CONFLICT into a table of
the same columns, indexes, foreign keys and rows; it judges nothing, keeps no history and counts no roll-up. Both write
an audit event for each 20,000 rows. Measured in turn, by processor time and by the clock.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from measuring.processor import seconds_of

SOURCE = "measured"
ROWS = 100_000
# Of a hundred rows, how many were told before; and after how many rows an audit event is written.
AGAIN = 90
BATCH = 20_000
TARGET = 2.0
MOST_MEMORY_MIB = 150
PREPARE = """
    DROP TABLE IF EXISTS bare_completion;
    CREATE TABLE bare_completion (LIKE training_completion INCLUDING ALL);
    ALTER TABLE bare_completion
        ADD FOREIGN KEY (person_id) REFERENCES accounts_person DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (course_id) REFERENCES training_course DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (version_id) REFERENCES training_courseversion DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (agency_id) REFERENCES accounts_agency DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (enrolment_id) REFERENCES training_enrolment DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (recorded_by_id) REFERENCES accounts_person DEFERRABLE INITIALLY DEFERRED;
    INSERT INTO bare_completion SELECT * FROM training_completion;
    SELECT setval(pg_get_serial_sequence('bare_completion', 'id'), (SELECT max(id) FROM bare_completion));
"""
STAGE = """
    CREATE TEMPORARY TABLE told (key text, person text, course text, completed_on date, score smallint) ON COMMIT DROP
"""
WRITE = """
    INSERT INTO bare_completion (person_id, course_id, agency_id, completed_on, expires_on, score, is_void, reason,
        source_name, source_key, revision, recorded_at, recorded_by_id)
    SELECT p.id, c.id, l.agency_id, t.completed_on,
           (t.completed_on + make_interval(months => c.validity_months))::date, t.score, false, '', %(source)s,
           t.key, 1, now(), %(by)s
    FROM told t JOIN accounts_person p ON p.email = t.person JOIN training_course c ON c.code = t.course
    LEFT JOIN training_learner l ON l.person_id = p.id
    ON CONFLICT (source_name, source_key) WHERE source_key <> ''
    DO UPDATE SET completed_on = excluded.completed_on, expires_on = excluded.expires_on, score = excluded.score,
        recorded_at = excluded.recorded_at
"""
AUDIT = """
    INSERT INTO records_auditevent ({columns}) SELECT {columns} FROM records_auditevent
    WHERE action = 'training.record_completions' ORDER BY id DESC LIMIT 1
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures a load of completions against PostgreSQL's own.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--child", nargs=1, metavar="FILE", help="bring this file in, and tell what it took")
    chosen = parser.parse_args()
    if chosen.child:
        product(Path(chosen.child[0]))
        return 0
    found = measured(chosen.rounds, chosen.rows)
    found["is_missed"] = found["ratio"] > TARGET or found["memory_mib"] > MOST_MEMORY_MIB
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["is_missed"] else 0


def measured(rounds: int, count: int) -> dict[str, Any]:
    folder = Path(os.environ.get("MASAR_VAR", "build"))
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(PREPARE)
        people, courses = subjects(database, count)
        by = database.execute("SELECT min(id) FROM accounts_person").fetchone()
        columns = ", ".join(
            name
            for (name,) in database.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'records_auditevent' AND column_name <> 'id'"
            )
        )
        taken: list[dict[str, float]] = []
        for number in range(rounds + 1):
            # As a server does by itself that is not being measured.
            database.execute("VACUUM (ANALYZE)")
            file = folder / "completions.csv"
            write_file(file, number, people, courses, count)
            if number % 2:
                ours, theirs = by_product(file), bare(address, file, by, columns, count)
            else:
                theirs, ours = bare(address, file, by, columns, count), by_product(file)
            # The first round finds nothing told before: it lays what the others put right.
            if number:
                taken.append(
                    {
                        "cpu": ours["cpu"],
                        "wall": ours["wall"],
                        "bare_cpu": theirs["cpu"],
                        "bare_wall": theirs["wall"],
                        "memory": ours["memory"],
                    }
                )
        database.execute("DROP TABLE bare_completion")
    ratios = [one["cpu"] / one["bare_cpu"] for one in taken]
    walls = [one["wall"] / one["bare_wall"] for one in taken]
    return {
        "name": f"completions loaded, {count:,} rows",
        "rows": count,
        "queries": None,
        "p50_ms": round(1000 * statistics.median(one["wall"] for one in taken)),
        "cpu_ms": round(1000 * statistics.median(one["cpu"] for one in taken)),
        "bare_ms": round(1000 * statistics.median(one["bare_wall"] for one in taken)),
        "bare_cpu_ms": round(1000 * statistics.median(one["bare_cpu"] for one in taken)),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_min": round(min(ratios), 2),
        "ratio_max": round(max(ratios), 2),
        "ratio_by_the_clock": round(statistics.median(walls), 2),
        "memory_mib": round(max(one["memory"] for one in taken)),
        "target": TARGET,
    }


def subjects(database: psycopg.Connection, count: int) -> tuple[list[str], list[str]]:
    people = [
        email
        for (email,) in database.execute(
            "SELECT p.email FROM accounts_person p JOIN training_learner l ON l.person_id = p.id ORDER BY p.id"
        )
    ]
    courses = [code for (code,) in database.execute("SELECT code FROM training_course ORDER BY id")]
    if len(people) * len(courses) < 2 * count:
        raise SystemExit("Seed a country with its training first: seed_scale, then seed_training.")
    return people, courses


def write_file(path: Path, number: int, people: list[str], courses: list[str], count: int) -> None:
    """Of each round the first tenth of the rows of before goes, and as many new ones come."""
    first = number * (count * (100 - AGAIN) // 100)
    day = dt.date(2025, 1, 1) + dt.timedelta(days=number)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "person", "course", "completed_on", "score"])
        for row in range(first, first + count):
            person, course = people[row % len(people)], courses[(row // len(people)) % len(courses)]
            on = day + dt.timedelta(days=row % 300)
            writer.writerow([f"k{row}", person, course, on.isoformat(), 50 + (row + number) % 50])


def by_product(file: Path) -> dict[str, float]:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--child", str(file)], check=True, capture_output=True, text=True
    ).stdout
    return dict(json.loads(told.splitlines()[-1]))


def product(file: Path) -> None:
    """In a process of its own, so that its memory is its own."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection

    from records.tables.bringing_in import BringingIn, Refusal
    from records.tables.mapping import plain_map
    from records.tables.reader import open_table
    from records.tables.registry import IMPORTERS

    by = get_user_model().objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    importer = IMPORTERS["completions"]
    refused: list[Refusal] = []
    before = memory()
    began, used = time.monotonic(), seconds_of([os.getpid(), backend])
    with file.open("rb") as content:
        table = open_table(content, name=file.name)
        run = BringingIn(importer, table, plain_map(table.headers, importer.fields, source=SOURCE), by, refused.append)
        run.go()
    wall, cpu = time.monotonic() - began, seconds_of([os.getpid(), backend]) - used
    if refused or run.tally.new + run.tally.here != run.tally.read:
        raise SystemExit(f"refused: {refused[:3]}")
    sys.stdout.write(json.dumps({"wall": wall, "cpu": cpu, "memory": memory() - before}) + "\n")


def memory() -> float:
    """The most that this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare(address: str, file: Path, by: Any, columns: str, count: int) -> dict[str, float]:
    with psycopg.connect(address) as database:
        backend = database.info.backend_pid
        began, used = time.monotonic(), seconds_of([os.getpid(), backend])
        database.execute("SET max_parallel_workers_per_gather = 0")
        database.execute(STAGE)
        with (
            file.open("rb") as content,
            database.cursor().copy("COPY told FROM STDIN WITH (FORMAT csv, HEADER)") as copy,
        ):
            while block := content.read(1 << 16):
                copy.write(block)
        database.execute(WRITE, {"source": SOURCE, "by": by[0]})
        for _batch in range(-(-count // BATCH)):
            database.execute(AUDIT.format(columns=columns))  # type: ignore[arg-type]
        database.commit()
        return {"wall": time.monotonic() - began, "cpu": seconds_of([os.getpid(), backend]) - used}


if __name__ == "__main__":
    sys.exit(main())
