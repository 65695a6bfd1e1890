"""Rows of ideas, drawn in Python: a page of them costs less than their queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portfolio.ideas.enums import UNDECIDED, IdeaStatus
from portfolio.ideas.models import Idea
from records.templatetags.masar import day

ENDED_WELL = (IdeaStatus.ADOPTED,)


def status_tag(status: str) -> SafeString:
    kind = "adopted" if status in ENDED_WELL else "waiting" if status in UNDECIDED else "ended"
    return format_html('<span class="tag idea-status idea-{}">{}</span>', kind, IdeaStatus(status).label)


def table_rows(ideas: Iterable[Any]) -> SafeString:
    """`supporters` is annotated to each idea."""
    names = {
        "status": gettext("Status"),
        "call": gettext("Call"),
        "supporters": gettext("Supporters"),
        "sent": gettext("Sent on"),
    }
    return format_html_join(
        "",
        '<tr><th scope="row"><a class="row-title" href="{}"><bdi>{}</bdi></a>'
        '<span class="row-note"><span class="number">{}</span></span></th>'
        '<td data-label="{}">{}</td><td data-label="{}"><bdi>{}</bdi></td>'
        '<td class="is-number" data-label="{}">{}</td><td data-label="{}">{}</td></tr>',
        (
            (
                address_of(idea),
                idea.title,
                idea.reference,
                names["status"],
                status_tag(idea.status),
                names["call"],
                idea.call.title,
                names["supporters"],
                idea.supporters,
                names["sent"],
                day(idea.sent_on),
            )
            for idea in ideas
        ),
    )


def address_of(idea: Idea) -> str:
    return reverse("ideas:page", args=[idea.pk])
