"""Milestones as rows: their days, their slip in words, and the news that a plan opens with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portfolio.followups.views.rows import late_by
from portfolio.projects.models import Milestone, Project


def news_of(milestones: Sequence[Milestone], day: dt.date) -> str:
    if not milestones:
        return gettext("There is no plan yet.")
    late = sum(one.is_late_on(day) for one in milestones)
    reached = sum(one.actual_on is not None for one in milestones)
    told = ngettext(
        "%(reached)s of %(count)s milestone is reached",
        "%(reached)s of %(count)s milestones are reached",
        len(milestones),
    ) % {"reached": reached, "count": len(milestones)}
    if not late:
        return gettext("%(reached)s, none is late.") % {"reached": told}
    return ngettext("%(reached)s, %(late)s is late.", "%(reached)s, %(late)s are late.", late) % {
        "reached": told,
        "late": late,
    }


def milestone_rows(project: Project, milestones: Sequence[Milestone], day: dt.date) -> SafeString:
    labels = (gettext("Baseline"), gettext("Forecast"), gettext("Reached"), gettext("Against the baseline"))
    return format_html_join(
        "",
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a></th>'
        '<td data-label="{}">{}</td><td data-label="{}"><div>{}</div></td><td data-label="{}">{}</td>'
        '<td data-label="{}">{}</td></tr>',
        (
            (
                reverse("projects:milestone", args=[project.pk, one.pk]),
                one.title,
                labels[0],
                shown(one.baseline_on),
                labels[1],
                _forecast(one, day),
                labels[2],
                shown(one.actual_on),
                labels[3],
                slip_words(one),
            )
            for one in milestones
        ),
    )


def shown(day: dt.date | None) -> SafeString:
    if day is None:
        return SafeString('<span class="quiet">—</span>')
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "SHORT_DATE_FORMAT"))


def _forecast(one: Milestone, day: dt.date) -> SafeString:
    if not one.is_late_on(day) or one.expected_on is None:
        return shown(one.forecast_on)
    return format_html("{} {}", shown(one.forecast_on), late_by((day - one.expected_on).days))


def slip_words(one: Milestone) -> str:
    days = one.slipped_days
    if one.baseline_on is None:
        return gettext("no baseline")
    if days > 0:
        return ngettext("%(days)s day after", "%(days)s days after", days) % {"days": days}
    if days < 0:
        return ngettext("%(days)s day before", "%(days)s days before", -days) % {"days": -days}
    return gettext("as agreed")
