"""The way of a report: submitted by the officer, signed by the lead, accepted by the lab; or sent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, Person
from portfolio.projects.actions.following import lab_staff, officers_of
from portfolio.reports import contents
from portfolio.reports.actions.freezing import add_link
from portfolio.reports.actions.writing import held
from portfolio.reports.enums import OF_AGENCY, OF_PROJECT, ReportStatus, SnapshotKind, Step
from portfolio.reports.models import AgencyReport, Deputy, FrozenEntry, Remark, ReportEntry, ReportStep, Snapshot
from portfolio.reports.rules import deputyships_of, lead_of
from records.actions import audit, notices
from records.policy import require
from records.versions import EditConflict


@dataclass(frozen=True)
class Marked:
    """A word on one paragraph; of the agency as a whole where there is no entry."""

    entry: ReportEntry | None
    name: str
    words: str


def submit(*, by: Any, report: AgencyReport, version: int, at: dt.datetime | None = None) -> AgencyReport:
    """The focal point gives it to the lead, as she has it before her. `at` dates it back where history is told."""
    require(by, "reports.submit", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.submit", report)
        if report.version != version:
            raise EditConflict(report)
        if not report.nil_because and contents.needs_in(report, contents.material_of(report)):
            raise ValidationError(_("Parts that are needed are still empty; they are listed in the report."))
        return _submitted(by, report, Step.SUBMITTED, "", at)


def declare_nil(*, by: Any, report: AgencyReport, reason: str, at: dt.datetime | None = None) -> AgencyReport:
    """There is nothing to report: said with a reason, and signed like any report. What was drafted stays unsent."""
    require(by, "reports.declare_nil", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.declare_nil", report)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why there is nothing to report.")})
        report.nil_because = reason
        return _submitted(by, report, Step.NIL, reason, at)


def _submitted(by: Any, report: AgencyReport, step: Step, words: str, at: dt.datetime | None) -> AgencyReport:
    at = at or timezone.now()
    report.status, report.submitted_by, report.submitted_at = ReportStatus.SUBMITTED, by, at
    report.version += 1
    report.save()
    ReportStep.objects.create(report=report, revision=report.revision, step=step, by=by, words=words, at=at)
    audit.record(
        by=by,
        action="reports.declare_nil" if step == Step.NIL else "reports.submit",
        target=report,
        agency_id=report.agency_id,
        after={"revision": report.revision},
    )
    _tell(signers_of(report), "reports.to_sign", report, besides=by)
    return report


def recall(*, by: Any, report: AgencyReport) -> AgencyReport:
    """Taken back before the lead has signed."""
    require(by, "reports.recall", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.recall", report)
        report.status = ReportStatus.DRAFT if report.drafted_at else ReportStatus.EXPECTED
        report.nil_because, report.submitted_by, report.submitted_at = "", None, None
        report.version += 1
        report.save()
        ReportStep.objects.create(report=report, revision=report.revision, step=Step.RECALLED, by=by)
        audit.record(by=by, action="reports.recall", target=report, agency_id=report.agency_id)
    return report


def sign(*, by: Any, report: AgencyReport, version: int, at: dt.datetime | None = None) -> Snapshot:
    """The lead's signature freezes the agency's part, as she has it before her. Whoever calls this has asked her for
    her password and second factor in the same request."""
    require(by, "reports.sign", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.sign", report)
        if report.version != version:
            raise EditConflict(report)
        at, lead = at or timezone.now(), lead_behind(by, report)
        content = contents.agency_content(report, signed_by=by.pk, on_behalf_of=lead.pk if lead else None, at=at)
        snapshot = add_link(
            kind=SnapshotKind.AGENCY, report=report, revision=report.revision, content=content, by=by, at=at
        )
        report.status = ReportStatus.SIGNED
        report.version += 1
        report.save()
        ReportStep.objects.create(
            report=report, revision=report.revision, step=Step.SIGNED, by=by, on_behalf_of=lead, at=at
        )
        audit.record(
            by=by,
            action="reports.sign",
            target=report,
            agency_id=report.agency_id,
            after={
                "revision": report.revision,
                "number": snapshot.number,
                "hash": snapshot.hash,
                "for": lead and lead.pk,
            },
        )
        _tell(lab_staff(), "reports.to_review", report, besides=by)
    return snapshot


def lead_behind(by: Any, report: AgencyReport) -> Person | None:
    """The lead for whom a deputy signs; None where the lead signs herself."""
    if report.agency_id in lead_of(by):
        return None
    deputyship: Deputy = deputyships_of(by).select_related("lead").filter(agency=report.agency_id)[0]
    return deputyship.lead


def send_back(*, by: Any, report: AgencyReport, reason: str, remarks: Collection[Marked] = ()) -> AgencyReport:
    """With remarks, each at its paragraph. What was signed stays readable, and what comes next is a new revision."""
    require(by, "reports.send_back", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.send_back", report)
        _check_remarks(report, reason, remarks)
        step = ReportStep.objects.create(
            report=report, revision=report.revision, step=Step.RETURNED, by=by, words=reason
        )
        Remark.objects.bulk_create(
            [Remark(step=step, entry=one.entry, name=one.name, words=one.words) for one in remarks]
        )
        was_signed = report.status == ReportStatus.SIGNED
        report.status = ReportStatus.RETURNED
        if was_signed:
            report.revision += 1
            report.revised_because = reason
        report.nil_because, report.submitted_by, report.submitted_at = "", None, None
        report.version += 1
        report.save()
        audit.record(
            by=by,
            action="reports.send_back",
            target=report,
            agency_id=report.agency_id,
            after={"revision": report.revision, "remarks": len(remarks)},
        )
        _tell(officers_of(report.agency_id), "reports.returned", report, besides=by)
    return report


def _check_remarks(report: AgencyReport, reason: str, remarks: Collection[Marked]) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say what has to be changed.")})
    for one in remarks:
        if one.entry is not None and one.entry.report_id != report.pk:
            raise ValueError(one.entry.pk)
        if one.name not in (OF_PROJECT if one.entry else OF_AGENCY):
            raise ValueError(one.name)


def accept(*, by: Any, report: AgencyReport, version: int, at: dt.datetime | None = None) -> Snapshot:
    """The lab's acceptance freezes its own part with its ratings; from then on the report counts."""
    require(by, "reports.accept", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.accept", report)
        if report.version != version:
            raise EditConflict(report)
        agency_part = report.snapshots.get(kind=SnapshotKind.AGENCY, revision=report.revision)
        at = at or timezone.now()
        lab_part = add_link(
            kind=SnapshotKind.LAB,
            report=report,
            revision=report.revision,
            content=contents.lab_content(report, agency_part, accepted_by=by.pk, at=at),
            by=by,
            at=at,
            of=agency_part,
        )
        FrozenEntry.objects.bulk_create(contents.frozen_entries(report, agency_part, lab_part), batch_size=500)
        report.status, report.accepted = ReportStatus.ACCEPTED, lab_part
        report.version += 1
        report.save()
        ReportStep.objects.create(report=report, revision=report.revision, step=Step.ACCEPTED, by=by, at=at)
        audit.record(
            by=by,
            action="reports.accept",
            target=report,
            agency_id=report.agency_id,
            after={"revision": report.revision, "number": lab_part.number, "hash": lab_part.hash},
        )
        _tell([*officers_of(report.agency_id), *leads_of(report.agency_id)], "reports.accepted", report, besides=by)
    return lab_part


def reopen(*, by: Any, report: AgencyReport, reason: str) -> AgencyReport:
    """A correction: a new revision, with its reason. The accepted one counts until the new one is accepted."""
    require(by, "reports.reopen", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.reopen", report)
        if not reason.strip():
            raise ValidationError({"reason": _("Say what has to be corrected.")})
        report.revision += 1
        report.revised_because, report.status = reason, ReportStatus.RETURNED
        report.nil_because, report.submitted_by, report.submitted_at = "", None, None
        report.version += 1
        report.save()
        ReportStep.objects.create(report=report, revision=report.revision, step=Step.REOPENED, by=by, words=reason)
        audit.record(
            by=by,
            action="reports.reopen",
            target=report,
            agency_id=report.agency_id,
            after={"revision": report.revision},
        )
        _tell(officers_of(report.agency_id), "reports.reopened", report, besides=by)
    return report


def leads_of(agency_id: int) -> list[Person]:
    return list(
        Person.objects.filter(
            is_active=True,
            memberships__in=Membership.objects.valid_today().filter(role=Role.AGENCY_LEAD, agency=agency_id),
        ).distinct()
    )


def signers_of(report: AgencyReport) -> list[Person]:
    """The leads, and who stands in for one today."""
    deputies = Deputy.objects.valid_today().filter(agency=report.agency_id).values("person")
    return [*leads_of(report.agency_id), *Person.objects.filter(pk__in=deputies, is_active=True)]


def path_of(report: AgencyReport) -> str:
    return f"/reports/{report.quarter.code}/{report.agency.code.lower()}/"


def _tell(people: Collection[Person], kind: str, report: AgencyReport, *, besides: Any) -> None:
    notices.tell(
        [person for person in people if person.pk != besides.pk],
        kind=kind,
        path=path_of(report),
        facts={"report": report.pk},
        once=f"{kind}:{report.pk}:{report.version}",
    )
