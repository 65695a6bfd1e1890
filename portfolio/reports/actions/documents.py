"""All documents of a quarter: one job, a few reports in each slice, one file in the end."""

from __future__ import annotations

import tempfile
import time
import zipfile
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.papers import report_pdf
from portfolio.reports.sheets import xlsx_of
from records import file_rules
from records.actions import files, jobs
from records.documents.pdf import can_make_pdf
from records.jobs import register
from records.models import Job, PrivateFile
from records.policy import Verdict, may, require

KIND = "reports.documents"
PART = "reports.document"


def ask(*, by: Any, quarter: ReportingQuarter) -> Job:
    require(by, "reports.take_all", quarter)
    return jobs.ask(by=by, kind=KIND, asks={"quarter": quarter.pk, "language": translation.get_language() or "en"})


def work(job: Job) -> bool:
    """The cursor is the number of the reports that are made; each is kept as a file of its own until all are there."""
    reports = list(
        AgencyReport.objects.visible_to(job.asked_by)
        .filter(quarter=job.asks["quarter"], accepted__isnull=False)
        .select_related("quarter", "agency")
        .order_by("agency__code")
    )
    job.total = len(reports)
    until = time.monotonic() + settings.JOB_SLICE_SECONDS
    made = list(job.cursor.get("files", []))
    while job.done < len(reports) and time.monotonic() < until:
        made += _keep(job, reports[job.done])
        job.done += 1
    job.cursor = {"files": made}
    if job.done < len(reports):
        return False
    _bind(job, made)
    return True


def _keep(job: Job, report: AgencyReport) -> list[str]:
    frozen = frozen_of(report, report.accepted.revision if report.accepted else None)
    assert frozen
    people = names_beside(frozen)
    name = f"{report.quarter.code}-{report.agency.code.lower()}-r{frozen.revision}"
    contents = {f"{name}.xlsx": xlsx_of(frozen, people)}
    if can_make_pdf():
        contents[f"{name}.pdf"] = report_pdf(frozen, people, language=job.asks["language"])
    kept = [
        files.keep(
            by=job.asked_by,
            content=ContentFile(content),
            name=file_name,
            content_type="application/octet-stream",
            belongs_to=PART,
            owner_id=job.pk,
        )
        for file_name, content in contents.items()
    ]
    return [str(file.pk) for file in kept]


def _bind(job: Job, made: list[str]) -> None:
    parts = PrivateFile.objects.filter(pk__in=made).order_by("name")
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


def names_beside(frozen: Frozen) -> dict[str, Any]:
    """The names beside a frozen report: read from the people's own rows."""
    by_id = Person.objects.in_bulk(frozen.people())
    signed, accepted = frozen.content["signed"], frozen.lab.get("accepted", {})
    return {
        "submitted_by": by_id.get(frozen.content["submitted"]["by"]),
        "signed_by": by_id.get(signed["by"]),
        "signed_for": by_id.get(signed["for"]),
        "signed_at": frozen.moment("signed"),
        "accepted_by": by_id.get(accepted.get("by")),
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
    file_rules.register(KIND, who_asked_and_still_may)
    file_rules.register(PART, who_asked_and_still_may)
