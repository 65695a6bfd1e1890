"""What training wants of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from accounts.standing import standing_of
from portfolio.workspace.waiting import Item, Kind, register
from portfolio.workspace.waiting_projects import ago
from records.clock import day_of, today
from records.templatetags.masar import bdi
from training.enums import LEARNING, EnrolmentStatus
from training.models import Enrolment, Session
from training.queries import sessions_over


def nominations_to_answer(person: Any) -> QuerySet[Enrolment] | None:
    if not standing_of(person).is_lab_staff:
        return None
    return (
        Enrolment.objects.filter(status=EnrolmentStatus.NOMINATED)
        .select_related("person", "course")
        .order_by("asked_at", "pk")
    )


def nomination_item(enrolment: Enrolment) -> Item:
    return Item(
        sentence=format_html(
            gettext("{person} is nominated for {course}"),
            person=bdi(enrolment.person),
            course=bdi(enrolment.course.title),
        ),
        url=reverse("training:nominations"),
        verb=gettext("Answer"),
        note=gettext("asked for %(ago)s") % {"ago": ago((today() - day_of(enrolment.asked_at)).days)},
    )


def sessions_to_close(person: Any) -> QuerySet[Session] | None:
    return sessions_over().select_related("course") if standing_of(person).is_lab_staff else None


def session_item(session: Any) -> Item:
    return Item(
        sentence=format_html(gettext("Close the session of {course}"), course=bdi(session.course.title)),
        url=reverse("training:session", args=[session.pk]),
        verb=gettext("Open"),
        note=gettext("its last day was %(day)s") % {"day": date_format(session.last_day, "DATE_FORMAT")},
    )


def courses_to_go_on_with(person: Any) -> QuerySet[Enrolment] | None:
    return (
        Enrolment.objects.filter(person=person, status__in=LEARNING).select_related("course").order_by("asked_at", "pk")
    )


def course_item(enrolment: Enrolment) -> Item:
    return Item(
        sentence=format_html(gettext("Go on with {course}"), course=bdi(enrolment.course.title)),
        url=reverse("training:learn", args=[enrolment.course.code]),
        verb=gettext("Open"),
        note=enrolment.get_status_display(),
    )


register(Kind("nominations", gettext_lazy("Nominations to answer"), nominations_to_answer, nomination_item))
register(Kind("sessions", gettext_lazy("Sessions to close"), sessions_to_close, session_item))
register(Kind("courses", gettext_lazy("Courses that you are learning in"), courses_to_go_on_with, course_item))
