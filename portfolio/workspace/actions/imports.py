"""Tables brought in from a page: the file is kept, and a worker brings it in, slice by slice, as who asked."""

from __future__ import annotations

import io
import tempfile
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from records import jobs
from records.actions import files, source_maps
from records.actions.jobs import ask
from records.models import Job, PrivateFile
from records.policy import require
from records.tables import registry
from records.tables.bringing_in import BringingIn, Refusal, Tally
from records.tables.mapping import (
    LONGEST_SOURCE,
    TableMap,
    fits,
    lacking,
    map_of,
    parsed,
    plain_map,
    unread_columns,
)
from records.tables.reader import Place, Table, TableProblem, open_table
from records.tables.registry import Importer
from records.tables.rejects import RejectsWriter, as_facts, source_of
from records.tables.wording import in_each_language, in_the_readers

KIND = "imports.bring_in"
REFUSALS_SHOWN = 50
# So many ways of being wrong are told one by one; all others are counted together.
REASONS_SHOWN = 20
OTHER = ("", "")
# The table that this worker was at last, as it was left: to find the last row of a workbook again takes as long as to
# read all of it.
_left: dict[Any, tuple[Any, Table, TableMap]] = {}
COUNTS = ("read", "new", "here", "put_right", "refused", "differing")


def try_out(*, by: Any, what: str, content: File, name: str, table_map: str, source: str = "") -> Job:
    """Keep the table and judge every row of it; nothing comes in yet. A map is remembered for its source."""
    require(by, registry.IMPORTERS[what].action)
    with transaction.atomic():
        asks = {"what": what, "name": name, "keep": False, **_map_for(by, what, name, table_map, source)}
        job = ask(by=by, kind=KIND, asks=asks)
        kept = files.keep(
            by=by,
            content=content,
            name=name,
            content_type="application/octet-stream",
            belongs_to="job",
            owner_id=job.pk,
        )
        job.asks = {**job.asks, "file": str(kept.pk)}
        job.save(update_fields=["asks"])
    return job


def _map_for(by: Any, what: str, name: str, table_map: str, source: str) -> dict[str, Any]:
    """The map that was handed in, or the one that is remembered of the source."""
    source = source or source_of(name.rsplit(".", 1)[0])
    if not table_map.strip():
        return {"source": source[:LONGEST_SOURCE], "told": source_maps.remembered(what, source)}
    told = parsed(table_map)
    read = map_of(told, [*registry.IMPORTERS[what].fields, "key"], fallback_source=source)
    source_maps.keep(by=by, what=what, told=told, source=read.source)
    return {"source": read.source, "told": told}


def try_with(*, by: Any, tried: Job, told: dict[str, Any], source: str) -> Job:
    """The same table with other columns: how they are read is remembered for the source."""
    what = tried.asks["what"]
    require(by, registry.IMPORTERS[what].action)
    with transaction.atomic():
        told, source = source_maps.checked(what, told, source)
        source_maps.keep(by=by, what=what, told=told, source=source)
        return ask(by=by, kind=KIND, asks={**tried.asks, "keep": False, "told": told, "source": source})


def bring_in(*, by: Any, tried: Job) -> Job:
    """The same table once more, for good."""
    require(by, registry.IMPORTERS[tried.asks["what"]].action)
    with transaction.atomic():
        job = ask(by=by, kind=KIND, asks={**tried.asks, "keep": True, "tried": str(tried.pk)})
        job.total = tried.outcome.get("read")
        job.save(update_fields=["total"])
    return job


def take_slice(job: Job) -> bool:
    try:
        return _take_slice(job)
    except TableProblem as problem:
        job.outcome = {**job.outcome, "problem": in_each_language(problem.words)}
        return True


def _take_slice(job: Job) -> bool:
    importer = registry.IMPORTERS[job.asks["what"]]
    content, table, table_map = _left.pop(job.pk) if job.pk in _left else _opened(job, importer)
    if missing := lacking(table_map, importer.fields):
        # Every row would be refused for the same: one is asked for the columns instead.
        job.outcome |= {"lacking": missing, "unread": unread_columns(table_map, table.headers)}
        content.close()
        return True
    if job.total is None:
        # Told before the first rows are in, so that one sees how far it is from the start.
        job.total = table.count()
        return _leave(job, content, table, table_map, {})
    refusals: list[Refusal] = []
    tally = Tally(**{name: job.outcome.get(name, 0) for name in COUNTS})
    tally.differences = list(job.outcome.get("differences", []))
    run = BringingIn(importer, table, table_map, job.asked_by, refusals.append, tally)
    after = Place(**job.cursor["place"]) if "place" in job.cursor else None
    place = run.go(after=after, seconds=settings.JOB_SLICE_SECONDS, keep=job.asks["keep"])
    _tell(job, tally, refusals)
    parts = [*job.cursor.get("parts", []), *_kept_part(job, table.headers, refusals)]
    job.done = tally.read
    if place is not None:
        cursor = {"place": {"row": place.row, "byte": place.byte}, "parts": parts}
        return _leave(job, content, table, table_map, cursor)
    content.close()
    job.cursor = {"parts": parts}
    job.outcome |= {"encoding": table.encoding, "unread": unread_columns(table_map, table.headers)}
    job.result = _rejects(job, table.headers, parts)
    return True


def _leave(job: Job, content: Any, table: Table, table_map: TableMap, cursor: dict[str, Any]) -> bool:
    """Until the next slice, which may be another worker's."""
    _left.clear()
    _left[job.pk] = content, table, table_map
    job.cursor = {**cursor, "encoding": table.encoding}
    return False


def _opened(job: Job, importer: Importer) -> tuple[Any, Table, TableMap]:
    content = PrivateFile.objects.get(pk=job.asks["file"]).content.open("rb")
    told, source, fields = job.asks.get("told"), job.asks["source"], [*importer.fields, "key"]
    table_map = map_of(told, fields, fallback_source=source) if told is not None else None
    encoding = job.cursor.get("encoding") or (table_map.encoding if table_map else "")
    table = open_table(
        content,
        sheet=table_map.sheet if table_map else "",
        encoding="" if encoding == "xlsx" else encoding,
    )
    job.outcome = {**job.outcome, "headers": table.headers}
    table_map = table_map or plain_map(table.headers, fields, source=source)
    fits(table_map, table.headers)
    return content, table, table_map


def _tell(job: Job, tally: Tally, refusals: list[Refusal]) -> None:
    shown = job.outcome.get("refusals", [])
    shown += as_facts(refusals[: max(0, REFUSALS_SHOWN - len(shown))])
    job.outcome = {
        **job.outcome,
        **{name: getattr(tally, name) for name in COUNTS},
        "differences": tally.differences,
        "refusals": shown,
        "reasons": _with_these(job.outcome.get("reasons", []), refusals),
    }


def _with_these(reasons: list[dict[str, Any]], refusals: list[Refusal]) -> list[dict[str, Any]]:
    """What is wrong, how often, and where first: the same fault is mostly in many rows."""
    known = {(told["column"], in_the_readers(told["words"])): told for told in reasons}
    for refusal in refusals:
        key = (refusal.column, str(refusal.words))
        if key not in known:
            key = key if len(known) < REASONS_SHOWN else OTHER
            words = "" if key == OTHER else in_each_language(refusal.words)
            known.setdefault(key, {"column": key[0], "words": words, "row": refusal.row, "count": 0})
        known[key]["count"] += 1
    return list(known.values())


def _kept_part(job: Job, headers: list[str], refusals: list[Refusal]) -> list[str]:
    """What this slice refused, as a file of its own: a slice that is done again leaves nothing twice."""
    if not refusals:
        return []
    target = io.BytesIO()
    writer = RejectsWriter(target, headers, with_head=False)
    for refusal in refusals:
        writer.add(refusal)
    writer.close()
    return [str(_keep(job, ContentFile(target.getvalue()), "part.csv").pk)]


def _rejects(job: Job, headers: list[str], parts: list[str]) -> PrivateFile | None:
    if not parts:
        return None
    kept = {str(part.pk): part for part in PrivateFile.objects.filter(pk__in=parts)}
    with tempfile.TemporaryFile() as whole:
        RejectsWriter(whole, headers).close()
        for pk in parts:
            with kept[pk].content.open("rb") as part:
                for block in part.chunks():
                    whole.write(block)
        whole.seek(0)
        # Called after its source, by which it is known when it comes back.
        return _keep(job, File(whole, name="rejects"), _("%(name)s - refused.csv") % {"name": job.asks["source"]})


def _keep(job: Job, content: File, name: str) -> PrivateFile:
    return files.keep(
        by=job.asked_by, content=content, name=name, content_type="text/csv", belongs_to="job", owner_id=job.pk
    )


def report(job: Job) -> list[tuple[str, Any]]:
    outcome = job.outcome
    if "problem" in outcome:
        return [(_("Not read"), in_the_readers(outcome["problem"]))]
    return [
        (_("Rows read"), outcome.get("read", 0)),
        (_("New"), outcome.get("new", 0)),
        (_("Here already"), outcome.get("here", 0)),
        *([(_("Put right"), outcome["put_right"])] if outcome.get("put_right") else []),
        (_("Refused"), outcome.get("refused", 0)),
    ]


def offer() -> None:
    from django.utils.translation import gettext_lazy

    jobs.register(KIND, gettext_lazy("Bringing in a table"), take_slice, report)
