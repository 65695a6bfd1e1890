from itertools import pairwise

from django.db import transaction

from portfolio.projects.enums import StageKind
from portfolio.projects.founding_pathways import FOUNDING, FoundingCriterion, FoundingPathway
from portfolio.projects.models import Gate, GateCriterion, Pathway, PathwayVersion, Stage
from records.actions import audit
from records.clock import today


@transaction.atomic
def ensure_founding_pathways() -> None:
    """The pathways that every country begins with; one that exists is left as the curators made it."""
    for founding in FOUNDING:
        pathway, is_new = Pathway.objects.get_or_create(
            code=founding.code, defaults={"title_en": founding.en, "title_ar": founding.ar}
        )
        if is_new:
            _lay(pathway, founding)
        else:
            _give_first_criteria(pathway, founding)


def _lay(pathway: Pathway, founding: FoundingPathway) -> None:
    version = PathwayVersion.objects.create(pathway=pathway, number=1, opened_on=today())
    stages = [
        Stage.objects.create(
            version=version,
            code=stage.code,
            kind=stage.kind,
            order=order,
            title_en=stage.en,
            title_ar=stage.ar,
            usual_days=stage.usual_days,
        )
        for order, stage in enumerate(founding.stages, start=1)
    ]
    on_path = [stage for stage in stages if stage.kind == StageKind.ON_PATH]
    for (before, after), (code, criteria) in zip(pairwise(on_path), founding.gates, strict=True):
        gate = Gate.objects.create(version=version, code=code, from_stage=before, to_stage=after)
        _write_criteria(gate, criteria)
    audit.record(by=None, action="projects.lay_pathway", target=pathway, after={"stages": len(stages)})


def _give_first_criteria(pathway: Pathway, founding: FoundingPathway) -> None:
    """For a database from before gates had criteria: its first version gets those of the same codes, once."""
    first = PathwayVersion.objects.filter(pathway=pathway, number=1).exclude(opened_on=None).first()
    if first is None or GateCriterion.objects.filter(gate__version=first).exists():
        return
    wanted = dict(founding.gates)
    gates = [gate for gate in first.gates.all() if gate.code in wanted]
    for gate in gates:
        _write_criteria(gate, wanted[gate.code])
    if gates:
        audit.record(
            by=None, action="projects.lay_pathway", target=pathway, after={"criteria_of": [gate.code for gate in gates]}
        )


def _write_criteria(gate: Gate, criteria: tuple[FoundingCriterion, ...]) -> None:
    GateCriterion.objects.bulk_create(
        GateCriterion(
            gate=gate,
            code=criterion.code,
            order=order,
            text_en=criterion.en,
            text_ar=criterion.ar,
            is_mandatory=criterion.is_mandatory,
            fact=criterion.fact,
        )
        for order, criterion in enumerate(criteria, start=1)
    )
