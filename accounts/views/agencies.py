from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import agencies as actions
from accounts.enums import AgencyKind
from accounts.filters import AgenciesFilter
from accounts.forms import AgencyForm, AliasForm, ClosingForm, initial_agency, tell_error
from accounts.models import Agency
from accounts.queries import agencies
from accounts.views import access
from records.bilingual import column_of
from records.clock import today
from records.policy import may
from records.versions import EditConflict

PER_PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    access.admit(request, "accounts.see_agencies")
    found = AgenciesFilter(request.GET, queryset=agencies().order_by(column_of("name"), "pk"))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = may(request.user, "accounts.edit_agency")
    return render(request, "accounts/agencies.html", {"filter": found, "page": page, "may_edit": may_edit})


@require_GET
def agency(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, access.agency_of(request, code))


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    access.admit(request, "accounts.edit_agency")
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = actions.register(by=request.user, **fields)
        except ValidationError as error:
            tell_error(form, error)
        else:
            messages.success(request, _("Registered."))
            return redirect("accounts:agency", code=made.code)
    return render(request, "accounts/agency_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    edited = access.agency_of(request, code)
    form = AgencyForm(request.POST or None, agency=edited, initial=initial_agency(edited))
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.edit(by=request.user, agency=edited, **form.cleaned_data)
        except EditConflict as conflict:
            differences = both_versions(form, conflict.current)
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        except ValidationError as error:
            tell_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:agency", code=saved.code)
    return render(
        request,
        "accounts/agency_form.html",
        {"form": form, "agency": edited, "differences": differences},
        status=409 if differences else 422 if form.errors else 200,
    )


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    closed = access.agency_of(request, code)
    if "reopen" in request.POST:
        actions.close(by=request.user, agency=closed, on=None)
        messages.success(request, _("Open again."))
        return redirect("accounts:agency", code=closed.code)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return show(request, closed, closing=form, status=422)
    actions.close(by=request.user, agency=closed, on=form.cleaned_data["closed_on"])
    messages.success(request, _("Closed from that day on. What it did before keeps its name."))
    return redirect("accounts:agency", code=closed.code)


@require_POST
def add_alias(request: HttpRequest, code: str) -> HttpResponse:
    named = access.agency_of(request, code)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(by=request.user, agency=named, alias=form.cleaned_data["alias"])
        except ValidationError as error:
            form.add_error("alias", error)
        else:
            messages.success(request, _("The agency answers to this name too."))
            return redirect("accounts:agency", code=named.code)
    return show(request, named, aliasing=form, status=422)


@require_POST
def remove_alias(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    try:
        actions.remove_alias(by=request.user, alias=access.alias_of(request, code, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("accounts:agency", code=code)


def show(
    request: HttpRequest,
    shown: Agency,
    *,
    closing: ClosingForm | None = None,
    aliasing: AliasForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = actions.own_names(shown)
    return render(
        request,
        "accounts/agency.html",
        {
            "agency": shown,
            "aliases": [(alias, alias.folded in own) for alias in shown.aliases.all()],
            "children": shown.children.all(),
            "is_closed": shown.closed_on is not None and shown.closed_on <= today(),
            "closing": closing or ClosingForm(),
            "aliasing": aliasing or AliasForm(),
            "may_edit": may(request.user, "accounts.edit_agency", shown),
            "may_see_people": may(request.user, "accounts.see_people"),
        },
        status=status,
    )


def both_versions(form: AgencyForm, saved: Agency) -> list[dict[str, Any]]:
    """Field by field, what this person wrote and what somebody else has saved meanwhile."""
    lines = []
    for name in ("name_en", "name_ar", "code", "kind", "parent"):
        mine, theirs = form.cleaned_data[name], getattr(saved, name)
        if name == "kind":
            mine, theirs = AgencyKind(mine).label, AgencyKind(theirs).label
        if (mine or "") != (theirs or ""):
            lines.append({"label": form.fields[name].label, "mine": str(mine or ""), "theirs": str(theirs or "")})
    return lines or [
        {"label": form.fields["name_en"].label, "mine": form.cleaned_data["name_en"], "theirs": saved.name_en}
    ]
