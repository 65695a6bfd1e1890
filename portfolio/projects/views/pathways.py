"""Pathways in the Wagtail admin: every step is an action of its own, and nothing here saves by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portfolio.projects.actions import pathways
from portfolio.projects.enums import ENDED
from portfolio.projects.models import Pathway, PathwayVersion, Project
from portfolio.projects.pathway_forms import CriteriaForm, LayoutForm, MappingForm, PathwayForm
from portfolio.projects.pathway_plan import problems
from records.policy import NotAllowed, may, require
from records.sending import CONFLICT, REFUSED
from records.versions import EditConflict

INDEX = "wagtail_pathways:index"
VERSION = "wagtail_pathways:version"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "projects.write_pathway")
    running = Count("projects", filter=~Q(projects__stage__kind__in=ENDED))
    versions = PathwayVersion.objects.select_related("pathway").annotate(
        running=running, all_projects=Count("projects")
    )
    by_pathway: dict[int, dict[str, Any]] = {
        pathway.pk: {"pathway": pathway, "versions": [], "has_draft": False} for pathway in Pathway.objects.all()
    }
    for version in versions.order_by("pathway", "-number"):
        found = by_pathway[version.pathway_id]
        version.is_newest = not version.is_draft and not any(not one.is_draft for one in found["versions"])  # type: ignore[attr-defined]
        found["versions"].append(version)
        found["has_draft"] |= version.is_draft
    return render(request, "wagtailadmin/pathways/index.html", {"rows": list(by_pathway.values())})


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    require(request.user, "projects.write_pathway")
    form = PathwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = pathways.begin(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal) if not hasattr(refusal, "error_dict") else _take(form, refusal)
        else:
            messages.success(request, gettext("The pathway is begun. Lay out its stages and gates."))
            return redirect(VERSION, made.pk)
    return render(request, "wagtailadmin/pathways/begin.html", {"form": form}, status=REFUSED if form.is_bound else 200)


def _take(form: PathwayForm, refusal: ValidationError) -> None:
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    pathway = get_object_or_404(Pathway, pk=pk)
    return _done(
        request,
        lambda: pathways.draft(by=request.user, pathway=pathway).pk,
        gettext("A draft of the next version is there. Projects stay on theirs until you open it and move them."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, pk: int) -> HttpResponse:
    found = _version(request, pk)
    plan = pathways.plan_of(found)
    if request.method == "POST" and (refused := _refused(request, found)):
        return refused
    form = LayoutForm(plan, found.version, request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    status = 200
    current = None
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                pathways.lay_out(
                    by=request.user,
                    version=found,
                    stages=form.planned_stages,
                    gates=form.planned_gates,
                    expected=form.seen.cleaned_data["seen_version"],
                )
            except ValidationError as refusal:
                refusals = refusal.messages
            except EditConflict as conflict:
                status, current = CONFLICT, pathways.plan_of(found)
                _see(form, conflict)
            else:
                messages.success(request, gettext("Stages and gates are kept."))
                return redirect(VERSION, found.pk)
    return render(
        request,
        "wagtailadmin/pathways/version.html",
        {
            "version": found,
            "plan": plan,
            "criteria_counts": [(gate, len(plan.criteria.get(gate.code, ()))) for gate in plan.gates],
            "form": form,
            "refusals": refusals,
            "was_refused": status != 200,
            "current": current,
            "in_the_way": problems(plan) if found.is_draft else [],
            "facts": _facts(plan),
        },
        status=status,
    )


def _facts(plan: Any) -> list[tuple[Any, Any]]:
    return [(gate, plan.criteria.get(gate.code, ())) for gate in plan.gates]


def _see(form: Any, conflict: EditConflict) -> None:
    """Saving again is then a choice made with both in view."""
    form.seen.data = form.seen.data.copy()
    form.seen.data["seen_version"] = conflict.current.version  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request: HttpRequest, pk: int, gate: str) -> HttpResponse:
    found = _version(request, pk)
    if refused := _refused(request, found):
        return refused
    plan = pathways.plan_of(found)
    if gate not in plan.criteria:
        raise Http404
    form = CriteriaForm(plan.criteria[gate], found.version, request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    status = 200
    current = None
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                pathways.set_criteria(
                    by=request.user,
                    version=found,
                    gate=gate,
                    criteria=form.planned,
                    expected=form.seen.cleaned_data["seen_version"],
                )
            except ValidationError as refusal:
                refusals = refusal.messages
            except EditConflict as conflict:
                status, current = CONFLICT, pathways.plan_of(found).criteria.get(gate, ())
                _see(form, conflict)
            else:
                messages.success(request, gettext("The criteria are kept."))
                return redirect(VERSION, found.pk)
    return render(
        request,
        "wagtailadmin/pathways/criteria.html",
        {"version": found, "gate": gate, "form": form, "refusals": refusals, "current": current},
        status=status,
    )


@require_POST
def open_version(request: HttpRequest, pk: int) -> HttpResponse:
    found = _version(request, pk)
    return _done(
        request,
        lambda: pathways.open_version(by=request.user, version=found).pk,
        gettext("The version is open. New projects begin on it; those that run stay on theirs until you move them."),
        pk,
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = _version(request, pk)

    def work() -> int:
        pathways.discard(by=request.user, version=found)
        return 0

    return _done(request, work, gettext("The draft is thrown away."), pk)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Running projects of an older version: first the mapping, then the same with its counts to confirm."""
    leaving = _version(request, pk)
    require(request.user, "projects.move_to_version")
    goal = PathwayVersion.objects.open().filter(pathway=leaving.pathway_id).order_by("-number").first()
    if goal is None or goal.pk == leaving.pk or leaving.is_draft:
        messages.error(request, gettext("There is no newer open version to move to."))
        return redirect(INDEX)
    counts = pathways.counted(leaving)
    stages = [stage for stage in leaving.stages.order_by("order") if counts.get(stage.pk)]
    form = MappingForm(request.POST or None, stages=stages, goal=goal)
    reviewed = False
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            if "confirmed" not in request.POST:
                reviewed, status = True, 200
            else:
                try:
                    moved = pathways.move_projects(
                        by=request.user, from_version=leaving, to_version=goal, mapping=form.mapping
                    )
                except ValidationError as refusal:
                    for words in refusal.messages:
                        form.add_error(None, words)
                else:
                    messages.success(request, gettext("Moved: %(count)s projects.") % {"count": len(moved)})
                    return redirect(INDEX)
    goals = {stage.pk: stage for stage in goal.stages.all()}
    chosen = form.mapping if reviewed else {}
    left = Project.objects.filter(pathway=leaving).count() - sum(counts.values())
    return render(
        request,
        "wagtailadmin/pathways/move.html",
        {
            "leaving": leaving,
            "goal": goal,
            "form": form,
            "reviewed": reviewed,
            "rows": [
                (stage, counts[stage.pk], form[f"stage_{stage.pk}"], goals.get(chosen.get(stage.pk, 0)))
                for stage in stages
            ],
            "moving": sum(counts.values()),
            "left": left,
        },
        status=status,
    )


def _version(request: HttpRequest, pk: int) -> PathwayVersion:
    require(request.user, "projects.write_pathway")
    return get_object_or_404(PathwayVersion.objects.select_related("pathway"), pk=pk)


def _refused(request: HttpRequest, found: PathwayVersion) -> HttpResponse | None:
    """With the sentence that helps: the editor itself would only say that something is not permitted."""
    verdict = may(request.user, "projects.write_pathway", found)
    if verdict:
        return None
    messages.error(request, str(verdict.reason))
    return redirect(VERSION, found.pk)


def _done(request: HttpRequest, work: Callable[[], int], words: str, at: int = 0) -> HttpResponse:
    """What was refused is told where one came from."""
    try:
        found = work()
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return redirect(VERSION, at) if at else redirect(INDEX)
    except NotAllowed as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(VERSION, at) if at else redirect(INDEX)
    messages.success(request, words)
    return redirect(VERSION, found) if found else redirect(INDEX)
