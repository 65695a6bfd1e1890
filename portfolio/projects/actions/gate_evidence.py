"""What an agency shows for the criteria of a gate. Each function is part of an action that records the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portfolio.projects import gate_facts
from portfolio.projects.enums import EvidenceKind
from portfolio.projects.gate_files import BELONGS_TO
from portfolio.projects.models import GateCriterion, GateEvidence, GateRequest
from records.actions import files
from records.file_contents import kind_of
from records.models import PrivateFile


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for one criterion. An empty part takes away what was shown before; a file stays until dropped."""

    criterion: GateCriterion
    text: str = ""
    link: str = ""
    file: Any = None
    drop_file: bool = False
    # The chosen milestone, objective, indicator or course, of the fact that the criterion names.
    chosen: str = ""


def field_of(criterion: GateCriterion, kind: EvidenceKind) -> str:
    """How a form and a refusal name a part of the evidence."""
    return f"{kind}_{criterion.pk}"


def write(by: Any, request: GateRequest, shown: Sequence[Shown]) -> None:
    here = {(row.criterion_id, row.kind): row for row in request.evidence.select_related("file")}
    problems: dict[str, Any] = {}
    for one in shown:
        if one.criterion.gate_id != request.gate_id:
            raise ValidationError(_("This criterion belongs to another gate."))
        for kind, told in _told(one, request, problems):
            _put(request, one.criterion, kind, told, here.get((one.criterion.pk, kind)))
        _put_file(by, request, one, here.get((one.criterion.pk, EvidenceKind.FILE)), problems)
    if problems:
        raise ValidationError(problems)


def _told(one: Shown, request: GateRequest, problems: dict[str, Any]) -> list[tuple[EvidenceKind, dict[str, Any]]]:
    if one.link and not is_safe_link(one.link):
        problems[field_of(one.criterion, EvidenceKind.LINK)] = _("Give a link that begins with https://.")
    if one.chosen and not _can_be_chosen(one, request):
        problems[field_of(one.criterion, EvidenceKind.FACT)] = _("This cannot be chosen here.")
    return [
        (EvidenceKind.TEXT, {"text": one.text.strip()} if one.text.strip() else {}),
        (EvidenceKind.LINK, {"link": one.link} if one.link else {}),
        (EvidenceKind.FACT, {"fact": one.criterion.fact, "chosen": one.chosen} if one.chosen else {}),
    ]


def is_safe_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and not set(link) & set(" \n\t")


def _can_be_chosen(one: Shown, request: GateRequest) -> bool:
    choices = gate_facts.choices_of(one.criterion.fact, request.project)
    return any(choice.key == one.chosen for choice in choices)


def _put(
    request: GateRequest,
    criterion: GateCriterion,
    kind: EvidenceKind,
    told: dict[str, Any],
    here: GateEvidence | None,
) -> None:
    if not told:
        if here is not None:
            here.delete()
        return
    row = here or GateEvidence(request=request, criterion=criterion, kind=kind)
    for name, value in told.items():
        setattr(row, name, value)
    row.save()


def _put_file(by: Any, request: GateRequest, one: Shown, here: GateEvidence | None, problems: dict[str, Any]) -> None:
    if one.file is None and not (one.drop_file and here):
        return
    if one.file is not None:
        try:
            content_type = kind_of(one.file)
        except ValidationError as refusal:
            problems[field_of(one.criterion, EvidenceKind.FILE)] = refusal.error_list
            return
    old = here.file if here else None
    if here is not None:
        here.delete()
    if old is not None:
        _forget(old)
    if one.file is not None:
        kept = files.keep(
            by=by,
            content=one.file,
            name=one.file.name,
            content_type=content_type,
            belongs_to=BELONGS_TO,
            owner_id=request.pk,
        )
        GateEvidence.objects.create(request=request, criterion=one.criterion, kind=EvidenceKind.FILE, file=kept)


def remove_all(request: GateRequest) -> None:
    """Of a draft that is thrown away."""
    for row in request.evidence.select_related("file"):
        remove(row)


def remove(row: GateEvidence) -> None:
    row.delete()
    if row.file is not None:
        _forget(row.file)


def _forget(file: PrivateFile) -> None:
    content = file.content
    name, storage = str(content.name), content.storage
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def check_complete(request: GateRequest) -> None:
    """Raises ValidationError that names, at its place, each mandatory criterion for which nothing is shown."""
    shown = set(request.evidence.values_list("criterion", flat=True))
    missing = [one for one in request.gate.criteria.all() if one.is_mandatory and one.pk not in shown]
    if missing:
        words = _("Show something for this criterion, or say why it does not apply.")
        raise ValidationError({field_of(one, EvidenceKind.TEXT): words for one in missing})


def find_facts(request: GateRequest) -> None:
    """Record, at the moment of asking and in both languages, what the system finds of each chosen fact."""
    for row in request.evidence.filter(kind=EvidenceKind.FACT):
        for language in ("en", "ar"):
            with translation.override(language):
                finding = gate_facts.check(row.fact, request.project, row.chosen)
            if finding is not None:
                row.held_when_asked = finding.holds
                setattr(row, f"found_{language}", finding.reason[:400])
        row.save(update_fields=["held_when_asked", "found_en", "found_ar"])
