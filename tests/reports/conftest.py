"""A small country with half a year behind it: every project lived its days through the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.factories import projects, reports

DOHA = ZoneInfo("Asia/Qatar")
BEGINNING = dt.date(2026, 1, 5)
NOW = dt.date(2026, 5, 20)

Travel = Callable[[dt.date], None]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=DOHA)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Before anybody is brought in, so that their roles hold on every day of the story."""
    with time_machine.travel(noon(BEGINNING), tick=False) as traveller:
        yield traveller


@pytest.fixture
def on(clock: Any) -> Travel:
    return lambda day: clock.move_to(noon(day))


@pytest.fixture
def objectives(hamad: Any) -> dict[str, Any]:
    from portfolio.agenda.actions import objectives, strategies
    from portfolio.agenda.wording import Wording

    strategy = strategies.register(by=hamad, code="vision", wording=Wording("Vision", "الرؤية"))
    return {
        code: objectives.register(by=hamad, strategy=strategy, code=code, wording=Wording(en, ar, order=order))
        for order, (code, en, ar) in enumerate(
            [("care", "Better care", "رعاية أفضل"), ("time", "Time saved", "وقت موفَّر"), ("trust", "Trust", "الثقة")]
        )
    }


@pytest.fixture
def country(hamad: Any, noora: Any, maryam: Any, khalid: Any, moph: Any, moi: Any, objectives: Any, on: Travel) -> Any:
    """Nine projects of two agencies. Ends on NOW."""
    from portfolio.projects.actions import moves, registration, updates
    from portfolio.projects.models import Stage

    stages = {stage.code: stage for stage in Stage.objects.all()}
    made: dict[str, Any] = {}

    def register(name: str, by: Any, agency: Any, visibility: str, *, objective: str = "", partners: Any = ()) -> None:
        made[name] = registration.register(
            by=by,
            lead_agency=agency,
            title_en=name,
            title_ar=f"مشروع {name}",
            summary_en=f"About {name}",
            summary_ar=f"عن {name}",
            visibility=visibility,
            objectives=[objectives[objective]] if objective else [],
            partners=partners,
        )

    def move(name: str, stage: str, reason: str = "Ready", look_again_on: dt.date | None = None) -> None:
        made[name].refresh_from_db()
        moves.move(
            by=noora,
            project=made[name],
            to_stage=stages[stage],
            reason=reason,
            look_again_on=look_again_on,
            lesson_en="Canary: find the vendor first" if stage == "stopped" else "",
        )

    def update(name: str, by: Any, confidence: str, note: str = "") -> None:
        made[name].refresh_from_db()
        updates.post(by=by, project=made[name], what_changed="Work", confidence=confidence, confidence_note=note)

    on(dt.date(2026, 1, 6))
    register("Birth visit", maryam, moph, "public", objective="care")
    register("Clinic messages", maryam, moph, "government", objective="care")
    register("Canary ward", maryam, moph, "agency")
    register("Licence renewal", khalid, moi, "public", objective="time")
    register("Canary patrol", khalid, moi, "agency", objective="time")
    on(dt.date(2026, 2, 10))
    register("Shared desk", khalid, moi, "agency", partners=[moph])
    move("Birth visit", "discovery")
    move("Canary patrol", "discovery")
    update("Birth visit", maryam, "green")
    on(dt.date(2026, 3, 31))
    move("Birth visit", "prototype")
    move("Clinic messages", "on-hold", "Waits for the health data agreement", dt.date(2026, 5, 1))
    update("Canary patrol", khalid, "red", "Canary: the vendor left")
    on(dt.date(2026, 4, 1))
    move("Licence renewal", "discovery")
    register("Border app", khalid, moi, "government", objective="time")
    update("Licence renewal", khalid, "amber", "Waits for a data-sharing agreement")
    on(dt.date(2026, 5, 2))
    move("Birth visit", "discovery", "The prototype met no user")
    move("Canary patrol", "stopped", "Canary: ended without a vendor")
    register("Late idea", maryam, moph, "public", objective="care")
    on(dt.date(2026, 5, 18))
    move("Border app", "prototype", "Skips discovery: taken over from a pilot abroad")
    update("Shared desk", khalid, "red", "Nobody owns the desk")
    on(NOW)
    for project in made.values():
        project.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.REPORT_KEYS = str(tmp_path / "keys")


@pytest.fixture
def door(noora: Any, moph: Any) -> Any:
    """A project of the Ministry of Public Health that began before the last quarter."""
    return reports.past_project(noora, moph)


@pytest.fixture
def quarter(noora: Any, moph: Any, moi: Any) -> Any:
    return reports.quarter(noora, moph, moi)


@pytest.fixture
def drafted(door: Any, quarter: Any, moph: Any, maryam: Any) -> Any:
    projects.update(maryam, door, what_changed="Two clinics began.", happened_on=reports.days_into(quarter, 20))
    return reports.draft(maryam, reports.report(quarter, moph))


@pytest.fixture
def submitted(drafted: Any, maryam: Any) -> Any:
    return reports.submit(maryam, drafted)


@pytest.fixture
def signed(submitted: Any, fatima: Any) -> Any:
    reports.sign(fatima, submitted)
    return reports.fresh(submitted)


@pytest.fixture
def accepted(signed: Any, noora: Any) -> Any:
    reports.accept(noora, signed)
    return reports.fresh(signed)
