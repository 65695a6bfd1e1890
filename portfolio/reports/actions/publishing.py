"""The country's report is published: frozen as one more link of the chain."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, Person
from portfolio.reports.actions.freezing import add_link
from portfolio.reports.country import Country, quarters_to_compare
from portfolio.reports.country_contents import as_it_stands, fingerprint, frozen_content, newest
from portfolio.reports.enums import SnapshotKind
from portfolio.reports.models import CountryReport, ReportingQuarter
from records.actions import audit, notices
from records.policy import require


def publish(*, by: Any, quarter: ReportingQuarter, seen: str, at: dt.datetime | None = None) -> CountryReport:
    """As the lab has it before it: `seen` is the fingerprint of what was read, beside the quarter before. What is
    accepted or picked later is published as a new revision; the old one stays readable."""
    require(by, "reports.publish_country", quarter)
    with transaction.atomic():
        # One at a time: the revision's number is counted from those that are there.
        quarter = ReportingQuarter.objects.select_for_update().get(pk=quarter.pk)
        earlier = quarters_to_compare(quarter)
        content = as_it_stands(Country(quarter), Country(earlier[0]) if earlier else None)
        last = newest(quarter)
        _check(content, seen, last)
        revision, at = (last.report.revision if last else 0) + 1, at or timezone.now()
        link = add_link(
            kind=SnapshotKind.COUNTRY,
            report=None,
            revision=revision,
            content=frozen_content(content, revision=revision, by=by.pk, at=at),
            by=by,
            at=at,
        )
        made = CountryReport.objects.create(quarter=quarter, revision=revision, snapshot=link)
        audit.record(
            by=by,
            action="reports.publish_country",
            target=quarter,
            after={"revision": revision, "number": link.number, "hash": link.hash},
        )
        notices.tell(
            [leader for leader in leaders_of_the_country() if leader.pk != by.pk],
            kind="reports.country_published",
            path=f"/reports/country/{quarter.code}/revisions/{revision}/",
            facts={"quarter": quarter.pk, "revision": revision},
            once=f"reports.country_published:{made.pk}",
        )
    return made


def leaders_of_the_country() -> list[Person]:
    """Whom the report is written for."""
    leading = Membership.objects.valid_today().filter(role=Role.LEADER, agency=None)
    return list(Person.objects.filter(is_active=True, memberships__in=leading).distinct())


def _check(content: dict[str, Any], seen: str, last: Any) -> None:
    if not content["parts"]:
        raise ValidationError(_("No report of the quarter is accepted yet."))
    if fingerprint(content) != seen:
        raise ValidationError(_("The country's report has changed since. Read it again, then publish it."), code="seen")
    if last and last.says(content):
        raise ValidationError(_("The newest revision says the same; there is nothing to publish."))
