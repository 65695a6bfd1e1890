"""Ideas followed without an account, by the link that goes to a confirmed address."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.ideas.actions import addresses, triage
from portfolio.ideas.forms import AddressForm, AnswerForm
from portfolio.ideas.models import Contributor, Idea
from portfolio.ideas.queries import with_authors
from portfolio.ideas.views.access import contributor_of
from portfolio.ideas.views.page import what_is_told
from portfolio.ideas.views.sending import link_closed
from portfolio.ideas.views.throttling import too_often, wait_a_little
from records.policy import NotAllowed, may
from records.sending import REFUSED


@never_cache
@require_safe
def followed(request: HttpRequest, link: str) -> HttpResponse:
    contributor = contributor_of(link)
    if contributor is None:
        return link_closed(request)
    ideas = Idea.objects.written_by(contributor).select_related("call").order_by("-sent_on", "-pk")
    return render(request, "ideas/followed.html", {"link": link, "ideas": ideas, "contributor": contributor})


@never_cache
@require_safe
def followed_idea(request: HttpRequest, link: str, number: int) -> HttpResponse:
    contributor = contributor_of(link)
    if contributor is None:
        return link_closed(request)
    return _idea_page(request, link, contributor, _own(contributor, number), AnswerForm())


@never_cache
@require_POST
def answer(request: HttpRequest, link: str, number: int) -> HttpResponse:
    contributor = contributor_of(link)
    if contributor is None:
        return link_closed(request)
    idea = _own(contributor, number)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            triage.answer(by=contributor, idea=idea, words=form.cleaned_data["words"])
        except ValidationError as refusal:
            form.take(refusal)
        except NotAllowed:
            # Sent twice, or another author was quicker.
            messages.info(request, gettext("The lab has an answer already."))
            return redirect("ideas:followed_idea", link=link, number=number)
        else:
            messages.success(request, gettext("Your answer is sent to the lab."))
            return redirect("ideas:followed_idea", link=link, number=number)
    return _idea_page(request, link, contributor, idea, form, REFUSED)


@never_cache
@require_POST
def withdraw(request: HttpRequest, link: str, number: int) -> HttpResponse:
    contributor = contributor_of(link)
    if contributor is None:
        return link_closed(request)
    idea = _own(contributor, number)
    try:
        triage.withdraw(by=contributor, idea=idea)
    except (NotAllowed, ValidationError):
        messages.info(request, gettext("The lab has decided on this idea already."))
    else:
        messages.success(request, gettext("Your idea is taken back."))
    return redirect("ideas:followed_idea", link=link, number=number)


@never_cache
@require_POST
def forget(request: HttpRequest, link: str) -> HttpResponse:
    contributor = contributor_of(link)
    if contributor is None:
        return link_closed(request)
    addresses.forget_address(by=contributor, contributor=contributor)
    return render(request, "ideas/forgotten.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether the address is known."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if too_often(request, "link", key=email):
            return wait_a_little(request)
        addresses.send_new_link(email=email)
        return render(request, "ideas/link_sent.html")
    return render(request, "ideas/new_link.html", {"form": form}, status=REFUSED if form.is_bound else 200)


def _own(contributor: Contributor, number: int) -> Idea:
    try:
        ideas = Idea.objects.written_by(contributor).select_related("form", "project", "merged_into", "split_from")
        return with_authors(ideas).get(pk=number)
    except Idea.DoesNotExist as error:
        raise Http404 from error


def _idea_page(
    request: HttpRequest, link: str, contributor: Contributor, idea: Idea, form: AnswerForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "ideas/followed_idea.html",
        {
            **what_is_told(contributor, idea),
            "link": link,
            "form": form if may(contributor, "ideas.answer", idea) else None,
            "may_withdraw": may(contributor, "ideas.withdraw", idea),
        },
        status=status,
    )
