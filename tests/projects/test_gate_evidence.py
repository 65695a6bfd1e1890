"""What Maryam shows for the criteria of a gate, kept as a draft first."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.actions import memberships
from portfolio.projects.actions import gates, registration
from portfolio.projects.actions.gate_evidence import Shown
from portfolio.projects.enums import EvidenceKind, GateStatus
from portfolio.projects.models import GateCriterion, GateEvidence, GateRequest, Project
from records.clock import today
from records.models import PrivateFile
from records.versions import EditConflict
from tests.factories import projects, training

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def project(maryam: Any, moph: Any) -> Project:
    return projects.project(maryam, moph, complete=True)


@pytest.fixture
def criterion(project: Project) -> GateCriterion:
    return GateCriterion.objects.get(gate__from_stage=project.stage, code="alignment")


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(target, "PNG")
    return target.getvalue()


def workbook(*, macro: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        if macro:
            archive.writestr("xl/vbaProject.bin", "x")
    return target.getvalue()


def draft(by: Any, project: Project, *shown: Shown, **fields: Any) -> GateRequest:
    return gates.write_draft(by=by, project=project, case="So far.", shown=shown, **fields)


def test_a_draft_is_gone_on_with_and_then_asked(maryam: Any, noora: Any, project: Project) -> None:
    first = draft(maryam, project)
    assert first.status == GateStatus.DRAFT

    asked = gates.ask(by=maryam, project=project, case="Ready now.", shown=projects.evidence(project))

    assert asked.pk == first.pk
    assert (asked.status, asked.case) == (GateStatus.OPEN, "Ready now.")
    assert asked.evidence.count() == 6


def test_nobody_else_sees_a_draft_as_a_request(client_of: Any, maryam: Any, noora: Any, project: Project) -> None:
    kept = draft(maryam, project)

    assert client_of(noora).get(reverse("projects:gate", args=[project.pk, kept.pk])).status_code == 404
    page = client_of(maryam).get(reverse("projects:page", args=[project.pk])).content.decode()
    assert "Go on with the draft" in page


def test_of_two_officers_the_second_is_told(maryam: Any, project: Project) -> None:
    kept = draft(maryam, project)
    draft(maryam, project, version=kept.version)

    with pytest.raises(EditConflict):
        draft(maryam, project, version=kept.version)


def test_a_draft_that_a_colleague_began_meanwhile_is_not_written_over(
    client_of: Any, maryam: Any, project: Project
) -> None:
    address = reverse("projects:gate_ask", args=[project.pk])
    browser = client_of(maryam)
    typed = {"case": "Mine.", "keep": "1"}
    assert browser.post(address, {"key": str(uuid.uuid4()), **typed}).status_code == 302

    late = browser.post(address, {"key": str(uuid.uuid4()), **typed, "case": "Theirs.", "version": ""})

    assert late.status_code == 409
    assert "Theirs." in late.content.decode()
    assert GateRequest.objects.get().case == "Mine."


def test_a_draft_is_thrown_away_with_its_files(
    maryam: Any, project: Project, criterion: GateCriterion, django_capture_on_commit_callbacks: Any
) -> None:
    kept = draft(maryam, project, Shown(criterion, file=file("plan.pdf", PDF)))
    content = PrivateFile.objects.get().content

    with django_capture_on_commit_callbacks(execute=True):
        gates.discard_draft(by=maryam, request=kept)

    assert (GateRequest.objects.count(), PrivateFile.objects.count()) == (0, 0)
    assert not content.storage.exists(content.name)


def test_a_mandatory_criterion_without_anything_shown_is_named(
    client_of: Any, maryam: Any, project: Project, criterion: GateCriterion
) -> None:
    typed = {f"text_{one.criterion.pk}": one.text for one in projects.evidence(project)}
    typed[f"text_{criterion.pk}"] = ""
    address = reverse("projects:gate_ask", args=[project.pk])

    answer = client_of(maryam).post(address, {"key": str(uuid.uuid4()), "case": "Ready.", **typed})

    assert answer.status_code == 422
    assert "Show something for this criterion, or say why it does not apply." in answer.content.decode()
    assert "It was tried and written down." in answer.content.decode(), "nothing typed is lost"
    assert GateRequest.objects.count() == 0
    typed[f"text_{criterion.pk}"] = "It serves the agenda."
    assert client_of(maryam).post(address, {"key": str(uuid.uuid4()), "case": "Ready.", **typed}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("plan.pdf", b"%PDF-1.7 and then nothing"),
        ("plan.pdf", picture()),
        ("photo.png", PDF),
        ("figures.xlsx", PDF),
        ("figures.xlsx", workbook(macro=True)),
        ("notes.txt", b"\xff\xfe\x00"),
        ("page.html", b"<script>alert(1)</script>"),
        ("plan.pdf", b""),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    maryam: Any, project: Project, criterion: GateCriterion, name: str, content: bytes
) -> None:
    with pytest.raises(ValidationError) as refusal:
        draft(maryam, project, Shown(criterion, file=file(name, content)))

    assert f"file_{criterion.pk}" in refusal.value.message_dict
    assert GateEvidence.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.pdf", PDF), ("photo.png", picture()), ("figures.xlsx", workbook()), ("notes.txt", "ملاحظات".encode())],
)
def test_a_file_that_is_what_its_name_says_is_kept(
    client_of: Any, maryam: Any, khalid: Any, project: Project, criterion: GateCriterion, name: str, content: bytes
) -> None:
    draft(maryam, project, Shown(criterion, file=file(name, content)))

    kept = PrivateFile.objects.get()
    address = reverse("records:file", args=[kept.pk])
    assert b"".join(client_of(maryam).get(address).streaming_content) == content
    assert client_of(khalid).get(address, follow=True).status_code == 404


def test_a_file_renamed_to_pdf_is_told_at_its_field(
    client_of: Any, maryam: Any, project: Project, criterion: GateCriterion
) -> None:
    answer = client_of(maryam).post(
        reverse("projects:gate_ask", args=[project.pk]),
        {
            "key": str(uuid.uuid4()),
            "case": "Ready.",
            "keep": "1",
            f"file_{criterion.pk}": file("plan.pdf", picture()),
        },
    )

    assert answer.status_code == 422
    said = f"{criterion.text}: File: The content of this file is not that of a PDF, whatever its name says."
    assert said in answer.content.decode(), "above the form its criterion is named"


@pytest.mark.parametrize("link", ["http://example.test", "javascript:alert(1)", "https://", "https://a@b.test", "x"])
def test_a_link_that_is_not_safe_is_refused(maryam: Any, project: Project, criterion: GateCriterion, link: str) -> None:
    with pytest.raises(ValidationError, match="begins with https"):
        draft(maryam, project, Shown(criterion, link=link))

    kept = draft(maryam, project, Shown(criterion, link="https://example.test/plan"))
    assert kept.evidence.get().link == "https://example.test/plan"


def test_a_fact_is_recorded_when_asked_and_shown_as_it_is_today(
    client_of: Any, maryam: Any, noora: Any, moph: Any
) -> None:
    project = projects.project(maryam, moph, stage="discovery", complete=True)
    milestone = projects.milestone(project, "Team named", forecast_on=dt.date(2030, 1, 6))
    shown = [
        Shown(one.criterion, text=one.text, chosen=str(milestone.pk) if one.criterion.code == "plan" else "")
        for one in projects.evidence(project)
    ]
    asked = gates.ask(by=maryam, project=project, case="Ready.", shown=shown)

    row = asked.evidence.get(kind=EvidenceKind.FACT)
    assert row.held_when_asked is False
    assert row.found_en == "“Team named” is not reached; it is expected on 6 January 2030."
    assert "اختبار النموذج الأولي" in row.found_ar
    milestone.actual_on = dt.date(2026, 2, 1)
    milestone.save()
    page = client_of(noora).get(reverse("projects:gate", args=[project.pk, asked.pk])).content.decode()
    assert "When it was asked, the system found that it does not hold:" in page
    assert "Today it holds:" in page


def test_an_objective_that_is_served_is_a_fact(maryam: Any, project: Project, criterion: GateCriterion) -> None:
    objective = project.alignments.get().objective
    shown = [Shown(one.criterion, text=one.text) for one in projects.evidence(project) if one.criterion != criterion]

    asked = gates.ask(
        by=maryam, project=project, case="Ready.", shown=[*shown, Shown(criterion, chosen=str(objective.pk))]
    )

    row = asked.evidence.get(kind=EvidenceKind.FACT)
    assert row.held_when_asked is True
    assert row.found_en.startswith("It serves “Objective one-front-door” since")


def test_a_course_that_people_of_the_lead_agency_completed_is_a_fact(
    client_of: Any, hamad: Any, maryam: Any, ali: Any, khalid: Any, noora: Any, moph: Any
) -> None:
    """With whoever leaves goes what was learned, and what another agency's people know does not count."""
    project = projects.project(maryam, moph, stage="pilot", complete=True)
    course = training.course(noora, "run-it", title_en="Running a service", validity_months=12)
    training.completion(noora, khalid, course, today())
    shown = [
        Shown(one.criterion, text=one.text, chosen=course.code if one.criterion.code == "operations" else "")
        for one in projects.evidence(project)
    ]
    asked = gates.ask(by=maryam, project=project, case="Ready.", shown=shown)
    row = asked.evidence.get(kind=EvidenceKind.FACT)
    assert (row.held_when_asked, row.found_en) == (
        False,
        "Nobody of the lead agency has completed “Running a service”.",
    )

    training.completion(noora, ali, course, today())
    page = reverse("projects:gate", args=[project.pk, asked.pk])
    told = client_of(noora).get(page).content.decode()
    assert "1 person of the lead agency has completed “Running a service”." in told and "Today it holds:" in told
    memberships.end_role(by=hamad, membership=ali.memberships.get())
    assert "Today it holds:" not in client_of(noora).get(page).content.decode()


def test_a_fact_of_another_project_cannot_be_chosen(
    maryam: Any, moph: Any, project: Project, criterion: GateCriterion
) -> None:
    elsewhere = projects.objective("elsewhere")
    with pytest.raises(ValidationError, match="cannot be chosen"):
        draft(maryam, project, Shown(criterion, chosen=str(elsewhere.pk)))

    registration.edit(by=maryam, project=project, version=1, objectives=[elsewhere])
    project = Project.objects.get(pk=project.pk)
    assert draft(maryam, project, Shown(criterion, chosen=str(elsewhere.pk))).evidence.count() == 1
