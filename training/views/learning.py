from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.clock import today
from records.policy import may
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision
from training.actions import learning
from training.completion_rule import parts_of
from training.enums import LEARNING, OPEN_STATUSES, EnrolmentStatus, Test
from training.forms import AnswersForm
from training.lesson_bodies import body_of
from training.models import Attendance, Completion, Enrolment, VersionLesson
from training.views.access import course_of, own_enrolment
from training.views.catalogue import trail_to
from training.views.way import Way, place_in_the_queue


@require_safe
def learn(request: HttpRequest, code: str) -> HttpResponse:
    """Where one is in a course, and the way on."""
    enrolment = own_enrolment(request.user, course_of(request.user, code))
    course = enrolment.course
    there = set(Attendance.objects.current().filter(enrolment=enrolment, was_there=True).values_list("day", flat=True))
    days = [(one, one.pk in there) for one in enrolment.session.days.all()] if enrolment.session else []
    completion = Completion.objects.current().filter(enrolment=enrolment).select_related("certificate").first()
    return render(
        request,
        "training/learn.html",
        {
            "course": course,
            "enrolment": enrolment,
            "rule_parts": parts_of(enrolment),
            "way": Way(request.user, enrolment),
            "may_say": enrolment.status in (EnrolmentStatus.COMPLETED, EnrolmentStatus.FAILED)
            and may(request.user, "training.look_back", enrolment)
            and not hasattr(enrolment, "feedback"),
            "is_waiting": enrolment.status == EnrolmentStatus.WAITING,
            "place": place_in_the_queue(enrolment) if enrolment.status == EnrolmentStatus.WAITING else 0,
            "reason": enrolment.steps.values_list("reason", flat=True).last() or "",
            "session": enrolment.session,
            "days": days,
            # Those who have a seat; who waits may not come in.
            "may_come": enrolment.status in LEARNING,
            "may_check_in": bool(enrolment.session)
            and enrolment.session.is_on
            and may(request.user, "training.check_in", enrolment)
            and any(one.day == today() and not was_there for one, was_there in days),
            "completion": completion,
            "is_valid": completion is not None and completion.is_valid_on(today()),
            "certificate": getattr(completion, "certificate", None) if completion else None,
            "may_enrol_again": not (completion and completion.is_valid_on(today()))
            and enrolment.status not in OPEN_STATUSES
            and may(request.user, "training.enrol", course),
            "trail": trail_to(course, gettext("My course")),
        },
    )


@require_safe
def lesson(request: HttpRequest, code: str, lesson: str) -> HttpResponse:
    """Whoever opens it is in it, and finds it again; a browser that fetches it unasked opens nothing."""
    enrolment = own_enrolment(request.user, course_of(request.user, code))
    part = _part(enrolment, lesson)
    is_there = enrolment.at_lesson_id == part.lesson_id
    if not is_there and _is_read(request) and may(request.user, "training.learn", enrolment):
        learning.open_lesson(by=request.user, enrolment=enrolment, lesson=part.lesson)
    return _lesson_page(request, enrolment, part)


@require_POST
def finish(request: HttpRequest, code: str, lesson: str) -> HttpResponse:
    enrolment = own_enrolment(request.user, course_of(request.user, code))
    part = _part(enrolment, lesson)
    stop_unless(request.user, "training.learn", enrolment)
    form = Decision(request.POST)

    def work() -> str:
        following = learning.finish_lesson(by=request.user, enrolment=enrolment, lesson=part.lesson)
        if following is None:
            return reverse("training:learn", args=[enrolment.course.code])
        return reverse("training:lesson", args=[enrolment.course.code, following.code])

    return sent(request, form, work) or redirect("training:lesson", enrolment.course.code, part.lesson.code)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str, test: str) -> HttpResponse:
    enrolment = own_enrolment(request.user, course_of(request.user, code))
    if test not in Test.values:
        raise Http404
    kind = Test(test)
    questions = learning.questions_of(enrolment, kind)
    if not questions:
        raise Http404
    stop_unless(request.user, learning.action_of(kind), enrolment)
    form = AnswersForm(request.POST or None, questions=questions)

    def work() -> str:
        attempt = learning.answer(by=request.user, enrolment=enrolment, test=kind, answers=form.answers)
        _tell(request, kind, attempt)
        return reverse("training:learn", args=[enrolment.course.code])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    tried = enrolment.attempts.filter(test=kind).count()
    return render(
        request,
        "training/answer.html",
        {
            "course": enrolment.course,
            "enrolment": enrolment,
            "kind": kind,
            "is_quiz": kind == Test.QUIZ,
            "attempt": tried + 1,
            "attempts": enrolment.version.attempts,
            "pass_mark": enrolment.version.pass_mark,
            "form": form,
            "trail": trail_to(enrolment.course, str(kind.label)),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _tell(request: HttpRequest, kind: Test, attempt: Any) -> None:
    facts = {"right": attempt.right, "asked": attempt.asked, "score": attempt.score}
    if kind != Test.QUIZ:
        messages.success(request, gettext("%(right)s of %(asked)s were right. Thank you.") % facts)
    elif attempt.has_passed:
        messages.success(request, gettext("Passed: %(score)s of 100.") % facts)
    else:
        messages.warning(request, gettext("Not passed yet: %(score)s of 100.") % facts)


def _lesson_page(request: HttpRequest, enrolment: Enrolment, part: VersionLesson) -> HttpResponse:
    parts = learning.parts_in_order(enrolment)
    place = [one.lesson_id for one in parts].index(part.lesson_id)
    body = body_of(request, part.lesson, enrolment.version.number)
    course = enrolment.course
    return render(
        request,
        "training/lesson.html",
        {
            "course": course,
            "enrolment": enrolment,
            "lesson": part.lesson,
            "is_optional": part.is_optional,
            "body": body,
            "is_other_language": body is not None and body.language != (get_language() or "en"),
            "number": place + 1,
            "of": len(parts),
            "before": parts[place - 1].lesson if place else None,
            "after": parts[place + 1].lesson if place + 1 < len(parts) else None,
            "is_done": enrolment.lessons_done.filter(lesson=part.lesson_id).exists(),
            "may_learn": may(request.user, "training.learn", enrolment),
            "key": Decision().initial["key"],
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": str(course.title), "url": reverse("training:learn", args=[course.code])},
                {"label": str(part.lesson.title), "url": ""},
            ],
        },
    )


def _is_read(request: HttpRequest) -> bool:
    asked_for = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in purpose.lower() for purpose in asked_for)


def _part(enrolment: Enrolment, code: str) -> VersionLesson:
    found = next((part for part in learning.parts_in_order(enrolment) if part.lesson.code == code), None)
    if found is None:
        raise Http404
    return found
