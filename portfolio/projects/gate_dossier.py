"""Everything that is told of gate requests: what was shown, who judged, how they found it, what was decided.

Read in the same number of queries for one request and for all of a project's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.standing import standing_of
from portfolio.projects import gate_facts
from portfolio.projects.enums import EvidenceKind, GateStatus, Rating
from portfolio.projects.gate_facts import Finding
from portfolio.projects.models import (
    GateCondition,
    GateCriterion,
    GateEvidence,
    GateRequest,
    Lesson,
    PanelRating,
    PanelSeat,
    Project,
)
from portfolio.projects.panel_findings import LEAST_MEMBERS, combined
from records.bilingual import reading_arabic


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    row: GateEvidence
    # Of a fact, what the system finds today.
    now: Finding | None = None

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def found_then(self) -> str:
        first, second = (
            (self.row.found_ar, self.row.found_en)
            if reading_arabic()
            else (
                self.row.found_en,
                self.row.found_ar,
            )
        )
        return first or second


@dataclass(frozen=True, slots=True)
class ShownRating:
    person: Any
    rating: Rating
    reason: str
    counts: bool


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    criterion: GateCriterion
    evidence: list[ShownEvidence]
    ratings: list[ShownRating]

    @property
    def together(self) -> Rating | None:
        return combined([one.rating for one in self.ratings if one.counts])

    @property
    def blocks(self) -> bool:
        return self.criterion.is_mandatory and self.together == Rating.NOT_MET


@dataclass(slots=True)
class ShownGate:
    request: GateRequest
    criteria: list[ShownCriterion]
    seats: list[PanelSeat]
    decision: Any
    conditions: list[GateCondition] = field(default_factory=list)
    lesson: Lesson | None = None
    shows_ratings: bool = False

    @property
    def sitting(self) -> list[PanelSeat]:
        return [seat for seat in self.seats if not seat.is_recused]

    @property
    def rated(self) -> list[PanelSeat]:
        return [seat for seat in self.sitting if seat.rated_at]

    @property
    def outstanding(self) -> int:
        return len(self.sitting) - len(self.rated)

    @property
    def lacks_members(self) -> bool:
        return len(self.sitting) < LEAST_MEMBERS

    @property
    def can_be_decided(self) -> bool:
        return self.request.status == GateStatus.OPEN and len(self.rated) >= LEAST_MEMBERS

    @property
    def blocking(self) -> list[ShownCriterion]:
        return [one for one in self.criteria if one.blocks] if self.shows_ratings else []

    @property
    def has_no_panel(self) -> bool:
        """Decided by one curator, before gates had panels."""
        return self.decision is not None and not self.seats


def gates_of(project: Project, person: Any) -> list[ShownGate]:
    """Every request of the project, the latest first; not what is still being written."""
    requests = list(
        project.gate_requests.exclude(status=GateStatus.DRAFT)
        .select_related("gate__from_stage", "gate__to_stage", "asked_by", "decision__decided_by", "decision__return_to")
        .order_by("-asked_at", "-pk")
    )
    return told_to(person, project, requests)


def gate_told(request: GateRequest, person: Any) -> ShownGate:
    return told_to(person, request.project, [request])[0]


def told_to(person: Any, project: Project, requests: Sequence[GateRequest]) -> list[ShownGate]:
    ids = [request.pk for request in requests]
    criteria = _by("gate_id", GateCriterion.objects.filter(gate__in={one.gate_id for one in requests}))
    evidence = _by("request_id", GateEvidence.objects.filter(request__in=ids).select_related("file"))
    seats = _by("request_id", PanelSeat.objects.filter(request__in=ids).select_related("person", "declared_by"))
    ratings = _by("seat_id", PanelRating.objects.filter(seat__request__in=ids))
    conditions = _by(
        "decision_id", GateCondition.objects.filter(decision__request__in=ids).select_related("owner", "followup")
    )
    lessons = {one.decision_id: one for one in Lesson.objects.filter(decision__request__in=ids)}
    told = []
    for request in requests:
        request.project = project
        here = seats[request.pk]
        shows = shows_ratings(person, request, here)
        decision = getattr(request, "decision", None)
        told.append(
            ShownGate(
                request=request,
                criteria=[
                    ShownCriterion(
                        criterion,
                        [_shown(row, project) for row in evidence[request.pk] if row.criterion_id == criterion.pk],
                        _ratings(criterion, here, ratings) if shows else [],
                    )
                    for criterion in criteria[request.gate_id]
                ],
                seats=here,
                decision=decision,
                conditions=conditions[decision.pk] if decision else [],
                lesson=lessons.get(decision.pk) if decision else None,
                shows_ratings=shows,
            )
        )
    return told


def shows_ratings(person: Any, request: GateRequest, seats: Sequence[PanelSeat]) -> bool:
    """While the panel judges, a member sees the others' ratings only once their own are in; those who own the project
    and everybody else see them with the decision."""
    if request.status != GateStatus.OPEN:
        return True
    own = next((seat for seat in seats if seat.person_id == person.pk), None)
    if own is not None:
        return own.rated_at is not None
    return standing_of(person).is_lab_staff


def _shown(row: GateEvidence, project: Project) -> ShownEvidence:
    is_fact = row.kind == EvidenceKind.FACT
    return ShownEvidence(row, gate_facts.check(row.fact, project, row.chosen) if is_fact else None)


def _ratings(criterion: GateCriterion, seats: Sequence[PanelSeat], ratings: dict[int, list[Any]]) -> list[ShownRating]:
    return [
        ShownRating(seat.person, Rating(rating.rating), rating.reason, not seat.is_recused)
        for seat in seats
        for rating in ratings[seat.pk]
        if rating.criterion_id == criterion.pk
    ]


def _by(name: str, rows: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
