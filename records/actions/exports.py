"""A table that is taken out: at once where it is short, else as a job of which the result is for the asker alone."""

from __future__ import annotations

import csv
import datetime as dt
import json
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from records.actions import audit, files, jobs
from records.clock import today
from records.exports.columns import Cells, Kind, Table
from records.exports.registry import SOURCES, Source
from records.exports.writing import CONTENT_TYPES, CSV, csv_of, write_xlsx
from records.models import Job
from records.models.private_file import private_storage
from records.policy import require

# More than these are written by a worker.
MOST_AT_ONCE = 5_000
KIND = "exports.table"
KEYS_AT_ONCE = 1_000
SECONDS_A_SLICE = 3.0


def take(*, by: Any, source: Source, query: str, written_as: str) -> Table | Job:
    """The table itself, told to the trail, or the job that writes it."""
    require(by, source.action)
    table = source.open(by, query)
    with transaction.atomic():
        if table.count > MOST_AT_ONCE:
            return jobs.ask(by=by, kind=KIND, asks={"source": source.name, "query": query, "as": written_as})
        tell(by=by, source=source, table=table, written_as=written_as)
    return table


def tell(*, by: Any, source: Source, table: Table, written_as: str) -> None:
    audit.record(
        by=by,
        action=source.action,
        count=table.count,
        after={"table": source.name, "as": written_as, "rows": table.count, "filters": list(table.asked)},
    )


def name_of(table: Table, written_as: str) -> str:
    return f"{slugify(table.name)}-{today().isoformat()}.{written_as}"


# As a job: first which rows, in their order; then the rows, a few thousand a slice; then the file.


def work_on(job: Job) -> bool:
    """Everything so far is on disk with its length in the cursor: what a dead worker wrote beyond it is cut off."""
    source = SOURCES[job.asks["source"]]
    table = source.open(job.asked_by, job.asks["query"])
    spool = Spool(job)
    if not job.cursor:
        job.total = spool.write_keys(table.keys())
        job.cursor = {"keys": 0, "rows": 0}
        return False
    until = time.monotonic() + SECONDS_A_SLICE
    more = spool.write_rows(table)
    while more and time.monotonic() < until:
        more = spool.write_rows(table)
    if more:
        return False
    finish(job, source, table, spool)
    return True


def finish(job: Job, source: Source, table: Table, spool: Spool) -> None:
    written_as = job.asks["as"]
    if written_as != CSV:
        with spool.file.open("wb") as into:
            write_xlsx(table, into, spool.read_rows(table))
    with (spool.rows if written_as == CSV else spool.file).open("rb") as content:
        job.result = files.keep(
            by=job.asked_by,
            content=File(content),
            name=name_of(table, written_as),
            content_type=CONTENT_TYPES[written_as],
            belongs_to="job",
            owner_id=job.pk,
        )
    job.outcome = {"rows": job.done}
    tell(by=job.asked_by, source=source, table=table, written_as=written_as)
    transaction.on_commit(spool.remove)


class Spool:
    """The files of a job that is under way."""

    def __init__(self, job: Job) -> None:
        self.job = job
        folder = Path(private_storage().path("exports"))
        folder.mkdir(parents=True, exist_ok=True)
        self.keys, self.rows, self.file = (folder / f"{job.pk.hex}.{kind}" for kind in ("keys", "rows", "file"))

    def write_keys(self, keys: Iterable[Any]) -> int:
        count = 0
        with self.keys.open("w") as file:
            for key in keys:
                file.write(json.dumps(key) + "\n")
                count += 1
        self.rows.write_bytes(b"")
        return count

    def write_rows(self, table: Table) -> bool:
        """The next thousand; answers whether there are more."""
        cursor, job = self.job.cursor, self.job
        with self.keys.open("rb") as file:
            file.seek(cursor["keys"])
            # By readline, because a file that is iterated does not tell where it is.
            chunk = [json.loads(line) for line in islice(iter(file.readline, b""), KEYS_AT_ONCE)]
            cursor["keys"] = file.tell()
        with self.rows.open("r+b") as out:
            out.truncate(cursor["rows"])
            out.seek(cursor["rows"])
            if job.asks["as"] == CSV:
                for piece in csv_of(table, table.rows_of(chunk), with_head=cursor["rows"] == 0):
                    out.write(piece)
            else:
                out.write(as_lines(table.rows_of(chunk)))
            cursor["rows"] = out.tell()
        job.done += len(chunk)
        return len(chunk) == KEYS_AT_ONCE

    def read_rows(self, table: Table) -> Iterator[list[Any]]:
        parse = [PARSED[column.kind] for column in table.columns]
        with self.rows.open(encoding="utf-8", newline="") as file:
            for cells in csv.reader(file):
                yield [read(cell) if cell else None for read, cell in zip(parse, cells, strict=True)]

    def remove(self) -> None:
        for path in (self.keys, self.rows, self.file):
            path.unlink(missing_ok=True)


PARSED: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.WORD: str,
    Kind.WHOLE: int,
    Kind.DECIMAL: float,
    Kind.DAY: dt.date.fromisoformat,
}


def as_lines(rows: Iterable[Cells]) -> bytes:
    """Rows as they are kept between two slices: what they hold, without anything that a format adds."""
    lines: list[str] = []
    csv.writer(_Lines(lines)).writerows(rows)
    return "".join(lines).encode()


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
