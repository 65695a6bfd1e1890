"""`python manage.py import_table`, as who keeps the machine uses it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Agency, Person
from portfolio.projects.models import Project
from records.models import AuditEvent

pytestmark = pytest.mark.django_db

GOOD = "code,name_en,name_ar\nONE,One,واحد\nTWO,Two,اثنان\n"


@pytest.fixture
def agencies(tmp_path: Path) -> Path:
    path = tmp_path / "agencies.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def run(*args: Any) -> str:
    out = io.StringIO()
    call_command("import_table", *[str(arg) for arg in args], stdout=out)
    return out.getvalue()


def rejects_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_sole_administrator_brings_in_when_nobody_is_named(hamad: Any, agencies: Path) -> None:
    assert "2 rows read (utf-8) · 2 new · 0 here already · 0 refused" in run("agencies", agencies)
    event = AuditEvent.objects.get(action="accounts.record_agencies")
    assert (event.actor, event.door, event.count) == (hamad, "command", 2)


def test_with_two_administrators_one_is_named(hamad: Any, noora: Any, cgb: Any, agencies: Path) -> None:
    memberships.give_role(by=hamad, person=noora, role=Role.LAB_ADMINISTRATOR, agency=cgb)
    with pytest.raises(CommandError, match="--by EMAIL"):
        run("agencies", agencies)
    assert "2 new" in run("agencies", agencies, "--by", "NOORA@cgb.example")


def test_who_may_not_is_told_why(maryam: Any, agencies: Path) -> None:
    with pytest.raises(CommandError, match="Only lab staff can do this"):
        run("agencies", agencies, "--by", maryam.email)
    with pytest.raises(CommandError, match="Nobody here has the address"):
        run("agencies", agencies, "--by", "nobody@example.org")
    assert not Agency.objects.filter(code="ONE").exists()


def test_what_is_refused_is_listed_in_a_file(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("lead_agency,title_en,stage_on\nNASA,=1+1,2025-02-31\nCGB,Fine,2025-01-01\n", encoding="utf-8")
    rejects = tmp_path / "refused.csv"

    told = run("projects", path, "--rejects", rejects, "--language", "en")

    assert "1 new · 0 here already · 1 refused" in told and str(rejects) in told
    head, row = rejects_of(rejects)
    assert head == ["Refused: row", "Refused: why", "مرفوض: السبب", "lead_agency", "title_en", "stage_on"]
    assert row == [
        "2",
        "stage_on: There is no such date. Write it as year-month-day, for example 2026-03-31."
        " | lead_agency: There is no agency “NASA” here.",
        "stage_on: لا يوجد هذا التاريخ. اكتبه سنة-شهر-يوم، مثل \u200e2026-03-31."
        " | lead_agency: لا توجد هنا جهة باسم «NASA».",
        "NASA",
        "'=1+1",
        "2025-02-31",
    ]


def test_what_was_refused_is_corrected_and_loaded_again(hamad: Any, tmp_path: Path) -> None:
    """The list is a table of the same source: its rows come in as if they had stood in the first file."""
    path, rejects = tmp_path / "people.csv", tmp_path / "people.rejects.csv"
    path.write_text("key,email,name_en,grade\n1,no address,-Aisha,7\n2,saad@moph.example,Saad,8\n", encoding="utf-8")
    run("people", path, "--rejects", rejects)
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("no address", "aisha@moph.example"))

    told = run("people", rejects, "--language", "en")

    assert "1 new · 0 here already · 0 refused" in told and "not read" not in told
    aisha = Person.objects.get(email="aisha@moph.example")
    assert (aisha.name_en, aisha.learner.source_name, aisha.learner.source_key) == ("-Aisha", "people", "1")


def test_the_list_is_in_the_readers_language_and_harmless(hamad: Any, tmp_path: Path) -> None:
    Person.objects.filter(pk=hamad.pk).update(language="ar")
    path = tmp_path / "projects.csv"
    path.write_text("lead_agency,title_en,visibility\nCGB,T,=cmd\n", encoding="utf-8")

    run("projects", path, "--rejects", tmp_path / "refused.csv")

    head, row = rejects_of(tmp_path / "refused.csv")
    assert head[0] == "مرفوض: الصف"
    assert row[-1] == "'=cmd"


def test_without_refusals_there_is_no_file(hamad: Any, agencies: Path, tmp_path: Path) -> None:
    run("agencies", agencies, "--rejects", tmp_path / "refused.csv")
    assert not (tmp_path / "refused.csv").exists()


def test_a_dry_run_sees_its_own_earlier_rows_and_leaves_nothing(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text("code,name_en,parent\nONE,One,\nTWO,Two,ONE\n", encoding="utf-8")
    events = AuditEvent.objects.count()

    told = run("agencies", path, "--dry-run")

    assert "Dry run: nothing was changed." in told and "2 new · 0 here already · 0 refused" in told
    assert not Agency.objects.filter(code__in=["ONE", "TWO"]).exists()
    assert AuditEvent.objects.count() == events


def test_windows_1256_is_read_and_said(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text(GOOD, encoding="cp1256")
    assert "2 rows read (windows-1256)" in run("agencies", path)
    assert Agency.objects.get(code="ONE").name_ar == "واحد"


def test_a_file_or_map_that_is_not_there_is_named(hamad: Any, agencies: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        run("agencies", tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match=r"nowhere\.toml"):
        run("agencies", agencies, "--map", tmp_path / "nowhere.toml")


def test_a_file_without_a_column_that_every_row_needs_names_it(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Mail,name_en\na@moph.example,A\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"No column says: email \(E-mail address\).*Mail, name_en"):
        run("people", path, "--language", "en")
    path.write_text("email,name_en\na@moph.example,A\n", encoding="utf-8")
    assert "1 new" in run("people", path, "--language", "en")


def test_unread_columns_are_told(hamad: Any, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text("code,name_en,motto\nONE,One,x\n", encoding="utf-8")
    assert "Columns that were not read: motto" in run("agencies", path)


def test_two_batches_leave_two_events_and_few_queries(
    hamad: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    path = tmp_path / "projects.csv"
    rows = "".join(f"P{n},CGB,Project {n},2025-01-{n % 28 + 1:02}\n" for n in range(400))
    path.write_text("key,lead_agency,title_en,stage_on\n" + rows, encoding="utf-8")

    # Two batches of 200: the number does not follow the number of rows.
    with django_assert_max_num_queries(70):
        run("projects", path)

    assert Project.objects.count() == 400
    assert [event.count for event in AuditEvent.objects.filter(action="projects.record_history")] == [200, 200]
