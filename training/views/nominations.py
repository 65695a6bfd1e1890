from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.policy import may
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision
from training.actions import enrolments
from training.enums import EnrolmentStatus
from training.forms import NominationForm, ReasonForm
from training.models import Enrolment
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
            "rows": [{"enrolment": one, "key": Decision().initial["key"]} for one in page],
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Nominations"), "url": ""},
            ],
        },
    )


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
    if done := sent(request, form, work):
        return done
    for error in form.non_field_errors():
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
