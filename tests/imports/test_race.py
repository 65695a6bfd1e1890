"""Two processes bring the same table in at the same moment: every row is here once, and both finish."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from portfolio.projects.models import Project, ProjectState, StageTransition
from records.models import AuditEvent
from tests import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

ROWS = 600
BRING_IN = """
import time
from django.core.management import call_command
import records.tables.bringing_in as bringing_in
bringing_in.BATCH = 20
time.sleep(max(0, {start} - time.time()))
call_command("import_table", "projects", {path!r}, "--language", "en")
"""
# The control: what two processes do that ask first and write then, without the database's own guard.
WITHOUT_THE_GUARD = """
import time
from accounts.models import Agency
from django.utils import timezone
from portfolio.projects.models import Project, Stage
from portfolio.projects.queries import standard_version
version = standard_version()
idea = Stage.objects.get(version=version, code="idea")
agency = Agency.objects.get(code="CGB")
time.sleep(max(0, {start} - time.time()))
for number in range(100):
    title = f"Project {{number}}"
    if not Project.objects.filter(title_en=title).exists():
        time.sleep(0.002)
        Project.objects.create(
            title_en=title, lead_agency=agency, pathway=version, stage=idea, stage_since=timezone.localdate()
        )
"""


def at_once(code: str, **words: Any) -> list[str]:
    # Both have started Django by then.
    start = time.time() + 25
    pair = [processes.start_python(code.format(start=start, **words)) for _both in range(2)]
    return [processes.finish(process, within=150) for process in pair]


def test_each_row_is_here_once(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"P{n},CGB,Project {n},2025-01-{n % 28 + 1:02}\n" for n in range(ROWS))
    path.write_text("key,lead_agency,title_en,stage_on\n" + rows, encoding="utf-8")

    told = at_once(BRING_IN, path=str(path))

    assert all("0 refused" in said for said in told), told
    assert Project.objects.count() == StageTransition.objects.count() == ProjectState.objects.count() == ROWS
    events = AuditEvent.objects.filter(action="projects.record_history")
    assert sum(events.values_list("count", flat=True)) == ROWS
    counted = [int(said.split(" rows read")[1].split("·")[1].split("new")[0].replace(",", "")) for said in told]
    assert sum(counted) == ROWS


def test_without_the_guard_rows_come_in_twice(hamad: Any) -> None:
    at_once(WITHOUT_THE_GUARD)
    assert Project.objects.count() > 100
