"""For the lab: a course's words, and what has to be done for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from records.sending import CONFLICT, REFUSED, sent
from records.sent_forms import Decision
from records.versions import EditConflict
from training.actions import building, courses
from training.actions.versions import is_fixed
from training.building_forms import CourseForm, LessonForm, PlaceForm, QuestionForm, RuleForm
from training.lesson_bodies import standings
from training.models import Course, Lesson, Question
from training.views.access import admit, course_of
from training.views.catalogue import address_of, trail_to

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SEND)
def add_course(request: HttpRequest) -> HttpResponse:
    admit(request.user, "training.keep_courses")
    form = CourseForm(request.POST or None)

    def work() -> str:
        made = courses.register(by=request.user, code=form.cleaned_data["code"], described=form.described, **form.links)
        messages.success(request, gettext("The course is there. Say now what has to be done for it."))
        return reverse("training:build", args=[made.code])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    trail = [
        {"label": gettext("Training"), "url": reverse("training:home")},
        {"label": gettext("All courses"), "url": reverse("training:catalogue")},
        {"label": gettext("Add a course"), "url": ""},
    ]
    return _course_form(request, form, gettext("Add a course"), reverse("training:catalogue"), trail)


@require_http_methods(READ_OR_SEND)
def edit_course(request: HttpRequest, code: str) -> HttpResponse:
    found = _kept(request, code)
    form = CourseForm(request.POST or None, course=found)

    def work() -> str:
        seen = form.cleaned_data["seen"]
        courses.edit(by=request.user, course=found, described=form.described, expected=seen, **form.links)
        messages.success(request, gettext("The course is saved."))
        return address_of(found)

    trail = trail_to(found, gettext("Edit the course"))
    try:
        if request.method == "POST" and (done := sent(request, form, work)):
            return done
    except EditConflict as conflict:
        # Sent again it is a choice made with both in view: the page of the course shows what the other one saved.
        form.data = form.data.copy()
        form.data["seen"] = conflict.current.version  # type: ignore[attr-defined]
        form.add_error(None, gettext("Somebody else saved this while you were writing. Nothing of yours is lost."))
        return _course_form(request, form, gettext("Edit the course"), address_of(found), trail, status=CONFLICT)
    return _course_form(request, form, gettext("Edit the course"), address_of(found), trail)


@require_http_methods(READ_OR_SEND)
def build(request: HttpRequest, code: str) -> HttpResponse:
    """Rule, lessons and questions of the newest version, and whether a change goes into a draft of the next one."""
    found = _kept(request, code)
    version = _newest(found)
    form = RuleForm(request.POST or None, version=version)

    def work() -> str:
        changed = building.set_rule(by=request.user, course=found, rule=form.rule)
        _tell(request, version.number, changed.number)
        return _address(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _build_page(request, found, form=form, status=REFUSED if form.is_bound else 200)


@require_POST
def open_draft(request: HttpRequest, code: str) -> HttpResponse:
    found = _kept(request, code)
    form = Decision(request.POST)

    def work() -> str:
        opened = building.open_draft(by=request.user, course=found)
        words = gettext("Version %(number)s is open: whoever enrols from now on goes by it.")
        messages.success(request, words % {"number": opened.number})
        return _address(found)

    return sent(request, form, work) or _build_page(request, found, refused=form, status=REFUSED)


@require_http_methods(READ_OR_SEND)
def add_lesson(request: HttpRequest, code: str) -> HttpResponse:
    found = _kept(request, code)
    form = LessonForm(request.POST or None)

    def work() -> str:
        building.add_lesson(by=request.user, course=found, **form.told)
        messages.success(request, gettext("The lesson is added. Its text is written in the editor."))
        return _address(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _plain_form(request, found, form, gettext("Add a lesson"))


@require_http_methods(READ_OR_SEND)
def edit_lesson(request: HttpRequest, code: str, lesson: str) -> HttpResponse:
    found = _kept(request, code)
    of_course = _lesson(found, lesson)
    initial = {name: getattr(of_course, name) for name in ("title_en", "title_ar", "kind", "minutes")}
    form = LessonForm(request.POST or None, initial=initial)

    def work() -> str:
        building.name_lesson(by=request.user, lesson=of_course, **form.told)
        messages.success(request, gettext("The lesson is saved."))
        return _address(found)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return _plain_form(request, found, form, gettext("Edit the lesson"))


@require_POST
def place_lesson(request: HttpRequest, code: str, lesson: str) -> HttpResponse:
    found = _kept(request, code)
    of_course = _lesson(found, lesson)
    form = PlaceForm(request.POST)
    before = _newest(found).number

    def work() -> str:
        move = form.cleaned_data["move"]
        changed = building.place_lesson(by=request.user, course=found, lesson=of_course, move=move)
        _tell(request, before, changed.number)
        return _address(found) + "#lessons"

    return sent(request, form, work) or _build_page(request, found, refused=form, status=REFUSED)


@require_http_methods(READ_OR_SEND)
def question(request: HttpRequest, code: str, order: int = 0) -> HttpResponse:
    """A new one where no place is named."""
    found = _kept(request, code)
    asked = _question(found, order) if order else None
    before = _newest(found).number
    form = QuestionForm(request.POST or None, question=asked)

    def work() -> str:
        kept = building.keep_question(by=request.user, course=found, asked=form.asked, order=order or None)
        _tell(request, before, kept.version.number)
        return _address(found) + "#questions"

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    heading = gettext("Edit the question") if asked else gettext("Add a question")
    return render(
        request,
        "training/question.html",
        {
            "course": found,
            "form": form,
            "heading": heading,
            "back": _address(found),
            "trail": _trail(found, heading),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def remove_question(request: HttpRequest, code: str, order: int) -> HttpResponse:
    found = _kept(request, code)
    _question(found, order)
    before = _newest(found).number
    form = Decision(request.POST)

    def work() -> str:
        changed = building.remove_question(by=request.user, course=found, order=order)
        _tell(request, before, changed.number)
        return _address(found) + "#questions"

    return sent(request, form, work) or _build_page(request, found, refused=form, status=REFUSED)


def _build_page(
    request: HttpRequest, found: Course, *, form: RuleForm | None = None, refused: Any = None, status: int = 200
) -> HttpResponse:
    version = _newest(found)
    parts = list(version.parts.select_related("lesson").order_by("order"))
    told = standings([part.lesson for part in parts], version.number)
    people = version.enrolments.count()
    fixed = is_fixed(version)
    return render(
        request,
        "training/build.html",
        {
            "course": found,
            "version": version,
            "form": form or RuleForm(version=version),
            "refused": refused,
            "is_fixed": fixed,
            "opening": None if version.is_open else Decision(),
            "people": ngettext(
                "%(count)s person is or was enrolled in it.", "%(count)s people are or were enrolled in it.", people
            )
            % {"count": people},
            "lessons": [
                {
                    "part": part,
                    "lesson": part.lesson,
                    "texts": told.get(part.lesson_id, []),
                    "key": Decision().initial["key"],
                    "is_first": place == 0,
                    "is_last": place == len(parts) - 1,
                }
                for place, part in enumerate(parts)
            ],
            "questions": [
                {"question": one, "choices": list(one.choices.all()), "key": Decision().initial["key"]}
                for one in version.questions.prefetch_related("choices").order_by("order")
            ],
            "trail": trail_to(found, gettext("What has to be done")),
        },
        status=status,
    )


def _course_form(
    request: HttpRequest, form: CourseForm, heading: str, back: str, trail: list[Any], *, status: int = 0
) -> HttpResponse:
    return render(
        request,
        "training/course_form.html",
        {"form": form, "heading": heading, "back": back, "trail": trail},
        status=status or (REFUSED if form.is_bound else 200),
    )


def _plain_form(request: HttpRequest, found: Course, form: Any, heading: str) -> HttpResponse:
    return render(
        request,
        "training/lesson_form.html",
        {"course": found, "form": form, "heading": heading, "back": _address(found), "trail": _trail(found, heading)},
        status=REFUSED if form.is_bound else 200,
    )


def _tell(request: HttpRequest, before: int, after: int) -> None:
    if before == after:
        messages.success(request, gettext("Saved."))
    else:
        words = gettext("Saved in a draft of version %(number)s. Nobody goes by it until you open it.")
        messages.success(request, words % {"number": after})


def _kept(request: HttpRequest, code: str) -> Course:
    admit(request.user, "training.keep_courses")
    return course_of(request.user, code)


def _newest(found: Course) -> Any:
    version = found.versions.order_by("-number").first()
    if version is None:
        raise Http404
    return version


def _lesson(found: Course, code: str) -> Lesson:
    lesson = found.lessons.filter(code=code).first()
    if lesson is None:
        raise Http404
    return lesson


def _question(found: Course, order: int) -> Question:
    asked = _newest(found).questions.prefetch_related("choices").filter(order=order).first()
    if asked is None:
        raise Http404
    return asked


def _address(found: Course) -> str:
    return reverse("training:build", args=[found.code])


def _trail(found: Course, here: str) -> list[dict[str, str]]:
    trail = trail_to(found, here)
    return [*trail[:-1], {"label": gettext("What has to be done"), "url": _address(found)}, trail[-1]]
