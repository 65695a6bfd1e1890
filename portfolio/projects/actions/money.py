"""Budget, forecast and spending, in riyals and quarters: only ever added to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import MoneyKind
from portfolio.projects.models import MoneyEntry, MoneyStanding, Project
from portfolio.projects.models.money import LARGEST_AMOUNT, ZERO
from portfolio.projects.money import amounts_of
from records.actions import audit
from records.clock import Quarter, today
from records.policy import require
from records.versions import EditConflict, locked

Cell = tuple[MoneyKind, Quarter]
YEARS = range(2000, 2101)
CENT = Decimal("0.01")


def field_of(kind: str, quarter: Quarter) -> str:
    """How a form and a refusal name a cell of the table."""
    return f"{kind}_{quarter.year}_{quarter.number}"


def write(
    *,
    by: Any,
    project: Project,
    amounts: Mapping[Cell, Decimal],
    last_entry: int | None = None,
    reason: str = "",
    happened_on: dt.date | None = None,
) -> list[MoneyEntry]:
    """What changed against what stands is added. `last_entry` is the newest entry that the person had seen."""
    require(by, "projects.keep_money", project)
    day = happened_on or today()
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.keep_money", project)
        if last_entry is not None and newest_entry(project) != last_entry:
            raise EditConflict(project)
        _check(amounts, day)
        standing = amounts_of(project)
        entries = [
            MoneyEntry(
                project=project,
                kind=kind,
                year=quarter.year,
                quarter=quarter.number,
                change=amount - standing.get((kind, quarter), ZERO),
                amount=amount,
                reason=reason.strip(),
                happened_on=day,
                recorded_by=by,
            )
            for (kind, quarter), amount in amounts.items()
            if amount != standing.get((kind, quarter), ZERO)
        ]
        if not entries:
            raise ValidationError(_("No amount has changed."))
        _check_reason(entries, standing, reason)
        MoneyEntry.objects.bulk_create(entries)
        draw_standing(project)
        audit.record(
            by=by,
            action="projects.keep_money",
            target=project,
            agency_id=project.lead_agency_id,
            count=len(entries),
            before={field_of(e.kind, e.period): str(e.amount - e.change) for e in entries},
            after={field_of(e.kind, e.period): str(e.amount) for e in entries},
        )
    return entries


def draw_standing(project: Project) -> None:
    totals = {kind.value: ZERO for kind in MoneyKind}
    for (kind, _quarter), amount in amounts_of(project).items():
        totals[kind.value] += amount
    MoneyStanding.objects.update_or_create(project=project, defaults=totals)


def newest_entry(project: Project) -> int:
    return project.money.order_by("-pk").values_list("pk", flat=True).first() or 0


def _check(amounts: Mapping[Cell, Decimal], day: dt.date) -> None:
    problems: dict[str, Any] = {}
    if day > today():
        raise ValidationError({"happened_on": _("Choose today or a day before.")})
    for (kind, quarter), amount in amounts.items():
        name = field_of(kind, quarter)
        if not amount.is_finite() or amount < 0:
            problems[name] = _("An amount is zero or more.")
        elif amount > LARGEST_AMOUNT:
            problems[name] = _("This is more than can be kept: at most %(most)s riyals.") % {
                "most": f"{LARGEST_AMOUNT:,}"
            }
        elif amount != amount.quantize(CENT):
            problems[name] = _("Give riyals with at most two decimal places.")
        elif quarter.year not in YEARS:
            problems[name] = _("Choose a year between 2000 and 2100.")
        elif kind == MoneyKind.SPEND and amount and quarter.first_day > today():
            problems[name] = _("Nothing can have been spent in a quarter that has not begun.")
    if problems:
        raise ValidationError(problems)


def _check_reason(entries: list[MoneyEntry], standing: Mapping[Cell, Decimal], reason: str) -> None:
    """A budget that was told once is not changed without saying why."""
    changed = [e for e in entries if e.kind == MoneyKind.BUDGET and standing.get((MoneyKind(e.kind), e.period))]
    if changed and not reason.strip():
        raise ValidationError({"reason": _("The budget changes: say why.")})
