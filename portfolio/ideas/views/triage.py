"""What the lab decides on an idea, and what its authors answer. Each step has its own address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.ideas.actions import triage
from portfolio.ideas.enums import Step
from portfolio.ideas.forms import (
    AdoptForm,
    AnswerForm,
    DeclineForm,
    MergeForm,
    QuestionForm,
    ReopenForm,
    ShowingForm,
    SplitForm,
)
from portfolio.ideas.life_cycle import is_legal
from portfolio.ideas.models import Idea
from portfolio.ideas.queries import alike
from portfolio.ideas.views.access import idea_of
from portfolio.ideas.views.page import page_of
from portfolio.ideas.views.tabs import trail_to
from records.policy import NotAllowed
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision, SentOnce


def address_of(idea: Idea) -> str:
    return reverse("ideas:page", args=[idea.pk])


@require_POST
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)

    def work() -> str:
        triage.take_up(by=request.user, idea=idea)
        messages.success(request, gettext("The idea is taken up. Its authors have been told."))
        return address_of(idea)

    return _pressed(request, idea, Step.TAKEN_UP, work)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)

    def work() -> str:
        triage.withdraw(by=request.user, idea=idea)
        messages.success(request, gettext("Your idea is taken back."))
        return address_of(idea)

    return _pressed(request, idea, Step.WITHDRAWN, work)


def _pressed(request: HttpRequest, idea: Idea, step: Step, work: Callable[[], str]) -> HttpResponse:
    """A step that needs no words: a button on the page of the idea."""
    form = Decision(request.POST)
    try:
        if done := sent(request, form, work):
            return done
    except NotAllowed:
        if not _was_overtaken(idea, step):
            raise
        return _too_late(request, idea)
    return redirect(address_of(idea))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = QuestionForm(request.POST or None)

    def work() -> str:
        triage.ask(by=request.user, idea=idea, question=form.cleaned_data["question"])
        messages.success(request, gettext("Your question is sent. The idea waits for its authors."))
        return address_of(idea)

    return _step(
        request, idea, form, work, Step.ASKED, "ideas.ask", gettext("Ask its authors"), gettext("Send the question")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = DeclineForm(request.POST or None)

    def work() -> str:
        triage.decline(by=request.user, idea=idea, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The idea is declined. Its authors have been told why."))
        return address_of(idea)

    return _step(
        request, idea, form, work, Step.DECLINED, "ideas.decline", gettext("Decline the idea"), gettext("Decline")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = ReopenForm(request.POST or None)

    def work() -> str:
        triage.reopen(by=request.user, idea=idea, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The idea is taken up again. Its authors have been told."))
        return address_of(idea)

    return _step(
        request,
        idea,
        form,
        work,
        Step.REOPENED,
        "ideas.reopen",
        gettext("Take the idea up again"),
        gettext("Take it up"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = MergeForm(request.POST or None, person=request.user)

    def work() -> str:
        into = form.cleaned_data["into"]
        triage.merge(by=request.user, idea=idea, into=into, reason=form.cleaned_data["reason"])
        messages.success(
            request, gettext("The idea is joined to %(reference)s, with its authors.") % {"reference": into.reference}
        )
        return address_of(idea)

    near = [one for one in alike(request.user, idea.title, besides=[idea.pk]) if one.kind == "idea"]
    return _step(
        request,
        idea,
        form,
        work,
        Step.MERGED,
        "ideas.merge",
        gettext("Join the idea to another"),
        gettext("Join"),
        near=near,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = SplitForm(request.POST or None)

    def work() -> str:
        made = triage.split(by=request.user, idea=idea, parts=form.parts, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            gettext("The idea is split: %(references)s.")
            % {"references": pgettext("between names", ", ").join(one.reference for one in made)},
        )
        return address_of(idea)

    return _step(
        request,
        idea,
        form,
        work,
        Step.SPLIT,
        "ideas.split",
        gettext("Split the idea"),
        gettext("Split"),
        template="ideas/split.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = (
        AdoptForm(request.POST, person=request.user) if request.method == "POST" else AdoptForm.of(idea, request.user)
    )

    def work() -> str:
        typed = form.cleaned_data
        if typed["project"]:
            project = triage.adopt_into(by=request.user, idea=idea, project=typed["project"], words=typed["words"])
        else:
            project = triage.adopt(
                by=request.user,
                idea=idea,
                lead_agency=typed["lead_agency"],
                words=typed["words"],
                **{name: typed[name] for name in form.DESCRIBING},
            )
        messages.success(
            request,
            gettext("The idea is carried on in project %(reference)s. Its authors have been told.")
            % {"reference": project.reference},
        )
        return address_of(idea)

    return _step(
        request,
        idea,
        form,
        work,
        Step.ADOPTED,
        "ideas.adopt",
        gettext("Make it a project"),
        gettext("Make it a project"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = ShowingForm(request.POST or None, initial={"showing": idea.showing})

    def work() -> str:
        triage.show(
            by=request.user,
            idea=idea,
            showing=form.cleaned_data["showing"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, gettext("Who sees the idea is changed."))
        return address_of(idea)

    return _step(request, idea, form, work, Step.SHOWN, "ideas.show", gettext("Who sees the idea"), gettext("Save"))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = AnswerForm(request.POST)

    def work() -> str:
        triage.answer(by=request.user, idea=idea, words=form.cleaned_data["words"])
        messages.success(request, gettext("Your answer is sent to the lab."))
        return address_of(idea)

    try:
        return sent(request, form, work) or page_of(request, idea, answer=form, status=REFUSED)
    except NotAllowed:
        if not _was_overtaken(idea, Step.ANSWERED):
            raise
        return _too_late(request, idea)


def _step(
    request: HttpRequest,
    idea: Idea,
    form: SentOnce,
    work: Callable[[], str],
    step: Step,
    action: str,
    heading: str,
    verb: str,
    *,
    template: str = "ideas/step.html",
    **more: Any,
) -> HttpResponse:
    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except NotAllowed:
            # Somebody else has decided since the page was opened.
            if not _was_overtaken(idea, step):
                raise
            return _too_late(request, idea)
    else:
        if not is_legal(step, idea.status):
            return _too_late(request, idea)
        stop_unless(request.user, action, idea)
    return render(
        request,
        template,
        {"idea": idea, "form": form, "heading": heading, "verb": verb, "trail": trail_to(idea, heading), **more},
        status=REFUSED if form.is_bound else 200,
    )


def _was_overtaken(idea: Idea, step: Step) -> bool:
    idea.refresh_from_db(fields=["status"])
    return not is_legal(step, idea.status)


def _too_late(request: HttpRequest, idea: Idea) -> HttpResponse:
    words = gettext("Nothing was changed: the idea stands otherwise by now (%(status)s).")
    messages.warning(request, words % {"status": idea.get_status_display()})
    return redirect(address_of(idea))
