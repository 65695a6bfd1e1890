"""Every write of risks and issues. What they were judged before stays; their answer is a follow-up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.followups.actions import promises
from portfolio.projects.enums import RiskKind, RiskState
from portfolio.projects.followed_up import RISK_RESPONSE
from portfolio.projects.models import Project, Risk, RiskChange
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked


def raise_risk(
    *,
    by: Any,
    project: Project,
    kind: str,
    title: str,
    impact: int | None,
    likelihood: int | None = None,
    owner: Person | None = None,
    raised_on: dt.date | None = None,
) -> Risk:
    require(by, "projects.keep_risks", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.keep_risks", project)
        likelihood = None if kind == RiskKind.ISSUE else likelihood
        _check(kind, title, likelihood, impact)
        assert impact is not None  # or _check had refused it
        risk = Risk.objects.create(
            project=project,
            kind=kind,
            title=title.strip(),
            likelihood=likelihood,
            impact=impact,
            owner=owner,
            raised_on=raised_on or today(),
            raised_by=by,
        )
        _note(risk, by, "", raised_on)
        _record(by, "projects.raise_risk", risk, None)
    return risk


def judge(
    *,
    by: Any,
    risk: Risk,
    version: int,
    kind: str,
    title: str,
    impact: int | None,
    likelihood: int | None = None,
    owner: Person | None = None,
    state: str = RiskState.OPEN,
    reason: str = "",
) -> Risk:
    """As it is judged from today on. To close or accept one, somebody says why."""
    require(by, "projects.keep_risks", risk)
    with transaction.atomic():
        risk = locked(Risk.objects.select_related("project__stage"), risk.pk, version)
        require(by, "projects.keep_risks", risk)
        likelihood = None if kind == RiskKind.ISSUE else likelihood
        _check(kind, title, likelihood, impact)
        if state not in RiskState.values:
            raise ValidationError({"state": _("Choose one of the three.")})
        if state != risk.state and state != RiskState.OPEN and not reason.strip():
            raise ValidationError({"reason": _("Say why it is accepted or closed.")})
        before = _facts(risk)
        risk.kind, risk.title, risk.likelihood, risk.impact = kind, title.strip(), likelihood, impact or 0
        risk.owner, risk.state = owner, state
        risk.version += 1
        risk.save()
        _note(risk, by, reason)
        _record(by, "projects.judge_risk", risk, before)
    return risk


def answer(*, by: Any, risk: Risk, title: str, due_on: dt.date | None, **owner: Any) -> Risk:
    """What is done about it: a follow-up. The one before has to be done or dropped first."""
    require(by, "projects.keep_risks", risk)
    with transaction.atomic():
        risk = locked(Risk.objects.select_related("project__stage", "response"), risk.pk)
        require(by, "projects.keep_risks", risk)
        if risk.response is not None and risk.response.is_open:
            raise ValidationError(_("It has an answer that is still open. Close that one first."))
        risk.response = promises.lay(by=by, kind=RISK_RESPONSE, about=risk.project, title=title, due_on=due_on, **owner)
        risk.version += 1
        risk.save(update_fields=["response", "version"])
        audit.record(
            by=by,
            action="projects.answer_risk",
            target=risk,
            agency_id=risk.project.lead_agency_id,
            after={"project": risk.project_id, "followup": risk.response_id, "due_on": due_on},
        )
    return risk


def _check(kind: str, title: str, likelihood: int | None, impact: int | None) -> None:
    problems: dict[str, Any] = {}
    if kind not in RiskKind.values:
        problems["kind"] = _("Choose one.")
    if not title.strip():
        problems["title"] = _("Say in a sentence what it is.")
    elif len(title.strip()) > 300:
        problems["title"] = _("This is too long; at most 300 characters fit.")
    if impact not in range(1, 6):
        problems["impact"] = _("Choose from 1 to 5.")
    if kind == RiskKind.RISK and likelihood not in range(1, 6):
        problems["likelihood"] = _("Choose from 1 to 5.")
    if problems:
        raise ValidationError(problems)


def _note(risk: Risk, by: Any, reason: str, happened_on: dt.date | None = None) -> None:
    RiskChange.objects.create(
        risk=risk,
        kind=risk.kind,
        likelihood=risk.likelihood,
        impact=risk.impact,
        state=risk.state,
        owner=risk.owner,
        reason=reason.strip(),
        happened_on=happened_on or today(),
        recorded_by=by,
    )


def _facts(risk: Risk) -> dict[str, Any]:
    names = ("kind", "likelihood", "impact", "state", "owner_id")
    return {name: getattr(risk, name) if name == "owner_id" else _plain(getattr(risk, name)) for name in names}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _record(by: Any, action: str, risk: Risk, before: dict[str, Any] | None) -> None:
    audit.record(
        by=by,
        action=action,
        target=risk,
        agency_id=risk.project.lead_agency_id,
        before=before,
        after={"project": risk.project_id, **_facts(risk)},
    )
