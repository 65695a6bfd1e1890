"""The moves of projects from a table, and dated facts of a source that are no move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions import record_history
from portfolio.projects.actions.record_history import PastNote, PastStep
from portfolio.projects.importers.projects import unknown_stage
from portfolio.projects.importers.references import projects_called, stages_by_name
from portfolio.projects.models import SourceNote, StageTransition
from records.clock import today
from records.tables import cells
from records.tables.registry import Entry, Importer, Written
from records.tables.wording import said


class Event(models.TextChoices):
    MOVE = "move", _("Move")
    NOTE = "note", _("Note")


class TransitionImporter(Importer):
    name = "transitions"
    title = _("Stage transitions")
    action = record_history.ACTION
    told_apart_by = ("project", "event", "from_stage", "to_stage", "happened_on", "fact")
    fields = {
        "key": cells.text(400, label=_("Key in the source")),
        "project": cells.text(120, required=True, label=_("Project")),
        "event": cells.one_of(Event.choices, label=_("Move or note"), initial=Event.MOVE),
        "from_stage": cells.text(80, label=_("From stage")),
        "to_stage": cells.text(80, label=_("To stage")),
        "happened_on": cells.day(required=True, label=_("Happened on")),
        "was_seen": cells.YesOrNo(label=_("Seen by the source")),
        "reason": cells.text(2000, label=_("Reason")),
        "fact": cells.text(60, label=_("Fact")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        projects = projects_called([entry.clean["project"] for entry in entries], source)
        stages = stages_by_name()
        for entry in entries:
            told = entry.clean
            find_project(entry, projects)
            for name in ("from_stage", "to_stage"):
                written = told[name]
                told[name] = stages.get(written.casefold()) if written else None
                if written and told[name] is None:
                    entry.refuse(name, unknown_stage(written))
            if told["event"] == Event.MOVE and not entry.told.get("to_stage", "").strip():
                entry.refuse("to_stage", cells.EMPTY)
            if told["event"] == Event.NOTE and not told["fact"]:
                entry.refuse("fact", cells.EMPTY)
            if told["happened_on"] and told["happened_on"] > today():
                entry.refuse("happened_on", _("This day is still to come: history tells what has happened."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        moves = [entry for entry in entries if entry.clean["event"] == Event.MOVE]
        told = [entry for entry in entries if entry.clean["event"] == Event.NOTE]
        new_moves = not_here(StageTransition, moves, source)
        new_notes = not_here(SourceNote, told, source)
        if new_moves:
            record_history.steps(by=by, source=source, past=[_step(entry) for entry in new_moves])
        if new_notes:
            record_history.notes(by=by, source=source, past=[_note(entry) for entry in new_notes])
        new = len(new_moves) + len(new_notes)
        return Written(new=new, here=len(entries) - new)


def find_project(entry: Entry, projects: dict[str, Any]) -> None:
    name = entry.clean["project"]
    entry.clean["project"] = projects.get(name)
    if name and name not in projects:
        entry.refuse("project", said(_("There is no project “%(name)s” here. Bring the projects in first."), name=name))


def not_here(model: type[models.Model], entries: Sequence[Entry], source: str) -> list[Entry]:
    """Those that have not come in before, each once."""
    keys = [entry.key for entry in entries]
    here = set(
        model._default_manager.filter(source_name=source, source_key__in=keys).values_list("source_key", flat=True)
    )
    found = []
    for entry in entries:
        if entry.key not in here:
            here.add(entry.key)
            found.append(entry)
    return found


def _step(entry: Entry) -> PastStep:
    told = entry.clean
    return PastStep(
        key=entry.key,
        project=told["project"],
        from_stage=told["from_stage"],
        to_stage=told["to_stage"],
        happened_on=told["happened_on"],
        was_seen=told["was_seen"],
        reason=told["reason"],
    )


def _note(entry: Entry) -> PastNote:
    told = entry.clean
    return PastNote(key=entry.key, project=told["project"], happened_on=told["happened_on"], fact=told["fact"])
