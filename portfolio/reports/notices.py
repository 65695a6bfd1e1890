"""How the notices of reports are put into words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolio.reports.enums import ReportStatus
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.told import quarter_short, quarter_words
from records.models import Notification
from records.notices import Wording, register


def look_up(notifications: list[Notification]) -> None:
    known = AgencyReport.objects.select_related("quarter", "agency").defer("facts")
    reports = known.in_bulk({n.facts["report"] for n in notifications})
    for notification in notifications:
        report = reports.get(notification.facts["report"])
        notification.facts["agency"] = report.agency.name if report else ""
        notification.facts["quarter"] = quarter_short(report.quarter.code) if report else ""
        if report:
            # As it stands when it is read, not as it stood when it was told.
            notification.facts |= {
                "status": report.status,
                "late": report.is_late,
                "day": date_format(report.due_on, "DATE_FORMAT"),
            }


def look_up_quarter(notifications: list[Notification]) -> None:
    quarters = ReportingQuarter.objects.in_bulk({n.facts["quarter"] for n in notifications})
    for notification in notifications:
        quarter = quarters.get(notification.facts["quarter"])
        notification.facts["name"] = quarter_words(quarter.year, quarter.number) if quarter else ""


def _published(facts: Mapping[str, Any]) -> str:
    told = {"quarter": facts.get("name", "")}
    if facts.get("revision", 1) > 1:
        return _("A new revision of the country's report is published: %(quarter)s") % told
    return _("The country's report is published: %(quarter)s") % told


def told(words: Callable[[], str]) -> Wording:
    def subject(facts: Mapping[str, Any]) -> str:
        return words() % {"agency": facts.get("agency", ""), "quarter": facts.get("quarter", "")}

    return Wording(subject=subject, look_up=look_up)


register("reports.to_sign", told(lambda: _("A report waits for your signature: %(agency)s, %(quarter)s")))
register("reports.to_review", told(lambda: _("A signed report waits for the lab: %(agency)s, %(quarter)s")))
register("reports.returned", told(lambda: _("A report came back with remarks: %(agency)s, %(quarter)s")))
register("reports.reopened", told(lambda: _("A report is open again for a correction: %(agency)s, %(quarter)s")))
register("reports.accepted", told(lambda: _("The lab has accepted the report: %(agency)s, %(quarter)s")))


def _due(facts: Mapping[str, Any]) -> str:
    told = {"agency": facts.get("agency", ""), "quarter": facts.get("quarter", "")}
    if facts.get("late"):
        return _("The report is late: %(agency)s, %(quarter)s") % told
    return _("A report is due soon: %(agency)s, %(quarter)s") % told


def _what_to_do(facts: Mapping[str, Any]) -> str:
    """The one thing to do."""
    if facts.get("status") == ReportStatus.SUBMITTED:
        return _("It is submitted and waits for the signature. It is due on %(day)s.") % {"day": facts.get("day", "")}
    return _("It is to be written and submitted. It is due on %(day)s.") % {"day": facts.get("day", "")}


register("reports.due", Wording(subject=_due, body=_what_to_do, look_up=look_up))
register("reports.country_published", Wording(subject=_published, look_up=look_up_quarter))
