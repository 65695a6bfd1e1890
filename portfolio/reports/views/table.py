"""The draft as a table, out and back in."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.reports import offline
from portfolio.reports.actions import writing
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport
from portfolio.reports.offline import Change, Loaded
from portfolio.reports.quarterly_forms import TableForm, TakeForm
from portfolio.reports.quarterly_wording import name_of
from portfolio.reports.told import part_words
from portfolio.reports.views.access import report_of
from portfolio.reports.views.files import XLSX
from portfolio.reports.views.report import address_of, trail_to
from records.actions import audit, files
from records.models import PrivateFile
from records.sending import REFUSED, sent, stop_unless

BELONGS_TO = "reports.table"


@require_safe
def template(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    stop_unless(request.user, "reports.write", held)
    made = offline.template_of(held)
    audit.record(
        by=request.user,
        action="reports.take_document",
        target=held,
        agency_id=held.agency_id,
        after={"kind": "table", "revision": held.revision},
    )
    name = f"{held.quarter.code}-{held.agency.code.lower()}-table.xlsx"
    return HttpResponse(made, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    """First the file: its differences are shown. Then what is chosen of them is taken."""
    held = report_of(request.user, quarter, agency)
    stop_unless(request.user, "reports.write", held)
    if request.method == "POST" and "file" in request.POST:
        return _take(request, held)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["table"].read()
        try:
            loaded = offline.load(held, io.BytesIO(content))
        except ValidationError as refusal:
            form.add_error("table", refusal)
        else:
            kept = files.keep(
                by=request.user,
                content=ContentFile(content),
                name="table.xlsx",
                content_type=XLSX,
                belongs_to=BELONGS_TO,
                owner_id=held.pk,
            )
            return _differences(request, held, loaded, str(kept.pk))
    return _page(request, held, form, status=REFUSED if form.is_bound else 200)


def _page(request: HttpRequest, held: AgencyReport, form: TableForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(
        request,
        "reports/table.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "form": form,
            "trail": trail_to(held, gettext("Filled table")),
            "url": address_of(held),
            **more,
        },
        status=status,
    )


def _differences(
    request: HttpRequest, held: AgencyReport, loaded: Loaded, file: str, refusals: Any = (), status: int = 200
) -> HttpResponse:
    return _page(
        request,
        held,
        TableForm(),
        status=status,
        is_loaded=True,
        changes=[_shown(one) for one in loaded.changes],
        refused=loaded.refused,
        take=TakeForm(initial={"seen": loaded.fingerprint}),
        file=Signer(salt=BELONGS_TO).sign(file),
        refusals=refusals,
    )


def _shown(one: Change) -> dict[str, Any]:
    part = Part(one.name)
    return {
        "key": one.key,
        "title": str(one.entry.title),
        "what": str(part.label),
        "mine": part_words(part, one.before),
        "theirs": part_words(part, one.after),
        "is_stale": one.is_stale,
    }


def _take(request: HttpRequest, held: AgencyReport) -> HttpResponse:
    form = TakeForm(request.POST)
    try:
        kept = PrivateFile.objects.get(
            pk=Signer(salt=BELONGS_TO).unsign(request.POST["file"]),
            belongs_to=BELONGS_TO,
            owner_id=str(held.pk),
            uploaded_by=request.user.pk,
        )
    except (BadSignature, PrivateFile.DoesNotExist):
        messages.warning(request, gettext("The table is not here any more. Bring it in again."))
        return _page(request, held, TableForm(), status=REFUSED)
    with kept.content.open("rb") as content:
        told = io.BytesIO(content.read())

    def work() -> str:
        taken = writing.take_table(
            by=request.user,
            report=held,
            content=told,
            seen=form.cleaned_data["seen"],
            keys=request.POST.getlist("take"),
        )
        words = ngettext("%(count)s change is taken over.", "%(count)s changes are taken over.", taken)
        messages.success(request, words % {"count": taken} if taken else gettext("Nothing was taken over."))
        return address_of(held)

    if done := sent(request, form, work):
        kept.content.delete(save=False)
        kept.delete()
        return done
    return _differences(request, held, offline.load(held, told), str(kept.pk), form.non_field_errors(), status=REFUSED)
