"""Projects of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from accounts.enums import Role
from accounts.models import Agency, Person
from portfolio.agenda.models import Objective, Strategy
from portfolio.projects.actions import gates, moves, panels, ratings, registration, updates
from portfolio.projects.actions.gate_evidence import Shown
from portfolio.projects.enums import Confidence, Rating, Ruling
from portfolio.projects.models import (
    GateCriterion,
    GateRequest,
    Milestone,
    PanelSeat,
    Project,
    ProjectUpdate,
    RatingScale,
    Stage,
)
from portfolio.projects.queries import standard_version
from records.clock import today
from tests.factories import accounts

WEEKS = dt.timedelta(days=40)
_numbers = count(1)


def stage(code: str) -> Stage:
    return Stage.objects.get(version=standard_version(), code=code)


def strategy(code: str = "nds3", **fields: Any) -> Strategy:
    made, _ = Strategy.objects.get_or_create(
        code=code, defaults={"title_en": f"Strategy {code}", "title_ar": f"استراتيجية {code}", **fields}
    )
    return made


def objective(code: str = "one-front-door", of: Strategy | None = None, **fields: Any) -> Objective:
    made, _ = Objective.objects.get_or_create(
        code=code,
        defaults={
            "strategy": of or strategy(),
            "title_en": f"Objective {code}",
            "title_ar": f"هدف {code}",
            **fields,
        },
    )
    return made


def project(by: Person, agency: Agency, **fields: Any) -> Project:
    """A project of `agency`. `stage` may be a code; `complete=True` gives what a gate or publication asks for."""
    number = next(_numbers)
    fields.setdefault("title_en", f"Project {number}")
    fields.setdefault("title_ar", f"مشروع {number}")
    if fields.pop("complete", False) or fields.get("visibility") == "public":
        fields.setdefault("summary_en", f"What project {number} is for.")
        fields.setdefault("summary_ar", f"ما يهدف إليه المشروع {number}.")
        fields.setdefault("objectives", [objective()])
    if isinstance(fields.get("stage"), str):
        fields["stage"] = stage(fields["stage"])
    if fields.get("stage") is not None:
        fields.setdefault("reason", "It had begun before the portfolio was kept here.")
    return registration.register(by=by, lead_agency=agency, **fields)


def update(by: Person, of: Project, **fields: Any) -> ProjectUpdate:
    fields.setdefault("what_changed", "The first families tried it.")
    fields.setdefault("confidence", Confidence.GREEN)
    fields.setdefault("next_step", "Ask the second clinic.")
    if fields["confidence"] in (Confidence.AMBER, Confidence.RED):
        fields.setdefault("confidence_note", "The data link is late.")
    return updates.post(by=by, project=of, **fields)


def evidence(of: Project, text: str = "It was tried and written down.") -> list[Shown]:
    """Something for each criterion of the gate ahead."""
    return [Shown(criterion, text=text) for criterion in GateCriterion.objects.filter(gate__from_stage=of.stage_id)]


def gate_request(
    by: Person, of: Project, case: str = "Two clinics have used it for a month.", **fields: Any
) -> GateRequest:
    fields.setdefault("shown", evidence(of))
    return gates.ask(by=by, project=of, case=case, **fields)


def judges() -> list[Person]:
    """Two people of an agency that owns nothing in the stories."""
    hamad = Person.objects.get(email="hamad@cgb.example")
    house = Agency.objects.filter(code="JUDGES").first() or accounts.agency(
        hamad, "JUDGES", name_en="Audit Office", name_ar="ديوان المراجعة"
    )
    return [
        Person.objects.filter(email=email).first() or accounts.person(hamad, email, Role.JUROR, house)
        for email in ("jaber@judges.example", "jawaher@judges.example")
    ]


def panel(by: Person, request: GateRequest, people: Sequence[Person] | None = None) -> list[PanelSeat]:
    return panels.convene(by=by, request=request, people=people or judges())


def rate_gate(seat: PanelSeat, rating: str = Rating.MET, **others: str) -> PanelSeat:
    """Declares and rates; `others` are ratings of single criteria by their code, with - for _."""
    person = Person.objects.get(pk=seat.person_id)
    seat = PanelSeat.objects.select_related("request__project__stage", "request__gate").get(pk=seat.pk)
    if not seat.has_declared:
        seat = panels.declare(by=person, seat=seat, has_conflict=False)
    given = {
        criterion.pk: (others.get(criterion.code.replace("-", "_"), rating), "Seen in the evidence.")
        for criterion in seat.request.gate.criteria.all()
    }
    return panels.rate(by=person, seat=seat, ratings=given)


def judged(by: Person, request: GateRequest, rating: str = Rating.MET, **others: str) -> GateRequest:
    """A panel of two has rated, and the decision is next."""
    for seat in panel(by, request):
        rate_gate(seat, rating, **others)
    return request


def decide(by: Person, request: GateRequest, ruling: Ruling = Ruling.PROCEED, **fields: Any) -> Any:
    """With its panel, where none has judged yet."""
    fields.setdefault("reason", "The evidence is enough.")
    if ruling == Ruling.STOP:
        fields.setdefault("lesson_en", "Ask the people at the counter first.")
    if ruling == Ruling.CONDITIONS:
        owner = Person.objects.get(pk=request.asked_by_id)
        fields.setdefault("conditions", [gates.Condition("Name a second owner.", owner, today() + WEEKS)])
    if not PanelSeat.objects.filter(request=request).exists():
        judged(by, request)
    return gates.decide(by=by, request=request, ruling=ruling, **fields)


def move(by: Person, of: Project, to: str, **fields: Any) -> Any:
    fields.setdefault("reason", "Decided by the committee.")
    if to == "on-hold":
        fields.setdefault("look_again_on", dt.date.today() + dt.timedelta(days=60))
    if to == "stopped":
        fields.setdefault("lesson_en", "Ask the people at the counter first.")
    return moves.move(by=by, project=of, to_stage=stage(to), **fields)


def milestone(of: Project, title: str = "Prototype tested", **fields: Any) -> Milestone:
    fields.setdefault("title_ar", "اختبار النموذج الأولي")
    return Milestone.objects.create(project=of, title_en=title, **fields)


def rate(by: Person, of: Project, **values: Any) -> Any:
    """`rate(noora, project, impact=4, novelty=2)`; `rated_on` and `note` may be given too."""
    more = {name: values.pop(name) for name in ("rated_on", "note") if name in values}
    scales = {RatingScale.objects.get(code=code): value for code, value in values.items()}
    return ratings.rate(by=by, project=of, values=scales, **more)
