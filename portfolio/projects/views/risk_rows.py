from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portfolio.followups.views.rows import shown_due
from portfolio.projects.enums import RiskState
from portfolio.projects.models import Project, Risk
from records.clock import today


def risk_rows(project: Project, risks: Sequence[Risk], day: dt.date | None = None) -> SafeString:
    """`day` is the past day on which they are told as they stood."""
    labels = (gettext("Likelihood"), gettext("Impact"), gettext("Who watches it"), gettext("What is done about it"))
    return format_html_join(
        "",
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a>'
        '<span class="row-note">{}</span></th>'
        '<td data-label="{}"><span class="number">{}</span></td><td data-label="{}"><span class="number">{}</span></td>'
        '<td data-label="{}">{}</td><td data-label="{}"><div>{}</div></td></tr>',
        (
            (
                reverse("projects:risk", args=[project.pk, risk.pk]),
                risk.title,
                kind_and_state(risk),
                labels[0],
                risk.likelihood or "—",
                labels[1],
                risk.impact,
                labels[2],
                format_html("<bdi>{}</bdi>", risk.owner) if risk.owner else "—",
                labels[3],
                answer_of(risk, day),
            )
            for risk in risks
        ),
    )


def kind_and_state(risk: Risk) -> str:
    if risk.state == RiskState.OPEN:
        return str(risk.get_kind_display())
    return f"{risk.get_kind_display()} · {risk.get_state_display()}"


def answer_of(risk: Risk, day: dt.date | None = None) -> SafeString:
    if risk.response is None:
        return format_html('<span class="quiet">{}</span>', gettext("nothing yet"))
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a><span class="row-note">{}</span>',
        reverse("followups:one", args=[risk.response.pk]),
        risk.response.title,
        # Whether it is done or late by now is not told of a day before.
        "" if day else shown_due(risk.response, today()),
    )
