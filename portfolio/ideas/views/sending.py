"""An idea is written and sent: with an account at once, without one by way of a confirmed address."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.standing import standing_of
from portfolio.ideas.actions import sending
from portfolio.ideas.actions.links import held_key_behind, link_to_follow
from portfolio.ideas.forms import IdeaByAddressForm, IdeaForm
from portfolio.ideas.models import Call, FormVersion, HeldIdea
from portfolio.ideas.queries import alike, current_form, open_calls, questions_of
from portfolio.ideas.rules import reaches
from portfolio.ideas.views.access import call_of, form_of
from portfolio.ideas.views.throttling import too_often, wait_a_little
from records.policy import NotAllowed, may
from records.sending import REFUSED, sent

CLOSED = 409
MOST_TYPED = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)
    by_address = sends_by_address(request, call)
    version = form_of(call, request.POST["form"]) if request.POST.get("form") else current_form(call)
    kind = IdeaByAddressForm if by_address else IdeaForm
    typed = request.POST if request.method == "POST" else None
    form = kind(typed, questions=questions_of(version), initial=carried_over(request))
    if not call.is_open:
        return _closed(request, call, form)
    if not by_address and not reaches(request.user, call):
        raise NotAllowed("ideas.send", may(request.user, "ideas.send", call).reason)
    if request.method == "POST" and "look" not in request.POST:
        try:
            done = _sent_by_address(request, call, version, form) if by_address else _sent(request, call, version, form)
        except NotAllowed:
            # Closed in the very second.
            call.refresh_from_db()
            if call.is_open:
                raise
            return _closed(request, call, form)
        if done:
            return done
    return _form_page(request, call, version, form, by_address)


def sends_by_address(request: HttpRequest, call: Call) -> bool:
    """Who has an account here uses it where the call is put to them; others give an address."""
    if not call.takes_addresses:
        return False
    return not request.user.is_authenticated or (
        not reaches(request.user, call) and not standing_of(request.user).is_government
    )


def carried_over(request: HttpRequest) -> dict[str, str]:
    """What was typed for a call that closed meanwhile comes along to another."""
    return {name: request.GET.get(name, "")[:MOST_TYPED] for name in ("title",) if request.GET.get(name)}


def _sent(request: HttpRequest, call: Call, version: FormVersion, form: IdeaForm) -> HttpResponse | None:
    def work() -> str:
        idea = sending.send(
            by=request.user,
            call=call,
            form=version,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            language=get_language() or "en",
            answers=form.answers,
        )
        messages.success(
            request, gettext("Your idea is sent. Its number is %(reference)s.") % {"reference": idea.reference}
        )
        return reverse("ideas:page", args=[idea.pk])

    if form.is_valid() and too_often(request, "send", key=f"person {request.user.pk}"):
        return wait_a_little(request)
    return sent(request, form, work)


def _sent_by_address(
    request: HttpRequest, call: Call, version: FormVersion, form: IdeaByAddressForm
) -> HttpResponse | None:
    if form.is_filled_by_a_machine:
        # It is told that all went well, and nothing is kept.
        return redirect("ideas:held")
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    is_again = HeldIdea.objects.filter(key=typed["key"]).exists()
    if not is_again and too_often(request, "hold", key=typed["email"]):
        return wait_a_little(request)
    try:
        sending.hold(
            call=call,
            form=version,
            title=typed["title"],
            body=typed["body"],
            language=get_language() or "en",
            email=typed["email"],
            name=typed["name"],
            answers=form.answers,
            key=typed["key"],
        )
    except ValidationError as refusal:
        form.take(refusal)
        return None
    return redirect("ideas:held")


def _form_page(
    request: HttpRequest, call: Call, version: FormVersion, form: IdeaForm, by_address: bool
) -> HttpResponse:
    is_looking = request.method == "POST" and "look" in request.POST
    title = (request.POST.get("title") or str(form.initial.get("title", ""))).replace("\x00", " ")[:MOST_TYPED]
    status = REFUSED if form.is_bound and not is_looking else 200
    if is_looking:
        form = _unjudged(form, request)
    return render(
        request,
        "ideas/send.html",
        {
            "call": call,
            "version": version,
            "form": form,
            "by_address": by_address,
            "title": title,
            "found": alike(request.user, title) if title and request.method == "POST" else [],
            "is_looking": is_looking,
            "trail": [
                {"label": gettext("Calls for ideas"), "url": reverse("ideas:calls")},
                {"label": str(call.title), "url": reverse("ideas:call", args=[call.pk])},
                {"label": gettext("Your idea"), "url": ""},
            ],
        },
        status=status,
    )


def _unjudged(form: IdeaForm, request: HttpRequest) -> IdeaForm:
    """To look for what is similar is not to send: what was typed is shown again and nothing is found wrong."""
    names = [name for name in form.fields if name in request.POST]
    return type(form)(questions=form.questions, initial={name: request.POST[name] for name in names})


CARRIED = ("title", "body", "email", "name")


def _closed(request: HttpRequest, call: Call, form: IdeaForm) -> HttpResponse:
    """The call closed, perhaps while somebody typed: what they wrote is there, to take along."""
    typed = [pair for pair in _typed(form) if pair[1]] if request.method == "POST" else []
    others = [
        one
        for one in open_calls(request.user)
        if one.pk != call.pk and (reaches(request.user, one) or sends_by_address(request, one))
    ]
    return render(
        request,
        "ideas/closed.html",
        {
            "call": call,
            "typed": typed,
            "carried": [(name, request.POST[name]) for name in CARRIED if name in request.POST] if typed else [],
            "others": others[:5],
        },
        status=CLOSED,
    )


def _typed(form: IdeaForm) -> list[tuple[str, str]]:
    """What stands in the fields, in the words that the person chose by."""
    found = []
    for bound in form:
        if bound.is_hidden or bound.name == "website":
            continue
        value = str(bound.value() or "")
        found.append((str(bound.label), str(dict(getattr(bound.field, "choices", [])).get(value, value))))
    return found


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A fragment for the page of the form: what resembles the title that is being typed."""
    if too_often(request, "similar", reading=True):
        return HttpResponse(status=429)
    title = request.GET.get("title", "").replace("\x00", " ")[:MOST_TYPED]
    return render(request, "ideas/similar.html", {"found": alike(request.user, title), "is_looking": bool(title)})


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    return render(request, "ideas/held.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """Opening the link shows the idea; a button confirms it, because mail programs open links by themselves."""
    key = held_key_behind(link)
    waiting = HeldIdea.objects.select_related("call").filter(key=key).first() if key else None
    if request.method == "POST" or (key and waiting is None):
        try:
            idea, contributor = sending.confirm(link=link)
        except ValidationError:
            return link_closed(request)
        return redirect("ideas:followed_idea", link=link_to_follow(contributor), number=idea.pk)
    if waiting is None:
        return link_closed(request)
    return render(request, "ideas/confirm.html", {"held": waiting})


def link_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "ideas/link_closed.html", status=404)
