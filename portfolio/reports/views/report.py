"""A report: read, written and compared with the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.standing import standing_of
from portfolio.projects.models.project import reference_of
from portfolio.reports import contents
from portfolio.reports.actions import writing
from portfolio.reports.actions.documents import names_beside
from portfolio.reports.actions.writing import PartsConflict
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.enums import (
    OF_AGENCY,
    OF_LAB,
    OF_LAB_ON_AGENCY,
    OF_PROJECT,
    UNSIGNED,
    WRITABLE,
    ReportStatus,
    Step,
)
from portfolio.reports.models import AgencyReport, Remark, ReportEntry, ReportPart, ReportStep
from portfolio.reports.needs import Need, needs_of
from portfolio.reports.quarterly_drawing import marks, project_rows, way
from portfolio.reports.quarterly_forms import PartsForm, Versioned
from portfolio.reports.quarterly_wording import name_of, sentence_of_report
from portfolio.reports.reading import Reading, lines
from portfolio.reports.standing import marks_of, steps_of
from portfolio.reports.told import part_words
from portfolio.reports.views.access import entry_of, report_of
from records.policy import may, require
from records.sending import CONFLICT, REFUSED
from records.sent_forms import Decision

JSON = "application/json"


@dataclass
class Page:
    """What the person may see of the report, and do with it."""

    request: HttpRequest
    report: AgencyReport

    @property
    def person(self) -> Any:
        return self.request.user

    @property
    def url(self) -> str:
        return address_of(self.report)

    @property
    def sees_unsigned(self) -> bool:
        """What is not signed is the agency's own; the lab reads it once it is submitted."""
        standing = standing_of(self.person)
        if self.report.agency_id in standing.inside_agencies:
            return True
        return standing.is_lab_staff and self.report.status not in WRITABLE

    def may(self, action: str) -> bool:
        return bool(may(self.person, action, self.report))


def address_of(report: AgencyReport) -> str:
    return reverse("reports:report", args=[report.quarter.code, report.agency.code])


def trail_to(report: AgencyReport, *more: str) -> list[dict[str, str]]:
    crumbs = [
        {"label": gettext("Reports"), "url": reverse("reports:list")},
        {"label": name_of(report.quarter), "url": reverse("reports:quarter", args=[report.quarter.code])},
        {"label": str(report.agency.name), "url": address_of(report)},
    ]
    crumbs += [{"label": words} for words in more]
    if not more:
        crumbs[-1].pop("url")
    return crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    page = Page(request, held)
    if request.method == "POST":
        return _save(page, None)
    if held.drafted_at is None and request.method == "GET" and page.may("reports.write"):
        # Whoever writes it finds it filled; the same report however often it is opened.
        writing.draft(by=request.user, report=held)
        page.report = held = report_of(request.user, quarter, agency)
    return report_page(page)


def report_page(
    page: Page, form: PartsForm | None = None, conflicts: list[dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    held = page.report
    frozen = frozen_of(held)
    shows_frozen = frozen is not None and (held.status not in UNSIGNED or not page.sees_unsigned)
    # Of what is accepted nothing is read but the snapshots.
    is_closed = shows_frozen and held.status == ReportStatus.ACCEPTED
    material = contents.Material([], {}) if is_closed else contents.material_of(held)
    needs = contents.needs_in(held, material) if held.status in WRITABLE and page.sees_unsigned else {}
    told, lab = _told(page, frozen if shows_frozen else None, material)
    numbers = {entry.pk: entry.project_id for entry in material.entries}
    names = _names_to_write(page, None)
    if form is None and names:
        form = PartsForm(names=names, parts=parts_of(held, None))
    returned, base, steps = came_back(held), page.url, steps_of(held)
    remarks = remarks_of(returned)
    reading = Reading(told, lab, remarks, lambda number: f"{base}{reference_of(number)}/")
    return render(
        page.request,
        "reports/report.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "sentence": sentence_of_report(held, sum(len(found) for found in needs.values())),
            "marks": _safe(marks(marks_of(held))),
            "project_rows": project_rows(
                told["projects"],
                needs={numbers[entry]: len(found) for entry, found in needs.items()},
                lab={one["project"]: one["texts"] for one in lab["projects"]},
                base=base,
            )
            if told["projects"]
            else "",
            "projects": len(told["projects"]),
            "form": form,
            "kinds": ("pdf", "xlsx", "csv") if frozen else (),
            "conflicts": conflicts or [],
            "reading": reading,
            "shows_whole": not form or held.status == ReportStatus.SIGNED,
            "is_hidden": not page.sees_unsigned and frozen is None and held.is_owed,
            "frozen": frozen,
            "people": people_of(frozen),
            "revisions": frozen.revisions if frozen else (),
            "way": way(steps) if steps else "",
            "came_back": returned,
            "remarks": remarks,
            # What is still needed is told in the heading and beside each project; then there is no button for it.
            "can": {name: page.may(f"reports.{name}") and not (name == "submit" and needs) for name in ACTIONS},
            "why_not_submitted": _why_not(page),
            "now_url": reverse("reports:now_of_agency", args=[held.quarter.code, held.agency.code]),
            "decision": Versioned(initial={"version": held.version}),
            "simple": Decision(),
            "trail": trail_to(held),
            "url": page.url,
        },
        status=status,
    )


ACTIONS = ("write", "submit", "declare_nil", "recall", "sign", "send_back", "accept", "reopen", "extend", "excuse")


def _why_not(page: Page) -> Any:
    """The reason is told where somebody who writes cannot submit yet."""
    if not page.may("reports.write"):
        return ""
    return may(page.person, "reports.submit", page.report).reason


def _safe(html: str) -> Any:
    return mark_safe(html)  # noqa: S308 - made by marks(), which escapes


def _told(page: Page, frozen: Frozen | None, material: contents.Material) -> tuple[dict[str, Any], dict[str, Any]]:
    if frozen is not None:
        lab = frozen.lab
        if page.report.status == ReportStatus.SIGNED and standing_of(page.person).is_lab_staff:
            # Until it is accepted, the lab's own part is in the making.
            lab = contents.lab_as_it_stands(material)
        return frozen.content, lab
    if not page.sees_unsigned:
        return {"projects": [], "texts": {}, "facts": {}}, {"projects": [], "texts": {}}
    return contents.as_it_stands(page.report, material), {"projects": [], "texts": {}}


def _names_to_write(page: Page, entry: ReportEntry | None) -> tuple[Any, ...]:
    if page.report.drafted_at is None:
        return ()
    if page.may("reports.write"):
        return OF_PROJECT if entry else OF_AGENCY
    if page.may("reports.review") and not page.report.nil_because:
        return OF_LAB if entry else OF_LAB_ON_AGENCY
    return ()


def parts_of(held: AgencyReport, entry: ReportEntry | None) -> dict[str, ReportPart]:
    return {part.name: part for part in held.parts.filter(entry=entry).select_related("written_by")}


def came_back(held: AgencyReport) -> ReportStep | None:
    """The step that gave it back to the agency, while it is being answered: a return, or a correction."""
    if held.status != ReportStatus.RETURNED:
        return None
    return held.steps.filter(step__in=(Step.RETURNED, Step.REOPENED)).order_by("-pk").first()


def remarks_of(step: ReportStep | None) -> list[Remark]:
    return list(step.remarks.select_related("entry")) if step else []


def people_of(frozen: Frozen | None) -> dict[str, Any]:
    return names_beside(frozen) if frozen else {}


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, quarter: str, agency: str, number: int) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    page, of = Page(request, held), entry_of(held, number)
    if request.method == "POST":
        return _save(page, of)
    return entry_page(page, of)


def entry_page(
    page: Page,
    of: ReportEntry,
    form: PartsForm | None = None,
    conflicts: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    held, frozen = page.report, frozen_of(page.report)
    material = contents.material_of(held)
    shows_frozen = frozen is not None and (held.status not in UNSIGNED or not page.sees_unsigned)
    told, lab = _told(page, frozen if shows_frozen else None, material)
    [mine] = [one for one in told["projects"] if one["project"] == of.project_id] or [None]
    names = _names_to_write(page, of) if not of.is_left_out else ()
    if form is None and names:
        form = PartsForm(names=names, parts=parts_of(held, of))
    texts = material.texts.get(of.pk, {})
    remarks = [remark for remark in remarks_of(came_back(held)) if remark.entry_id == of.pk]
    missing: list[Need] = (
        needs_of(of.facts, texts, held.quarter.variance_percent)
        if held.status in WRITABLE and page.sees_unsigned
        else []
    )
    reading = Reading(told, lab, remarks)
    views = {one["project"]: one["texts"] for one in lab["projects"]}
    order = [one.project_id for one in material.entries]
    return render(
        page.request,
        "reports/entry.html",
        {
            "report": held,
            "entry": of,
            "name": name_of(held.quarter),
            "form": form,
            "writes_agency_part": page.may("reports.write"),
            "conflicts": conflicts or [],
            "facts": lines(of.facts["lines"]) if page.sees_unsigned else "",
            "needs": missing,
            "remarks": remarks,
            "section": _safe(reading.section(mine, views.get(of.project_id, {}), 2)) if mine else "",
            "is_read": not form or not page.may("reports.write"),
            "neighbours": _neighbours(page, order, of.project_id),
            "now_url": reverse("reports:now", args=[held.quarter.code, held.agency.code, of.project_id]),
            "trail": trail_to(held, str(of.title)),
            "url": page.url,
            "project_url": reverse("projects:page", args=[of.project_id]),
        },
        status=status,
    )


def _neighbours(page: Page, order: list[int], number: int) -> dict[str, str]:
    if number not in order:
        return {}
    at = order.index(number)
    found = {}
    if at:
        found["before"] = f"{page.url}{reference_of(order[at - 1])}/"
    if at + 1 < len(order):
        found["after"] = f"{page.url}{reference_of(order[at + 1])}/"
    return found


def _save(page: Page, of: ReportEntry | None) -> HttpResponse:
    """By the button, or by itself while somebody writes: then answered in JSON with the versions that are saved."""
    action = "reports.write" if page.may("reports.write") else "reports.review"
    require(page.person, action, page.report)
    quietly = page.request.headers.get("Accept") == JSON
    form = PartsForm(page.request.POST, names=_names_to_write(page, of), parts=parts_of(page.report, of))
    if form.is_valid():
        try:
            parts = writing.write(by=page.person, report=page.report, entry=of, written=form.written, may=action)
        except ValidationError as refusal:
            form.take(refusal)
        except PartsConflict as conflict:
            return _conflict(page, of, form, conflict, quietly)
        else:
            if quietly:
                return JsonResponse({"saved": _now(parts)})
            messages.success(page.request, gettext("Your words are saved."))
            return redirect(page.request.path)
    if quietly:
        return JsonResponse({"errors": {name: list(said) for name, said in form.errors.items()}}, status=REFUSED)
    shown = entry_page(page, of, form, status=REFUSED) if of else report_page(page, form, status=REFUSED)
    return shown


def _conflict(
    page: Page, of: ReportEntry | None, form: PartsForm, conflict: PartsConflict, quietly: bool
) -> HttpResponse:
    if quietly:
        return JsonResponse({"conflict": _now(conflict.parts)}, status=CONFLICT)
    shown = [
        {
            "label": part.get_name_display(),
            "mine": part_words(name, form.written[name].text),
            "theirs": part_words(name, part.text),
            "by": str(part.written_by or ""),
            "at": part.written_at,
        }
        for name, part in conflict.parts.items()
    ]
    form.renew(conflict.parts)
    if of:
        return entry_page(page, of, form, shown, CONFLICT)
    return report_page(page, form, shown, CONFLICT)


def _now(parts: Mapping[str, ReportPart]) -> dict[str, dict[str, Any]]:
    return {
        name: {"version": part.version, "text": part.text, "by": str(part.written_by or "")}
        for name, part in parts.items()
    }


@require_safe
def now(request: HttpRequest, quarter: str, agency: str, number: int | None = None) -> JsonResponse:
    """What is saved at this moment of the words about a project, or about the agency as a whole, so that two people at
    them see each other's."""
    held = report_of(request.user, quarter, agency)
    page, of = Page(request, held), entry_of(held, number) if number else None
    if not page.sees_unsigned:
        return JsonResponse({"parts": {}, "writable": False})
    names = _names_to_write(page, of)
    parts = {name: part for name, part in parts_of(held, of).items() if name in names}
    return JsonResponse({"parts": _now(parts), "writable": bool(names)})
