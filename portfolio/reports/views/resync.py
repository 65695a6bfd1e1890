"""What the records say now beside the draft: each difference can be taken or left."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from portfolio.reports.actions import writing
from portfolio.reports.contents import named
from portfolio.reports.differences import Difference, fingerprint
from portfolio.reports.enums import Part
from portfolio.reports.quarterly_forms import TakeForm
from portfolio.reports.quarterly_wording import name_of
from portfolio.reports.told import day_words, line_words, part_words
from portfolio.reports.views.access import report_of
from portfolio.reports.views.report import address_of, trail_to
from records.bilingual import reading_arabic
from records.sending import REFUSED, sent, stop_unless


@require_http_methods(["GET", "HEAD", "POST"])
def resync(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    stop_unless(request.user, "reports.write", held)
    form = TakeForm(request.POST or None)

    def work() -> str:
        keys = request.POST.getlist("take")
        taken = writing.take(by=request.user, report=held, seen=form.cleaned_data["seen"], keys=keys)
        words = ngettext("%(count)s change is taken over.", "%(count)s changes are taken over.", taken)
        messages.success(request, words % {"count": taken} if taken else gettext("Nothing was taken over."))
        return address_of(held)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    offered = writing.differences(held)
    return render(
        request,
        "reports/resync.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "offered": [_shown(one) for one in offered],
            "form": TakeForm(initial={"seen": fingerprint(offered)}),
            "refusals": form.non_field_errors() if form.is_bound else [],
            "trail": trail_to(held, gettext("Changes in the records")),
            "url": address_of(held),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _shown(one: Difference) -> dict[str, Any]:
    title = (one.title_ar if reading_arabic() else one.title_en) or one.title_en or one.title_ar
    return {
        "key": one.key,
        "title": title,
        "is_ticked": not one.was_written,
        "is_added_to": one.kind == "part" and one.was_written and not one.replaces,
        **_words(one),
    }


def _words(one: Difference) -> dict[str, str]:
    if one.kind == "agency_line":
        return {
            "what": gettext("A fact of the agency as a whole"),
            "mine": _line(one.before_line) if one.before_line else "",
            "theirs": _line(one.after_line),
        }
    if one.kind == "new_project":
        return {"what": gettext("A project that the report does not have"), "mine": "", "theirs": gettext("Add it")}
    if one.kind == "project_left":
        return {
            "what": gettext("The agency does not lead this project any more"),
            "mine": gettext("In the report"),
            "theirs": gettext("Leave it out"),
        }
    if one.kind == "project_back":
        return {
            "what": gettext("The agency leads this project again"),
            "mine": gettext("Left out"),
            "theirs": gettext("Put it back"),
        }
    if one.kind == "line":
        return {"what": gettext("A fact"), "mine": _line(one.before_line), "theirs": _line(one.after_line)}
    if one.kind == "about":
        return {
            "what": gettext("Title, stage and earlier ratings"),
            "mine": _about(one.about_before),
            "theirs": _about(one.about_after),
        }
    part = Part(one.part)
    return {"what": str(part.label), "mine": part_words(part, one.before), "theirs": part_words(part, one.after)}


def _line(line: Any) -> str:
    return f"{day_words(line.get('on'))} {line_words(line)}".strip() if line else gettext("Not there any more")


def _about(about: Any) -> str:
    return named(about["stage"]) if about and about.get("stage") else ""
