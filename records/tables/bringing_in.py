"""Bringing a table in: row by row read and judged, batch by batch written, and told what was refused and why."""

from __future__ import annotations

import gc
import hashlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from records.tables.cells import NO_SUCH_DATE, date_written_as
from records.tables.mapping import TableMap
from records.tables.reader import Place, Row, Table
from records.tables.registry import Difference, Entry, Importer, Written
from records.tables.wording import Saying, Words, sayings
from records.typed_text import TypedDate, TypedText, clean_text, western_digits

# Values of so many cells of a column are kept while a table is read: days, codes and choices come again and again.
MOST_KEPT = 2_000
# So many rows are written together at the most when one of them was refused by the database.
FEW = 200
LONGEST_KEY = 120
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    row: int
    column: str
    words: Words
    value: str = ""
    # The whole row as it stood, where it could be read as one.
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Tally:
    """What has become of the rows so far."""

    read: int = 0
    new: int = 0
    here: int = 0
    put_right: int = 0
    refused: int = 0
    differing: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)

    def add(self, written: Written) -> None:
        self.new += written.new
        self.here += written.here
        self.put_right += written.put_right
        self.differing += len({difference.row for difference in written.differences})
        room = SHOWN - len(self.differences)
        self.differences += [asdict(difference) for difference in written.differences[:room]]


@dataclass
class BringingIn:
    importer: Importer
    table: Table
    table_map: TableMap
    by: Any
    refuse: Callable[[Refusal], None]
    tally: Tally = field(default_factory=Tally)
    # Told how many rows are read, after each batch.
    progress: Callable[[int], None] = lambda read: None
    _refused: list[Refusal] = field(default_factory=list)
    # A field's name, itself, the values of cells that were read, how long a text may be that is taken as it is, and
    # whether the map says how its dates are written.
    _fields: list[tuple[str, Any, dict[str, Any], int, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.importer = self.importer.fresh()
        for name, form_field in self.importer.fields.items():
            longest = form_field.max_length or 0 if type(form_field) is TypedText else 0
            self._fields.append((name, form_field, {}, longest, name in self.table_map.dates))

    def go(self, *, after: Place | None = None, seconds: float | None = None, keep: bool = True) -> Place | None:
        """From a place on until the time is up: answers the place to go on from, or None at the end of the table."""
        started = time.monotonic()
        rows = self.table.rows_on(after)
        while True:
            with collector_at_rest():
                if not self._batch_taken(rows, keep):
                    return None
            place = self.table.place
            self.progress(self.tally.read)
            if seconds is not None and time.monotonic() - started > seconds:
                return place

    def _batch_taken(self, rows: Iterator[Row], keep: bool) -> bool:
        batch = list(itertools.islice(rows, self.importer.batch))
        if batch:
            self._take(batch, keep)
        return bool(batch)

    def _take(self, rows: Sequence[Row], keep: bool) -> None:
        self.tally.read += len(rows)
        entries = [entry for row in rows if (entry := self._judged(row))]
        self.importer.look_up(entries, self.table_map.source)
        good = [entry for entry in entries if not self._told_refused(entry)]
        if good:
            self.tally.add(self._write(good, keep))
        for refusal in sorted(self._refused, key=lambda refusal: refusal.row):
            self.refuse(refusal)
        self._refused.clear()

    def _judged(self, row: Row) -> Entry | None:
        if row.problem:
            self.tally.refused += 1
            self._refused.append(Refusal(row.number, "", row.problem))
            return None
        entry = Entry(row, self.table_map.told(row), "")
        told, clean, spoilt = entry.told, entry.clean, row.spoilt
        for name, form_field, kept, longest, is_dated in self._fields:
            written = told.get(name, "")
            if spoilt or is_dated:
                self._clean(entry, name, form_field)
            elif longest and is_plain(written, longest):
                clean[name] = written
            elif written in kept:
                clean[name] = kept[written]
            else:
                before = len(entry.refused)
                self._clean(entry, name, form_field)
                if len(entry.refused) == before and len(kept) < MOST_KEPT:
                    kept[written] = clean[name]
        entry.key = self._key_of(entry)
        return entry

    def _clean(self, entry: Entry, name: str, form_field: Any) -> None:
        entry.clean[name] = form_field.empty_value if hasattr(form_field, "empty_value") else None
        spoilt = entry.row.spoilt.get(self.table_map.column_of(name))
        if spoilt and name in self.table_map.columns:
            entry.refuse(name, spoilt)
            return
        written = entry.told.get(name, "")
        try:
            if isinstance(form_field, TypedDate) and name in self.table_map.dates and written.strip():
                found = date_written_as(written, self.table_map.dates[name])
                if found is None:
                    raise ValidationError(NO_SUCH_DATE)
                entry.clean[name], entry.written[name] = found
            else:
                entry.clean[name] = form_field.clean(written)
        except ValidationError as refusal:
            for words in sayings(refusal):
                entry.refuse(name, words)

    def _key_of(self, entry: Entry) -> str:
        """Tells the row again when the same file, or a later one of the same source, is brought in."""
        told = entry.told.get("key", "")
        if is_plain(told, LONGEST_KEY) and told[0] != "|":
            return told
        told = told.strip()
        if not told or not told.strip("|"):
            apart = [" ".join(entry.told.get(name, "").split()).casefold() for name in self.importer.told_apart_by]
            return "row:" + hashlib.sha256("\x1f".join(apart).encode()).hexdigest()[:40]
        if not (told.isascii() and told.isprintable()):
            try:
                told = western_digits(clean_text(told))
            except ValidationError as refusal:
                # Where the key is a field of its own, that has said so already.
                if "key" not in entry.clean:
                    entry.refuse("key", sayings(refusal)[0])
        if len(told) > LONGEST_KEY:
            return told[: LONGEST_KEY - 41] + ":" + hashlib.sha256(told.encode()).hexdigest()[:40]
        return told

    def _told_refused(self, entry: Entry) -> bool:
        if not entry.refused:
            return False
        self.tally.refused += 1
        for name, words in entry.refused:
            column = self.table_map.column_of(name)
            self._refused.append(
                Refusal(entry.row.number, column, words, entry.told.get(name, "")[:200], entry.row.cells)
            )
        return True

    def _write(self, entries: Sequence[Entry], keep: bool) -> Written:
        try:
            return self._written(entries, keep)
        except (ValidationError, IntegrityError, DataError):
            if len(entries) > FEW:
                half = len(entries) // 2
                first, second = self._write(entries[:half], keep), self._write(entries[half:], keep)
                return first.with_these(second)
            # One of them is refused by an action or by the database: each is tried by itself, the good ones kept.
            good = self._good_ones(entries)
            return self._written(good, keep) if good else Written()

    def _good_ones(self, entries: Sequence[Entry]) -> list[Entry]:
        good = []
        with transaction.atomic():
            for entry in entries:
                try:
                    self._written([entry], keep=True)
                except ValidationError as refusal:
                    for name, words in _by_field(refusal):
                        entry.refuse(name, words)
                except (IntegrityError, DataError):
                    entry.refuse("key", _("The database does not take this row; it clashes with another one."))
                if not self._told_refused(entry):
                    good.append(entry)
            transaction.set_rollback(True)
        return good

    def _written(self, entries: Sequence[Entry], keep: bool) -> Written:
        with transaction.atomic():
            written = self.importer.write(entries, by=self.by, source=self.table_map.source)
            if not keep:
                transaction.set_rollback(True)
        return written


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A batch makes many objects and no circles of them: looking for circles is half of the work of reading it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def is_plain(text: str, longest: int) -> bool:
    """A text that its field would give back as it is: printable ASCII of the right length, without blanks around it."""
    return 0 < len(text) <= longest and text.isascii() and text.isprintable() and text[0] != " " and text[-1] != " "


def _by_field(refusal: ValidationError) -> Iterator[tuple[str, Saying]]:
    if not hasattr(refusal, "error_dict"):
        yield from (("", words) for words in sayings(refusal))
        return
    for name, errors in refusal.error_dict.items():
        for error in errors:
            yield from (("" if name == NON_FIELD_ERRORS else name, words) for words in sayings(error))


def difference(entry: Entry, name: str, here: Any) -> Difference | None:
    """None where the row says nothing of it, or the same."""
    told = entry.clean.get(name)
    if name not in entry.told or told in (None, "") or str(told) == str(here or ""):
        return None
    return Difference(entry.row.number, name, str(here or "")[:200], str(told)[:200])
