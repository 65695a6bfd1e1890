"""Gate reviews of record from a table: held elsewhere, by panels that the source does not name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions import record_history
from portfolio.projects.actions.record_history import PastNote, PastReview
from portfolio.projects.enums import ReviewOutcome
from portfolio.projects.importers.references import projects_called
from portfolio.projects.importers.transitions import find_project, not_here
from portfolio.projects.models import Gate, GateReview, SourceNote
from records.clock import today
from records.tables import cells
from records.tables.registry import Entry, Importer, Written
from records.tables.wording import said


class Event(models.TextChoices):
    REVIEW = "review", _("Gate review")
    NOTE = "note", _("Note")
    # A row of a list of services that tells of none.
    NOTHING = "nothing", _("Nothing")


class GateReviewImporter(Importer):
    name = "gates"
    title = _("Gate reviews of record")
    action = record_history.ACTION
    told_apart_by = ("project", "event", "gate", "outcome", "is_again", "held_on", "fact")
    fields = {
        "key": cells.text(400, label=_("Key in the source")),
        "project": cells.text(120, required=True, label=_("Project")),
        "event": cells.one_of(Event.choices, label=_("Review or note"), initial=Event.REVIEW),
        "gate": cells.text(10, label=_("Gate")),
        "outcome": cells.one_of(ReviewOutcome.choices, label=_("Outcome")),
        "is_again": cells.YesOrNo(label=_("Reviewed again")),
        "held_on": cells.day(label=_("Held on")),
        "place": cells.text(9, label=_("Place in the source")),
        "as_written": cells.text(200, label=_("As the source writes it")),
        "fact": cells.text(60, label=_("Fact")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        told_of = [entry for entry in entries if entry.clean["event"] != Event.NOTHING]
        projects = projects_called([entry.clean["project"] for entry in told_of], source)
        gates = {(gate.version_id, gate.code.casefold()): gate for gate in Gate.objects.all()}
        for entry in told_of:
            told = entry.clean
            find_project(entry, projects)
            self._date(entry)
            if told["event"] == Event.NOTE:
                if not told["fact"]:
                    entry.refuse("fact", cells.EMPTY)
                continue
            if not told["outcome"]:
                entry.refuse("outcome", cells.EMPTY)
            written = told["gate"]
            told["gate"] = gates.get((told["project"].pathway_id, written.casefold())) if told["project"] else None
            if written and told["project"] and told["gate"] is None:
                entry.refuse("gate", said(_("The pathway of this project has no gate “%(gate)s”."), gate=written))
            if told["place"] and not (told["place"].isascii() and told["place"].isdigit()):
                entry.refuse("place", _("Write a whole number."))

    def _date(self, entry: Entry) -> None:
        day = entry.clean["held_on"]
        if day is None and not any(name == "held_on" for name, _words in entry.refused):
            entry.refuse("held_on", cells.EMPTY)
        if day and day > today():
            entry.refuse("held_on", _("This day is still to come: history tells what has happened."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        reviews = not_here(GateReview, [entry for entry in entries if entry.clean["event"] == Event.REVIEW], source)
        notes = not_here(SourceNote, [entry for entry in entries if entry.clean["event"] == Event.NOTE], source)
        if reviews:
            record_history.reviews(by=by, source=source, past=[_review(entry) for entry in reviews])
        if notes:
            record_history.notes(by=by, source=source, past=[_note(entry) for entry in notes])
        new = len(reviews) + len(notes)
        return Written(new=new, here=len(entries) - new)


def _review(entry: Entry) -> PastReview:
    told = entry.clean
    return PastReview(
        key=entry.key,
        project=told["project"],
        gate=told["gate"],
        outcome=told["outcome"],
        is_again=told["is_again"],
        held_on=told["held_on"],
        as_written=told["as_written"],
        place_in_source=int(told["place"]) if told["place"] else None,
    )


def _note(entry: Entry) -> PastNote:
    told = entry.clean
    return PastNote(key=entry.key, project=told["project"], happened_on=told["held_on"], fact=told["fact"])
