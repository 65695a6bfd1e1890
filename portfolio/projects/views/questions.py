from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects.actions import questions
from portfolio.projects.models import LeadershipQuestion
from portfolio.projects.plan_forms import AnswerForm, QuestionForm
from portfolio.projects.views.access import question_of, whole_project
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.plan import plan_of
from records.policy import may
from records.sending import REFUSED, sent, stop_unless


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.ask_leadership", project)
    form = QuestionForm(request.POST or None, project=project)

    def work() -> tuple[str, str]:
        questions.ask(by=request.user, project=project, **form.typed)
        return gettext("Leadership is asked. The question waits in their work."), plan_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Ask leadership for a decision"),
        button=gettext("Ask leadership"),
        back=plan_of(project),
    )


@require_safe
def question(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    return _shown(request, question_of(request.user, number, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = question_of(request.user, number, pk)
    address = reverse("projects:question", args=[number, pk])
    if request.method != "POST":
        return redirect(address)
    stop_unless(request.user, "projects.answer_question", asked)
    form = AnswerForm(request.POST, question=asked)

    def work() -> str:
        questions.answer(by=request.user, question=asked, chosen=form.option, reason=form.cleaned_data["reason"])
        return address

    return sent(request, form, work) or _shown(request, asked, form)


def _shown(request: HttpRequest, asked: LeadershipQuestion, form: AnswerForm | None) -> HttpResponse:
    verdict = may(request.user, "projects.answer_question", asked)
    return render(
        request,
        "projects/question.html",
        {
            "project": asked.project,
            "asked": asked,
            "answer": getattr(asked, "answer", None),
            "form": form or (AnswerForm(question=asked) if verdict else None),
            "verdict": verdict,
            "trail": [
                *trail_to(asked.project, "")[:-1],
                {"label": gettext("Plan"), "url": plan_of(asked.project)},
                {"label": gettext("Decision asked of leadership"), "url": ""},
            ],
        },
        status=REFUSED if form else 200,
    )
