"""What projects want of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.enums import Role
from accounts.standing import standing_of
from portfolio.projects.actions.reminders import updates_due
from portfolio.projects.enums import ENDED, Declaration, GateStatus, HandoverStatus, StageKind
from portfolio.projects.models import Alignment, GateRequest, Handover, PanelSeat, Project
from portfolio.projects.panel_findings import LEAST_MEMBERS
from portfolio.projects.queries import lacks_way_back
from portfolio.workspace.waiting import Item, Kind, register
from records.clock import day_of, today
from records.templatetags.masar import bdi, day


def gates_to_decide(person: Any) -> QuerySet[GateRequest] | None:
    if not standing_of(person).is_lab_staff:
        return None
    sits = ~Q(seats__declaration=Declaration.RECUSED) & Q(seats__isnull=False)
    # Who asked for a gate does not decide it.
    return (
        GateRequest.objects.filter(status=GateStatus.OPEN)
        .exclude(asked_by=person)
        .annotate(sitting=Count("seats", filter=sits), rated=Count("seats", filter=sits & ~Q(seats__rated_at=None)))
        .select_related("project", "gate")
        .order_by("asked_at", "pk")
    )


def gate_item(request: GateRequest) -> Item:
    sentence, verb, page = _next_at(request)
    return Item(
        sentence=format_html(sentence, gate=request.gate.code, title=bdi(request.project.title)),
        url=reverse(f"projects:{page}", args=[request.project_id, request.pk]),
        verb=verb,
        note=gettext("asked for %(ago)s") % {"ago": ago((today() - day_of(request.asked_at)).days)},
    )


def _next_at(request: GateRequest) -> tuple[str, str, str]:
    sitting, rated = request.sitting, request.rated  # type: ignore[attr-defined]
    if sitting < LEAST_MEMBERS:
        return gettext("Convene the panel for gate {gate} of {title}"), gettext("Convene"), "gate_panel"
    if rated < sitting:
        return gettext("The panel is judging gate {gate} of {title}"), gettext("Look"), "gate"
    return gettext("Decide gate {gate} of {title}"), gettext("Decide"), "gate_decide"


def seats_to_fill(person: Any) -> QuerySet[PanelSeat] | None:
    if not standing_of(person).is_government:
        return None
    return (
        PanelSeat.objects.filter(person=person, rated_at=None, request__status=GateStatus.OPEN)
        .exclude(declaration=Declaration.RECUSED)
        .select_related("request__project", "request__gate")
        .order_by("convened_at", "pk")
    )


def seat_item(seat: PanelSeat) -> Item:
    return Item(
        sentence=format_html(
            gettext("Judge gate {gate} of {title}"),
            gate=seat.request.gate.code,
            title=bdi(seat.request.project.title),
        ),
        url=reverse("projects:panel", args=[seat.pk]),
        verb=gettext("Judge"),
        note=gettext("called to the panel %(ago)s") % {"ago": ago((today() - day_of(seat.convened_at)).days)},
    )


def updates_to_post(person: Any) -> QuerySet[Project] | None:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    if not officer_of:
        return None
    return (
        updates_due(today())
        .filter(lead_agency__in=officer_of)
        .annotate(quiet_since=Coalesce(F("last_update_on"), F("registered_on")))
        .order_by("quiet_since", "pk")
    )


def update_item(project: Project) -> Item:
    quiet = project.last_update_on
    note = (
        gettext("last update %(ago)s") % {"ago": ago((today() - quiet).days)}
        if quiet
        else gettext("no update yet; registered %(ago)s") % {"ago": ago((today() - project.registered_on).days)}
    )
    return Item(
        sentence=format_html(gettext("Tell what changed in {title}"), title=bdi(project.title)),
        url=reverse("projects:update", args=[project.pk]),
        verb=gettext("Add an update"),
        note=note,
    )


def ways_back_to_plan(person: Any) -> QuerySet[Project] | None:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    if not officer_of:
        return None
    return lacks_way_back(Project.objects.filter(lead_agency__in=officer_of)).order_by("last_update_on", "pk")


def way_back_item(project: Project) -> Item:
    return Item(
        sentence=format_html(gettext("Plan the way back to green of {title}"), title=bdi(project.title)),
        url=reverse("projects:to_green", args=[project.pk]),
        verb=gettext("Plan the way back"),
        note=format_html(gettext("told on {day}"), day=day(project.last_update_on)) if project.last_update_on else "",
    )


def handovers_to_answer(person: Any) -> QuerySet[Handover] | None:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    if not officer_of:
        return None
    return (
        Handover.objects.filter(status=HandoverStatus.OFFERED, to_agency__in=officer_of)
        .select_related("project", "from_agency")
        .order_by("offered_at", "pk")
    )


def handover_item(handover: Handover) -> Item:
    return Item(
        sentence=format_html(
            gettext("{agency} offers you {title}"),
            agency=bdi(handover.from_agency.name),
            title=bdi(handover.project.title),
        ),
        url=reverse("projects:handover", args=[handover.pk]),
        verb=gettext("Answer"),
        note=gettext("offered %(ago)s") % {"ago": ago((today() - day_of(handover.offered_at)).days)},
    )


def held_to_look_at(person: Any) -> QuerySet[Project] | None:
    if not standing_of(person).is_lab_staff:
        return None
    return Project.objects.filter(stage__kind=StageKind.HOLD, look_again_on__lte=today()).order_by(
        "look_again_on", "pk"
    )


def held_item(project: Project) -> Item:
    return Item(
        sentence=format_html(gettext("Look again at {title}, which is on hold"), title=bdi(project.title)),
        url=reverse("projects:page", args=[project.pk]),
        verb=gettext("Open"),
        note=format_html(gettext("since {day}"), day=day(project.look_again_on)),
    )


def imported_to_complete(person: Any) -> QuerySet[Project] | None:
    """What a source lacked has to be there before publication or a gate."""
    if not standing_of(person).is_lab_staff:
        return None
    aligned = Alignment.objects.filter(project=OuterRef("pk"), until=None)
    lacks = Q(title_en="") | Q(title_ar="") | Q(summary_en="") | Q(summary_ar="") | ~Exists(aligned)
    return Project.objects.exclude(source_name="").exclude(stage__kind__in=ENDED).filter(lacks).order_by("pk")


def imported_item(project: Project) -> Item:
    return Item(
        sentence=format_html(gettext("Complete {title}: its source did not tell all"), title=bdi(project.title)),
        url=reverse("projects:edit", args=[project.pk]),
        verb=gettext("Complete"),
        note=format_html(gettext("from {source}"), source=bdi(project.source_name)),
    )


def ago(days: int) -> str:
    if days <= 0:
        return gettext("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


register(Kind("panels", gettext_lazy("Gates that you judge"), seats_to_fill, seat_item))
register(Kind("gates", gettext_lazy("Gates to decide"), gates_to_decide, gate_item))
register(Kind("handovers", gettext_lazy("Projects offered to your agency"), handovers_to_answer, handover_item))
register(Kind("to_green", gettext_lazy("Off track without a way back"), ways_back_to_plan, way_back_item))
register(Kind("updates", gettext_lazy("Updates that are due"), updates_to_post, update_item))
register(Kind("held", gettext_lazy("On hold, and time to look again"), held_to_look_at, held_item))
register(Kind("imported", gettext_lazy("Imported projects to complete"), imported_to_complete, imported_item))
