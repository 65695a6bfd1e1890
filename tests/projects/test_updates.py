"""Maryam tells of her project, and corrects what she told."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from portfolio.projects.models import Project, ProjectState, ProjectUpdate
from records.models import AuditEvent
from tests.factories import projects

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "what_changed": "The second clinic has begun.",
        "confidence": "green",
        "confidence_note": "",
        "next_step": "Ask the third.",
        **changes,
    }


def address(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def test_an_update_is_told_in_one_request(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)

    browser = client_of(maryam)
    answer = browser.post(address("update", project.pk), typed(confidence="amber", confidence_note="The link is late."))

    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.confidence, project.confidence_note) == ("amber", "The link is late.")
    assert project.next_step == "Ask the third."
    page = browser.get(answer["Location"]).content.decode()
    assert "The second clinic has begun." in page
    assert "Your update is posted." in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"what_changed": "  "}, "what_changed", "Say what changed."),
        ({"confidence": ""}, "confidence", "Choose one of the four."),
        ({"confidence": "purple"}, "confidence", "This cannot be chosen here."),
        ({"confidence": "red"}, "confidence_note", "Say in a sentence why."),
        ({"confidence_note": "x" * 301}, "confidence_note", "This is 301 characters long; at most 300 fit."),
        ({"what_changed": "x" * 4001}, "what_changed", "This is 4001 characters long; at most 4000 fit."),
        ({"what_changed": "safe \u202e txt"}, "what_changed", "invisible characters that change its reading direction"),
        ({"what_changed": "nul \x00 here"}, "what_changed", "characters that cannot be shown"),
        ({"happened_on": "2026-02-31"}, "happened_on", "There is no such date."),
        ({"happened_on": "2099-01-01"}, "happened_on", "An update tells what has happened"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_nothing_typed_is_lost(
    client_of: Any, maryam: Any, moph: Any, changes: dict[str, str], field: str, sentence: str
) -> None:
    project = projects.project(maryam, moph)
    browser = client_of(maryam)
    events = AuditEvent.objects.count()

    answer = browser.post(address("update", project.pk), typed(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'id="id_{field}_error"' in page
    assert "Ask the third." in page
    assert ProjectUpdate.objects.count() == 0
    assert AuditEvent.objects.count() == events


def test_the_same_in_arabic(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)

    answer = client_of(maryam).post(f"/ar/portfolio/projects/{project.reference}/update/", typed(confidence="red"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'lang="ar" dir="rtl"' in page
    assert "Say in a sentence why." not in page


def test_arabic_digits_are_a_date(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)

    client_of(maryam).post(address("update", project.pk), typed(happened_on="٢٠٢٥-٠٣-٠١"))

    assert project.updates.get().happened_on == dt.date(2025, 3, 1)


def test_a_form_that_is_sent_twice_is_done_once(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    form = typed()
    browser = client_of(maryam)

    answers = [browser.post(address("update", project.pk), form) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [address("page", project.pk)] * 2
    assert project.updates.count() == 1
    browser.post(address("update", project.pk), typed())
    assert project.updates.count() == 2, "another form is another update"


def test_a_form_of_somebody_else_is_refused(client_of: Any, maryam: Any, khalid: Any, moph: Any, moi: Any) -> None:
    project = projects.project(maryam, moph, partners=[moi])
    form = typed()
    client_of(maryam).post(address("update", project.pk), form)

    assert client_of(khalid).post(address("update", project.pk), form).status_code == 403
    assert project.updates.count() == 1


def test_a_correction_keeps_the_first_wording(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    update = projects.update(maryam, project, what_changed="Two clinics.", confidence="green")

    answer = client_of(maryam).post(
        address("update_correct", project.pk, update.pk),
        typed(what_changed="Three clinics.", confidence="red", confidence_note="One has left.", version=1),
    )

    assert answer.status_code == 302
    update.refresh_from_db()
    assert (update.what_changed, update.version) == ("Three clinics.", 2)
    assert [wording.what_changed for wording in update.earlier_wordings.all()] == ["Two clinics."]
    assert Project.objects.get(pk=project.pk).confidence == "red"
    page = client_of(maryam).get(answer["Location"]).content.decode()
    assert "Three clinics." in page
    assert "Two clinics." in page


def test_two_corrections_of_one_update_lose_nothing(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    update = projects.update(maryam, project, what_changed="Two clinics.")
    browser = client_of(maryam)
    browser.post(address("update_correct", project.pk, update.pk), typed(what_changed="Three clinics.", version=1))

    answer = browser.post(
        address("update_correct", project.pk, update.pk), typed(what_changed="Four clinics.", version=1)
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this while you were writing" in page
    assert "Four" in page
    assert "Three" in page
    update.refresh_from_db()
    assert update.what_changed == "Three clinics."


def test_only_who_wrote_it_corrects_it(client_of: Any, maryam: Any, khalid: Any, moph: Any, moi: Any) -> None:
    project = projects.project(maryam, moph, partners=[moi])
    update = projects.update(maryam, project)
    form = typed(version=1)

    assert client_of(khalid).post(address("update_correct", project.pk, update.pk), form).status_code == 403
    assert client_of(maryam).post(address("update_correct", project.pk, update.pk), form).status_code == 302


def test_an_update_of_an_earlier_day_redraws_the_past_and_leaves_today(maryam: Any, moph: Any, settings: Any) -> None:
    import time_machine

    with time_machine.travel("2026-01-10 08:00+03:00", tick=False):
        from accounts.models import Membership

        Membership.objects.filter(person=maryam).update(starts_on=dt.date(2025, 1, 1))
        maryam = type(maryam).objects.get(pk=maryam.pk)
        project = projects.project(maryam, moph)
    with time_machine.travel("2026-03-01 08:00+03:00", tick=False):
        projects.update(maryam, project, confidence="green")
        projects.update(maryam, project, confidence="red", happened_on=dt.date(2026, 2, 1))

    def stood(day: dt.date) -> str:
        return ProjectState.objects.on(day).get(project=project).confidence

    assert stood(dt.date(2026, 1, 31)) == "not_rated"
    assert stood(dt.date(2026, 2, 1)) == "red"
    assert stood(dt.date(2026, 2, 28)) == "red"
    assert stood(dt.date(2026, 3, 1)) == "green"
    assert Project.objects.get(pk=project.pk).confidence == "green"
