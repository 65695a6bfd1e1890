"""A draft taken as a table, filled in elsewhere and brought back: every change is seen before it is taken."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from portfolio.projects.models.project import reference_of
from portfolio.reports import offline
from portfolio.reports.actions import writing
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport
from records.models import AuditEvent, PrivateFile
from tests.factories import reports

pytestmark = pytest.mark.django_db


def filled(held: AgencyReport, cells: dict[str, Any] | None = None, head: str = "", reference: str = "") -> io.BytesIO:
    """The table as it was taken, with some cells of its first project written over."""
    book = load_workbook(io.BytesIO(offline.template_of(held)))
    sheet = book.active
    assert sheet is not None
    places = {str(cell.value).rpartition("[")[2].rstrip("]"): cell.column for cell in sheet[1]}
    for name, value in (cells or {}).items():
        sheet.cell(row=2, column=places[name], value=value)
    if head:
        sheet.cell(row=1, column=1, value=head)
    if reference:
        sheet.cell(row=2, column=1, value=reference)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def test_unchanged_it_says_what_the_report_says(drafted: AgencyReport) -> None:
    loaded = offline.load(drafted, filled(drafted))
    assert (loaded.changes, loaded.refused) == ([], [])


@pytest.mark.parametrize("language", ["ar", "en"])
def test_changes_are_seen_and_taken(drafted: AgencyReport, maryam: Any, language: str) -> None:
    with translation.override(language):
        table = filled(drafted, {Part.RISKS: "The link.", Part.BUDGET: 125000, Part.RATING: "معرّض للخطر"})
        loaded = offline.load(drafted, table)
    assert {(one.name, one.after) for one in loaded.changes} == {
        (Part.RISKS, "The link."),
        (Part.BUDGET, "125000"),
        (Part.RATING, "amber"),
    }
    assert loaded.refused == []

    keys = [one.key for one in loaded.changes if one.name != Part.BUDGET]
    taken = writing.take_table(by=maryam, report=drafted, content=table, seen=loaded.fingerprint, keys=keys)

    texts = dict(drafted.entries.get().parts.values_list("name", "text"))
    assert taken == 2
    assert (texts[Part.RISKS], texts[Part.RATING]) == ("The link.", "amber")
    assert Part.BUDGET not in texts
    assert AuditEvent.objects.filter(action="reports.take_table").count() == 1


def test_each_cell_that_cannot_be_is_named(drafted: AgencyReport) -> None:
    table = filled(
        drafted, {Part.RATING: "purple", Part.BUDGET: "a lot", Part.ENDS_ON: "2026-02-30", Part.RISKS: "=1+1"}
    )
    loaded = offline.load(drafted, table)
    assert {(one.row, one.column.rpartition("[")[2].rstrip("]")) for one in loaded.refused} == {
        (2, Part.RATING),
        (2, Part.BUDGET),
        (2, Part.ENDS_ON),
        (2, Part.RISKS),
    }
    assert loaded.changes == []


def test_a_project_that_the_report_does_not_have_is_named(drafted: AgencyReport) -> None:
    loaded = offline.load(drafted, filled(drafted, {Part.RISKS: "Leaked."}, reference=reference_of(9999)))
    assert [one.value for one in loaded.refused] == ["p-9999"]
    assert loaded.changes == []


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Reference [{quarter}/MOI/1]", "another agency"),
        ("Reference [2020-q1/MOPH/1]", "another quarter"),
        ("Reference [{quarter}/MOPH/0]", "older form"),
        ("Reference", "not a table that was taken"),
    ],
)
def test_a_table_of_something_else_is_refused_whole(drafted: AgencyReport, head: str, words: str) -> None:
    table = filled(drafted, {Part.RISKS: "Leaked."}, head=head.format(quarter=drafted.quarter.code))
    with pytest.raises(ValidationError, match=words):
        offline.load(drafted, table)


def test_what_was_written_here_meanwhile_is_marked(drafted: AgencyReport, maryam: Any) -> None:
    table = filled(drafted, {Part.RISKS: "From the train."})
    reports.write(maryam, drafted, drafted.entries.get(), {Part.RISKS: "From the office."})
    [change] = offline.load(drafted, table).changes
    assert (change.before, change.after, change.is_stale) == ("From the office.", "From the train.", True)


def test_differences_that_changed_are_shown_again(drafted: AgencyReport, maryam: Any) -> None:
    table = filled(drafted, {Part.RISKS: "From the train."})
    loaded = offline.load(drafted, table)
    reports.write(maryam, drafted, drafted.entries.get(), {Part.RISKS: "From the office."})
    with pytest.raises(ValidationError, match="changed since"):
        writing.take_table(
            by=maryam, report=drafted, content=table, seen=loaded.fingerprint, keys=[one.key for one in loaded.changes]
        )


def test_by_the_pages(drafted: AgencyReport, client_of: Any, maryam: Any, khalid: Any) -> None:
    url = reverse("reports:table", args=[drafted.quarter.code, "MOPH"])
    client = client_of(maryam)
    assert client_of(khalid).get(url).status_code == 404
    out = client.get(reverse("reports:template", args=[drafted.quarter.code, "MOPH"]))
    assert out.status_code == 200
    table = SimpleUploadedFile("table.xlsx", filled(drafted, {Part.RISKS: "The link."}).getvalue())
    page = client.post(url, {"key": str(uuid.uuid4()), "table": table}).content.decode()
    assert "1 cell of the table differs" in page
    told = dict(re.findall(r'name="(seen|file|key|take)" value="([^"]+)"', page))
    done = client.post(url, told)
    assert done.status_code == 302
    assert drafted.entries.get().parts.get(name=Part.RISKS).text == "The link."
    assert not PrivateFile.objects.exists()
    refused = client.post(url, {"key": str(uuid.uuid4()), "table": SimpleUploadedFile("t.xlsx", b"PK\x03\x04nonsense")})
    assert refused.status_code == 422
