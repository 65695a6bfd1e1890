from itertools import pairwise

from django.db import transaction

from portfolio.projects.enums import StageKind
from portfolio.projects.founding_pathways import FOUNDING, FoundingCriterion, FoundingPathway
from portfolio.projects.models import Gate, GateCriterion, Pathway, PathwayVersion, Stage
from records.actions import audit
from records.clock import today


@transaction.atomic
def ensure_founding_pathways() -> None:
    """The pathways that every country begins with; one that exists is left as the curators made it.

    One that is as an earlier edition of the product laid it, and was outgrown since, gets a new version. Projects stay
    on theirs until a curator moves them.
    """
    for founding in FOUNDING:
        pathway, is_new = Pathway.objects.get_or_create(
            code=founding.code, defaults={"title_en": founding.en, "title_ar": founding.ar}
        )
        if is_new:
            _lay(pathway, founding, 1)
            continue
        _give_first_criteria(pathway, founding)
        if _is_outgrown(pathway, founding):
            _lay(pathway, founding, 2)


def _is_outgrown(pathway: Pathway, founding: FoundingPathway) -> bool:
    versions = list(pathway.versions.all())
    if not founding.outgrown or [version.number for version in versions] != [1]:
        return False
    stages = versions[0].stages.filter(kind=StageKind.ON_PATH).order_by("order")
    return tuple(stages.values_list("code", flat=True)) == founding.outgrown


def _lay(pathway: Pathway, founding: FoundingPathway, number: int) -> None:
    version = PathwayVersion.objects.create(pathway=pathway, number=number, opened_on=today())
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
    audit.record(
        by=None, action="projects.lay_pathway", target=pathway, after={"number": number, "stages": len(stages)}
    )


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
