"""A report drafts itself line by line from money, risks, actions, benefits and training, and shows what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.actions import memberships
from accounts.enums import Role
from portfolio.followups.actions import promises
from portfolio.projects.actions import money, risks, to_green
from portfolio.projects.enums import MoneyKind
from portfolio.projects.models import Project
from portfolio.reports.actions import writing
from portfolio.reports.differences import fingerprint
from portfolio.reports.enums import Part
from portfolio.reports.facts import Span
from portfolio.reports.facts_of_benefits import trained
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.told import line_words
from records.clock import Quarter, today
from tests.factories import benefits, followups, measures, projects, reports, training
from tests.reports.conftest import Travel
from training.abilities import abilities_seen_by

pytestmark = pytest.mark.django_db

BEFORE = dt.date(2026, 1, 7)
WITHIN = dt.date(2026, 2, 10)
AFTER = dt.date(2026, 4, 9)
FIRST = Quarter(2026, 1)


@pytest.fixture
def lived(noora: Any, maryam: Any, khalid: Any, fatima: Any, moph: Any, on: Travel) -> Project:
    """A first quarter in which something of each kind happened."""
    on(BEFORE)
    door = projects.project(maryam, moph, complete=True, title_en="One front door")
    keep(maryam, door, budget="1000", forecast="1000")
    late = risks.raise_risk(by=maryam, project=door, kind="risk", title="The link is late", likelihood=2, impact=3)
    gone = risks.raise_risk(by=maryam, project=door, kind="issue", title="No office", impact=2)
    followups.followup(maryam, door, title="Sign the agreement", due_on=dt.date(2026, 2, 1))
    indicator = measures.indicator(noora, moph, code="hours", title_en="Hours saved")
    promised = benefits.benefit(maryam, door, indicator)
    course = training.course(noora, title_en="Data for all")
    on(WITHIN)
    keep(maryam, door, forecast="1200.5", spend="300")
    risks.judge(by=maryam, risk=late, version=1, kind="risk", title=late.title, likelihood=4, impact=5)
    risks.judge(
        by=maryam, risk=gone, version=1, kind="issue", title=gone.title, impact=2, state="closed", reason="Moved in."
    )
    projects.update(maryam, door, confidence="red", confidence_note="No link yet.")
    to_green.plan_step(by=maryam, project=door, title="Begin with files", due_on=dt.date(2026, 4, 30), owner=maryam)
    benefits.verify(noora, benefits.claim(maryam, promised, "2026-01", "40"))
    training.completion(noora, maryam, course, WITHIN)
    training.completion(noora, fatima, course, WITHIN)
    on(AFTER)
    return door


def keep(by: Any, of: Project, **amounts: str) -> None:
    told = {(MoneyKind(kind), FIRST): Decimal(text) for kind, text in amounts.items()}
    money.write(by=by, project=of, amounts=told, reason="As agreed.")


@pytest.fixture
def first(lived: Project, noora: Any, moph: Any, maryam: Any) -> AgencyReport:
    return reports.draft(maryam, reports.report(reports.quarter(noora, moph, of=FIRST), moph))


def words_of(report: AgencyReport, of: Project) -> list[str]:
    with translation.override("en"):
        return [line_words(line) for line in reports.entry(report, of).facts["lines"]]


def test_every_kind_of_fact_is_a_line(first: AgencyReport, lived: Project) -> None:
    told = words_of(first, lived)
    for words in (
        "budget QAR 1,000, forecast QAR 1,200.5, spent QAR 300, 20% off the budget",
        "Risk (New): The link is late; likelihood 4, impact 5 of 5",
        "Issue (Closed): No office; impact 2 of 5",
        "Task of the project (Late): Sign the agreement",
        "Step back to green (Open): Begin with files",
        "Verified by the lab: Families wait less, 40 hours",
    ):
        assert words in told
    with translation.override("en"):
        agency = [line_words(line) for line in first.facts["lines"]]
    assert "2 people completed “Data for all”" in agency
    assert "2 people of the agency hold a training that is valid" in agency
    assert "Verified by the lab until the end of the quarter: Hours saved, 40 hours" in agency


def test_of_today_the_report_counts_the_people_of_the_progress_page(
    hamad: Any, noora: Any, maryam: Any, fatima: Any, moph: Any, moi: Any, on: Travel
) -> None:
    """Whoever has gone to another agency is counted there, in either; of a day before that, here."""
    on(WITHIN)
    for person, taken in ((maryam, 2), (fatima, 1)):
        for _time in range(taken):
            training.completion(noora, person, training.course(noora), WITHIN)
    span = Span(WITHIN, AFTER, WITHIN)

    def held_on(day: dt.date) -> dict[str, int]:
        lines = {one.code: trained(one.pk, replace(span, at=day)) for one in (moph, moi)}
        return {code: line["people"] for code, found in lines.items() for line in found}

    def on_progress() -> dict[str, int]:
        told = {one.code: abilities_seen_by(noora, today(), one) for one in (moph, moi)}
        return {code: found.people for code, found in told.items() if found and found.people}

    assert held_on(today()) == on_progress() == {"MOPH": 2}
    on(AFTER)
    for role in maryam.memberships.all():
        memberships.end_role(by=hamad, membership=role)
    memberships.give_role(by=hamad, person=maryam, role=Role.TRAINEE, agency=moi)
    assert held_on(today()) == on_progress() == {"MOPH": 1, "MOI": 1}
    assert held_on(WITHIN) == {"MOPH": 2}, "where she worked on that day"


def test_what_the_officer_has_to_say_is_filled_in(first: AgencyReport, lived: Project) -> None:
    told = dict(reports.entry(first, lived).parts.values_list("name", "text"))
    assert (told[Part.BUDGET], told[Part.FORECAST], told[Part.SPENT]) == ("1000", "1200.5", "300")
    assert told[Part.RISKS] == "The link is late"
    assert told[Part.RECOVERY] == "Begin with files (2026-04-30)"


def test_what_happened_later_is_not_told_and_what_is_told_late_is_a_difference(
    first: AgencyReport, lived: Project, maryam: Any
) -> None:
    """After the quarter the action is done and the risk closed: the quarter stays as it was. What is dated back into
    it is offered line by line, and taken or left."""
    before = words_of(first, lived)
    task = lived_task(lived)
    promises.close(by=maryam, followup=task, version=task.version, outcome="Signed.")
    keep_late = money.write(
        by=maryam,
        project=lived,
        amounts={(MoneyKind.SPEND, FIRST): Decimal("350")},
        reason="A bill came later.",
        happened_on=dt.date(2026, 3, 30),
    )
    assert keep_late

    offered = writing.differences(reports.fresh(first))

    assert {one.key for one in offered} == {f"line-{lived.pk}-money", f"part-{lived.pk}-spent"}
    [line] = [one for one in offered if one.kind == "line"]
    assert line.after_line is not None and line.before_line is not None
    assert (line.before_line["spent"], line.after_line["spent"]) == ("300", "350")
    writing.take(by=maryam, report=first, seen=fingerprint(offered), keys=[line.key])
    after = words_of(first, lived)
    assert set(before) - set(after) == {"budget QAR 1,000, forecast QAR 1,200.5, spent QAR 300, 20% off the budget"}
    assert [one.part for one in writing.differences(reports.fresh(first))] == [Part.SPENT], "what was left stays"


def lived_task(of: Project) -> Any:
    from portfolio.followups.models import FollowUp

    return FollowUp.objects.get(subject_id=of.pk, title="Sign the agreement")


def test_facts_of_the_agency_are_taken_one_by_one(
    first: AgencyReport, noora: Any, maryam: Any, khalid: Any, moph: Any
) -> None:
    course = training.course(noora, title_en="Design with people")
    training.completion(noora, maryam, course, dt.date(2026, 3, 1))

    offered = writing.differences(reports.fresh(first))

    assert [(one.kind, one.line_key) for one in offered] == [("agency_line", f"course-{course.pk}")]
    writing.take(by=maryam, report=first, seen=fingerprint(offered), keys=[offered[0].key])
    assert writing.differences(reports.fresh(first)) == []


def test_the_agencys_last_plan_stands_in_its_next_report(
    first: AgencyReport, lived: Project, maryam: Any, fatima: Any, noora: Any, moph: Any, on: Travel
) -> None:
    reports.write(maryam, first, None, {Part.PLAN: "Open the second door."})
    reports.write(
        maryam,
        first,
        reports.entry(first, lived),
        {Part.VARIANCE: "Two links.", Part.RATING_REASON: "No link.", Part.RECOVERY: "Files first."},
    )
    reports.submit(maryam, first)
    reports.sign(fatima, first)
    reports.accept(noora, first)
    on(dt.date(2026, 7, 3))
    second = reports.draft(maryam, reports.report(reports.quarter(noora, moph), moph))
    assert second.parts.get(entry=None).text == "Open the second door."


def test_it_takes_as_many_queries_for_thirty_projects_as_for_one(
    lived: Project, quarter_of_lived: ReportingQuarter, noora: Any, maryam: Any, moph: Any, moi: Any, khalid: Any
) -> None:
    """With money, risks and actions of each; and fewer than forty."""
    counted = []
    for held, by in ((reports.report(quarter_of_lived, moph), maryam), (reports.report(quarter_of_lived, moi), khalid)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reports.draft(by, held)
        counted.append(len(queries))
        assert held.entries.count() == (1 if held.agency == moph else 30)
    assert max(counted) <= 38, counted
    assert counted[1] <= counted[0], "thirty projects without benefits take no more than one that has some"


@pytest.fixture
def quarter_of_lived(lived: Project, khalid: Any, moi: Any, moph: Any, noora: Any, on: Travel) -> ReportingQuarter:
    on(WITHIN)
    for number in range(30):
        made = projects.project(khalid, moi, complete=True, title_en=f"Project {number}")
        keep(khalid, made, budget="100", forecast="120")
        risks.raise_risk(by=khalid, project=made, kind="risk", title="Late", likelihood=2, impact=3)
        followups.followup(khalid, made)
    on(AFTER)
    return reports.quarter(noora, moph, moi, of=FIRST)
