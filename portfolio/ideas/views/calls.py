from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.standing import standing_of
from portfolio.ideas.actions import calls
from portfolio.ideas.enums import Audience, CallPhase
from portfolio.ideas.forms import CallForm, EditCallForm, QuestionsForm
from portfolio.ideas.models import Call
from portfolio.ideas.queries import counted, current_form, questions_of
from portfolio.ideas.rules import reaches
from portfolio.ideas.views.access import call_of
from portfolio.ideas.views.tabs import tabs
from records.clock import today
from records.policy import may
from records.sending import CONFLICT, REFUSED, sent, stop_unless
from records.sent_forms import Decision
from records.versions import EditConflict

ORDER = (CallPhase.OPEN, CallPhase.COMING, CallPhase.DRAFT, CallPhase.OVER)


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    found = list(counted(Call.objects.visible_to(request.user).select_related("agency")).order_by("-opens_on", "-pk"))
    day = today()
    by_phase = {phase: [call for call in found if call.phase_on(day) == phase] for phase in ORDER}
    opened = len(by_phase[CallPhase.OPEN])
    return render(
        request,
        "ideas/calls.html",
        {
            "heading": ngettext("%(count)s call takes ideas today", "%(count)s calls take ideas today", opened)
            % {"count": opened}
            if opened
            else gettext("No call takes ideas today"),
            "groups": [
                {"phase": phase, "calls": [shown(request, call) for call in of_phase]}
                for phase, of_phase in by_phase.items()
                if of_phase
            ],
            "may_keep": may(request.user, "ideas.keep_calls"),
            "tabs": tabs(request, "ideas:calls"),
        },
    )


def shown(request: HttpRequest, call: Call) -> dict[str, Any]:
    return {"call": call, "may_send": call.is_open and may_answer(request.user, call)}


def may_answer(person: Any, call: Call) -> bool:
    """With their account, or by an address."""
    return reaches(person, call) or (call.takes_addresses and not standing_of(person).is_government)


@require_safe
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)
    form = current_form(call)
    return render(
        request,
        "ideas/call.html",
        {
            "call": call,
            "phase": call.phase,
            "objectives": list(call.objectives.select_related("strategy")),
            "questions": questions_of(form),
            "may_send": call.is_open and may_answer(request.user, call),
            "may_keep": may(request.user, "ideas.keep_calls", call),
            "ideas_url": f"{reverse('ideas:list')}?call={call.pk}",
            "decision": Decision(),
            "trail": _trail(call),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    stop_unless(request.user, "ideas.keep_calls", None)
    form = CallForm(request.POST or None, initial={"opens_on": today()})

    def work() -> str:
        call = calls.prepare(by=request.user, objectives=form.cleaned_data["objectives"], **form.described)
        messages.success(request, gettext("The call is prepared. Set up its questions, then open it."))
        return reverse("ideas:call", args=[call.pk])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "ideas/call_edit.html",
        {
            "form": form,
            "heading": gettext("Prepare a call for ideas"),
            "verb": gettext("Keep as a draft"),
            "back": reverse("ideas:calls"),
            "trail": _trail(None, gettext("A new call")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)
    stop_unless(request.user, "ideas.keep_calls", call)
    if request.method != "POST":
        return _edit_page(request, call, EditCallForm.of(call))
    form = EditCallForm(request.POST)

    def work() -> str:
        calls.edit(
            by=request.user,
            call=call,
            version=form.cleaned_data["version"],
            objectives=form.cleaned_data["objectives"],
            **form.described,
        )
        messages.success(request, gettext("The call is saved."))
        return reverse("ideas:call", args=[call.pk])

    try:
        return sent(request, form, work) or _edit_page(request, call, form, status=REFUSED)
    except EditConflict as conflict:
        # What was typed stays in the form; sent again, it is saved over the version that is shown beside it.
        form.data = form.data.copy()
        form.data["version"] = conflict.current.version
        return _edit_page(
            request, call, form, status=CONFLICT, differences=_differences(form, conflict.current), is_conflict=True
        )


def _edit_page(
    request: HttpRequest,
    call: Call,
    form: EditCallForm,
    *,
    status: int = 200,
    differences: list[dict[str, Any]] | None = None,
    is_conflict: bool = False,
) -> HttpResponse:
    return render(
        request,
        "ideas/call_edit.html",
        {
            "form": form,
            "heading": gettext("Edit the call"),
            "verb": gettext("Save"),
            "back": reverse("ideas:call", args=[call.pk]),
            "trail": _trail(call, gettext("Edit")),
            "differences": differences or [],
            "is_conflict": is_conflict,
        },
        status=status,
    )


def _differences(form: EditCallForm, current: Call) -> list[dict[str, Any]]:
    found = []
    for name in form.DESCRIBING:
        mine, theirs = (_words(name, value) for value in (form.cleaned_data[name], getattr(current, name)))
        if mine != theirs:
            found.append({"label": form.fields[name].label, "mine": mine, "theirs": theirs})
    return found


def _words(name: str, value: Any) -> str:
    if name == "audience":
        return str(Audience(value).label)
    return "" if value is None else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
def set_questions(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)
    stop_unless(request.user, "ideas.keep_calls", call)
    current = current_form(call)
    questions = questions_of(current)
    form = QuestionsForm(request.POST or None, questions=questions, version=current.pk)

    def work() -> str:
        had = call.forms.filter(pk=form.cleaned_data["form"]).first()
        if had is None:
            raise ValidationError(gettext("Open the form again."))
        made = calls.set_questions(by=request.user, call=call, form=had, asked=form.asked)
        if made.pk == had.pk:
            messages.info(request, gettext("Nothing was changed."))
        else:
            messages.success(
                request,
                gettext("The questions are saved as version %(number)s. Ideas that were sent keep theirs.")
                % {"number": made.number},
            )
        return reverse("ideas:call", args=[call.pk])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "ideas/questions.html",
        {
            "call": call,
            "form": form,
            "current": current,
            "questions": questions,
            "is_changed": form.is_bound and form.has_error("__all__", "changed"),
            "trail": _trail(call, gettext("Questions")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def open_call(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)

    def work() -> str:
        opened = calls.open_call(by=request.user, call=call)
        messages.success(
            request,
            gettext("The call is open.") if opened.is_open else gettext("The call will open on its first day."),
        )
        return reverse("ideas:call", args=[call.pk])

    return _decided(request, call, work)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request.user, pk)

    def work() -> str:
        calls.close(by=request.user, call=call)
        messages.success(request, gettext("The call is closed. Its ideas stay and are weighed."))
        return reverse("ideas:call", args=[call.pk])

    return _decided(request, call, work)


def _decided(request: HttpRequest, call: Call, work: Any) -> HttpResponse:
    form = Decision(request.POST)
    if done := sent(request, form, work):
        return done
    messages.warning(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("ideas:call", pk=call.pk)


def _trail(call: Call | None, last: str = "") -> list[dict[str, str]]:
    trail = [{"label": gettext("Calls for ideas"), "url": reverse("ideas:calls")}]
    if call is not None and last:
        trail.append({"label": str(call.title), "url": reverse("ideas:call", args=[call.pk])})
    return [*trail, {"label": last or str(call), "url": ""}]
