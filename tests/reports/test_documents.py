"""Drawn from the snapshot: PDF, spreadsheet, table; and all of a quarter in one file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from portfolio.reports.actions import documents
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, ReportPart
from portfolio.reports.papers import report_pdf
from portfolio.reports.sheets import csv_of, xlsx_of
from records.actions import jobs
from records.models import AuditEvent, Job, PrivateFile
from tests.factories import reports
from tests.records.test_documents import unpacked

pytestmark = pytest.mark.django_db

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def frozen(drafted: AgencyReport, maryam: Any, fatima: Any, noora: Any) -> Frozen:
    entry = drafted.entries.get()
    reports.write(maryam, drafted, entry, {Part.RISKS: FORMULA, Part.BUDGET: "125000.50", Part.FORECAST: "125000.50"})
    reports.submit(maryam, drafted)
    reports.sign(fatima, drafted)
    reports.accept(noora, drafted)
    found = frozen_of(drafted)
    assert found
    return found


def test_the_table_has_a_row_for_each_project_and_no_formula(frozen: Frozen) -> None:
    [head, row] = list(csv.reader(io.StringIO(csv_of(frozen).decode("utf-8-sig"))))
    told = dict(zip(head, row, strict=True))
    assert told["Project"] == "One front door"
    assert told["Budget (QAR)"] == "125000.50"
    assert told["Main risks and issues"] == f"'{FORMULA}"


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("en", False)])
def test_the_spreadsheet_reads_in_its_language(frozen: Frozen, language: str, turned: bool) -> None:
    with translation.override(language):
        made = xlsx_of(frozen, documents.names_beside(frozen))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert ("rightToLeft" in sheet) is turned
    assert "<f>" not in sheet
    assert re.search(r"<v>125000\.50?</v>", sheet)
    assert ("المشروع" in strings) is turned


@pytest.mark.paper
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pdf_is_drawn_and_tagged(frozen: Frozen, language: str) -> None:
    made = report_pdf(frozen, documents.names_beside(frozen), language=language)
    assert made.startswith(b"%PDF")
    said = unpacked(made)
    assert b"/MarkInfo" in said
    assert f"/Lang ({language})".encode() in said


def test_what_the_rows_say_later_changes_no_document(frozen: Frozen) -> None:
    before = csv_of(frozen)
    ReportPart.objects.update(text="Something else.")
    again = frozen_of(AgencyReport.objects.get(pk=frozen.agency_part.report_id or 0))
    assert again
    assert csv_of(again) == before


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
def test_who_sees_the_report_takes_it_as_a_document(
    frozen: Frozen, client_of: Any, maryam: Any, khalid: Any, kind: str
) -> None:
    held = frozen.agency_part.report
    url = reverse("reports:document", args=[held.quarter.code, held.agency.code, kind])
    answer = client_of(maryam).get(url)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(action="reports.take_document").count() == 1
    assert client_of(khalid).get(url).status_code == 404


def test_there_is_no_document_of_what_nobody_signed(drafted: AgencyReport, client_of: Any, maryam: Any) -> None:
    url = reverse("reports:document", args=[drafted.quarter.code, drafted.agency.code, "csv"])
    assert client_of(maryam).get(url).status_code == 404


def run(job: Job) -> Job:
    """Slice by slice, as a worker does."""
    held = jobs.take_turn(str(job.pk))
    assert held
    while not jobs.do_slice(held):
        pass
    return Job.objects.get(pk=job.pk)


def test_all_documents_of_a_quarter_are_one_file(frozen: Frozen, noora: Any, settings: Any) -> None:
    quarter = frozen.agency_part.report.quarter
    job = run(documents.ask(by=noora, quarter=quarter))
    assert job.result
    with job.result.content.open("rb") as content, zipfile.ZipFile(content) as bundle:
        assert sorted(bundle.namelist()) == [f"{quarter.code}-moph-r1.pdf", f"{quarter.code}-moph-r1.xlsx"]
    assert (job.done, job.total) == (1, 1)
    assert not PrivateFile.objects.filter(belongs_to=documents.PART).exists(), "the parts are gone"


def test_a_worker_that_dies_leaves_nothing_twice(
    frozen: Frozen, noora: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Killed while it binds: the slice is undone, and the next worker begins where the last slice ended."""
    settings.JOB_SLICE_SECONDS = 0
    job = documents.ask(by=noora, quarter=frozen.agency_part.report.quarter)
    bind = documents._bind

    def dies(*told: Any) -> None:
        raise KeyboardInterrupt

    settings.JOB_SLICE_SECONDS = 30
    monkeypatch.setattr(documents, "_bind", dies)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    monkeypatch.setattr(documents, "_bind", bind)
    Job.objects.filter(pk=job.pk).update(status="waiting")

    done = run(job)

    assert done.result
    assert PrivateFile.objects.count() == 1


def test_the_file_is_for_who_asked(frozen: Frozen, noora: Any, hamad: Any, client_of: Any) -> None:
    job = run(documents.ask(by=noora, quarter=frozen.agency_part.report.quarter))
    url = reverse("records:file", args=[job.result_id])
    assert client_of(noora).get(url).status_code == 200
    assert client_of(hamad).get(url, follow=True).status_code == 404
