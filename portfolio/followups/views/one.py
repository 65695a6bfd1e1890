"""One action: what it is, what happened to it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.followups import subjects
from portfolio.followups.actions import promises
from portfolio.followups.forms import CloseForm, DropForm, DueForm, HandOnForm, agencies_around
from portfolio.followups.models import FollowUp
from portfolio.followups.views.access import followup_of
from portfolio.followups.views.rows import late_by, shown_owner, subject_address
from records.clock import day_of, today
from records.policy import may
from records.sending import CONFLICT, REFUSED, sent, stop_unless
from records.sent_forms import SentOnce
from records.versions import EditConflict

FORMS = ("close", "change_due", "hand_on", "drop")


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, followup_of(request.user, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def change_due(request: HttpRequest, pk: int) -> HttpResponse:
    def work(followup: FollowUp, typed: dict[str, Any]) -> str:
        promises.change_due(by=request.user, followup=followup, **typed)
        return gettext("The date is changed; the one before stays visible.")

    return _done(request, pk, "change_due", work)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    def work(followup: FollowUp, typed: dict[str, Any]) -> str:
        promises.hand_on(by=request.user, followup=followup, **typed)
        return gettext("The action is handed on. Who does it now has been told.")

    return _done(request, pk, "hand_on", work)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    def work(followup: FollowUp, typed: dict[str, Any]) -> str:
        promises.close(by=request.user, followup=followup, **typed)
        return gettext("The action is done.")

    return _done(request, pk, "close", work)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    def work(followup: FollowUp, typed: dict[str, Any]) -> str:
        promises.drop(by=request.user, followup=followup, **typed)
        return gettext("The action is dropped; it stays readable.")

    return _done(request, pk, "drop", work)


def _done(request: HttpRequest, pk: int, name: str, work: Callable[[FollowUp, dict[str, Any]], str]) -> HttpResponse:
    followup = followup_of(request.user, pk)
    address = reverse("followups:one", args=[pk])
    if request.method != "POST":
        return redirect(address)
    stop_unless(request.user, f"followups.{name}", followup)
    form = form_for(name, followup, request.POST)

    def write() -> str:
        typed = {field: value for field, value in form.cleaned_data.items() if field != "key"}
        messages.success(request, work(followup, typed))
        # Handed on, it may be out of who did so: then the list is where to go on.
        seen = FollowUp.objects.visible_to(request.user).filter(pk=pk).exists()
        return address if seen else reverse("followups:list")

    try:
        return sent(request, form, write) or _shown(request, followup, {name: form}, status=REFUSED)
    except EditConflict:
        current = followup_of(request.user, pk)
        if not current.is_open:
            messages.warning(request, gettext("Nothing was changed: somebody else has closed this action."))
            return redirect(address)
        form.data = form.data.copy()
        form.data["version"] = current.version
        form.add_error(None, gettext("Somebody else changed this action meanwhile. Look at it again, then send."))
        return _shown(request, current, {name: form}, status=CONFLICT)


def form_for(name: str, followup: FollowUp, data: Any = None) -> SentOnce:
    initial = {"version": followup.version}
    if name == "close":
        return CloseForm(data, initial=initial, prefix=None)
    if name == "change_due":
        return DueForm(data, initial={**initial, "due_on": followup.due_on})
    if name == "hand_on":
        owner = {followup.owner_id} - {None}
        return HandOnForm(
            data,
            agencies=agencies_around(followup),
            and_also=owner,
            initial={**initial, "owner": followup.owner_id, "owner_agency": followup.owner_agency_id},
        )
    return DropForm(data, initial=initial)


def _shown(
    request: HttpRequest, followup: FollowUp, bound: dict[str, SentOnce] | None = None, *, status: int = 200
) -> HttpResponse:
    bound = bound or {}
    allowed = {name: bool(may(request.user, f"followups.{name}", followup)) for name in FORMS}
    forms = {name: bound.get(name) or form_for(name, followup) for name in FORMS if allowed[name] or name in bound}
    for form in forms.values():
        form.auto_id = f"id_{type(form).__name__.lower()}_%s"
    titles = subjects.titles_of([followup])
    changes = list(followup.changes.select_related("recorded_by", "owner_after", "owner_agency_after"))
    for change in changes:
        change.was_recorded_later = day_of(change.recorded_at) != change.happened_on  # type: ignore[attr-defined]
    return render(
        request,
        "followups/one.html",
        {
            "followup": followup,
            "kind": subjects.label_of(followup.kind),
            "subject_title": titles.get((followup.subject_kind, followup.subject_id), ""),
            "subject_address": subject_address(followup),
            "done_there": subjects.is_done_there(followup.kind),
            "owner": shown_owner(followup),
            "late": late_by((today() - followup.due_on).days) if followup.is_late_on(today()) else "",
            "changes": list(reversed(changes)),
            "forms": forms,
            "opened_form": next(iter(bound), ""),
            "trail": [
                {"label": gettext("Actions"), "url": reverse("followups:list")},
                {"label": subjects.label_of(followup.kind), "url": ""},
            ],
        },
        status=status,
    )
