from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.clock import today
from records.policy import may, require
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision
from records.templatetags.masar import day as day_in_words
from training.actions import enrolments, requirements
from training.enums import LOOKING_BACK, OPEN_STATUSES, EnrolmentStatus
from training.forms import CatalogueForm, EnrolForm, OptionalReasonForm, RequirementForm
from training.models import Course, Enrolment, Session
from training.queries import catalogue as courses_sought
from training.queries import (
    completion_of,
    earlier_sessions,
    latest_enrolment,
    missing_before,
    open_version,
    people_required,
    sessions_to_come,
    with_seats,
)
from training.views.access import course_of, enrolment_of, requirement_of
from training.views.tries import tries_of

ON_A_PAGE = 30
MOST_EARLIER = 12


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    require(request.user, "training.see_catalogue")
    form = CatalogueForm(request.GET)
    form.is_valid()
    sought = form.cleaned_data
    found = courses_sought(
        request.user,
        words=sought.get("q", ""),
        level=sought.get("level", ""),
        competency=sought.get("competency"),
    )
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "training/catalogue.html",
        {
            "sentence": ngettext("%(count)s course", "%(count)s courses", count) % {"count": f"{count:,}"},
            "form": form,
            "may_keep": may(request.user, "training.keep_courses"),
            "is_filtered": any(sought.get(name) for name in ("q", "level", "competency")),
            "page": page,
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("All courses"), "url": ""},
            ],
        },
    )


@require_safe
def course(request: HttpRequest, code: str) -> HttpResponse:
    return course_page(request, course_of(request.user, code))


@require_POST
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    found = course_of(request.user, code)
    stop_unless(request.user, "training.enrol", found)
    form = EnrolForm(request.POST, course=found)

    def work() -> str:
        made = enrolments.enrol(by=request.user, course=found, session=form.cleaned_data["session"])
        if made.status == EnrolmentStatus.WAITING:
            messages.info(
                request,
                gettext("All seats are taken. You are on the waiting list and move up as soon as a seat is free."),
            )
        else:
            messages.success(request, gettext("You are enrolled."))
        return address_of(found)

    return sent(request, form, work) or course_page(request, found, refused=form, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    enrolment = enrolment_of(request.user, pk)
    stop_unless(request.user, "training.withdraw", enrolment)
    form = OptionalReasonForm(request.POST or None)
    is_own = enrolment.person_id == request.user.pk
    back = address_of(enrolment.course) if is_own else reverse("training:enrolments", args=[enrolment.course.code])

    def work() -> str:
        enrolments.withdraw(by=request.user, enrolment=enrolment, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The enrolment is withdrawn."))
        return back

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/withdraw.html",
        {
            "enrolment": enrolment,
            "is_own": is_own,
            "back": back,
            "form": form,
            "trail": trail_to(enrolment.course, gettext("Withdraw")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def require_it(request: HttpRequest, code: str) -> HttpResponse:
    found = course_of(request.user, code)
    stop_unless(request.user, "training.require_course", None)
    form = RequirementForm(request.POST or None)

    def work() -> str:
        typed = {name: form.cleaned_data[name] for name in ("agency", "role", "grade", "due_on")}
        requirements.put(by=request.user, course=found, **typed)
        _tell_of_how_many(request, found)
        return address_of(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/require.html",
        {"course": found, "form": form, "trail": trail_to(found, gettext("Require the course"))},
        status=REFUSED if form.is_bound else 200,
    )


def _tell_of_how_many(request: HttpRequest, course: Course) -> None:
    """Of everybody of whom it is required now: who mistyped a grade sees at once that it names nobody."""
    people = people_required(course, today())
    if not people:
        messages.warning(request, gettext("It is kept, and names nobody yet: nobody known here is of that kind."))
        return
    words = ngettext(
        "The course is required of %(count)s person today.", "The course is required of %(count)s people today.", people
    )
    messages.success(request, words % {"count": f"{people:,}"})


@require_POST
def end_requirement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = course_of(request.user, code)
    requirement = requirement_of(request.user, found, pk)
    form = Decision(request.POST)

    def work() -> str:
        requirements.end(by=request.user, requirement=requirement)
        messages.success(request, gettext("It is not required of them any more."))
        return address_of(found)

    return sent(request, form, work) or course_page(request, found, refused=form, status=REFUSED)


def course_page(request: HttpRequest, found: Course, *, refused: Any = None, status: int = 200) -> HttpResponse:
    person = request.user
    version = open_version(found)
    enrolment = latest_enrolment(person, found)
    held = completion_of(person, found, today())
    missing = list(missing_before(person, found))
    is_open = enrolment is not None and enrolment.status in OPEN_STATUSES
    parts = list(version.parts.select_related("lesson").order_by("order")) if version else []
    may_enrol = may(person, "training.enrol", found)
    may_keep = may(person, "training.keep_sessions")
    return render(
        request,
        "training/course.html",
        {
            "course": found,
            "version": version,
            "parts": parts,
            "facts": _facts(found),
            "rule": rule_words(version, len([part for part in parts if not part.is_optional])) if version else [],
            "enrolment": enrolment,
            "is_open": is_open,
            "may_look": enrolment is not None and (is_open or enrolment.status in LOOKING_BACK),
            "tries": tries_of(person, found),
            "missing": missing,
            "needs_session": version is not None and version.attendance_percent > 0,
            "may_withdraw": is_open and may(person, "training.withdraw", enrolment),
            "held": held,
            "certificate": getattr(held, "certificate", None) if held else None,
            "sessions": [_session_row(session, enrolment) for session in with_seats(sessions_to_come(found))],
            "earlier": list(earlier_sessions(found)[:MOST_EARLIER]) if may_keep else [],
            "may_see_enrolments": may(person, "training.see_enrolments"),
            "may_enrol": may_enrol,
            "can_enrol_now": bool(may_enrol) and not is_open and version is not None and not missing,
            "may_nominate": may(person, "training.nominate") and version is not None,
            "may_keep": may_keep,
            "requirements": list(found.requirements.filter(ended_on=None).select_related("agency")),
            "refused": refused,
            "key": Decision().initial["key"],
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("All courses"), "url": reverse("training:catalogue")},
                {"label": str(found.title), "url": ""},
            ],
        },
        status=status,
    )


def rule_words(version: Any, lessons: int) -> list[str]:
    """What has to be done for a completion, part by part."""
    found = []
    if version.needs_lessons and lessons:
        found.append(ngettext("%(count)s lesson", "%(count)s lessons", lessons) % {"count": lessons})
    if version.needs_quiz:
        words = ngettext(
            "the quiz with at least %(mark)s of 100, in %(count)s attempt",
            "the quiz with at least %(mark)s of 100, in %(count)s attempts",
            version.attempts,
        )
        found.append(words % {"mark": version.pass_mark, "count": version.attempts})
    if version.attendance_percent == 100:
        found.append(gettext("to be there on every day of the session"))
    elif version.attendance_percent:
        words = gettext("to be there on at least %(percent)s%% of the days of the session")
        found.append(words % {"percent": version.attendance_percent})
    if version.needs_assessment:
        found.append(gettext("an assessment by the lab"))
    return found


def in_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    found = []
    if hours:
        found.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest or not hours:
        found.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return gettext("%(hours)s and %(minutes)s") % {"hours": found[0], "minutes": found[1]} if found[1:] else found[0]


def address_of(found: Course) -> str:
    return reverse("training:course", args=[found.code])


def trail_to(found: Course, here: str) -> list[dict[str, str]]:
    return [
        {"label": gettext("Training"), "url": reverse("training:home")},
        {"label": str(found.title), "url": address_of(found)},
        {"label": here, "url": ""},
    ]


def _facts(found: Course) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(gettext("Level"), found.get_level_display())]
    if found.minutes:
        facts.append((gettext("Length"), in_words(found.minutes)))
    months = found.validity_months
    facts.append(
        (
            gettext("The certificate is valid"),
            ngettext("for %(count)s month", "for %(count)s months", months) % {"count": months}
            if months
            else gettext("without end"),
        )
    )
    competencies = [(one.title,) for one in found.competencies.all()]
    if competencies:
        facts.append((gettext("Competencies"), _listed(competencies)))
    before = [(one.title,) for one in found.prerequisites.all()]
    if before:
        facts.append((gettext("To complete before"), _listed(before)))
    if found.source_name:
        facts.append((gettext("Source"), format_html("<bdi>{}</bdi>", found.source_name)))
    return facts


def _listed(names: list[tuple[Any]]) -> Any:
    return format_html('<ul class="list-plain stack-s">{}</ul>', format_html_join("", "<li><bdi>{}</bdi></li>", names))


def _session_row(session: Any, enrolment: Enrolment | None) -> dict[str, Any]:
    days = list(session.days.all())
    free = max(0, session.capacity - session.taken)
    return {
        "session": session,
        "key": Decision().initial["key"],
        "first": days[0],
        "last": days[-1],
        "is_one_day": len(days) == 1,
        "free": free,
        "is_own": enrolment is not None and enrolment.session_id == session.pk and enrolment.status in OPEN_STATUSES,
        "seats": ngettext("%(count)s seat free", "%(count)s seats free", free) % {"count": free}
        if free
        else gettext("full; %(count)s on the waiting list") % {"count": session.waiting},
    }


def days_in_words(session: Session) -> Any:
    days = list(session.days.all())
    if len(days) == 1:
        return day_in_words(days[0].day)
    return format_html("{} – {}", day_in_words(days[0].day), day_in_words(days[-1].day))
