"""Completions from a table of an HR or a learning system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.clock import today
from records.tables import cells
from records.tables.cells import EMPTY, NO_SUCH_DATE
from records.tables.registry import Entry, Importer, Written
from training.actions import record_completions
from training.actions.completions import COMES_TOO_EARLY
from training.actions.record_completions import PastCompletion
from training.importers.days import DayOfEither
from training.importers.lengths import Score
from training.importers.modules import courses_called, find_course
from training.queries import people_called

DAYS = {"input_formats": ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d"]}
# So many are remembered while a table is read.
MOST_PEOPLE = 100_000
TOLD = {"required": EMPTY, "invalid": NO_SUCH_DATE}


class CompletionImporter(Importer):
    name = "completions"
    title = _("Completions")
    action = record_completions.ACTION
    told_apart_by = ("person", "course", "completed_on")
    batch = 20_000
    fields = {
        "key": cells.text(120, label=_("Key in the source")),
        "person": cells.text(254, required=True, label=_("Person: e-mail address, or key in the source")),
        "course": cells.text(60, required=True, label=_("Course")),
        "completed_on": DayOfEither(label=_("Completed on"), error_messages=dict(TOLD), **DAYS),
        "enrolled_on": DayOfEither(label=_("Enrolled on"), required=False, error_messages=dict(TOLD), **DAYS),
        "score": Score(most=100, label=_("Score")),
    }

    def __init__(self) -> None:
        # The same people come again and again.
        self.people: dict[str, int | None] = {}

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        courses = courses_called({entry.clean["course"] for entry in entries})
        people = self._people([entry.clean["person"] for entry in entries], source)
        now = today()
        for entry in entries:
            told = entry.clean
            find_course(entry, courses)
            name = told["person"]
            told["person"] = people[name]
            if name and told["person"] is None:
                entry.refuse("person", _("Nobody here has this address or key. Bring the people in first."))
            day = told["completed_on"]
            if day and day > now:
                entry.refuse("completed_on", COMES_TOO_EARLY)
            if day and told["enrolled_on"] and day < told["enrolled_on"]:
                entry.refuse("completed_on", _("It was completed before the person was enrolled."))

    def _people(self, names: Sequence[str], source: str) -> dict[str, int | None]:
        if len(self.people) > MOST_PEOPLE:
            self.people.clear()
        if new := {name for name in names if name not in self.people}:
            found = people_called(new, source)
            self.people |= {name: found.get(name.casefold()) for name in new}
        return self.people

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        recorded = record_completions.record(by=by, source=source, past=[_past(entry) for entry in entries])
        here = recorded.same + recorded.put_right
        return Written(new=recorded.new, here=here, put_right=recorded.put_right)


def _past(entry: Entry) -> PastCompletion:
    told = entry.clean
    return PastCompletion(entry.key, told["person"], told["course"], told["completed_on"], told["score"])
