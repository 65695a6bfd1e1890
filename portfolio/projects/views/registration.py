from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portfolio.projects.actions import registration
from portfolio.projects.enums import GateStatus
from portfolio.projects.forms import EditForm, RegisterForm, values_of
from portfolio.projects.models import Project
from portfolio.projects.queries import latest_event_of
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import CONFLICT, REFUSED, address_of, sent, stop_unless
from records.versions import EditConflict


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    stop_unless(request.user, "projects.register", None)
    form = RegisterForm(request.POST or None, person=request.user)

    def work() -> str:
        project = registration.register(
            by=request.user,
            lead_agency=form.cleaned_data["lead_agency"],
            stage=form.cleaned_data["stage"],
            reason=form.cleaned_data["reason"],
            **form.described,
            **form.links,
        )
        messages.success(request, gettext("The project is registered."))
        return address_of(project)

    if request.method == "POST":
        return sent(request, form, work) or _register_page(request, form, REFUSED)
    return _register_page(request, form)


def _register_page(request: HttpRequest, form: RegisterForm, status: int = 200) -> HttpResponse:
    return render(request, "projects/register.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.edit", project)
    if request.method != "POST":
        return _edit_page(request, project, EditForm.of(project))
    form = EditForm(request.POST, project=project)

    def work() -> str:
        registration.edit(
            by=request.user, project=project, version=form.cleaned_data["version"], **form.described, **form.links
        )
        messages.success(request, gettext("The project is saved."))
        return address_of(project)

    try:
        return sent(request, form, work) or _edit_page(request, project, form, status=REFUSED)
    except EditConflict as conflict:
        # What was typed stays in the form; sent again, it is saved over the version that is shown beside it.
        form.data = form.data.copy()
        form.data["version"] = conflict.current.version
        return _edit_page(
            request,
            project,
            form,
            status=CONFLICT,
            differences=_differences(form, conflict.current),
            current=conflict.current,
        )


def _edit_page(
    request: HttpRequest,
    project: Project,
    form: EditForm,
    *,
    status: int = 200,
    differences: list[dict[str, Any]] | None = None,
    current: Project | None = None,
) -> HttpResponse:
    event = latest_event_of(current) if current else None
    return render(
        request,
        "projects/edit.html",
        {
            "project": project,
            "gate_is_open": project.gate_requests.filter(status=GateStatus.OPEN).exists(),
            "form": form,
            "trail": trail_to(project, gettext("Edit")),
            "is_conflict": current is not None,
            "differences": differences or [],
            "saved_by": str(event.actor) if event and event.actor else "",
            "saved_at": event.at if event else None,
        },
        status=status,
    )


def _differences(form: EditForm, current: Project) -> list[dict[str, Any]]:
    saved = values_of(current)
    found = []
    for name in (*form.DESCRIBING, "objectives", "partners", "tags"):
        field = form.fields[name]
        mine, theirs = _shown(field, form.cleaned_data[name]), _shown(field, _cleaned(field, saved[name]))
        if mine != theirs:
            found.append({"label": field.label, "mine": mine, "theirs": theirs})
    return found


def _cleaned(field: Any, value: Any) -> Any:
    if hasattr(field, "queryset"):
        if isinstance(value, list):
            return field.queryset.filter(pk__in=value)
        return field.queryset.filter(pk=value).first() if value else None
    return value


def _shown(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if hasattr(field, "queryset") and not hasattr(value, "pk"):
        return "\n".join(sorted(str(one) for one in value))
    if hasattr(value, "isoformat"):
        return date_format(value, "DATE_FORMAT")
    return str(dict(getattr(field, "choices", []) or []).get(value, value)) if not hasattr(value, "pk") else str(value)
