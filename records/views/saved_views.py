"""A person's saved views: kept from the page that they look at, opened by their address, named anew or deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.actions import saved_views
from records.forms import ChangedViewForm, NewViewForm
from records.models import SavedView
from records.saved_places import PLACES
from records.sending import CONFLICT, REFUSED, sent
from records.sent_forms import SentOnce
from records.versions import EditConflict
from records.views import access


@require_safe
def open_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """In the reader's language, with the reader's rights: the address holds the question, not the answer."""
    return redirect(address_of(access.saved_view_of(request, pk)))


@require_safe
def own_views(request: HttpRequest) -> HttpResponse:
    return render(request, "records/saved_views.html", {"views": _shown(request), "form": None})


@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    form = NewViewForm(request.POST or None)

    def work() -> str:
        told = form.cleaned_data
        view = saved_views.save(
            by=request.user,
            name=told["name"],
            place=told["place"],
            query=told["query"],
            is_shared=told["is_shared"],
        )
        messages.success(request, gettext("The view is saved under “%(name)s”.") % {"name": view.name})
        return address_of(view)

    if request.method != "POST":
        return redirect("records:saved_views")
    done = sent(request, form, work)
    if done:
        return done
    return render(request, "records/saved_views.html", {"views": _shown(request), "form": form}, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def change_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    view = access.own_view_of(request, pk)
    form = ChangedViewForm.of(view, request.POST if request.method == "POST" else None)
    status = 200

    def work() -> str:
        told = form.cleaned_data
        saved_views.change(
            by=request.user, view=view, name=told["name"], is_shared=told["is_shared"], version=told["version"]
        )
        messages.success(request, gettext("The view is changed."))
        return reverse("records:saved_views")

    conflict = None
    if request.method == "POST":
        try:
            done = sent(request, form, work)
            if done:
                return done
            status = REFUSED
        except EditConflict as error:
            status, conflict = CONFLICT, error.current
            form.data = form.data.copy()
            form.data["version"] = conflict.version  # type: ignore[attr-defined]
    context = {"view": view, "form": form, "conflict": conflict}
    return render(request, "records/saved_view.html", context, status=status)


@require_POST
def delete_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    view = access.own_view_of(request, pk)

    def work() -> str:
        saved_views.delete(by=request.user, view=view)
        messages.success(request, gettext("The view is deleted."))
        return reverse("records:saved_views")

    return sent(request, SentOnce(request.POST), work) or redirect("records:saved_views")


def address_of(view: SavedView) -> str:
    return reverse(view.place) + (f"?{view.query}" if view.query else "")


def _shown(request: HttpRequest) -> list[dict[str, Any]]:
    own = SavedView.objects.filter(person=request.user.pk)
    return [
        {
            "view": view,
            "place": PLACES.get(view.place, ""),
            "address": request.build_absolute_uri(reverse("records:view", args=[view.pk])),
            "key": SentOnce().initial["key"],
        }
        for view in own
        if view.place in PLACES
    ]
