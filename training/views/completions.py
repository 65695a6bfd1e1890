"""For the lab: who has completed a course, what is recorded by hand, taken back or revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from records.sending import REFUSED, sent
from training.actions import certificates as certificate_actions
from training.actions import completions as actions
from training.forms import CompletionForm, ReasonForm
from training.models import Completion, CompletionRevision, Course
from training.views.access import admit, completion_to_keep, course_of, revocable_certificate
from training.views.catalogue import trail_to
from training.views.certificates import row_of

ON_A_PAGE = 50
TAKEN_BACK = "taken-back"
READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_safe
def completions(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, "training.record_completion")
    course = course_of(request.user, code)
    sought = request.GET.get("q", "").strip()[:100]
    # What was taken back counts nowhere, and can be read here.
    is_void = request.GET.get("show") == TAKEN_BACK
    found = Completion.objects.filter(course=course, is_void=is_void)
    if sought:
        found = found.filter(person__words__have=sought)
    found = found.select_related("course", "person", "agency", "certificate", "recorded_by").prefetch_related(
        Prefetch("revisions", CompletionRevision.objects.select_related("person"))
    )
    found = found.order_by("-completed_on", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "training/completions.html",
        {
            "course": course,
            "sentence": (
                ngettext("%(count)s completion taken back", "%(count)s completions taken back", count)
                if is_void
                else ngettext("%(count)s completion", "%(count)s completions", count)
            )
            % {"count": f"{count:,}"},
            "sought": sought,
            "is_void": is_void,
            "taken_back": TAKEN_BACK,
            "page": page,
            "rows": [row_of(one) for one in page],
            "trail": trail_to(course, gettext("Completions")),
        },
    )


@require_http_methods(READ_OR_SEND)
def record(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, "training.record_completion")
    course = course_of(request.user, code)
    form = CompletionForm(request.POST or None)

    def work() -> str:
        typed = form.cleaned_data
        actions.record(
            by=request.user,
            person=typed["person"],
            course=course,
            completed_on=typed["completed_on"],
            score=typed["score"],
        )
        messages.success(request, gettext("The completion is recorded, and its certificate issued."))
        return _address(course)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _decision(
        request,
        course,
        form,
        heading=gettext("Record a completion"),
        words=gettext("For a course that was completed elsewhere, or that asks for nothing."),
        verb=gettext("Record"),
        kind="primary",
    )


@require_http_methods(READ_OR_SEND)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, "training.take_back_completion")
    completion = completion_to_keep(pk)
    form = ReasonForm(request.POST or None)

    def work() -> str:
        actions.take_back(by=request.user, completion=completion, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The completion is taken back. It stays to be read among those taken back."))
        return _address(completion.course)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _decision(
        request,
        completion.course,
        form,
        person=completion.person,
        heading=gettext("Take back a completion"),
        words=gettext("It was recorded by mistake: from now on it counts nowhere, and its certificate is revoked."),
        verb=gettext("Take back"),
        kind="danger",
    )


@require_http_methods(READ_OR_SEND)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, "training.revoke_certificate")
    certificate = revocable_certificate(pk)
    completion = certificate.completion
    form = ReasonForm(request.POST or None)

    def work() -> str:
        certificate_actions.revoke(by=request.user, certificate=certificate, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The certificate is revoked: whoever verifies it is told."))
        return _address(completion.course)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _decision(
        request,
        completion.course,
        form,
        person=completion.person,
        heading=gettext("Revoke a certificate"),
        words=gettext("The reason is shown to its holder, not to whoever verifies it."),
        verb=gettext("Revoke"),
        kind="danger",
    )


def _decision(request: HttpRequest, course: Course, form: Any, **told: Any) -> HttpResponse:
    trail = trail_to(course, told["heading"])
    trail.insert(-1, {"label": gettext("Completions"), "url": _address(course)})
    return render(
        request,
        "training/decision.html",
        {"course": course, "form": form, "back": _address(course), "trail": trail, **told},
        status=REFUSED if form.is_bound else 200,
    )


def _address(course: Course) -> str:
    return reverse("training:completions", args=[course.code])
