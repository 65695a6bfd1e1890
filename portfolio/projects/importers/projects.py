"""Projects from a table: each with the stage that the source saw it in, and the day of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.importers import agencies_called, several
from portfolio.projects.actions import record_history
from portfolio.projects.actions.record_history import PastProject, PastStep
from portfolio.projects.actions.registration import checked_weights
from portfolio.projects.enums import LEAST_READY, MOST_READY, Facet, InnovationKind, StageKind, Visibility
from portfolio.projects.importers.references import objectives_by_code, stages_by_name
from portfolio.projects.models import Project, StageTransition, Tag
from records.clock import today
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Entry, Importer, Written
from records.tables.wording import Saying, said, sayings
from records.typed_text import TypedNumber, western_digits

COMPARED = ("title_en", "title_ar", "summary_en", "summary_ar", "starts_on", "ends_on")


class ProjectImporter(Importer):
    name = "projects"
    title = _("Projects")
    action = record_history.ACTION
    told_apart_by = ("title_en", "title_ar", "lead_agency")
    fields = {
        "key": cells.text(400, label=_("Key in the source")),
        "title_en": cells.text(200, label=_("Title in English")),
        "title_ar": cells.text(200, label=_("Title in Arabic")),
        "summary_en": cells.lines(2000, label=_("Summary in English")),
        "summary_ar": cells.lines(2000, label=_("Summary in Arabic")),
        "lead_agency": cells.text(200, required=True, label=_("Lead agency")),
        "partners": cells.text(2000, label=_("Partner agencies")),
        "objectives": cells.text(2000, label=_("Objectives")),
        "stage": cells.text(80, label=_("Stage")),
        "stage_on": cells.day(label=_("Day of the stage")),
        "was_seen": cells.YesOrNo(label=_("Seen by the source")),
        "reason": cells.text(2000, label=_("Reason")),
        "visibility": cells.one_of(Visibility.choices, label=_("Visibility"), initial=Visibility.AGENCY),
        "weights": cells.text(200, label=_("Weights of the objectives")),
        "facet": cells.one_of(Facet.choices, label=_("Facet")),
        "kind": cells.one_of(InnovationKind.choices, label=_("What is new")),
        "trl": TypedNumber(
            label=_("Technology readiness"),
            required=False,
            min_value=LEAST_READY,
            max_value=MOST_READY,
            error_messages={
                name: _("Give a whole number from 1 to 9.") for name in ("invalid", "min_value", "max_value")
            },
        ),
        "uses_ai": cells.YesOrNo(label=_("Uses artificial intelligence")),
        "in_digital_factory": cells.YesOrNo(label=_("With the Digital Factory")),
        "tags": cells.text(400, label=_("Tags of the lab")),
        "starts_on": cells.day(label=_("Starts on")),
        "ends_on": cells.day(label=_("Expected to end on")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        names = {entry.clean["lead_agency"] or "" for entry in entries}
        names |= {name for entry in entries for name in several(entry.clean["partners"])}
        agencies = agencies_called(names)
        objectives = objectives_by_code([c for entry in entries for c in several(entry.clean["objectives"])])
        tags = {
            tag.code: tag for tag in Tag.objects.filter(code__in={c for e in entries for c in several(e.clean["tags"])})
        }
        stages = stages_by_name()
        first = min(stages.values(), key=lambda stage: stage.order)
        for entry in entries:
            told = entry.clean
            self._lead(entry, agencies)
            told["partners"] = _found(entry, "partners", agencies, _("There is no agency “%(name)s” here."))
            told["objectives"] = _found(entry, "objectives", objectives, _("There is no objective “%(name)s” here."))
            told["tags"] = _found(entry, "tags", tags, _("There is no tag “%(name)s” here."))
            self._weights(entry)
            told["stage_on"] = told["stage_on"] or today()
            stage = stages.get(told["stage"].casefold()) if told["stage"] else first
            if stage is None:
                entry.refuse("stage", unknown_stage(told["stage"]))
            told["stage"] = stage
            if not (told["title_en"] or told["title_ar"] or _is_refused(entry, "title_en", "title_ar")):
                entry.refuse("title_en", _("Give the title in one language at least."))
            if told["stage_on"] > today():
                entry.refuse("stage_on", _("This day is still to come: history tells what has happened."))
            if told["starts_on"] and told["ends_on"] and told["ends_on"] < told["starts_on"]:
                entry.refuse("ends_on", _("The end comes before the start."))

    def _lead(self, entry: Entry, agencies: dict[str, Any]) -> None:
        name = entry.clean["lead_agency"]
        entry.clean["lead_agency"] = agencies.get(name)
        if name and name not in agencies:
            entry.refuse("lead_agency", said(_("There is no agency “%(name)s” here."), name=name))

    def _weights(self, entry: Entry) -> None:
        """As many as there are objectives, in their order; "60%" and "٦٠" are 60."""
        written = [western_digits(part).rstrip("%٪ ") for part in several(entry.clean["weights"])]
        entry.clean["weights"] = ()
        if not written:
            return
        objectives = entry.clean["objectives"]
        try:
            weights = tuple(int(part) for part in written)
            if len(weights) != len(objectives):
                raise ValueError(written)
        except ValueError:
            entry.refuse("weights", _("Give as many weights as there are objectives, in the same order."))
            return
        try:
            checked_weights({one.pk: weight for one, weight in zip(objectives, weights, strict=True)})
        except ValidationError as refusal:
            entry.refuse("weights", sayings(refusal)[0])
            return
        entry.clean["weights"] = weights

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        here = {
            project.source_key: project
            for project in Project.objects.filter(
                source_name=source, source_key__in=[entry.key for entry in entries]
            ).select_related("stage", "pathway")
        }
        new = [entry for entry in entries if entry.key not in here]
        known = [entry for entry in entries if entry.key in here]
        made = record_history.projects(by=by, source=source, past=[_past(entry) for entry in new])
        written = Written(new=len(made), here=len(entries) - len(made))
        for entry in known:
            project = here[entry.key]
            written.differences += [
                found for name in COMPARED if (found := difference(entry, name, getattr(project, name)))
            ]
        seen = _newly_seen(known, here, source)
        if seen:
            record_history.steps(by=by, source=source, past=seen)
        return written


def unknown_stage(name: str) -> Saying:
    return said(
        _("“%(name)s” is no stage of the path. Say in the map, under [values.stage], what it is called here."),
        name=name,
    )


def _is_refused(entry: Entry, *names: str) -> bool:
    return any(name in names for name, _words in entry.refused)


def _found(entry: Entry, name: str, known: dict[str, Any], refusal: Any) -> tuple[Any, ...]:
    found = []
    for called in several(entry.clean[name]):
        if called in known:
            found.append(known[called])
        else:
            entry.refuse(name, said(refusal, name=called))
    return tuple(dict.fromkeys(found))


def _past(entry: Entry) -> PastProject:
    told = entry.clean
    past = {name: told[name] for name in ProjectImporter.fields if name != "key"}
    return PastProject(key=entry.key, **past)


def _newly_seen(entries: Sequence[Entry], here: dict[str, Project], source: str) -> list[PastStep]:
    """A later file of the same source that sees a project in a stage on a day that was not told before."""
    steps = [
        PastStep(
            key=record_history.seen_key(entry.key, entry.clean["stage_on"], entry.clean["stage"]),
            project=here[entry.key],
            from_stage=None,
            to_stage=entry.clean["stage"],
            happened_on=entry.clean["stage_on"],
            was_seen=True,
            is_sighting=True,
        )
        for entry in entries
        if entry.told.get("stage_on") and entry.clean["stage"].kind == StageKind.ON_PATH
    ]
    told_before = set(
        StageTransition.objects.filter(source_name=source, source_key__in=[step.key for step in steps]).values_list(
            "source_key", flat=True
        )
    )
    return [step for step in steps if step.key not in told_before]
