"""Who opens a file that was shown at a gate: who sees the whole project, and the members that judge it now."""

from __future__ import annotations

from typing import Any

from portfolio.projects.enums import Declaration, GateStatus
from portfolio.projects.models import GateEvidence, PanelSeat, Project
from records.file_rules import register
from records.models import PrivateFile
from records.policy import Verdict

BELONGS_TO = "projects.gate_evidence"


def may_open(person: Any, file: PrivateFile) -> Verdict:
    shown = GateEvidence.objects.filter(file=file).select_related("request").first()
    if shown is None:
        return Verdict(False)
    if Project.objects.wholly_visible_to(person).filter(pk=shown.request.project_id).exists():
        return Verdict(True)
    judges = shown.request.status == GateStatus.OPEN and (
        PanelSeat.objects.filter(request=shown.request, person=person.pk, declaration=Declaration.NO_CONFLICT).exists()
    )
    return Verdict(judges)


register(BELONGS_TO, may_open)
