"""What money, risks and actions of the projects say of a quarter, as they stood at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from portfolio.followups.enums import Change, FollowUpStatus
from portfolio.followups.models import FollowUp, FollowUpChange
from portfolio.projects.enums import MoneyKind, RiskState
from portfolio.projects.followed_up import DECISION, PROJECT, TO_GREEN
from portfolio.projects.models import MoneyEntry, RiskChange
from portfolio.projects.money import Totals, sum_of
from portfolio.reports.enums import Part
from portfolio.reports.facts import Line, Lines, Span

# So many fit into a paragraph that somebody reads.
MOST_RISKS_DRAFTED = 5


def money(ids: list[int], span: Span) -> Lines:
    """Budget, forecast and spending at the end, and what budget and forecast were when the quarter began."""
    found: Lines = defaultdict(list)
    began = Q(happened_on__lt=span.first_day)
    sums = {kind.value: sum_of(kind) for kind in MoneyKind}
    sums |= {f"{kind}_before": sum_of(kind, began) for kind in (MoneyKind.BUDGET, MoneyKind.FORECAST)}
    told = MoneyEntry.objects.filter(project__in=ids, happened_on__lte=span.at).order_by().values("project")
    row: dict[str, Any]
    for row in told.annotate(**sums):  # type: ignore[assignment]
        totals = Totals(**{kind.value: Decimal(row[kind.value]) for kind in MoneyKind})
        if not any((totals.budget, totals.forecast, totals.spend)):
            continue
        found[row["project"]].append(
            {
                "key": "money",
                "kind": "money",
                "on": None,
                "budget": plain(totals.budget),
                "forecast": plain(totals.forecast),
                "spent": plain(totals.spend),
                "off_by": None if totals.variance_percent is None else plain(totals.variance_percent),
                "budget_before": plain(Decimal(row["budget_before"])),
                "forecast_before": plain(Decimal(row["forecast_before"])),
            }
        )
    return found


def risks(ids: list[int], span: Span) -> Lines:
    """Each as it was judged last by then: open still, or accepted or closed within the quarter."""
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    told = (
        RiskChange.objects.filter(risk__project__in=ids, happened_on__lte=span.at)
        .select_related("risk")
        .order_by("happened_on", "id")
    )
    for row in told:
        first.setdefault(row.risk_id, row)
        last[row.risk_id] = row
    found: Lines = defaultdict(list)
    for number, row in last.items():
        is_open = row.state == RiskState.OPEN
        if not is_open and row.happened_on < span.first_day:
            continue
        began = first[number].happened_on
        found[row.risk.project_id].append(
            {
                "key": f"risk-{number}",
                "kind": "risk",
                "on": (row.happened_on if not is_open else began).isoformat(),
                "what": row.kind,
                "state": row.state,
                "is_new": began >= span.first_day,
                "likelihood": row.likelihood,
                "impact": row.impact,
                "title": row.risk.title,
            }
        )
    return found


def actions(ids: list[int], span: Span) -> Lines:
    """What was owed of a project: done or dropped in the quarter, or open at its end, late or not."""
    moved = FollowUpChange.objects.filter(
        follow_up=OuterRef("pk"), what__in=(Change.OPENED, Change.DUE_CHANGED), happened_on__lte=span.at
    ).order_by("-happened_on", "-id")
    rows = (
        FollowUp.objects.filter(subject_kind=PROJECT, subject_id__in=ids, opened_on__lte=span.at)
        .filter(Q(closed_on=None) | Q(closed_on__gte=span.first_day))
        .annotate(due_then=Subquery(moved.values("due_after")[:1]))
    )
    found: Lines = defaultdict(list)
    for row in rows:
        closed = row.closed_on is not None and row.closed_on <= span.at
        due = row.due_then or row.due_on
        state = row.status if closed else "late" if due < span.at else str(FollowUpStatus.OPEN)
        found[row.subject_id].append(
            {
                "key": f"action-{row.pk}",
                "kind": "action",
                "on": (row.closed_on if closed and row.closed_on else due).isoformat(),
                "of": row.kind,
                "state": str(state),
                "title": row.title,
            }
        )
    return found


def drafted(lines: Iterable[Line]) -> dict[str, str]:
    """The parts of a report that these lines fill in."""
    told: dict[str, str] = {}
    open_risks: list[Line] = []
    steps: list[str] = []
    decisions: list[str] = []
    for line in lines:
        if line["kind"] == "money":
            figures = {Part.BUDGET: line["budget"], Part.FORECAST: line["forecast"], Part.SPENT: line["spent"]}
            told |= {name: text for name, text in figures.items() if Decimal(text)}
        elif line["kind"] == "risk" and line["state"] == RiskState.OPEN:
            open_risks.append(line)
        elif line["kind"] == "action" and line["state"] in (FollowUpStatus.OPEN, "late"):
            if line["of"] == TO_GREEN:
                steps.append(f"{line['title']} ({line['on']})")
            elif line["of"] == DECISION:
                decisions.append(line["title"])
    worst = sorted(open_risks, key=lambda line: (-weight_of(line), line["key"]))[:MOST_RISKS_DRAFTED]
    for name, words in (
        (Part.RISKS, [line["title"] for line in worst]),
        (Part.RECOVERY, steps),
        (Part.DECISIONS, decisions),
    ):
        if words:
            told[name] = "\n".join(words)
    return told


def weight_of(line: Mapping[str, Any]) -> int:
    """As a risk is weighed in its register: an issue counts as certain."""
    return (line["likelihood"] or 5) * line["impact"]


def plain(amount: Decimal) -> str:
    """As a person would type it: without cents where there are none."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount.normalize():f}"
