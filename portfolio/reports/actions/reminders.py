from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import Person
from portfolio.projects.actions.following import lab_staff, officers_of
from portfolio.reports.actions.signing import leads_of, path_of
from portfolio.reports.chasing import reminders_for
from records.actions import notices
from records.clock import today


def remind_of_reports(day: dt.date | None = None) -> int:
    """Once for each occasion and at most once a day for each person, however often and by however many this is run:
    the day is the name of the occasion, and the outbox knows each name once."""
    day = day or today()
    reminders = reminders_for(day, _people)
    with transaction.atomic():
        for reminder in reminders:
            notices.tell(
                [reminder.person],
                kind="reports.due",
                path=path_of(reminder.report),
                facts={"report": reminder.report.pk},
                once=f"report-due:{day.isoformat()}",
            )
    return len(reminders)


def _people(role: str, agency: int) -> list[Person]:
    if role == "lab":
        return lab_staff()
    return officers_of(agency) if role == "officer" else leads_of(agency)
