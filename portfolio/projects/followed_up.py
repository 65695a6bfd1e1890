"""What follow-ups of a project are: who sees them, who looks after them, and which kinds a project has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.standing import standing_of
from portfolio.followups.subjects import Kind, Subject, register_kind, register_subject
from portfolio.projects.models import Project
from portfolio.projects.models.project import reference_of

PROJECT = "projects.project"
RISK_RESPONSE = "projects.risk_response"
TO_GREEN = "projects.to_green"
GATE_CONDITION = "projects.gate_condition"
TASK = "projects.task"
DECISION = "projects.decision_asked"


def wholly_seen(person: Any) -> Any:
    return Project.objects.wholly_visible_to(person).values("pk")


def looks_after(person: Any, pk: int) -> bool:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    return bool(officer_of) and Project.objects.filter(pk=pk, lead_agency__in=officer_of).exists()


def titles(ids: Collection[int]) -> dict[int, str]:
    rows = Project.objects.filter(pk__in=ids).only("title_en", "title_ar")
    return {project.pk: str(project.title) for project in rows}


def is_lab_staff(person: Any, followup: Any) -> bool:
    return standing_of(person).is_lab_staff


register_subject(
    Subject(
        kind=PROJECT,
        label=_("Project"),
        seen_wholly=wholly_seen,
        looks_after=looks_after,
        agency_of=lambda project: project.lead_agency_id,
        path_of=lambda project: f"/portfolio/projects/{reference_of(project.pk)}/plan/",
        titles=titles,
    )
)
register_kind(Kind(TASK, _("Task of the project")))
register_kind(Kind(RISK_RESPONSE, _("Answer to a risk or issue")))
register_kind(Kind(TO_GREEN, _("Step back to green")))
# What the lab set as a condition, the lab alone lets go of.
register_kind(Kind(GATE_CONDITION, _("Condition of a gate"), may_change_due=is_lab_staff, may_drop=is_lab_staff))
# It is done by answering, on the question's own page; who asked it may take it back.
register_kind(
    Kind(DECISION, _("Decision asked of leadership"), may_close=lambda person, followup: False, done_there=True)
)
