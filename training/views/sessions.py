from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.clock import today
from records.policy import may, require
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision
from training.actions import learning, sessions
from training.calendar_file import calendar_of
from training.enums import LEARNING, SEATED, EnrolmentStatus
from training.forms import AssessmentForm, CapacityForm, CodeForm, ReasonForm, SessionForm, WhereForm
from training.models import Attendance, Session
from training.views.access import admit, course_of, day_of_session, enrolment_of, kept_session, session_of
from training.views.catalogue import days_in_words, trail_to


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    course = course_of(request.user, code)
    stop_unless(request.user, "training.keep_sessions", None)
    form = SessionForm(request.POST or None)

    def work() -> str:
        made = sessions.plan(by=request.user, course=course, days=form.days, **form.described)
        messages.success(request, gettext("The session is planned."))
        return address_of(made)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/plan_session.html",
        {"course": course, "form": form, "trail": trail_to(course, gettext("Plan a session"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return session_page(request, kept_session(request.user, pk))


@require_POST
def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_session(request.user, pk)
    form = CapacityForm(request.POST)

    def work() -> str:
        moved = sessions.set_capacity(by=request.user, session=found, capacity=form.cleaned_data["capacity"])
        words = ngettext("%(count)s person has moved up.", "%(count)s people have moved up.", len(moved))
        told = [gettext("The seats are changed."), words % {"count": len(moved)}]
        messages.success(request, " ".join(told if moved else told[:1]))
        return address_of(found)

    return sent(request, form, work) or session_page(request, found, capacity_form=form, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_session(request.user, pk)
    here = {name: getattr(found, name) for name in ("place_en", "place_ar", "link")}
    form = WhereForm(request.POST or None, initial={**here})

    def work() -> str:
        sessions.set_place(by=request.user, session=found, **form.where)
        if form.where == here:
            messages.info(request, gettext("Nothing was changed."))
        else:
            messages.success(request, gettext("Saved. Everybody who is to come is told."))
        return address_of(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/session_place.html",
        {
            "session": found,
            "days": days_in_words(found),
            "form": form,
            "trail": trail_to(found.course, gettext("Change the place")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_session(request.user, pk)
    form = ReasonForm(request.POST or None)

    def work() -> str:
        sessions.cancel(by=request.user, session=found, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The session is cancelled. Everybody who was to come has been told."))
        return address_of(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/cancel_session.html",
        {
            "session": found,
            "days": days_in_words(found),
            "form": form,
            "trail": trail_to(found.course, gettext("Cancel the session")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_session(request.user, pk)
    form = Decision(request.POST)

    def work() -> str:
        sessions.close(by=request.user, session=found)
        messages.success(request, gettext("The session is closed."))
        return address_of(found)

    return sent(request, form, work) or session_page(request, found, refused=form, status=REFUSED)


@require_POST
def mark(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    found = kept_session(request.user, pk)
    of_day = day_of_session(found, day)
    form = Decision(request.POST)

    def work() -> str:
        there, seen = (_ticked(request, name) for name in ("there", "seen"))
        sessions.mark(by=request.user, session=found, day=of_day, there=there, seen=seen)
        messages.success(request, gettext("The list of the day is kept."))
        return f"{address_of(found)}?day={of_day.pk}"

    return sent(request, form, work) or session_page(request, found, refused=form, status=REFUSED)


def _ticked(request: HttpRequest, name: str) -> set[int]:
    return {int(pk) for pk in request.POST.getlist(name) if pk.isascii() and pk.isdigit()}


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent from the list of a session, too, where it takes one press."""
    admit(request.user, "training.keep_sessions")
    enrolment = enrolment_of(request.user, pk)
    form = AssessmentForm(request.POST or None)
    course = enrolment.course
    back = address_of(enrolment.session) if enrolment.session else reverse("training:enrolments", args=[course.code])

    def work() -> str:
        learning.assess(
            by=request.user,
            enrolment=enrolment,
            has_passed=form.cleaned_data["verdict"] == "passed",
            note=form.cleaned_data["note"],
        )
        messages.success(request, gettext("The assessment is recorded."))
        return back

    stop_unless(request.user, "training.assess", enrolment)
    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/assess.html",
        {"enrolment": enrolment, "form": form, "back": back, "trail": trail_to(course, gettext("Assessment"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "training.see_catalogue")
    found = session_of(request.user, pk)
    has_seat = found.enrolments.filter(person=request.user, status__in=LEARNING).exists()
    told = calendar_of(found, tells_link=has_seat or bool(may(request.user, "training.keep_sessions")))
    answer = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{found.pk}.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    enrolment = enrolment_of(request.user, pk)
    stop_unless(request.user, "training.check_in", enrolment)
    form = CodeForm(request.POST or None)

    def work() -> str:
        sessions.check_in(by=request.user, enrolment=enrolment, code=form.cleaned_data["code"])
        messages.success(request, gettext("You are on the list of today."))
        return reverse("training:learn", args=[enrolment.course.code])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/check_in.html",
        {"enrolment": enrolment, "form": form, "trail": trail_to(enrolment.course, gettext("I am here"))},
        status=REFUSED if form.is_bound else 200,
    )


def address_of(found: Session) -> str:
    return reverse("training:session", args=[found.pk])


def session_page(
    request: HttpRequest,
    found: Session,
    *,
    capacity_form: CapacityForm | None = None,
    refused: Any = None,
    status: int = 200,
) -> HttpResponse:
    days = list(found.days.all())
    asked = request.GET.get("day", "")
    chosen = next((one for one in days if str(one.pk) == asked), None) or _nearest(days)
    people = list(found.enrolments.select_related("person", "agency").order_by("asked_at", "pk"))
    there = set(Attendance.objects.current().filter(day=chosen, was_there=True).values_list("enrolment", flat=True))
    seated = [one for one in people if one.status in SEATED]
    return render(
        request,
        "training/session.html",
        {
            "session": found,
            "days": days,
            "days_words": days_in_words(found),
            "chosen": chosen,
            "day_tabs": [
                {
                    "label": gettext("Day %(number)s") % {"number": number},
                    "url": f"{address_of(found)}?day={one.pk}",
                    "is_current": one == chosen,
                }
                for number, one in enumerate(days, start=1)
            ],
            "seated": [
                {
                    "enrolment": one,
                    "key": Decision().initial["key"],
                    "is_there": one.pk in there,
                    "is_learning": one.status in LEARNING,
                }
                for one in seated
            ],
            "waiting": [one for one in people if one.status == EnrolmentStatus.WAITING],
            "nominated": len([one for one in people if one.status == EnrolmentStatus.NOMINATED]),
            "taken": len(seated),
            "may_mark": found.cancelled_at is None and found.closed_at is None and chosen.day <= today(),
            "shows_code": chosen.day == today() and found.is_on,
            "may_close": found.is_on and days[-1].day <= today(),
            "needs_assessment": found.version.needs_assessment,
            "capacity_form": capacity_form or CapacityForm(initial={"capacity": found.capacity}),
            "refused": refused,
            "key": Decision().initial["key"],
            "trail": trail_to(found.course, gettext("Session")),
        },
        status=status,
    )


def _nearest(days: list[Any]) -> Any:
    """Today's, else the last that has been, else the first to come."""
    been = [one for one in days if one.day <= today()]
    return been[-1] if been else days[0]
