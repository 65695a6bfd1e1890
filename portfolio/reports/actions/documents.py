"""All documents of a quarter: one job, a few reports in each slice, one file in the end. Two workers share it."""

from __future__ import annotations

import tempfile
import time
import zipfile
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.models import AgencyReport, DocumentPiece, ReportingQuarter
from portfolio.reports.papers import report_pdf
from portfolio.reports.sheets import xlsx_of
from records import file_rules
from records.actions import files, jobs
from records.documents.pdf import can_make_pdf
from records.enums import UNFINISHED
from records.jobs import register
from records.kept_query import KeptQuery
from records.models import Job, PrivateFile
from records.policy import Verdict, may, require

KIND = "reports.documents"
PART = "reports.document"
HELP = "reports.documents_help"
# How many other workers are asked to help, and up to how many reports one makes alone.
HELPERS = 1
ALONE = 3
PAUSE = 0.2


def ask(*, by: Any, quarter: ReportingQuarter) -> Job:
    require(by, "reports.take_all", quarter)
    return jobs.ask(by=by, kind=KIND, asks={"quarter": quarter.pk, "language": translation.get_language() or "en"})


def work(job: Job) -> bool:
    """A slice of the job itself: it lays the pieces out, makes what nobody else is at, and binds them in the end."""
    if "pieces" not in job.cursor:
        job.total = _lay_out(job)
        job.cursor = {"pieces": job.total}
        return False
    is_through = _make_some(job, job)
    job.done = DocumentPiece.objects.filter(job=job, is_made=True).count()
    if job.done == job.total:
        _bind(job)
        return True
    if is_through:
        # Another worker holds the rest, and may yet let go of it.
        time.sleep(PAUSE)
    return False


def help_with(job: Job) -> bool:
    """A slice of another worker at the pieces of a job. It is through where there is nothing left to take."""
    of = Job.objects.filter(pk=job.asks["job"], status__in=UNFINISHED).select_related("asked_by").first()
    return of is None or _make_some(job, of)


def _lay_out(job: Job) -> int:
    reports = (
        AgencyReport.objects.visible_to(job.asked_by)
        .filter(quarter=job.asks["quarter"], accepted__isnull=False)
        .order_by("agency__code")
    )
    pieces = DocumentPiece.objects.bulk_create([DocumentPiece(job=job, report=report) for report in reports])
    # Where one writes at a time, a second worker would only wait.
    if connection.features.has_select_for_update_skip_locked and len(pieces) > ALONE:
        for _number in range(HELPERS):
            jobs.ask(by=job.asked_by, kind=HELP, asks={"job": str(job.pk)})
    return len(pieces)


def _make_some(slice_of: Job, job: Job) -> bool:
    """Answers whether nothing is left that is free. What is taken stays taken until the slice is written."""
    until = time.monotonic() + settings.JOB_SLICE_SECONDS
    while True:
        piece = (
            DocumentPiece.objects.select_for_update(
                of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
            )
            .filter(job=job, is_made=False)
            .select_related("report__quarter", "report__agency", "report__accepted")
            .first()
        )
        if piece is None:
            return True
        _keep(job, piece.report)
        piece.is_made = True
        piece.save(update_fields=["is_made"])
        if slice_of.pk != job.pk:
            slice_of.done += 1
        if time.monotonic() >= until:
            return False


def _keep(job: Job, report: AgencyReport) -> None:
    frozen = frozen_of(report, report.accepted.revision if report.accepted else None)
    assert frozen
    people = names_beside(frozen)
    name = f"{report.quarter.code}-{report.agency.code.lower()}-r{frozen.revision}"
    contents = {f"{name}.xlsx": xlsx_of(frozen, people)}
    if can_make_pdf():
        contents[f"{name}.pdf"] = report_pdf(frozen, people, language=job.asks["language"])
    for file_name, content in contents.items():
        files.keep(
            by=job.asked_by,
            content=ContentFile(content),
            name=file_name,
            content_type="application/octet-stream",
            belongs_to=PART,
            owner_id=job.pk,
        )


def _bind(job: Job) -> None:
    parts = PrivateFile.objects.filter(belongs_to=PART, owner_id=str(job.pk)).order_by("name")
    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            for part in parts:
                with part.content.open("rb") as content:
                    bundle.writestr(part.name, content.read())
        target.seek(0)
        quarter = ReportingQuarter.objects.get(pk=job.asks["quarter"])
        job.result = files.keep(
            by=job.asked_by,
            content=File(target),
            name=f"{quarter.code}.zip",
            content_type="application/zip",
            belongs_to=KIND,
            owner_id=job.pk,
        )
    job.outcome = {"reports": job.done}
    for part in parts:
        part.content.delete(save=False)
    parts.delete()
    DocumentPiece.objects.filter(job=job).delete()


KEPT_NAMES: KeptQuery[Person] = KeptQuery(
    lambda **roles: Person.objects.filter(pk__in=roles.values()).only("name_en", "name_ar"),
    submitted_by=int,
    signed_by=int,
    signed_for=int,
    accepted_by=int,
)


def names_beside(frozen: Frozen) -> dict[str, Any]:
    """The names beside a frozen report: read from the people's own rows."""
    signed, accepted = frozen.content["signed"], frozen.lab.get("accepted", {})
    roles = {
        "submitted_by": frozen.content["submitted"]["by"],
        "signed_by": signed["by"],
        "signed_for": signed["for"],
        "accepted_by": accepted.get("by"),
    }
    named = {person.pk: person for person in KEPT_NAMES.objects(**{role: pk or 0 for role, pk in roles.items()})}
    return {
        **{role: named.get(pk) for role, pk in roles.items()},
        "signed_at": frozen.moment("signed"),
        "accepted_at": frozen.moment("accepted"),
    }


def told(job: Job) -> list[tuple[str, Any]]:
    return [(str(_("Reports")), job.outcome.get("reports", 0))]


def who_asked_and_still_may(person: Any, file: PrivateFile) -> Verdict:
    if file.uploaded_by_id != getattr(person, "pk", None):
        return Verdict(False)
    return may(person, "reports.take_all")


def offer() -> None:
    register(KIND, _("The reports of a quarter as documents"), work, told)
    register(HELP, _("Help with the reports of a quarter as documents"), help_with)
    file_rules.register(KIND, who_asked_and_still_may)
    file_rules.register(PART, who_asked_and_still_may)
