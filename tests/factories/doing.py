"""Plans, risks, money, teams and questions of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Person
from portfolio.projects.actions import milestones, money, questions, risks, team
from portfolio.projects.actions.milestones import Planned
from portfolio.projects.enums import MoneyKind
from portfolio.projects.models import LeadershipQuestion, Milestone, Project, ProjectFile, Risk, TeamMember
from records.clock import Quarter, today

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def milestone(by: Person, of: Project, title: str = "Prototype tested", **days: Any) -> Milestone:
    """Agreed for thirty days from today unless `baseline_on` or `forecast_on` says else."""
    if not days:
        days = {"baseline_on": today() + dt.timedelta(days=30)}
    return milestones.add(by=by, project=of, planned=Planned(title_en=title, title_ar="اختبار النموذج الأولي", **days))


def risk(by: Person, of: Project, **fields: Any) -> Risk:
    fields.setdefault("kind", "risk")
    fields.setdefault("title", "The supplier may leave")
    fields.setdefault("impact", 4)
    if fields["kind"] == "risk":
        fields.setdefault("likelihood", 3)
    return risks.raise_risk(by=by, project=of, **fields)


def amounts(by: Person, of: Project, day: dt.date | None = None, reason: str = "", **kinds: Any) -> Any:
    """`amounts(maryam, project, budget=1000, spend="250.50")` in the quarter of `day`."""
    quarter = Quarter.of(day or today())
    cells = {(MoneyKind(kind), quarter): Decimal(str(amount)) for kind, amount in kinds.items()}
    return money.write(by=by, project=of, amounts=cells, reason=reason)


def member(by: Person, of: Project, **fields: Any) -> TeamMember:
    fields.setdefault("role", "Product owner")
    if "outside_name" not in fields:
        fields.setdefault("person", by)
    return team.add_member(by=by, project=of, **fields)


def file(by: Person, of: Project, name: str = "report.pdf", content: bytes = PDF, title: str = "Report") -> ProjectFile:
    return team.add_file(by=by, project=of, content=SimpleUploadedFile(name, content), title=title)


def question(by: Person, of: Project, asked_of: Person, **fields: Any) -> LeadershipQuestion:
    fields.setdefault("question", "Shall we go on with one supplier or two?")
    fields.setdefault("options", "With one\nWith two")
    fields.setdefault("wanted_by", today() + dt.timedelta(days=14))
    return questions.ask(by=by, project=of, asked_of=asked_of, **fields)
