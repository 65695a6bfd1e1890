"""What projects want of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.enums import Role
from accounts.standing import standing_of
from portfolio.projects.actions.reminders import updates_due
from portfolio.projects.enums import ENDED, GateStatus, HandoverStatus, StageKind
from portfolio.projects.models import Alignment, GateRequest, Handover, Project
from portfolio.workspace.waiting import Item, Kind, register
from records.clock import day_of, today
from records.templatetags.masar import bdi, day


def gates_to_decide(person: Any) -> QuerySet[GateRequest] | None:
    if not standing_of(person).is_lab_staff:
        return None
    # Who asked for a gate does not decide it.
    return (
        GateRequest.objects.filter(status=GateStatus.OPEN)
        .exclude(asked_by=person)
        .select_related("project", "gate")
        .order_by("asked_at", "pk")
    )


def gate_item(request: GateRequest) -> Item:
    return Item(
        sentence=format_html(
            gettext("Decide gate {gate} of {title}"), gate=request.gate.code, title=bdi(request.project.title)
        ),
        url=reverse("projects:gate_decide", args=[request.project_id, request.pk]),
        verb=gettext("Decide"),
        note=gettext("asked for %(ago)s") % {"ago": ago((today() - day_of(request.asked_at)).days)},
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


register(Kind("gates", gettext_lazy("Gates to decide"), gates_to_decide, gate_item))
register(Kind("handovers", gettext_lazy("Projects offered to your agency"), handovers_to_answer, handover_item))
register(Kind("updates", gettext_lazy("Updates that are due"), updates_to_post, update_item))
register(Kind("held", gettext_lazy("On hold, and time to look again"), held_to_look_at, held_item))
register(Kind("imported", gettext_lazy("Imported projects to complete"), imported_to_complete, imported_item))
