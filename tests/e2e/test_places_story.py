"""Every place of a project and every view of the portfolio, walked once: nothing that axe finds, nothing cut off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.enums import Role
from accounts.models import Membership
from tests.e2e.conftest import Desk
from tests.factories import accounts, doing
from tests.factories import projects as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACES = ("", "plan/", "plan/?as-of={day}", "gates/", "money/", "team/", "team/?as-of={day}", "ratings/", "history/")
VIEWS = ("", "board/", "roadmap/", "matrix/", "balance/", "roadmap/?as-of={day}", "?as-of={day}")


@pytest.fixture
def lab(transactional_db: None) -> dict[str, Any]:
    """One project in which everything has happened, one that was stopped, and one with nothing."""
    hamad = accounts.found_lab()
    moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
    maryam = accounts.person(hamad, "maryam@moph.example", Role.INNOVATION_OFFICER, moph)
    noora = accounts.person(hamad, "noora@cgb.example", Role.LAB_CURATOR, hamad.memberships.get().agency)
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    full = make.project(maryam, moph, title_en="Birth in one visit", title_ar="المولود في زيارة واحدة", complete=True)
    day = dt.date.today()
    doing.milestone(maryam, full, baseline_on=day - dt.timedelta(days=50))
    doing.milestone(maryam, full, "All sites live", baseline_on=day + dt.timedelta(days=50))
    doing.risk(maryam, full, owner=maryam)
    doing.amounts(maryam, full, budget=100_000, forecast=120_000, spend=5_000)
    make.update(maryam, full, confidence="red", confidence_note="The supplier left.")
    make.rate(noora, full, impact=4, feasibility=2)
    make.gate_request(maryam, full)
    stopped = make.project(maryam, moph, title_en="Kiosks", title_ar="أكشاك")
    make.move(noora, stopped, "stopped")
    new = make.project(maryam, moph, title_en="Home care", title_ar="الرعاية المنزلية")
    paths = [
        *(f"{full.reference}/{place}" for place in (*PLACES, "edit/")),
        f"{stopped.reference}/",
        *(f"{new.reference}/{place}" for place in ("", "plan/", "team/", "move/")),
        *VIEWS,
    ]
    then = day - dt.timedelta(days=1)
    return {"noora": noora, "paths": [path.format(day=then) for path in paths]}


@pytest.mark.parametrize(("language", "width", "dark"), [("ar", 320, False), ("en", 1280, True)])
def test_every_place_and_view_is_sound(
    lab: dict[str, Any],
    desk: Desk,
    faults_of: Callable[[Page], list[str]],
    language: str,
    width: int,
    dark: bool,
) -> None:
    page = desk.window(lab["noora"], width=width, dark=dark)
    portfolio = f"{desk.address}/{language}/portfolio/projects/"
    found = {}
    for path in lab["paths"]:
        answer = page.goto(portfolio + path)
        assert answer is not None and answer.status == 200, path
        if faults := faults_of(page):
            found[path] = faults
    assert found == {}
    assert desk.complaints == []
