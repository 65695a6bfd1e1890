"""What somebody owes by a day: opened, slipped with a reason, handed on, done, dropped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.enums import Role
from portfolio.followups.actions import promises
from portfolio.followups.actions.reminders import remind_of_actions_due
from portfolio.followups.enums import Change, FollowUpStatus
from portfolio.followups.forms import people_of
from portfolio.followups.models import FollowUp, FollowUpChange
from portfolio.projects.followed_up import GATE_CONDITION
from portfolio.projects.models import Project
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import accounts
from tests.factories import followups as owe
from tests.factories import projects as make

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def project(maryam: Any, moph: Any) -> Project:
    return make.project(maryam, moph, title_en="Birth visit", title_ar="زيارة الولادة")


def told(person: Any) -> list[str]:
    return list(
        Notification.objects.filter(person=person, kind__startswith="followups.").values_list("kind", flat=True)
    )


def test_a_slipped_date_stays_visible(maryam: Any, project: Project, on: Any) -> None:
    on(MARCH)
    followup = owe.followup(maryam, project, due_on=dt.date(2026, 3, 31))

    promises.change_due(
        by=maryam, followup=followup, version=1, due_on=dt.date(2026, 4, 30), reason="The lawyers asked for a month."
    )

    followup.refresh_from_db()
    assert (followup.first_due_on, followup.due_on) == (dt.date(2026, 3, 31), dt.date(2026, 4, 30))
    assert followup.slipped_days == 30
    opened, changed = followup.changes.all()
    assert (opened.what, opened.due_after) == (Change.OPENED, dt.date(2026, 3, 31))
    assert (changed.due_before, changed.due_after) == (dt.date(2026, 3, 31), dt.date(2026, 4, 30))
    assert changed.reason == "The lawyers asked for a month."
    assert list(AuditEvent.objects.filter(action__startswith="followups.").values_list("action", flat=True)) == [
        "followups.change_due",
        "followups.open",
    ]


def test_late_is_derived_from_the_day(maryam: Any, project: Project, on: Any) -> None:
    on(MARCH)
    followup = owe.followup(maryam, project, due_on=dt.date(2026, 3, 31))

    assert not FollowUp.objects.late_on(dt.date(2026, 3, 31)).exists()
    assert FollowUp.objects.late_on(dt.date(2026, 4, 1)).get() == followup
    on(dt.date(2026, 4, 2))
    promises.close(by=maryam, followup=followup, version=1, outcome="Signed.")
    assert not FollowUp.objects.late_on(dt.date(2026, 4, 2)).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"due_on": None}, "due_on"),
        ({"due_on": dt.date(2026, 2, 28)}, "due_on"),
        ({"due_on": dt.date(2046, 1, 1)}, "due_on"),
        ({"owner": None, "owner_agency": None}, "owner"),
    ],
)
def test_what_lacks_something_is_refused_where_it_was_typed(
    maryam: Any, project: Project, on: Any, changes: dict[str, Any], field: str
) -> None:
    on(MARCH)
    with pytest.raises(ValidationError) as refusal:
        owe.followup(maryam, project, **changes)
    assert set(refusal.value.message_dict) == {field}
    assert not FollowUp.objects.exists()
    assert owe.followup(maryam, project).is_open


def test_people_stand_in_the_order_of_the_readers_language(hamad: Any, moph: Any) -> None:
    adel = accounts.person(hamad, "adel@x.example", Role.TRAINEE, moph, name_en="Adel", name_ar="ياسر")
    zaid = accounts.person(hamad, "zaid@x.example", Role.TRAINEE, moph, name_en="Zaid", name_ar="أحمد")
    with translation.override("en"):
        assert [one for one in people_of({moph.pk}) if one in (adel, zaid)] == [adel, zaid]
    with translation.override("ar"):
        assert [one for one in people_of({moph.pk}) if one in (adel, zaid)] == [zaid, adel]


def test_an_owner_whose_account_is_closed_cannot_be_named(maryam: Any, ali: Any, hamad: Any, project: Project) -> None:
    from accounts.actions import people

    people.deactivate(by=hamad, person=ali)
    ali.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        owe.followup(maryam, project, owner=ali)
    assert "owner" in refusal.value.message_dict


def test_without_a_person_the_agency_answers(maryam: Any, khalid: Any, yousef: Any, moi: Any, project: Project) -> None:
    """The officer of the agency is told and sees it among her own; the juror of the same agency is not."""
    followup = owe.followup(maryam, project, owner_agency=moi)

    assert told(khalid) == ["followups.assigned"]
    assert told(yousef) == []
    assert FollowUp.objects.owed_by(khalid).get() == followup
    assert FollowUp.objects.visible_to(khalid).get() == followup
    assert not FollowUp.objects.visible_to(yousef).exists()


def test_who_owes_it_sees_it_though_not_the_project(maryam: Any, ali: Any, khalid: Any, project: Project) -> None:
    followup = owe.followup(maryam, project, owner=ali)
    assert FollowUp.objects.visible_to(ali).get() == followup
    assert not Project.objects.wholly_visible_to(ali).exists()
    assert not FollowUp.objects.visible_to(khalid).exists()


def test_handed_on_it_is_anothers(maryam: Any, ali: Any, fatima: Any, project: Project) -> None:
    followup = owe.followup(maryam, project, owner=ali)
    promises.hand_on(by=ali, followup=followup, version=1, owner=fatima, reason="She holds the contract.")

    assert not FollowUp.objects.visible_to(ali).exists()
    assert FollowUp.objects.owed_by(fatima).exists()
    assert told(fatima) == ["followups.assigned"]
    last = followup.changes.last()
    assert last is not None
    assert (last.what, last.owner_after, last.reason) == (Change.HANDED_ON, fatima, "She holds the contract.")


def test_done_needs_a_word_and_a_day_that_has_been(maryam: Any, project: Project, on: Any) -> None:
    on(MARCH)
    followup = owe.followup(maryam, project)
    for wrong in (
        {"outcome": " "},
        {"outcome": "Signed.", "closed_on": dt.date(2026, 3, 2)},
        {"outcome": "Signed.", "closed_on": dt.date(2026, 2, 1)},
    ):
        with pytest.raises(ValidationError):
            promises.close(by=maryam, followup=followup, version=1, **wrong)  # type: ignore[arg-type]
    promises.close(by=maryam, followup=followup, version=1, outcome="Signed.")
    followup.refresh_from_db()
    assert (followup.status, followup.closed_on, followup.closed_by) == (FollowUpStatus.DONE, MARCH, maryam)
    with pytest.raises(NotAllowed):
        promises.drop(by=maryam, followup=followup, version=2, reason="Too late.")


def test_only_who_looks_after_the_project_drops(maryam: Any, ali: Any, project: Project) -> None:
    followup = owe.followup(maryam, project, owner=ali)
    with pytest.raises(NotAllowed):
        promises.drop(by=ali, followup=followup, version=1, reason="No time.")
    promises.drop(by=maryam, followup=followup, version=1, reason="Not needed any more.")
    followup.refresh_from_db()
    assert followup.status == FollowUpStatus.DROPPED


def test_a_condition_of_a_gate_is_let_go_of_by_the_lab_alone(maryam: Any, noora: Any, project: Project) -> None:
    followup = owe.followup(noora, project, kind=GATE_CONDITION, owner=maryam)
    with pytest.raises(NotAllowed):
        promises.drop(by=maryam, followup=followup, version=1, reason="Not needed.")
    with pytest.raises(NotAllowed):
        promises.change_due(
            by=maryam, followup=followup, version=1, due_on=followup.due_on + dt.timedelta(days=9), reason="Later."
        )
    promises.drop(by=noora, followup=followup, version=1, reason="The committee has lifted it.")


def test_two_at_once_lose_nothing(maryam: Any, noora: Any, project: Project) -> None:
    followup = owe.followup(maryam, project)
    later = followup.due_on + dt.timedelta(days=7)
    promises.change_due(by=maryam, followup=followup, version=1, due_on=later, reason="The hall is taken.")
    with pytest.raises(EditConflict):
        promises.close(by=noora, followup=followup, version=1, outcome="Signed.")
    followup.refresh_from_db()
    assert (followup.status, followup.due_on) == (FollowUpStatus.OPEN, later)


def test_what_happened_cannot_be_rewritten(maryam: Any, project: Project) -> None:
    followup = owe.followup(maryam, project)
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUpChange.objects.filter(follow_up=followup)._raw_delete("default")
    assert followup.changes.count() == 1


def test_a_reminder_is_told_once_for_each_promised_day(maryam: Any, ali: Any, project: Project, on: Any) -> None:
    on(MARCH)
    followup = owe.followup(maryam, project, owner=ali, due_on=dt.date(2026, 3, 20))
    Notification.objects.all().delete()
    on(dt.date(2026, 3, 12))
    remind_of_actions_due()
    assert told(ali) == []
    on(dt.date(2026, 3, 13))
    remind_of_actions_due()
    remind_of_actions_due()
    assert told(ali) == ["followups.due"]
    promises.change_due(by=maryam, followup=followup, version=1, due_on=dt.date(2026, 4, 10), reason="A month.")
    on(dt.date(2026, 4, 5))
    remind_of_actions_due()
    assert told(ali) == ["followups.due", "followups.due"]


def test_after_a_handover_the_new_agency_sees_them(
    maryam: Any, khalid: Any, moi: Any, ali: Any, project: Project
) -> None:
    from portfolio.projects.actions import handovers

    followup = owe.followup(maryam, project, owner=ali)
    assert not FollowUp.objects.visible_to(khalid).exists()
    offer = handovers.offer(by=maryam, project=project, to_agency=moi, reason="The counters are theirs.")
    handovers.answer(by=khalid, handover=offer, accept=True)
    assert FollowUp.objects.visible_to(khalid).get() == followup
    assert not FollowUp.objects.visible_to(maryam).exists()
