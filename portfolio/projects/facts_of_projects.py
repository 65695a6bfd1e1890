"""The facts that projects themselves can answer for a gate: a milestone reached, an objective served, a course
completed in the lead agency."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portfolio.projects.gate_facts import Choice, Fact, Finding, register
from portfolio.projects.models import Alignment, Milestone, Project
from records.clock import today
from training.models import Course
from training.queries import course_called, people_with


def _milestones(project: Project) -> list[Choice]:
    return [Choice(str(milestone.pk), str(milestone.title)) for milestone in project.milestones.all()]


def _milestone_reached(project: Project, chosen: str) -> Finding:
    milestone = _chosen(Milestone.objects.filter(project=project), chosen)
    if milestone is None:
        return Finding(False, _("This milestone is not there any more."))
    url = reverse("projects:page", args=[project.pk])
    named = {"title": milestone.title}
    if milestone.actual_on and milestone.actual_on <= today():
        day = date_format(milestone.actual_on, "DATE_FORMAT")
        return Finding(True, _("“%(title)s” was reached on %(day)s.") % {**named, "day": day}, url)
    expected = milestone.forecast_on or milestone.baseline_on
    if expected is None:
        return Finding(False, _("“%(title)s” is not reached, and no day is expected.") % named, url)
    day = date_format(expected, "DATE_FORMAT")
    return Finding(False, _("“%(title)s” is not reached; it is expected on %(day)s.") % {**named, "day": day}, url)


def _served(project: Project) -> Any:
    return Alignment.objects.filter(project=project, until=None).select_related("objective")


def _objectives(project: Project) -> list[Choice]:
    return [Choice(str(link.objective_id), str(link.objective.title)) for link in _served(project)]


def _objective_aligned(project: Project, chosen: str) -> Finding:
    link = next((link for link in _served(project) if str(link.objective_id) == chosen), None)
    if link is None:
        return Finding(False, _("The project does not serve this objective any more."))
    named = {"title": link.objective.title}
    url = reverse("projects:page", args=[project.pk])
    if link.objective.retired_on and link.objective.retired_on <= today():
        return Finding(False, _("“%(title)s” is retired.") % named, url)
    day = date_format(link.since, "DATE_FORMAT")
    return Finding(True, _("It serves “%(title)s” since %(day)s.") % {**named, "day": day}, url)


def _courses(project: Project) -> list[Choice]:
    return [Choice(course.code, str(course.title)) for course in Course.objects.filter(is_offered=True)]


def _course_completed(project: Project, chosen: str) -> Finding:
    course = course_called(chosen)
    if course is None:
        return Finding(False, _("This course is not there any more."))
    count = people_with(project.lead_agency, course, today())
    named = {"title": course.title, "count": count}
    if not count:
        return Finding(False, _("Nobody of the lead agency has completed “%(title)s”.") % named)
    words = ngettext(
        "%(count)s person of the lead agency has completed “%(title)s”.",
        "%(count)s people of the lead agency have completed “%(title)s”.",
        count,
    )
    return Finding(True, words % named)


def _chosen(rows: Any, key: str) -> Any:
    return rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None


register("milestone_reached", Fact(gettext_lazy("A milestone is reached"), _milestones, _milestone_reached))
register("objective_aligned", Fact(gettext_lazy("It serves an objective"), _objectives, _objective_aligned))
register(
    "course_completed", Fact(gettext_lazy("A course is completed in the lead agency"), _courses, _course_completed)
)
