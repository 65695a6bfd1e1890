"""What benefits, indicators and the AI Committee want of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from accounts.enums import Role
from accounts.standing import standing_of
from portfolio.benefits.models import LedgerEntry
from portfolio.benefits.queries import claims_to_verify
from portfolio.measures.filters import reading_is_missing
from portfolio.measures.models import Indicator
from portfolio.measures.periods import latest_over, words_of_period
from portfolio.measures.queries import with_latest
from portfolio.projects.models import AiReview, Partnership
from portfolio.workspace.waiting import Item, Kind, register
from portfolio.workspace.waiting_projects import ago
from records.clock import today
from records.templatetags.masar import bdi


def claims(person: Any) -> QuerySet[LedgerEntry] | None:
    # Who claimed a benefit does not verify it.
    return claims_to_verify(person) if standing_of(person).is_lab_staff else None


def claim_item(claim: LedgerEntry) -> Item:
    benefit = claim.benefit
    return Item(
        sentence=format_html(
            gettext("Verify what {title} claims: {value} {unit}"),
            title=bdi(benefit.project.title),
            value=benefit.indicator.shown(claim.value),
            unit=bdi(benefit.indicator.unit),
        ),
        url=reverse("benefits:verify", args=[benefit.pk, claim.pk]),
        verb=gettext("Verify"),
        note=gettext("claimed %(ago)s") % {"ago": ago((today() - claim.happened_on).days)},
    )


def readings_missing(person: Any) -> QuerySet[Indicator] | None:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    if not officer_of:
        return None
    owned = Indicator.objects.in_force(today()).filter(owner_agency__in=officer_of)
    return with_latest(owned).filter(reading_is_missing()).order_by("latest_period", "code")


def reading_item(indicator: Indicator) -> Item:
    period = words_of_period(latest_over(today(), indicator.frequency), indicator.frequency)
    return Item(
        sentence=format_html(gettext("Record the reading of {title}"), title=bdi(indicator.title)),
        url=reverse("measures:read", args=[indicator.code]),
        verb=gettext("Record"),
        note=gettext("%(period)s has none yet") % {"period": period},
    )


def ai_questions(person: Any) -> QuerySet[AiReview] | None:
    standing = standing_of(person)
    if Role.AI_REVIEWER not in standing.roles:
        return None
    own = {agency for _role, agency in standing.held if agency is not None}
    # Who belongs to an agency of the project does not advise on it.
    partner = Partnership.objects.filter(project=OuterRef("project"), agency__in=own, until=None)
    return (
        AiReview.objects.filter(answers=None, answer=None)
        .exclude(project__lead_agency__in=own)
        .exclude(Exists(partner))
        .select_related("project")
        .order_by("happened_on", "pk")
    )


def ai_item(question: AiReview) -> Item:
    return Item(
        sentence=format_html(
            gettext("Advise on {title}, which uses artificial intelligence"), title=bdi(question.project.title)
        ),
        url=reverse("projects:ai_review", args=[question.pk]),
        verb=gettext("Advise"),
        note=gettext("asked for %(ago)s") % {"ago": ago((today() - question.happened_on).days)},
    )


register(Kind("ai", gettext_lazy("Questions to the AI Committee"), ai_questions, ai_item))
register(Kind("claims", gettext_lazy("Claims to verify"), claims, claim_item))
register(Kind("readings", gettext_lazy("Readings to record"), readings_missing, reading_item))
