"""Versions of pathways: drafted, checked, opened; and running projects moved from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from portfolio.projects import registers
from portfolio.projects.actions import gate_evidence
from portfolio.projects.actions.states import draw_histories
from portfolio.projects.enums import ENDED, GateStatus, Move
from portfolio.projects.models import (
    Gate,
    GateCriterion,
    GateRequest,
    Pathway,
    PathwayVersion,
    Project,
    Stage,
    StageTransition,
)
from portfolio.projects.pathway_plan import Plan, PlannedCriterion, PlannedGate, PlannedStage, problems, unwritable
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

BATCH = 500


@transaction.atomic
def begin(*, by: Any, code: str, title_en: str, title_ar: str) -> PathwayVersion:
    """A pathway of its own, as an empty draft."""
    require(by, "projects.write_pathway")
    pathway = Pathway(code=code, title_en=title_en.strip(), title_ar=title_ar.strip())
    pathway.full_clean()
    pathway.save()
    draft = PathwayVersion.objects.create(pathway=pathway, number=1, drafted_by=by)
    audit.record(by=by, action="projects.draft_pathway", target=draft, after={"pathway": code, "number": 1})
    return draft


@transaction.atomic
def draft(*, by: Any, pathway: Pathway) -> PathwayVersion:
    """What an edit makes: a draft of the next version, at first the same as the newest one."""
    require(by, "projects.write_pathway")
    locked(Pathway.objects.all(), pathway.pk)
    if PathwayVersion.objects.filter(pathway=pathway, opened_on=None).exists():
        raise ValidationError(_("A draft of this pathway is being written already. Go on with that one."))
    newest = PathwayVersion.objects.filter(pathway=pathway).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    made = PathwayVersion.objects.create(pathway=pathway, number=number, drafted_by=by)
    if newest is not None:
        _write(made, plan_of(newest))
    audit.record(by=by, action="projects.draft_pathway", target=made, after={"pathway": pathway.code, "number": number})
    return made


@transaction.atomic
def lay_out(
    *,
    by: Any,
    version: PathwayVersion,
    stages: Sequence[PlannedStage],
    gates: Sequence[PlannedGate],
    expected: int | None = None,
) -> PathwayVersion:
    """Stages and gates of a draft, all at once. Criteria stay with the gate of their code."""
    version = _held(by, version, expected)
    kept = plan_of(version).criteria
    plan = Plan(stages, gates, {gate.code: kept.get(gate.code, ()) for gate in gates})
    return _rewrite(by, version, plan, {"stages": len(stages), "gates": len(gates)})


@transaction.atomic
def set_criteria(
    *, by: Any, version: PathwayVersion, gate: str, criteria: Sequence[PlannedCriterion], expected: int | None = None
) -> PathwayVersion:
    version = _held(by, version, expected)
    plan = plan_of(version)
    if gate not in plan.criteria:
        raise ValidationError(_("This gate is not there any more."))
    plan.criteria[gate] = criteria
    return _rewrite(by, version, plan, {"gate": gate, "criteria": len(criteria)})


@transaction.atomic
def discard(*, by: Any, version: PathwayVersion) -> None:
    version = _held(by, version, None)
    audit.record(
        by=by,
        action="projects.discard_pathway_draft",
        target=version,
        before={"pathway": version.pathway.code, "number": version.number},
    )
    _empty(version)
    version.delete()


@transaction.atomic
def open_version(*, by: Any, version: PathwayVersion, expected: int | None = None) -> PathwayVersion:
    """From today new projects begin on it. Those that run stay on theirs until they are moved."""
    version = _held(by, version, expected)
    found = problems(plan_of(version))
    if found:
        raise ValidationError([ValidationError(words) for words in found])
    version.opened_on = today()
    version.version += 1
    version.save(update_fields=["opened_on", "version"])
    audit.record(
        by=by,
        action="projects.open_pathway",
        target=version,
        after={"pathway": version.pathway.code, "number": version.number},
    )
    transaction.on_commit(registers.forget)
    return version


@transaction.atomic
def move_projects(
    *, by: Any, from_version: PathwayVersion, to_version: PathwayVersion, mapping: Mapping[int, int]
) -> list[Project]:
    """Running projects go over to another version, each to the stage that the reviewed mapping names for its own.

    `mapping` is stage of the old version -> stage of the new one. Projects that have ended stay where they ended, and
    one whose gate is open stays until it is decided.
    """
    require(by, "projects.move_to_version", to_version)
    stages = Stage.objects.in_bulk([*mapping.keys(), *mapping.values()])
    _check_versions(from_version, to_version)
    _check_mapping(from_version, to_version, mapping, stages)
    moving = list(movable(from_version).order_by("pk").select_for_update(of=("self",)))
    moved: list[Project] = []
    source = f"{to_version.pathway.code} {from_version.number} → {to_version.number}"
    for start in range(0, len(moving), BATCH):
        moved += _move_batch(by, moving[start : start + BATCH], to_version, mapping, stages, source)
    _carry_drafts(moved)
    audit.record(
        by=by,
        action="projects.move_to_version",
        target=to_version,
        count=len(moved),
        before={"version": from_version.number},
        after={
            "version": to_version.number,
            "mapping": {stages[old].code: stages[new].code for old, new in mapping.items()},
            "projects": [project.pk for project in moved],
        },
    )
    transaction.on_commit(registers.forget)
    return moved


def movable(version: PathwayVersion) -> Any:
    """Running, and no panel is judging them."""
    judged = GateRequest.objects.filter(status=GateStatus.OPEN).values("project")
    return Project.objects.filter(pathway=version).exclude(stage__kind__in=ENDED).exclude(pk__in=judged)


def counted(version: PathwayVersion) -> dict[int, int]:
    """How many projects would move, by the stage that they are in."""
    return dict(movable(version).order_by().values_list("stage").annotate(Count("pk")))


def plan_of(version: PathwayVersion) -> Plan:
    stages = list(version.stages.order_by("order"))
    gates = list(version.gates.select_related("from_stage", "to_stage").prefetch_related("criteria"))
    return Plan(
        [PlannedStage(one.code, one.kind, one.title_en, one.title_ar, one.usual_days) for one in stages],
        [PlannedGate(one.code, one.from_stage.code, one.to_stage.code) for one in gates],
        {
            one.code: [
                PlannedCriterion(
                    criterion.code,
                    criterion.text_en,
                    criterion.text_ar,
                    criterion.is_mandatory,
                    criterion.asks_text,
                    criterion.asks_file,
                    criterion.asks_link,
                    criterion.fact,
                )
                for criterion in one.criteria.all()
            ]
            for one in gates
        },
    )


def _held(by: Any, version: PathwayVersion, expected: int | None) -> PathwayVersion:
    require(by, "projects.write_pathway", version)
    version = locked(PathwayVersion.objects.select_related("pathway"), version.pk, expected)
    require(by, "projects.write_pathway", version)
    return version


def _rewrite(by: Any, version: PathwayVersion, plan: Plan, after: dict[str, Any]) -> PathwayVersion:
    if found := list(unwritable(plan)):
        raise ValidationError([ValidationError(words) for words in found])
    _empty(version)
    _write(version, plan)
    version.version += 1
    version.save(update_fields=["version"])
    audit.record(by=by, action="projects.edit_pathway", target=version, after={**after, "number": version.number})
    return version


def _empty(version: PathwayVersion) -> None:
    GateCriterion.objects.filter(gate__version=version).delete()
    version.gates.all().delete()
    version.stages.all().delete()


def _write(version: PathwayVersion, plan: Plan) -> None:
    stages: dict[str, Stage] = {}
    for order, told in enumerate(plan.stages, start=1):
        stage = Stage(
            version=version,
            code=told.code,
            kind=told.kind,
            order=order,
            title_en=told.title_en.strip(),
            title_ar=told.title_ar.strip(),
            usual_days=told.usual_days,
        )
        # A draft may lack words; opening asks for them.
        stage.clean_fields(exclude=["version", "title_en", "title_ar"])
        stage.save()
        stages[told.code] = stage
    for gate in plan.gates:
        made = Gate(version=version, code=gate.code, from_stage=stages[gate.from_stage], to_stage=stages[gate.to_stage])
        made.clean_fields(exclude=["version", "from_stage", "to_stage"])
        made.save()
        GateCriterion.objects.bulk_create(_criterion(made, order, told) for order, told in _criteria(plan, gate))


def _criteria(plan: Plan, gate: PlannedGate) -> Any:
    return enumerate(plan.criteria.get(gate.code, ()), start=1)


def _criterion(gate: Gate, order: int, told: PlannedCriterion) -> GateCriterion:
    return GateCriterion(
        gate=gate,
        code=told.code,
        order=order,
        text_en=told.text_en.strip(),
        text_ar=told.text_ar.strip(),
        is_mandatory=told.is_mandatory,
        asks_text=told.asks_text,
        asks_file=told.asks_file,
        asks_link=told.asks_link,
        fact=told.fact,
    )


def _carry_drafts(projects: Sequence[Project]) -> None:
    """What officers have begun to write for a gate goes with the project, criterion by criterion of the same code."""
    drafts = GateRequest.objects.filter(project__in=[project.pk for project in projects], status=GateStatus.DRAFT)
    for draft in drafts.select_related("project"):
        ahead = Gate.objects.filter(from_stage=draft.project.stage_id).first()
        if ahead is None:
            gate_evidence.remove_all(draft)
            draft.delete()
            continue
        criteria = {criterion.code: criterion for criterion in ahead.criteria.all()}
        for row in draft.evidence.select_related("criterion"):
            same = criteria.get(row.criterion.code)
            if same is None:
                gate_evidence.remove(row)
            else:
                row.criterion = same
                row.save(update_fields=["criterion"])
        draft.gate = ahead
        draft.save(update_fields=["gate"])


def _check_versions(from_version: PathwayVersion, to_version: PathwayVersion) -> None:
    if from_version.pathway_id != to_version.pathway_id or from_version.pk == to_version.pk:
        raise ValidationError(_("Choose two versions of one pathway."))
    if from_version.is_draft or to_version.is_draft:
        raise ValidationError(_("Open the version first: no project runs under a draft."))
    newest = PathwayVersion.objects.open().filter(pathway=to_version.pathway_id).aggregate(Max("number"))["number__max"]
    if to_version.number != newest:
        raise ValidationError(_("Projects move to the newest version only."))


def _check_mapping(
    from_version: PathwayVersion, to_version: PathwayVersion, mapping: Mapping[int, int], stages: dict[int, Stage]
) -> None:
    for old, new in mapping.items():
        if stages.get(old) is None or stages[old].version_id != from_version.pk:
            raise ValidationError(_("This stage is not of the version that the projects leave."))
        if stages.get(new) is None or stages[new].version_id != to_version.pk:
            raise ValidationError({f"stage_{old}": _("Choose a stage of the version that the projects go to.")})
        if stages[old].kind != stages[new].kind:
            raise ValidationError(
                {f"stage_{old}": _("A stage on the path becomes one on the path, and “On hold” becomes “On hold”.")}
            )
    lacking = {stage: count for stage, count in counted(from_version).items() if stage not in mapping}
    if lacking:
        words = _("Projects are in this stage: say which stage of the new version it becomes.")
        raise ValidationError({f"stage_{stage}": words for stage in lacking})


def _move_batch(
    by: Any,
    projects: Sequence[Project],
    to_version: PathwayVersion,
    mapping: Mapping[int, int],
    stages: dict[int, Stage],
    source: str,
) -> list[Project]:
    words = _("Moved with its pathway to version %(number)s.") % {"number": to_version.number}
    StageTransition.objects.bulk_create(
        StageTransition(
            project=project,
            from_stage_id=project.stage_id,
            to_stage_id=mapping[project.stage_id],
            move=Move.RELABELLED,
            reason=words,
            happened_on=today(),
            recorded_by=by,
            source_name=source,
        )
        for project in projects
    )
    for project in projects:
        project.stage = stages[mapping[project.stage_id]]
        project.pathway = to_version
        project.version += 1
    Project.objects.bulk_update(projects, ["stage", "pathway", "version"], batch_size=BATCH)
    draw_histories(list(projects))
    return list(projects)
