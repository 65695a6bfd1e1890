import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Membership, Person
from portfolio.agenda.models import Objective
from portfolio.projects.actions.states import draw_today
from portfolio.projects.enums import (
    LEAST_READY,
    MOST_READY,
    Facet,
    GateStatus,
    InnovationKind,
    Move,
    StageKind,
    Visibility,
)
from portfolio.projects.models import (
    CLASSIFIED,
    Alignment,
    Follow,
    Partnership,
    Project,
    Stage,
    StageTransition,
    Tag,
    Tagging,
)
from portfolio.projects.queries import current_versions, stages_of, standard_version
from portfolio.projects.rules import missing_parts
from portfolio.projects.weights import WHOLE, equal_split, filled_up
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

EDITED = (
    "title_en",
    "title_ar",
    "summary_en",
    "summary_ar",
    "lead_person",
    "starts_on",
    "ends_on",
    "visibility",
    *CLASSIFIED,
)

# Either the objectives alone, which then share the project equally, or each with its weight (None: of what is left).
Objectives = Collection[Objective] | Mapping[Objective, int | None]
# While a gate is open. Who owns a project decides who may judge it, so that its partners are among them.
LOCKED_BY_A_GATE = ("title_en", "title_ar", "summary_en", "summary_ar", "partners", "objectives")


def register(
    *,
    by: Any,
    lead_agency: Agency,
    title_en: str,
    title_ar: str,
    summary_en: str = "",
    summary_ar: str = "",
    stage: Stage | None = None,
    reason: str = "",
    partners: Collection[Agency] = (),
    objectives: Objectives = (),
    lead_person: Person | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    visibility: str = Visibility.AGENCY,
    facet: str = "",
    kind: str = "",
    trl: int | None = None,
    uses_ai: bool = False,
    in_digital_factory: bool = False,
    tags: Collection[Tag] = (),
    came_from: models.Model | None = None,
) -> Project:
    """A project enters the portfolio: at the first stage of the path, or at a later one with a reason.

    `came_from` is what it grew out of (an idea): the one event tells of it too.
    """
    project = Project(
        lead_agency=lead_agency,
        title_en=title_en,
        title_ar=title_ar,
        summary_en=summary_en,
        summary_ar=summary_ar,
        lead_person=lead_person,
        starts_on=starts_on,
        ends_on=ends_on,
        visibility=visibility,
        facet=facet,
        kind=kind,
        trl=trl,
        uses_ai=uses_ai,
        in_digital_factory=in_digital_factory,
        # A stage belongs to its pathway: who chooses a stage of another one chooses that pathway.
        pathway=stage.version if stage else standard_version(),
        stage_since=today(),
    )
    stages = stages_of(project.pathway)
    project.stage = stage or stages[0]
    require(by, "projects.register", project)
    _check(project, partners)
    if project.stage.kind != StageKind.ON_PATH or project.pathway not in current_versions():
        raise ValidationError({"stage": _("Choose a stage of the path.")})
    if project.stage != stages[0] and not reason.strip():
        raise ValidationError({"reason": _("Say why the project is registered past the first stage.")})
    with transaction.atomic():
        project.save()
        StageTransition.objects.create(
            project=project,
            to_stage=project.stage,
            move=Move.REGISTERED,
            reason=reason,
            happened_on=today(),
            recorded_by=by,
        )
        _link(project, partners, objectives, tags)
        _check_publication(project)
        draw_today(project)
        if getattr(by, "pk", None):
            Follow.objects.get_or_create(person=by, project=project)
        audit.record(
            by=by,
            action="projects.register",
            target=project,
            agency_id=lead_agency.pk,
            after={
                **described(project),
                "stage": project.stage.code,
                **({"came_from": f"{came_from._meta.label_lower} {came_from.pk}"} if came_from is not None else {}),
            },
        )
    return project


def edit(
    *,
    by: Any,
    project: Project,
    version: int,
    partners: Collection[Agency] | None = None,
    objectives: Objectives | None = None,
    tags: Collection[Tag] | None = None,
    **changes: Any,
) -> Project:
    """Change what describes a project. Raises EditConflict when it was saved since `version` was read."""
    require(by, "projects.edit", project)
    unknown = set(changes) - set(EDITED)
    if unknown:
        raise TypeError(f"not edited here: {unknown}")
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage", "lead_agency"), project.pk, version)
        require(by, "projects.edit", project)
        before = described(project)
        for name, value in changes.items():
            setattr(project, name, value)
        _check(project, partners or (), led_before=before["lead_person"])
        project.version += 1
        project.save(update_fields=[*changes, "version"])
        _link(project, partners, objectives, tags)
        _check_publication(project)
        draw_today(project)
        after = described(project)
        _check_open_gate(project, before, after)
        audit.record(
            by=by,
            action="projects.edit",
            target=project,
            agency_id=project.lead_agency_id,
            before=before,
            after=after,
        )
    return project


def _check_open_gate(project: Project, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What a panel judges stays as it was put before it, until the gate is decided or withdrawn."""
    changed = [name for name in LOCKED_BY_A_GATE if before[name] != after[name]]
    if changed and project.gate_requests.filter(status=GateStatus.OPEN).exists():
        words = _("A gate is open, and its panel judges this. Withdraw the request first, or wait for the decision.")
        raise ValidationError(dict.fromkeys(changed, words))


def described(project: Project) -> dict[str, Any]:
    """What the trail keeps: texts of the project and ids, no person's name."""
    return {
        "title_en": project.title_en,
        "title_ar": project.title_ar,
        "summary_en": project.summary_en,
        "summary_ar": project.summary_ar,
        "lead_person": project.lead_person_id,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "visibility": project.visibility,
        "partners": sorted(project.partnerships.filter(until=None).values_list("agency", flat=True)),
        "objectives": [
            f"{code} {weight}"
            for code, weight in sorted(
                project.alignments.filter(until=None).values_list("objective__code", "weight"),
            )
        ],
        **{name: getattr(project, name) for name in CLASSIFIED},
        "tags": sorted(project.taggings.filter(until=None).values_list("tag__code", flat=True)),
    }


def _check(project: Project, partners: Collection[Agency], led_before: int | None = None) -> None:
    problems: dict[str, Any] = {}
    for name in ("title_en", "title_ar"):
        if not getattr(project, name).strip() and not project.source_name:
            problems[name] = _("Give the title in both languages.")
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        problems["ends_on"] = _("The end comes before the start.")
    if project.lead_agency.closed_on and project.lead_agency.closed_on <= today() and project.pk is None:
        problems["lead_agency"] = _("This agency is closed.")
    if project.lead_agency in partners:
        problems["partners"] = _("The lead agency is not its own partner.")
    # Who leads it already may have left the agency since; nobody new is named from elsewhere.
    if project.lead_person_id not in (None, led_before) and not _works_for(project.lead_person_id, project.lead_agency):
        problems["lead_person"] = _("This person does not work for the lead agency.")
    problems |= wrongly_classified(project)
    if problems:
        raise ValidationError(problems)


def _works_for(person: int | None, agency: Agency) -> bool:
    return Membership.objects.valid_on(today()).filter(person=person, agency=agency).exists()


def _check_publication(project: Project) -> None:
    if project.visibility == Visibility.PUBLIC and (missing := missing_parts(project)):
        raise ValidationError({name: _("This has to be there before the project is public.") for name in missing})


def wrongly_classified(project: Project) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    for name, known in (("facet", Facet), ("kind", InnovationKind)):
        if getattr(project, name) not in ("", *known.values):
            problems[name] = _("This cannot be chosen here.")
    if project.trl is not None and not LEAST_READY <= project.trl <= MOST_READY:
        problems["trl"] = _("Readiness goes from 1 (a principle observed) to 9 (in daily use).")
    return problems


def _link(
    project: Project,
    partners: Collection[Agency] | None,
    objectives: Objectives | None,
    tags: Collection[Tag] | None,
) -> None:
    """Partners, objectives and tags hold from a day until another, so that a past day keeps those of its time."""
    if partners is not None:
        _relink(project, Partnership, "agency", {agency.pk for agency in partners})
    if objectives is not None:
        _realign(project, objectives)
    if tags is not None:
        _check_tags(project, tags)
        _relink(project, Tagging, "tag", {tag.pk for tag in tags})


def _relink(project: Project, link: Any, name: str, wanted: set[int]) -> None:
    present = {getattr(row, f"{name}_id"): row for row in link.objects.filter(project=project, until=None)}
    for gone in present.keys() - wanted:
        row = present[gone]
        if row.since >= today():
            row.delete()
        else:
            row.until = today()
            row.save(update_fields=["until"])
    link.objects.bulk_create(
        link(project=project, since=max(today(), project.registered_on), **{f"{name}_id": new})
        for new in sorted(wanted - present.keys())
    )


def _check_tags(project: Project, tags: Collection[Tag]) -> None:
    present = set(project.taggings.filter(until=None).values_list("tag", flat=True))
    if any(tag.retired_on and tag.retired_on <= today() and tag.pk not in present for tag in tags):
        raise ValidationError({"tags": _("This tag is retired. Choose another.")})


def _realign(project: Project, objectives: Objectives) -> None:
    """What is unchanged keeps its day; what gets another weight ends today and begins anew with it."""
    present = {link.objective_id: link for link in Alignment.objects.filter(project=project, until=None)}
    wanted = _weights(objectives, {pk: link.weight for pk, link in present.items()})
    for pk, link in present.items():
        if wanted.get(pk) == link.weight:
            continue
        if link.since >= today():
            link.delete()
        else:
            link.until = today()
            link.save(update_fields=["until"])
    Alignment.objects.bulk_create(
        Alignment(project=project, objective_id=pk, weight=weight, since=max(today(), project.registered_on))
        for pk, weight in sorted(wanted.items())
        if pk not in present or present[pk].weight != weight
    )


def _weights(objectives: Objectives, present: Mapping[int, int]) -> dict[int, int]:
    if not isinstance(objectives, Mapping):
        chosen = {objective.pk for objective in objectives}
        return dict(present) if chosen == set(present) else equal_split(chosen)
    return checked_weights({objective.pk: weight for objective, weight in objectives.items()})


def checked_weights(given: Mapping[int, int | None]) -> dict[int, int]:
    """The weights as they will be kept. Raises ValidationError unless they come to the whole."""
    if any(weight is not None and not 1 <= weight <= WHOLE for weight in given.values()):
        raise ValidationError({"objectives": _("A weight is a whole percent from 1 to 100.")})
    weights = filled_up(given)
    if len(weights) < len(given):
        raise ValidationError(
            {"objectives": _("The weights leave nothing for the objectives without one. Lower them, or say all.")}
        )
    if given and sum(weights.values()) != WHOLE:
        raise ValidationError(
            {
                "objectives": ValidationError(
                    _(
                        "The weights come to %(sum)s %%, not to 100 %%. "
                        "Change them, or leave all empty to share equally."
                    ),
                    params={"sum": sum(weights.values())},
                )
            }
        )
    return weights
