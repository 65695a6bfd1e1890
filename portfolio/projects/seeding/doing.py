"""What seeded projects plan, spend and run into, as rows: drawn from each life by a chance of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from portfolio.followups.enums import Change, FollowUpStatus
from portfolio.followups.models import FollowUp, FollowUpChange
from portfolio.projects.enums import DatePrecision, MilestoneMove, MoneyKind, RiskKind, RiskState
from portfolio.projects.followed_up import PROJECT, RISK_RESPONSE, TASK
from portfolio.projects.models import Milestone, MilestoneChange, MoneyEntry, MoneyStanding, Risk, RiskChange
from portfolio.projects.models.project import reference_of
from portfolio.projects.seeding import bulk, wording
from portfolio.projects.seeding.lives import Country, Life
from records.clock import Quarter

Row = tuple[Any, ...]
Numbered = Sequence[tuple[int, Life]]
ZONE = ZoneInfo(settings.TIME_ZONE)
MOST_QUARTERS = 10


def write_doing(numbered: Numbered, country: Country) -> None:
    _write_milestones(numbered, country)
    _write_money(numbered, country)
    _write_risks_and_actions(numbered, country)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(11), ZONE)


def _officer(life: Life, country: Country) -> int:
    officers = country.officers[life.agency]
    return officers[life.number % len(officers)]


MILESTONE = (
    "id",
    "version",
    "project_id",
    "stage_id",
    "title_en",
    "title_ar",
    "baseline_on",
    "forecast_on",
    "actual_on",
    "planned_on",
    "dropped_on",
    "precision",
    "date_as_written",
    "source_name",
    "source_key",
)
MILESTONE_CHANGE = (
    "milestone_id",
    "what",
    "baseline_on",
    "forecast_on",
    "actual_on",
    "reason",
    "happened_on",
    "recorded_at",
    "recorded_by_id",
)


def _write_milestones(numbered: Numbered, country: Country) -> None:
    planned = [(pk, life, *milestone) for pk, life in numbered for milestone in life.milestones]
    ids = bulk.numbers_for(Milestone, len(planned))
    rows, changes = [], []
    for number, (project, life, title, baseline, forecast, actual) in zip(ids, planned, strict=True):
        told = _telling(life, baseline, forecast, actual, country.day)
        rows.append(
            (
                number,
                len(told),
                project,
                None,
                title.en,
                title.ar,
                baseline,
                forecast,
                actual,
                life.registered_on,
                None,
                str(DatePrecision.DAY),
                "",
                "",
                "",
            )
        )
        officer = _officer(life, country)
        changes += [(number, *one, at(one[-1]), officer) for one in told]
    bulk.write(Milestone, MILESTONE, rows)
    bulk.write(MilestoneChange, MILESTONE_CHANGE, changes)


def _telling(life: Life, baseline: dt.date, forecast: dt.date, actual: dt.date | None, day: dt.date) -> list[Row]:
    """Planned with the project, slipped before the day that had been promised, reached on its day."""
    last = day - dt.timedelta(days=1)
    told: list[Row] = [(str(MilestoneMove.PLANNED), baseline, baseline, None, "", life.registered_on)]
    if forecast != baseline:
        slipped_on = min(max(life.registered_on, baseline - dt.timedelta(days=12)), last)
        told.append((str(MilestoneMove.FORECAST), baseline, forecast, None, life.say(wording.WORRIES[0]), slipped_on))
    if actual:
        told.append((str(MilestoneMove.REACHED), baseline, forecast, actual, "", max(actual, told[-1][-1])))
    return told


MONEY = (
    "project_id",
    "kind",
    "year",
    "quarter",
    "change",
    "amount",
    "reason",
    "happened_on",
    "recorded_at",
    "recorded_by_id",
)


def _write_money(numbered: Numbered, country: Country) -> None:
    entries: list[Row] = []
    standings: list[Row] = []
    for project, life in numbered:
        chance = Random(f"money {life.number}")  # noqa: S311 - a country on paper, no secret
        if chance.random() < 0.3:
            continue
        quarters = _quarters(life)
        share = Decimal(chance.randrange(20, 900)) * 1000
        outlook = (share * chance.choice((94, 98, 100, 100, 100, 102, 104, 107, 112, 121)) / 100).quantize(
            Decimal("0.01")
        )
        officer = _officer(life, country)
        sums = dict.fromkeys(MoneyKind, Decimal(0))
        for quarter in quarters:
            for kind, amount in ((MoneyKind.BUDGET, share), (MoneyKind.FORECAST, outlook), (MoneyKind.SPEND, outlook)):
                told_on = quarter.last_day if kind == MoneyKind.SPEND else life.registered_on
                if told_on >= country.day:
                    continue
                sums[kind] += amount
                entries.append(
                    (
                        project,
                        str(kind),
                        quarter.year,
                        quarter.number,
                        amount,
                        amount,
                        "",
                        told_on,
                        at(told_on),
                        officer,
                    )
                )
        standings.append((project, sums[MoneyKind.BUDGET], sums[MoneyKind.FORECAST], sums[MoneyKind.SPEND]))
    bulk.write(MoneyEntry, MONEY, entries)
    bulk.write(MoneyStanding, ("project_id", "budget", "forecast", "spend"), standings)


def _quarters(life: Life) -> list[Quarter]:
    first = Quarter.of(life.starts_on or life.registered_on)
    last = Quarter.of(life.ends_on) if life.ends_on else first.next.next.next
    quarters = [first]
    while quarters[-1] < last and len(quarters) < MOST_QUARTERS:
        quarters.append(quarters[-1].next)
    return quarters


FOLLOW_UP = (
    "id",
    "version",
    "kind",
    "title",
    "owner_id",
    "owner_agency_id",
    "due_on",
    "first_due_on",
    "status",
    "outcome",
    "subject_kind",
    "subject_id",
    "subject_path",
    "subject_agency_id",
    "opened_by_id",
    "opened_at",
    "opened_on",
    "closed_by_id",
    "closed_on",
)
FOLLOW_UP_CHANGE = (
    "follow_up_id",
    "what",
    "due_before",
    "due_after",
    "owner_after_id",
    "owner_agency_after_id",
    "reason",
    "happened_on",
    "recorded_at",
    "recorded_by_id",
)
JUDGED = ("likelihood", "impact", "state", "owner_id")
RISK = ("id", "version", "project_id", "kind", "title", "response_id", "raised_on", "raised_by_id", *JUDGED)
RISK_CHANGE = ("risk_id", "kind", "reason", "happened_on", "recorded_at", "recorded_by_id", *JUDGED)


def _write_risks_and_actions(numbered: Numbered, country: Country) -> None:
    """About one risk and one or two actions a project; every second risk has its answer."""
    drawn = [(pk, life, Random(f"risks {life.number}")) for pk, life in numbered]  # noqa: S311
    counts = [(chance.choice((0, 0, 1, 1, 2, 3)), chance.choice((0, 0, 0, 1, 2))) for _pk, _life, chance in drawn]
    risk_ids = iter(bulk.numbers_for(Risk, sum(risks for risks, _actions in counts)))
    answers = sum((risks + 1) // 2 for risks, _actions in counts)
    action_ids = iter(bulk.numbers_for(FollowUp, answers + sum(actions for _risks, actions in counts)))
    risks: list[Row] = []
    judged: list[Row] = []
    actions: list[Row] = []
    changes: list[Row] = []
    for (project, life, chance), (many_risks, many_actions) in zip(drawn, counts, strict=True):
        officer = _officer(life, country)
        for number in range(many_risks):
            raised_on = _day(chance, life, country)
            answer = next(action_ids) if number % 2 == 0 else None
            if answer:
                one, told = followed_up(answer, RISK_RESPONSE, project, life, officer, raised_on, chance, country)
                actions.append(one)
                changes += told
            title = life.say(chance.choice(wording.WORRIES))
            is_risk = chance.random() < 0.8
            kind = str(RiskKind.RISK if is_risk else RiskKind.ISSUE)
            state = str(RiskState.OPEN if chance.random() < 0.7 else RiskState.CLOSED)
            how = (chance.randrange(1, 6) if is_risk else None, chance.randrange(1, 6), state, officer)
            pk = next(risk_ids)
            risks.append((pk, 1, project, kind, title, answer, raised_on, officer, *how))
            judged.append((pk, kind, "", raised_on, at(raised_on), officer, *how))
        for _number in range(many_actions):
            opened_on = _day(chance, life, country)
            one, told = followed_up(next(action_ids), TASK, project, life, officer, opened_on, chance, country)
            actions.append(one)
            changes += told
    bulk.write(FollowUp, FOLLOW_UP, actions)
    bulk.write(FollowUpChange, FOLLOW_UP_CHANGE, changes)
    bulk.write(Risk, RISK, risks)
    bulk.write(RiskChange, RISK_CHANGE, judged)


def _day(chance: Random, life: Life, country: Country) -> dt.date:
    days = (country.day - life.registered_on).days
    return life.registered_on + dt.timedelta(days=chance.randrange(max(1, days)))


def followed_up(
    pk: int,
    kind: str,
    project: int,
    life: Life,
    officer: int,
    opened_on: dt.date,
    chance: Random,
    country: Country,
    *,
    lab: int | None = None,
) -> tuple[Row, list[Row]]:
    """`lab` is who opened it and put it off, where that was not its owner."""
    opener = lab or officer
    last = country.day - dt.timedelta(days=1)
    promised = opened_on + dt.timedelta(days=chance.randrange(10, 90))
    slipped_on = min(opened_on + dt.timedelta(days=9), last)
    due = promised + dt.timedelta(days=chance.randrange(5, 60)) if chance.random() < 0.25 else promised
    is_done = due <= last and chance.random() < 0.85
    closed_on = due if is_done else None
    told: list[Row] = [
        (pk, str(Change.OPENED), None, promised, officer, life.agency, "", opened_on, at(opened_on), opener)
    ]
    if due != promised:
        why = life.say(wording.WORRIES[1])
        told.append(
            (pk, str(Change.DUE_CHANGED), promised, due, officer, life.agency, why, slipped_on, at(slipped_on), opener)
        )
    outcome = life.say(chance.choice(wording.NEWS)) if is_done else ""
    if closed_on:
        told.append(
            (pk, str(Change.CLOSED), None, None, officer, life.agency, outcome, closed_on, at(closed_on), officer)
        )
    row = (
        pk,
        len(told),
        kind,
        life.say(chance.choice(wording.NEXT)),
        officer,
        life.agency,
        due,
        promised,
        str(FollowUpStatus.DONE if is_done else FollowUpStatus.OPEN),
        outcome,
        PROJECT,
        project,
        f"/portfolio/projects/{reference_of(project)}/plan/",
        life.agency,
        opener,
        at(opened_on),
        opened_on,
        officer if is_done else None,
        closed_on,
    )
    return row, told
