"""Chased gently: on the days before and after, the one whose turn it is, once, and nobody who is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import Person
from portfolio.reports.actions import quarters, signing
from portfolio.reports.actions.reminders import remind_of_reports
from portfolio.reports.chasing import occasion_on, working_day_from
from portfolio.reports.models import AgencyReport
from records.actions import outbox
from records.models import Notification
from records.notices import body_of, look_up_all, subject_of
from tests.factories import reports
from tests.reports.conftest import Travel

pytestmark = pytest.mark.django_db

# A Tuesday: 21, 14 and 7 days before are Tuesdays too, and 1 before and after are working days.
DUE = dt.date(2026, 2, 24)


@pytest.fixture
def owed(noora: Any, moph: Any, maryam: Any, fatima: Any) -> AgencyReport:
    return reports.report(reports.quarter(noora, moph, due_on=DUE), moph)


def reminded() -> set[str]:
    return {n.person.email.split("@")[0] for n in Notification.objects.filter(kind="reports.due") if n.person}


def run(on: Travel, to_go: int) -> set[str]:
    Notification.objects.filter(kind="reports.due").delete()
    on(DUE - dt.timedelta(days=to_go))
    remind_of_reports()
    return reminded()


@pytest.mark.parametrize(
    ("to_go", "who"),
    [
        (22, set()),
        (21, {"maryam"}),
        (20, set()),
        (14, {"maryam"}),
        (7, {"maryam"}),
        (1, {"maryam"}),
        (0, set()),
        (-1, {"maryam", "fatima"}),
        (-2, set()),
        (-7, {"maryam", "fatima", "noora", "hamad"}),
        (-14, {"maryam", "fatima", "noora", "hamad"}),
        (-15, set()),
    ],
)
def test_who_is_reminded_on_which_day(owed: AgencyReport, on: Travel, to_go: int, who: set[str]) -> None:
    assert run(on, to_go) == who


def test_once_however_often_it_runs(owed: AgencyReport, on: Travel) -> None:
    on(DUE - dt.timedelta(days=7))
    remind_of_reports()
    remind_of_reports()
    assert Notification.objects.filter(kind="reports.due").count() == 1


def test_one_letter_a_day_about_the_most_urgent(owed: AgencyReport, noora: Any, moph: Any, on: Travel) -> None:
    earlier = reports.quarter(noora, moph, of=reports.last_quarter().previous, due_on=DUE - dt.timedelta(days=7))
    on(DUE - dt.timedelta(days=14))
    remind_of_reports()
    [told] = Notification.objects.filter(kind="reports.due", person__email="maryam@moph.example")
    assert told.facts["report"] == reports.report(earlier, moph).pk


def test_a_submitted_report_is_the_leads_turn(owed: AgencyReport, maryam: Any, on: Travel) -> None:
    signing.declare_nil(by=maryam, report=owed, reason="Nothing was with us.")
    assert run(on, 7) == {"fatima"}


def test_nobody_is_reminded_who_is_done(owed: AgencyReport, maryam: Any, fatima: Any, on: Travel) -> None:
    signing.declare_nil(by=maryam, report=owed, reason="Nothing was with us.")
    reports.sign(fatima, owed)
    assert run(on, 7) == set()


def test_a_correction_of_what_was_accepted_is_not_late_and_nobody_is_chased(
    owed: AgencyReport, maryam: Any, fatima: Any, noora: Any, on: Travel
) -> None:
    signing.declare_nil(by=maryam, report=owed, reason="Nothing was with us.")
    reports.sign(fatima, owed)
    returned = signing.send_back(by=noora, report=reports.fresh(owed), reason="There was a project.")
    assert run(on, -1) == {"maryam", "fatima"}, "what was signed and went back is owed still"
    assert reports.fresh(returned).is_late
    signing.declare_nil(by=maryam, report=returned, reason="It was another's.")
    reports.sign(fatima, owed)
    reports.accept(noora, owed)
    signing.reopen(by=noora, report=reports.fresh(owed), reason="There was one.")
    assert run(on, -7) == set()
    assert not reports.fresh(owed).is_late


def test_an_extension_moves_the_days(owed: AgencyReport, noora: Any, on: Travel) -> None:
    quarters.extend(by=noora, report=owed, until=DUE + dt.timedelta(days=7), reason="Ill.")
    assert run(on, 7) == {"maryam"}, "14 days before the new day"
    assert run(on, -1) == set()


def test_a_holiday_moves_it_to_the_next_working_day(owed: AgencyReport, noora: Any, on: Travel) -> None:
    quarters.add_holiday(by=noora, day=DUE - dt.timedelta(days=7), name_en="Holiday", name_ar="عطلة")
    assert run(on, 7) == set()
    assert run(on, 6) == {"maryam"}


def test_fridays_and_saturdays_are_days_off() -> None:
    friday = dt.date(2026, 2, 20)
    assert working_day_from(friday, ()) == dt.date(2026, 2, 22)
    assert occasion_on(friday + dt.timedelta(days=7), dt.date(2026, 2, 22), ()) == 7


def test_the_letter_names_everything_in_its_readers_language(
    owed: AgencyReport, maryam: Any, fatima: Any, on: Travel
) -> None:
    Person.objects.filter(pk=maryam.pk).update(language="ar")
    Person.objects.filter(pk=fatima.pk).update(language="en")
    Notification.objects.all().delete()
    on(DUE + dt.timedelta(days=1))
    remind_of_reports()
    mail.outbox.clear()
    outbox.send_what_is_due()
    told = {letter.to[0].split("@")[0]: f"{letter.subject} {letter.body}" for letter in mail.outbox}
    for person, language in (("maryam", "ar"), ("fatima", "en")):
        with translation.override(language):
            for words in (str(owed.agency.name), date_format(DUE, "DATE_FORMAT")):
                assert [name for name, said in told.items() if words in said] == [person], words


def test_it_says_the_one_thing_to_do(owed: AgencyReport, on: Travel) -> None:
    on(DUE - dt.timedelta(days=1))
    remind_of_reports()
    told = Notification.objects.get(kind="reports.due")
    look_up_all([told])
    assert subject_of(told) == "A report is due soon: Ministry of Public Health, Q4 2025"
    assert body_of(told) == "It is to be written and submitted. It is due on 24 February 2026."
