from __future__ import annotations

import datetime as dt
from typing import Any

from portfolio.reports.actions import quarters
from portfolio.reports.models import AgencyReport, Deputy, ReportingQuarter
from records.clock import Quarter, today
from tests.contracts.expected.table import Cells
from tests.factories import projects, reports
from tests.world import GOVERNMENT, LAB, World

# Who sees the reports of the Ministry of Public Health.
INSIDE_MOPH = ("maryam", "fatima", "noora", "hamad", "sheikha")


def back(quarters_ago: int) -> Quarter:
    found = Quarter.of(today())
    for _ in range(quarters_ago):
        found = found.previous
    return found


def of_quarter(world: World, quarters_ago: int) -> ReportingQuarter:
    return world.keep(
        f"quarter {quarters_ago} ago", lambda world: reports.quarter(world.noora, world.moph, of=back(quarters_ago))
    )


def in_state(state: str, quarters_ago: int) -> Any:
    """A report of the Ministry of Public Health; each state in a quarter of its own."""

    def made(world: World) -> AgencyReport:
        return world.keep(f"report {state}", lambda world: _make(world, state, quarters_ago))

    return made


def _make(world: World, state: str, quarters_ago: int) -> AgencyReport:
    world.keep("project of MOPH", lambda world: projects.project(world.maryam, world.moph))
    held = reports.report(of_quarter(world, quarters_ago), world.moph)
    if state.strip() == "expected":
        return held
    if state == "excused":
        return reports.fresh(quarters.excuse(by=world.noora, report=held, reason="Founded late."))
    reports.draft(world.maryam, held)
    if state != "drafted":
        reports.submit(world.maryam, held)
    if state in ("signed", "accepted"):
        reports.sign(world.fatima, held)
    if state == "accepted":
        reports.accept(world.noora, held)
    return reports.fresh(held)


NOT_OVER = in_state("expected", 0)
EXPECTED = in_state("expected ", 1)
DRAFTED = in_state("drafted", 2)
SUBMITTED = in_state("submitted", 3)
SIGNED = in_state("signed", 4)
ACCEPTED = in_state("accepted", 5)
EXCUSED = in_state("excused", 6)


def by_maryam_herself(world: World) -> AgencyReport:
    """Submitted by the one who would sign it."""
    held = AgencyReport.objects.get(pk=SUBMITTED(world).pk)
    held.submitted_by = world.fatima
    return held


def of_fatima(world: World) -> Deputy:
    return Deputy(
        agency=world.moph,
        lead=world.fatima,
        person=world.maryam,
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=1),
    )


CELLS = [
    Cells("reports.see_progress", GOVERNMENT),
    Cells("reports.list", GOVERNMENT),
    Cells("reports.see", GOVERNMENT),
    Cells("reports.see", INSIDE_MOPH, DRAFTED, "of MOPH"),
    Cells("reports.set_terms", LAB),
    Cells("reports.open_quarter", LAB),
    Cells("reports.write", ("maryam",), DRAFTED, "a draft"),
    Cells("reports.write", (), SUBMITTED, "submitted"),
    Cells("reports.write", (), EXCUSED, "excused"),
    Cells("reports.submit", ("maryam",), DRAFTED, "a draft"),
    Cells("reports.submit", (), NOT_OVER, "a quarter that lasts"),
    Cells("reports.declare_nil", ("maryam",), EXPECTED, "expected"),
    Cells("reports.declare_nil", (), SIGNED, "signed"),
    Cells("reports.recall", ("maryam",), SUBMITTED, "submitted"),
    Cells("reports.recall", (), SIGNED, "signed"),
    Cells("reports.sign", ("fatima",), SUBMITTED, "submitted"),
    Cells("reports.sign", (), by_maryam_herself, "submitted by the lead herself"),
    Cells("reports.sign", (), DRAFTED, "a draft"),
    Cells("reports.send_back", ("fatima",), SUBMITTED, "submitted"),
    Cells("reports.send_back", LAB, SIGNED, "signed"),
    Cells("reports.review", LAB, SIGNED, "signed"),
    Cells("reports.review", (), SUBMITTED, "submitted"),
    Cells("reports.accept", LAB, SIGNED, "signed"),
    Cells("reports.accept", (), ACCEPTED, "accepted"),
    Cells("reports.reopen", LAB, ACCEPTED, "accepted"),
    Cells("reports.reopen", (), SIGNED, "signed"),
    Cells("reports.extend", LAB, EXPECTED, "expected"),
    Cells("reports.extend", (), ACCEPTED, "accepted"),
    Cells("reports.excuse", LAB, EXPECTED, "expected"),
    Cells("reports.excuse", (), EXCUSED, "excused"),
    Cells("reports.take_all", (*LAB, "sheikha")),
    Cells("reports.read_country", (*LAB, "sheikha")),
    Cells("reports.pick_story", LAB),
    Cells("reports.publish_country", LAB),
    Cells("reports.name_deputy", ("fatima",), of_fatima, "of MOPH"),
]
