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

from accounts.standing import standing_of
from portfolio.projects.actions import updates
from portfolio.projects.covers import SIZES
from portfolio.projects.derived import derived_of
from portfolio.projects.dossier import Dossier, dossier_of
from portfolio.projects.enums import ENDED, AiState, Confidence, Move, Ruling, StageKind, Visibility
from portfolio.projects.forms import CorrectionForm, UpdateForm
from portfolio.projects.models import Project, Stage, StageTransition
from portfolio.projects.places import row_of_places
from portfolio.projects.queries import lacks_way_back, stands_still
from portfolio.projects.registers import Registers, registers
from portfolio.projects.stays import FEWEST_MOVES, estimate, pace_in
from portfolio.projects.strands import PROJECT
from portfolio.projects.timeline_chart import timeline
from portfolio.projects.views.access import seen_project, update_of, whole_project
from portfolio.projects.views.past import past_of
from portfolio.projects.views.sending import CONFLICT, REFUSED, address_of, sent, stop_unless
from records.clock import day_of, today
from records.policy import may
from records.sent_forms import Decision
from records.thread import thread_of
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
        return _after(request, project, form.cleaned_data["confidence"])

    return sent(request, form, work) or _whole(request, project, form, status=REFUSED)


def _after(request: HttpRequest, project: Project, confidence: str) -> str:
    """Red asks at once for the way back, unless one is under way."""
    is_red = confidence == Confidence.RED and may(request.user, "projects.plan_to_green", project)
    if is_red and lacks_way_back(Project.objects.filter(pk=project.pk)).exists():
        return reverse("projects:to_green", args=[project.pk])
    return address_of(project)


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
    past = past_of(request, project, wholly=True)
    address = reverse("projects:page", args=[project.pk])
    derived = derived_of(project, told.milestones, told.totals, today())
    return render(
        request,
        "projects/page.html",
        {
            "project": project,
            "places": row_of_places(person, project, address, past.day if past else None),
            "past": past,
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
            "derived": derived,
            "derived_differs": derived.differs_from(project.confidence),
            "lacks_way_back": project.confidence == Confidence.RED
            and not told.way_back
            and project.stage.kind not in ENDED
            and not project.source_name,
            "thread": thread_of(PROJECT, project, person=person),
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
            "stay": _stay(project, known),
            "gate_goal": known.stages.get(gate_ahead.to_stage_id) if gate_ahead else None,
            "open_gate": open_gate,
            "last_decided": told.last_decided,
            "last_ruling_sign": RULING_SIGNS.get(told.last_decided.decision.ruling, "") if told.last_decided else "",
            "offered_to": known.agencies.get(told.handover.to_agency_id) if told.handover else None,
            "facts": _facts(person, project, told, known),
            "is_from_source": bool(project.source_name),
            "may_post": may(person, "projects.post_update", project),
            "may_edit": may(person, "projects.edit", project),
            "may_follow": may(person, "projects.follow", project),
            "may_ask": may(person, "projects.ask_gate", project),
            "may_move": may(person, "projects.move", project),
            "may_tell_lesson": may(person, "projects.tell_lesson", project),
            "may_offer": may(person, "projects.offer_handover", project),
            "is_lab_staff": standing_of(person).is_lab_staff,
            "may_withdraw_handover": may(person, "projects.withdraw_handover", project),
            "may_answer": may(person, "projects.answer_handover", told.handover) if told.handover else None,
        },
        status=status,
    )


RULING_SIGNS = {Ruling.PROCEED: "good", Ruling.STOP: "bad"}


def _reason_of_last(transitions: list[StageTransition]) -> str:
    return transitions[-1].reason if transitions else ""


def _stay(project: Project, known: Registers) -> dict[str, Any] | None:
    """How long it has been in its stage beside earlier projects, and when it may pass the next gate."""
    stage = known.stages[project.stage_id]
    pace = pace_in(stage, today()) if project.stage_id in known.gates else None
    if pace is None:
        return None
    return {
        "pace": pace,
        "fewest": FEWEST_MOVES,
        "estimate": estimate(pace, project.stage_since, today()) if pace.is_enough else None,
    }


def _steps(project: Project, known: Registers, transitions: list[StageTransition]) -> list[dict[str, Any]]:
    """The stages of its path with the gates between them, and where the project stands."""
    on_path = [s for s in known.stages_by_version[project.pathway_id] if s.kind == StageKind.ON_PATH]
    # By code: a project that went over to another version of its pathway passed the stages of the one before.
    entered = {
        known.stages[step.to_stage_id].code: step.happened_on
        for step in transitions
        if step.to_stage_id in known.stages and step.move != Move.RELABELLED
    }
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


def _note(stage: Stage, is_here: bool, project: Project, entered: dict[str, dt.date]) -> str:
    if is_here:
        return gettext("since %(day)s") % {"day": date_format(project.stage_since, "SHORT_DATE_FORMAT")}
    return date_format(entered[stage.code], "YEAR_MONTH_FORMAT") if stage.code in entered else ""


def _last_on_path(project: Project, known: Registers, transitions: list[StageTransition]) -> Stage | None:
    if project.stage.kind == StageKind.ON_PATH:
        return project.stage
    passed = [known.stages[step.to_stage_id] for step in transitions if step.to_stage_id in known.stages]
    return next((stage for stage in reversed(passed) if stage.kind == StageKind.ON_PATH), None)


def _cover(project: Project) -> str:
    return reverse("projects:picture", args=[project.pk, project.cover, max(SIZES)]) if project.cover else ""


def _facts(person: Any, project: Project, told: Dossier, known: Registers) -> list[tuple[str, Any]]:
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
    facts += classification_facts(person, project, known)
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


def classification_facts(person: Any, project: Project, known: Registers) -> list[tuple[str, Any]]:
    """What sort of innovation it is: what was said alone, so that the card stays short."""
    said: list[tuple[str, Any]] = []
    if project.facet:
        said.append((gettext("Facet"), project.get_facet_display()))
    if project.kind:
        said.append((gettext("What is new"), project.get_kind_display()))
    if project.trl is not None:
        said.append((gettext("Technology readiness"), format_html('<span class="number">{}</span>', project.trl)))
    if project.in_digital_factory:
        said.append((gettext("With the Digital Factory"), gettext("Yes")))
    given = [link.tag_id for link in project.taggings.all() if link.until is None]
    tags = [known.tags[pk] for pk in given if pk in known.tags]
    if tags:
        said.append(
            (
                gettext("Tags of the lab"),
                format_html_join(
                    " ",
                    '<a class="tag" href="{}"><bdi>{}</bdi></a>',
                    ((f"{reverse('projects:list')}?tag={tag.code}", tag.title) for tag in tags),
                ),
            )
        )
    if project.uses_ai:
        said.append((gettext("Artificial intelligence"), _ai_state(person, project)))
    return said


def _ai_state(person: Any, project: Project) -> SafeString:
    steps = list(project.ai_reviews.all())
    questions = [step for step in steps if step.answers_id is None]
    if not questions:
        words = format_html("<span>{}</span>", AiState.NOT_ASKED.label)
        if not may(person, "projects.ask_ai_review", project):
            return words
        address, verb = reverse("projects:ai_ask", args=[project.pk]), gettext("Ask the AI Committee")
        return format_html('{} · <a href="{}">{}</a>', words, address, verb)
    last = questions[-1]
    answer = next((step for step in steps if step.answers_id == last.pk), None)
    label = answer.get_advice_display() if answer else AiState.AWAITING.label
    return format_html('<a href="{}">{}</a>', reverse("projects:ai_review", args=[last.pk]), label)


def _missing(project: Project) -> SafeString:
    words = gettext("Not in the source") if project.source_name else gettext("Not given yet")
    return format_html('<span class="tag">{}</span>', words)


def _day(day: dt.date | None) -> SafeString:
    if day is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "DATE_FORMAT"))
