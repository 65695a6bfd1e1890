"""Readings of indicators from a table, by the same rules as those that are typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from portfolio.measures.actions import readings
from portfolio.measures.actions.indicators import problem_of_precision
from portfolio.measures.actions.readings import PastReading, problem_of_period
from portfolio.measures.models import Indicator, Reading
from portfolio.measures.periods import first_day_of
from records.clock import today
from records.tables import cells
from records.tables.registry import Difference, Entry, Importer, Written
from records.tables.wording import said
from records.typed_numbers import TypedDecimal


class ReadingImporter(Importer):
    name = "readings"
    title = _("Readings of indicators")
    action = readings.ACTION
    told_apart_by = ("indicator", "period_on")
    fields = {
        "key": cells.text(400, label=_("Key in the source")),
        "indicator": cells.text(40, required=True, label=_("Code of the indicator")),
        "period_on": cells.day(required=True, label=_("A day of the period")),
        "value": TypedDecimal(label=_("Value")),
        "method": cells.text(500, label=_("How it was read")),
        "link": cells.text(500, label=_("Link to the evidence")),
        "read_on": cells.day(label=_("Read on")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        known = Indicator.objects.in_bulk(
            {(entry.clean["indicator"] or "").casefold() for entry in entries}, field_name="code"
        )
        for entry in entries:
            told = entry.clean
            code = told["indicator"] or ""
            indicator = told["indicator"] = known.get(code.casefold())
            if code and indicator is None:
                entry.refuse("indicator", said(_("There is no indicator “%(code)s” here."), code=code))
            if told["read_on"] and told["read_on"] > today():
                entry.refuse("read_on", _("This day is still to come: a reading tells of what has been read."))
            if indicator is None:
                continue
            if told["period_on"]:
                told["period_on"] = first_day_of(told["period_on"], indicator.frequency)
                if problem := problem_of_period(told["period_on"], indicator.frequency):
                    entry.refuse("period_on", problem)
            if told["value"] is not None and (problem := problem_of_precision(told["value"], indicator.decimals)):
                entry.refuse("value", problem)

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        here = {
            reading.source_key: reading
            for reading in Reading.objects.filter(
                source_name=source, source_key__in=[entry.key for entry in entries]
            ).prefetch_related("indicator")
        }
        new = {entry.key: entry for entry in entries if entry.key not in here}
        made = readings.record_history(by=by, source=source, past=[_past(entry) for entry in new.values()])
        written = Written(new=len(made), here=len(entries) - len(made))
        for entry in entries:
            reading = here.get(entry.key)
            told = entry.clean["value"]
            if reading and told != reading.value:
                written.differences.append(Difference(entry.row.number, "value", str(reading.value), str(told)))
        return written


def _past(entry: Entry) -> PastReading:
    told = entry.clean
    return PastReading(key=entry.key, **{name: told[name] for name in ReadingImporter.fields if name != "key"})
