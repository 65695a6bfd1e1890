"""Two people at the same second, each in a process of their own; and the same without the lock, which goes wrong."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from portfolio.reports.actions import documents
from portfolio.reports.enums import Part, ReportStatus
from portfolio.reports.models import AgencyReport, DocumentPiece, ReportingQuarter, Snapshot
from portfolio.reports.verifying import findings
from records.actions import jobs
from records.enums import JobStatus
from records.models import Job, PrivateFile
from records.models.job import STALE_AFTER
from tests.factories import accounts, reports
from tests.processes import finish, start_python, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# The long checks run two hundred in one go.
RACES = int(os.environ.get("RACES", "20"))

# Each process gets ready, waits for the same moment, and does its work on each of the reports in turn.
HANDS = """
import datetime as dt, json, time
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from accounts.models import Agency, Person
from portfolio.reports import contents
from portfolio.reports.actions import quarters, signing, writing
from portfolio.reports.actions.writing import Written
from portfolio.reports.models import AgencyReport, ReportingQuarter
from records.policy import NotAllowed
from records.versions import EditConflict
from django.conf import settings

settings.REPORT_KEYS = {keys!r}
time_machine.travel(dt.datetime.fromisoformat({clock!r}), tick=True).start()
me = Person.objects.get(pk={person})
me.standing

def report(pk):
    return AgencyReport.objects.select_related("quarter", "agency").get(pk=pk)

{setup}

while time_machine.escape_hatch.time.time() < {moment}:
    pass
said = []
for pk in {pks}:
    try:
        {act}
        said.append("done")
    except (EditConflict, NotAllowed, ValidationError, IntegrityError) as refusal:
        said.append(type(refusal).__name__)
print(json.dumps(said))
"""

# Both parts are written in one action, so they always say the same; a snapshot in which they differ is mixed.
EDIT = """
def work(pk):
    held = report(pk)
    if held.status == "submitted":
        signing.recall(by=me, report=held)
    held = report(pk)
    entry = held.entries.get()
    now = dict(held.parts.filter(entry=entry).values_list("name", "version"))
    words = "after"
    writing.write(by=me, report=held, entry=entry, written={
        "risks": Written(words, now.get("risks", 0)), "decisions": Written(words, now.get("decisions", 0))})
    signing.submit(by=me, report=report(pk), version=report(pk).version)
"""
SIGN = """
def work(pk):
    signing.sign(by=me, report=report(pk), version=report(pk).version)
"""
# The same without holding the report's row: what is read first and what is read later may be of two versions.
WITHOUT_LOCK = """
def unheld(report):
    row = AgencyReport.objects.select_related("quarter", "agency").get(pk=report.pk)
    time.sleep(0.02)
    return row
signing.held = writing.held = unheld
read = contents.material_of
def slowly(report):
    texts = {}
    for name in ("risks", "decisions"):
        for entry, text in report.parts.filter(name=name).values_list("entry", "text"):
            texts.setdefault(entry, {})[name] = text
        time.sleep(0.03)
    return contents.Material(list(report.entries.all()), texts)
contents.material_of = slowly
"""


def at_once(
    clock: Any, people: list[Person], setups: list[str], pks: list[int], act: str = "work(pk)"
) -> list[list[str]]:
    moment = clock_free() + 8
    hands = [
        start_python(
            HANDS.format(
                clock=clock, person=person.pk, setup=setup, pks=pks, act=act, moment=moment, keys=settings.REPORT_KEYS
            )
        )
        for person, setup in zip(people, setups, strict=True)
    ]
    return [json.loads(finish(hand, within=300)) for hand in hands]


def clock_free() -> float:
    return time_machine.escape_hatch.time.time()


def now() -> str:
    return timezone.now().isoformat()


def only_where_writers_overlap() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("not run on SQLite: it lets one writer in at a time, with the lock and without it")


@pytest.fixture
def many(noora: Any, hamad: Any) -> Any:
    """So many submitted reports, each of an agency of its own, all by one officer and one lead."""

    def made(count: int) -> tuple[Person, Person, list[AgencyReport]]:
        agencies = [accounts.agency(hamad, f"A{number:03d}") for number in range(count)]
        officer = accounts.person(hamad, "reem@gov.example")
        lead = accounts.person(hamad, "wafa@gov.example")
        for agency in agencies:
            memberships.give_role(by=hamad, person=officer, role=Role.INNOVATION_OFFICER, agency=agency)
            memberships.give_role(by=hamad, person=lead, role=Role.AGENCY_LEAD, agency=agency)
            reports.past_project(noora, agency)
        held = reports.quarter(noora, *agencies)
        officer, lead = Person.objects.get(pk=officer.pk), Person.objects.get(pk=lead.pk)
        submitted = []
        for agency in agencies:
            report = reports.draft(officer, reports.report(held, agency))
            reports.write(officer, report, report.entries.get(), {Part.RISKS: "before", Part.DECISIONS: "before"})
            submitted.append(reports.submit(officer, report))
        return officer, lead, submitted

    return made


def mixed() -> int:
    found = 0
    for snapshot in Snapshot.objects.filter(kind="agency"):
        for told in json.loads(snapshot.content)["projects"]:
            found += told["texts"].get(Part.RISKS) != told["texts"].get(Part.DECISIONS)
    return found


def test_a_report_that_is_edited_while_it_is_signed_is_never_mixed(many: Any) -> None:
    only_where_writers_overlap()
    officer, lead, submitted = many(RACES)
    at_once(now(), [officer, lead], [EDIT, SIGN], [report.pk for report in submitted])
    assert Snapshot.objects.filter(kind="agency").count() >= 1
    assert mixed() == 0
    signed = set(Snapshot.objects.filter(kind="agency").values_list("report", flat=True))
    for report in AgencyReport.objects.all():
        assert (report.status == ReportStatus.SIGNED) == (report.pk in signed)
    assert findings() == []


def test_without_the_lock_it_is(many: Any) -> None:
    only_where_writers_overlap()
    officer, lead, submitted = many(30)
    at_once(now(), [officer, lead], [WITHOUT_LOCK + EDIT, WITHOUT_LOCK + SIGN], [report.pk for report in submitted])
    torn = [
        report.pk
        for report in AgencyReport.objects.all()
        if (report.status == ReportStatus.SIGNED) != Snapshot.objects.filter(kind="agency", report=report).exists()
    ]
    assert mixed() or torn, "without the lock nothing keeps the two apart"


def test_of_two_submissions_one_is_made(many: Any) -> None:
    only_where_writers_overlap()
    officer, _lead, submitted = many(5)
    pks = [report.pk for report in submitted]
    recall = "signing.recall(by=me, report=report(pk))"
    at_once(now(), [officer], [""], pks, recall)
    version = submitted[0].version + 1
    said = at_once(
        now(), [officer, officer], ["", ""], pks, f"signing.submit(by=me, report=report(pk), version={version})"
    )
    for first, second in zip(*said, strict=True):
        assert sorted([first, second]) in (["NotAllowed", "done"], ["EditConflict", "done"])
    for report in AgencyReport.objects.all():
        assert report.steps.filter(step="submitted").count() == 2, "once before it was taken back, once now"


def test_a_quarter_that_two_open_at_once_is_opened_once(noora: Any, hamad: Any, moph: Any) -> None:
    last = reports.last_quarter()
    act = f"quarters.open_quarter(by=me, year={last.year}, number={last.number}, agencies=list(Agency.objects.all()))"
    said = at_once(now(), [noora, hamad], ["", ""], [0], act)
    assert sorted(one for [one] in said) == ["ValidationError", "done"]
    quarter = ReportingQuarter.objects.get()
    assert quarter.reports.count() == 2


# Makes the documents of one report after the other, each in a slice of its own. After so many it stands still amid the
# next one, with its files written and its row held, until it is killed: so the kill never comes too late.
AT_DOCUMENTS = """
import time
from django.conf import settings
from portfolio.reports.actions import documents
from records.actions import jobs

settings.JOB_SLICE_SECONDS = 0
keep, kept = documents._keep, []

def keep_until(job, report):
    keep(job, report)
    kept.append(report)
    if len(kept) > {most}:
        time.sleep(600)

documents._keep = keep_until
jobs.run({job!r})
"""


def made(job: Job) -> int:
    return DocumentPiece.objects.filter(job=job, is_made=True).count()


@pytest.mark.paper
@pytest.mark.parametrize("is_killed", [True, False])
def test_a_worker_that_is_killed_amid_the_documents_leaves_the_rest_to_another(
    many: Any, noora: Any, tmp_path: Path, is_killed: bool
) -> None:
    """Each report is in the file once, whoever made it."""
    _officer, lead, submitted = many(6)
    for report in submitted:
        reports.sign(lead, report)
        reports.accept(noora, report)
    quarter = submitted[0].quarter
    job = documents.ask(by=noora, quarter=quarter)
    # The files lie in the test's own folder.
    code = AT_DOCUMENTS.format(job=str(job.pk), most=2 if is_killed else 6)
    hand = start_python(code, MASAR_VAR=str(tmp_path))
    if is_killed:
        wait_until(lambda: made(job) >= 2, 120)
        hand.kill()
        hand.communicate(timeout=60)
        assert made(job) == 2
        silent = timezone.now() - STALE_AFTER - dt.timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
        assert jobs.requeue_left_behind() >= 1
        jobs.run(str(job.pk))
    else:
        finish(hand, within=240)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (JobStatus.DONE, 6, 6)
    assert job.result
    with job.result.content.open("rb") as content, zipfile.ZipFile(content) as bundle:
        assert sorted(bundle.namelist()) == sorted(
            f"{quarter.code}-a{number:03d}-r1.{kind}" for number in range(6) for kind in ("pdf", "xlsx")
        )
    assert not PrivateFile.objects.filter(belongs_to=documents.PART).exists()
