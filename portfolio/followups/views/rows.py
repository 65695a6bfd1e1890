"""Rows of actions, joined as strings from escaped parts: for the list and for the places of other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from portfolio.followups.models import FollowUp
from portfolio.followups.subjects import label_of
from records.icons import ICONS


def rows_of(followups: Iterable[FollowUp], titles: Mapping[tuple[str, int], str] | None, day: dt.date) -> SafeString:
    """`titles` of what each belongs to; None where the page is about that one thing."""
    return format_html_join("", "{}", ((_row(one, titles, day),) for one in followups))


def _row(one: FollowUp, titles: Mapping[tuple[str, int], str] | None, day: dt.date) -> SafeString:
    belongs = SafeString("")
    if titles is not None:
        title = titles.get((one.subject_kind, one.subject_id), "")
        belongs = format_html(
            '<td data-label="{}"><a href="{}"><bdi>{}</bdi></a></td>',
            gettext("Belongs to"),
            subject_address(one),
            title,
        )
    return format_html(
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a>'
        '<span class="row-note">{}</span></th>{}<td data-label="{}"><div>{}</div></td>'
        '<td data-label="{}"><div>{}</div></td></tr>',
        reverse("followups:one", args=[one.pk]),
        one.title,
        label_of(one.kind),
        belongs,
        gettext("Who does it"),
        shown_owner(one),
        gettext("Due"),
        shown_due(one, day),
    )


def subject_address(one: FollowUp) -> str:
    return f"/{get_language()}{one.subject_path}"


def shown_owner(one: FollowUp) -> SafeString:
    names = [str(one.owner)] if one.owner else []
    if one.owner_agency:
        names.append(str(one.owner_agency.name))
    if len(names) == 1:
        return format_html("<bdi>{}</bdi>", names[0])
    return format_html('<bdi>{}</bdi><span class="row-note"><bdi>{}</bdi></span>', *names)


def shown_due(one: FollowUp, day: dt.date) -> SafeString:
    """Late in words with its sign; a date that slipped says from when."""
    notes = []
    if one.is_late_on(day):
        notes.append(late_by((day - one.due_on).days))
    elif not one.is_open:
        notes.append(format_html('<span class="tag">{}</span>', one.get_status_display()))
    if one.due_on != one.first_due_on:
        notes.append(
            format_html(
                '<span class="row-note">{}</span>',
                gettext("first promised for %(day)s") % {"day": date_format(one.first_due_on, "SHORT_DATE_FORMAT")},
            )
        )
    return format_html(
        '<time datetime="{}">{}</time> {}',
        one.due_on.isoformat(),
        date_format(one.due_on, "SHORT_DATE_FORMAT"),
        SafeString(" ".join(notes)),
    )


def late_by(days: int) -> SafeString:
    return format_html(
        '<span class="still"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>'
        "{}</span>",
        SafeString(ICONS["clock"]),
        ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days},
    )
