from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.ideas.actions import conversation
from portfolio.ideas.forms import CommentForm, HideCommentForm
from portfolio.ideas.views.access import comment_of, idea_of
from portfolio.ideas.views.page import page_of
from portfolio.ideas.views.tabs import trail_to
from portfolio.ideas.views.throttling import too_often, wait_a_little
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision


@require_POST
def support(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    address = reverse("ideas:page", args=[idea.pk])

    def work() -> str:
        conversation.support(by=request.user, idea=idea)
        return address

    return sent(request, Decision(request.POST), work) or redirect(address)


@require_POST
def unsupport(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    address = reverse("ideas:page", args=[idea.pk])

    def work() -> str:
        conversation.take_support_back(by=request.user, idea=idea)
        return address

    return sent(request, Decision(request.POST), work) or redirect(address)


@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    idea = idea_of(request.user, number)
    form = CommentForm(request.POST)

    def work() -> str:
        made = conversation.comment(by=request.user, idea=idea, words=form.cleaned_data["words"])
        messages.success(request, gettext("Your comment is there."))
        return f"{reverse('ideas:page', args=[idea.pk])}#comment-{made.pk}"

    if form.is_valid() and too_often(request, "comment", key=f"person {request.user.pk}"):
        return wait_a_little(request)
    return sent(request, form, work) or page_of(request, idea, comment=form, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    comment = comment_of(request.user, number, pk)
    stop_unless(request.user, "ideas.moderate", comment)
    form = HideCommentForm(request.POST or None)

    def work() -> str:
        conversation.hide(by=request.user, comment=comment, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The comment is hidden. Who wrote it has been told."))
        return reverse("ideas:page", args=[comment.idea_id])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "ideas/step.html",
        {
            "idea": comment.idea,
            "comment": comment,
            "form": form,
            "heading": gettext("Hide a comment"),
            "verb": gettext("Hide it"),
            "trail": trail_to(comment.idea, gettext("Hide a comment")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def show_again(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    comment = comment_of(request.user, number, pk)
    address = reverse("ideas:page", args=[comment.idea_id])
    form = Decision(request.POST)

    def work() -> str:
        conversation.show_again(by=request.user, comment=comment)
        messages.success(request, gettext("The comment is shown again."))
        return address

    return sent(request, form, work) or redirect(address)
