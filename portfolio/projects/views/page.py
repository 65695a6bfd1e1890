from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects.actions import updates
from portfolio.projects.covers import SIZES
from portfolio.projects.dossier import Dossier, dossier_of
from portfolio.projects.enums import ENDED, Ruling, StageKind, Visibility
from portfolio.projects.forms import CorrectionForm, Decision, UpdateForm
from portfolio.projects.models import Project, Stage, StageTransition
from portfolio.projects.queries import stands_still
from portfolio.projects.registers import Registers, registers
from portfolio.projects.timeline_chart import timeline
from portfolio.projects.views.access import seen_project, update_of, whole_project
from portfolio.projects.views.past import past_of
from portfolio.projects.views.sending import CONFLICT, REFUSED, address_of, sent, stop_unless
from records.clock import day_of, today
from records.policy import may
from records.versions import EditConflict


@require_safe
def project_page(request: HttpRequest, number: int) -> HttpResponse:
    seen = seen_project(request.user, number)
    if not seen.wholly:
        return _outline(request, seen.project)
    return _whole(request, seen.project, UpdateForm(prefix=None))


@require_http_methods(["GET", "HEAD", "POST"])
def post_update(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    if request.method != "POST":
        return redirect(address_of(project))
    form = UpdateForm(request.POST)

    def work() -> str:
        updates.post(by=request.user, project=project, happened_on=form.cleaned_data["happened_on"], **form.words)
        messages.success(request, gettext("Your update is posted."))
        return address_of(project)

    return sent(request, form, work) or _whole(request, project, form, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_update(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    update = update_of(request.user, number, pk)
    stop_unless(request.user, "projects.correct_update", update)
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm.of(update)
    differences: list[dict[str, Any]] = []
    status = 200

    def work() -> str:
        updates.correct(by=request.user, update=update, version=form.cleaned_data["version"], **form.words)
        messages.success(request, gettext("The update is corrected; the first wording is kept beside it."))
        return address_of(update.project)

    if request.method == "POST":
        try:
            done = sent(request, form, work)
            if done:
                return done
            status = REFUSED
        except EditConflict as conflict:
            status = CONFLICT
            differences = [
                {"label": form[name].label, "mine": form.cleaned_data[name], "theirs": getattr(conflict.current, name)}
                for name in form.words
                if form.cleaned_data[name] != getattr(conflict.current, name)
            ]
            form.data = form.data.copy()
            form.data["version"] = conflict.current.version
    return render(
        request,
        "projects/correct_update.html",
        {
            "project": update.project,
            "update": update,
            "form": form,
            "differences": differences,
            "trail": trail_to(update.project, gettext("Correct an update")),
        },
        status=status,
    )


def trail_to(project: Project, here: str) -> list[dict[str, str]]:
    return [
        {"label": gettext("Portfolio"), "url": reverse("projects:list")},
        {"label": str(project.title), "url": address_of(project)},
        {"label": here, "url": ""},
    ]


def _known_of(project: Project, *agencies: int) -> Registers:
    return registers(
        lambda known: (
            project.stage_id in known.stages
            and all(agency in known.agencies for agency in (project.lead_agency_id, *agencies))
        )
    )


def _outline(request: HttpRequest, project: Project) -> HttpResponse:
    """What the visibility of a project shows, and nothing of the work inside."""
    known = _known_of(project)
    is_public = project.visibility == Visibility.PUBLIC
    objectives = [link.objective_id for link in project.alignments.all() if link.until is None] if is_public else []
    return render(
        request,
        "projects/outline.html",
        {
            "project": project,
            "past": past_of(request, project, wholly=False),
            "agency": known.agencies[project.lead_agency_id],
            "steps": _steps(project, known, []),
            "stage": known.stages[project.stage_id],
            "is_off_path": project.stage.kind != StageKind.ON_PATH,
            "objectives": [known.objectives[pk] for pk in objectives if pk in known.objectives],
            "cover": _cover(project) if is_public else "",
            "key": Decision().initial["key"],
            "may_follow": may(request.user, "projects.follow", project),
            "is_followed": request.user.is_authenticated and project.followers.filter(person=request.user).exists(),
            "may_sign_in": not request.user.is_authenticated,
        },
    )


def _whole(request: HttpRequest, project: Project, form: UpdateForm, *, status: int = 200) -> HttpResponse:
    person = request.user
    told = dossier_of(project, person)
    partners = [link.agency_id for link in told.partnerships]
    known = _known_of(project, *partners)
    for update in told.updates:
        update.project = project
    for gate_request in told.gate_requests:
        gate_request.project = project
    open_gate = told.open_gate
    gate_ahead = known.gates.get(project.stage_id)
    return render(
        request,
        "projects/page.html",
        {
            "project": project,
            "past": past_of(request, project, wholly=True),
            "agency": known.agencies[project.lead_agency_id],
            "partners": [known.agencies[pk] for pk in partners],
            "steps": _steps(project, known, told.transitions),
            "stage": known.stages[project.stage_id],
            "is_off_path": project.stage.kind != StageKind.ON_PATH,
            "has_ended": project.stage.kind in ENDED,
            "off_path_reason": _reason_of_last(told.transitions) if project.stage.kind != StageKind.ON_PATH else "",
            "still_days": (today() - project.stage_since).days
            if stands_still(project.stage, project.stage_since, today())
            else 0,
            "cover": _cover(project),
            "form": form,
            "key": Decision().initial["key"],
            "told": told,
            "updates": [
                {
                    "update": update,
                    "wordings": told.wordings.get(update.pk, []),
                    "may_correct": bool(may(person, "projects.correct_update", update)),
                    "recorded_later": day_of(update.posted_at) != update.happened_on,
                }
                for update in told.updates
            ],
            "chart": timeline(told, known, rtl=get_language_bidi()),
            "gate_ahead": gate_ahead,
            "gate_goal": known.stages.get(gate_ahead.to_stage_id) if gate_ahead else None,
            "open_gate": open_gate,
            "last_decided": told.last_decided,
            "last_ruling_sign": RULING_SIGNS.get(told.last_decided.decision.ruling, "") if told.last_decided else "",
            "offered_to": known.agencies.get(told.handover.to_agency_id) if told.handover else None,
            "facts": _facts(project, told, known),
            "is_from_source": bool(project.source_name),
            "may_post": may(person, "projects.post_update", project),
            "may_edit": may(person, "projects.edit", project),
            "may_follow": may(person, "projects.follow", project),
            "may_ask": may(person, "projects.ask_gate", project),
            "may_move": may(person, "projects.move", project),
            "may_offer": may(person, "projects.offer_handover", project),
            "may_decide": may(person, "projects.decide_gate", open_gate) if open_gate else None,
            "may_withdraw_gate": may(person, "projects.withdraw_gate", open_gate) if open_gate else None,
            "may_withdraw_handover": may(person, "projects.withdraw_handover", project),
            "may_answer": may(person, "projects.answer_handover", told.handover) if told.handover else None,
        },
        status=status,
    )


RULING_SIGNS = {Ruling.PROCEED: "good", Ruling.STOP: "bad"}


def _reason_of_last(transitions: list[StageTransition]) -> str:
    return transitions[-1].reason if transitions else ""


def _steps(project: Project, known: Registers, transitions: list[StageTransition]) -> list[dict[str, Any]]:
    """The stages of its path with the gates between them, and where the project stands."""
    on_path = [s for s in known.stages_by_version[project.pathway_id] if s.kind == StageKind.ON_PATH]
    entered = {step.to_stage_id: step.happened_on for step in transitions}
    reached = _last_on_path(project, known, transitions)
    order = reached.order if reached else 0
    gates_in = {gate.to_stage_id: gate for gate in known.gates.values()}
    steps = []
    for stage in on_path:
        is_here = stage.pk == project.stage_id
        state = "current" if is_here else "done" if stage.order <= order else "ahead"
        gate = gates_in.get(stage.pk)
        steps.append(
            {
                "label": stage.title,
                "state": state,
                "gate": gettext("Gate %(code)s") % {"code": gate.code} if gate else "",
                "note": _note(stage, is_here, project, entered),
            }
        )
    return steps


def _note(stage: Stage, is_here: bool, project: Project, entered: dict[int, dt.date]) -> str:
    if is_here:
        return gettext("since %(day)s") % {"day": date_format(project.stage_since, "SHORT_DATE_FORMAT")}
    return date_format(entered[stage.pk], "YEAR_MONTH_FORMAT") if stage.pk in entered else ""


def _last_on_path(project: Project, known: Registers, transitions: list[StageTransition]) -> Stage | None:
    if project.stage.kind == StageKind.ON_PATH:
        return project.stage
    passed = [known.stages[step.to_stage_id] for step in transitions if step.to_stage_id in known.stages]
    return next((stage for stage in reversed(passed) if stage.kind == StageKind.ON_PATH), None)


def _cover(project: Project) -> str:
    return reverse("projects:picture", args=[project.pk, project.cover, max(SIZES)]) if project.cover else ""


def _facts(project: Project, told: Dossier, known: Registers) -> list[tuple[str, Any]]:
    missing = _missing(project)
    objectives = [
        known.objectives[link.objective_id] for link in told.alignments if link.objective_id in known.objectives
    ]
    facts: list[tuple[str, Any]] = [
        (gettext("Reference"), format_html('<span class="number">{}</span>', project.reference)),
        (
            gettext("Objectives"),
            format_html(
                '<ul class="list-plain stack-s">{}</ul>',
                format_html_join("", "<li><bdi>{}</bdi></li>", ((o.title,) for o in objectives)),
            )
            if objectives
            else missing,
        ),
        (gettext("Lead person"), format_html("<bdi>{}</bdi>", project.lead_person) if project.lead_person else missing),
        (gettext("Starts"), _day(project.starts_on) or missing),
        (gettext("Expected to end"), _day(project.ends_on) or missing),
        (gettext("Who sees it"), project.get_visibility_display()),
        (gettext("Registered"), _day(project.registered_on)),
    ]
    if project.source_name:
        facts.append((gettext("Source"), format_html("<bdi>{}</bdi>", project.source_name)))
        facts += [
            (label, missing)
            for label, value in (
                (gettext("Title in Arabic"), project.title_ar),
                (gettext("Title in English"), project.title_en),
                (gettext("Summary in Arabic"), project.summary_ar),
                (gettext("Summary in English"), project.summary_en),
            )
            if not value
        ]
    return facts


def _missing(project: Project) -> SafeString:
    words = gettext("Not in the source") if project.source_name else gettext("Not given yet")
    return format_html('<span class="tag">{}</span>', words)


def _day(day: dt.date | None) -> SafeString:
    if day is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "DATE_FORMAT"))
