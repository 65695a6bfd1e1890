"""Projects of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from accounts.models import Agency, Person
from portfolio.agenda.models import Objective, Strategy
from portfolio.projects.actions import gates, moves, registration, updates
from portfolio.projects.enums import Confidence, Ruling
from portfolio.projects.models import GateRequest, Milestone, Project, ProjectUpdate, Stage
from portfolio.projects.queries import standard_version

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


def gate_request(by: Person, of: Project, case: str = "Two clinics have used it for a month.") -> GateRequest:
    return gates.ask(by=by, project=of, case=case)


def decide(by: Person, request: GateRequest, ruling: Ruling = Ruling.PROCEED, **fields: Any) -> Any:
    fields.setdefault("reason", "The evidence is enough.")
    return gates.decide(by=by, request=request, ruling=ruling, **fields)


def move(by: Person, of: Project, to: str, **fields: Any) -> Any:
    fields.setdefault("reason", "Decided by the committee.")
    if to == "on-hold":
        fields.setdefault("look_again_on", dt.date.today() + dt.timedelta(days=60))
    return moves.move(by=by, project=of, to_stage=stage(to), **fields)


def milestone(of: Project, title: str = "Prototype tested", **fields: Any) -> Milestone:
    fields.setdefault("title_ar", "اختبار النموذج الأولي")
    return Milestone.objects.create(project=of, title_en=title, **fields)
