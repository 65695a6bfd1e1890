"""The queue of the AI Committee, and one question with its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects.actions import ai_reviews
from portfolio.projects.forms import AiAdviceForm, AiQuestionForm
from portfolio.projects.models import AiReview
from portfolio.projects.views.access import ai_question_for, ai_questions_for, whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, address_of, sent, stop_unless
from records.policy import may

A_PAGE = 50
METHODS = ["GET", "HEAD", "POST"]


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    stop_unless(request.user, "projects.see_ai_queue", None)
    questions = ai_questions_for(request.user).order_by(
        F("answer__happened_on").desc(nulls_first=True), "happened_on", "pk"
    )
    waiting = questions.filter(answer=None).count()
    page = Paginator(questions, A_PAGE).get_page(request.GET.get("page"))
    heading = (
        ngettext("%(count)s project awaits the AI Committee", "%(count)s projects await the AI Committee", waiting)
        % {"count": waiting}
        if waiting
        else gettext("No project awaits the AI Committee")
    )
    return render(
        request,
        "projects/ai_queue.html",
        {
            "heading": heading,
            "page": page,
            "rows": format_html_join("", "{}", ((_row(one),) for one in page)),
            "list_url": f"{reverse('projects:list')}?ai=not_asked",
        },
    )


def _row(one: AiReview) -> SafeString:
    answer = getattr(one, "answer", None)
    return format_html(
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a></th>'
        '<td data-label="{}"><bdi>{}</bdi></td><td data-label="{}">{}</td><td data-label="{}">{}</td></tr>',
        reverse("projects:ai_review", args=[one.pk]),
        one.project.title,
        gettext("Lead agency"),
        one.project.lead_agency.name,
        gettext("Asked on"),
        date_format(one.happened_on, "SHORT_DATE_FORMAT"),
        gettext("Advice"),
        answer.get_advice_display() if answer else format_html('<span class="tag">{}</span>', gettext("Awaiting")),
    )


@require_http_methods(METHODS)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.ask_ai_review", project)
    form = AiQuestionForm(request.POST or None)

    def work() -> str:
        ai_reviews.ask(by=request.user, project=project, words=form.cleaned_data["words"])
        messages.success(request, gettext("The AI Committee has been asked."))
        return address_of(project)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "projects/ai_ask.html",
        {"project": project, "form": form, "trail": trail_to(project, gettext("Ask the AI Committee"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(METHODS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    question = ai_question_for(request.user, pk)
    verdict = may(request.user, "projects.advise_on_ai", question)
    form: Any = AiAdviceForm(request.POST or None) if verdict or request.method == "POST" else None
    if request.method == "POST":
        stop_unless(request.user, "projects.advise_on_ai", question)

        def work() -> str:
            ai_reviews.advise(
                by=request.user,
                question=question,
                advice=form.cleaned_data["advice"],
                words=form.cleaned_data["words"],
            )
            messages.success(request, gettext("The advice is recorded. The agency has been told."))
            return reverse("projects:ai_queue") if may(request.user, "projects.see_ai_queue") else request.path

        if done := sent(request, form, work):
            return done
    return render(
        request,
        "projects/ai_review.html",
        {
            "project": question.project,
            "question": question,
            "answer": getattr(question, "answer", None),
            "form": form,
            "reason": verdict.reason,
            "trail": [
                {"label": gettext("AI Committee"), "url": reverse("projects:ai_queue")},
                {"label": str(question.project.title), "url": ""},
            ]
            if may(request.user, "projects.see_ai_queue")
            else trail_to(question.project, gettext("AI Committee")),
        },
        status=REFUSED if form is not None and form.is_bound else 200,
    )
