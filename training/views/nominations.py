from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.policy import may
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision, SentOnce
from training.actions import enrolments
from training.enums import EnrolmentStatus
from training.forms import AcceptForm, NominationForm, ReasonForm
from training.models import Enrolment, Session
from training.queries import with_seats
from training.views.access import admit, course_of, enrolment_of
from training.views.catalogue import address_of, trail_to

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, code: str) -> HttpResponse:
    course = course_of(request.user, code)
    stop_unless(request.user, "training.nominate", None)
    is_looking = "look" in request.POST
    of_whom = {"person": request.user, "course": course}
    form = (
        NominationForm.looked_through(request.POST, **of_whom)
        if is_looking
        else NominationForm(request.POST or None, **of_whom)
    )

    def work() -> str:
        made = enrolments.nominate(
            by=request.user,
            course=course,
            people=list(form.cleaned_data["people"]),
            session=form.cleaned_data["session"],
        )
        words = ngettext(
            "%(count)s person is nominated. The lab has been told.",
            "%(count)s people are nominated. The lab has been told.",
            len(made),
        )
        messages.success(request, words % {"count": len(made)})
        return address_of(course)

    if request.method == "POST" and not is_looking and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/nominate.html",
        {"course": course, "form": form, "trail": trail_to(course, gettext("Nominate"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def nominations(request: HttpRequest) -> HttpResponse:
    """For the lab: who waits for an answer, the first asked first."""
    admit(request.user, "training.keep_sessions")
    waiting = (
        Enrolment.objects.filter(status=EnrolmentStatus.NOMINATED)
        .select_related("person", "course", "agency", "session", "asked_by")
        .prefetch_related("session__days")
        .order_by("asked_at", "pk")
    )
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    words = ngettext("%(count)s nomination waits for an answer.", "%(count)s nominations wait for an answer.", count)
    return render(
        request,
        "training/nominations.html",
        {
            "sentence": words % {"count": count} if count else gettext("No nomination waits for an answer."),
            "page": page,
            "together": _together(list(page)),
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Nominations"), "url": ""},
            ],
        },
    )


def _together(page: list[Enrolment]) -> list[dict[str, Any]]:
    """Those whom one agency sends to one session of one course, beside the seats that it has; the first asked first."""
    of_page = {one.session_id for one in page}
    free = {one.pk: max(0, one.capacity - one.taken) for one in with_seats(Session.objects.filter(pk__in=of_page))}
    groups: dict[tuple[Any, ...], list[Enrolment]] = {}
    for one in page:
        groups.setdefault((one.course_id, one.session_id, one.agency_id, one.asked_by_id), []).append(one)
    return [
        {
            "first": theirs[0],
            "free": free.get(theirs[0].session_id),
            "key": Decision().initial["key"],
            "rows": [{"enrolment": one, "key": Decision().initial["key"]} for one in theirs],
        }
        for theirs in groups.values()
    ]


@require_POST
def accept_all(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, "training.keep_sessions")
    course = course_of(request.user, code)
    form = AcceptForm(request.POST)

    def work() -> str:
        done = enrolments.accept_all(by=request.user, course=course, enrolments=form.cleaned_data["enrolments"])
        waiting = len([one for one in done if one.status == EnrolmentStatus.WAITING])
        enrolled = len(done) - waiting
        if not done:
            messages.info(request, gettext("This nomination has been answered."))
        if enrolled:
            words = ngettext("%(count)s person is enrolled.", "%(count)s people are enrolled.", enrolled)
            messages.success(request, words % {"count": enrolled})
        if waiting:
            words = ngettext(
                "%(count)s person is on the waiting list: all seats are taken.",
                "%(count)s people are on the waiting list: all seats are taken.",
                waiting,
            )
            messages.info(request, words % {"count": waiting})
        return reverse("training:nominations")

    return sent(request, form, work) or _refused(request, form)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    enrolment = enrolment_of(request.user, pk)
    admit(request.user, "training.keep_sessions")
    form = Decision(request.POST)

    def work() -> str:
        done = enrolments.accept(by=request.user, enrolment=enrolment)
        if done.status == EnrolmentStatus.WAITING:
            messages.info(
                request, gettext("All seats are taken: %(name)s is on the waiting list.") % {"name": done.person}
            )
        else:
            messages.success(request, gettext("%(name)s is enrolled.") % {"name": done.person})
        return reverse("training:nominations")

    if not may(request.user, "training.decide_nomination", enrolment):
        messages.info(request, gettext("This nomination has been answered."))
        return redirect("training:nominations")
    return sent(request, form, work) or _refused(request, form)


def _refused(request: HttpRequest, form: SentOnce) -> HttpResponse:
    for error in [error for errors in form.errors.values() for error in errors]:
        messages.error(request, error)
    return redirect("training:nominations")


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    enrolment = enrolment_of(request.user, pk)
    admit(request.user, "training.keep_sessions")
    stop_unless(request.user, "training.decide_nomination", enrolment)
    form = ReasonForm(request.POST or None)

    def work() -> str:
        enrolments.decline(by=request.user, enrolment=enrolment, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The nomination is answered. The person has been told."))
        return reverse("training:nominations")

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/decline.html",
        {
            "enrolment": enrolment,
            "form": form,
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Nominations"), "url": reverse("training:nominations")},
                {"label": gettext("Not accept"), "url": ""},
            ],
        },
        status=REFUSED if form.is_bound else 200,
    )
