"""A project is registered, described, published and edited by two at once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import memberships
from portfolio.projects.actions import registration
from portfolio.projects.enums import Move, Visibility
from portfolio.projects.models import Project, ProjectState
from records.models import AuditEvent
from tests.factories import projects

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "title_en": "One front door",
        "title_ar": "باب واحد",
        "summary_en": "One counter in place of four.",
        "summary_ar": "نافذة واحدة بدل أربع.",
        "visibility": "agency",
        **changes,
    }


def registering(agency: Any, stage: str = "idea", **changes: Any) -> dict[str, Any]:
    return typed(lead_agency=agency.pk, stage=projects.stage(stage).pk, **changes)


def test_maryam_registers_an_idea(client_of: Any, maryam: Any, moph: Any, moi: Any) -> None:
    objective = projects.objective()

    answer = client_of(maryam).post(
        reverse("projects:register"),
        registering(moph, objectives=[objective.pk], partners=[moi.pk], lead_person=maryam.pk, starts_on="٢٠٢٦-٠١-٠٥"),
    )

    project = Project.objects.get()
    assert answer["Location"] == reverse("projects:page", args=[project.pk])
    assert (project.title_en, project.lead_agency, project.lead_person) == ("One front door", moph, maryam)
    assert project.starts_on == dt.date(2026, 1, 5)
    assert [step.move for step in project.transitions.all()] == [Move.REGISTERED]
    assert [link.agency for link in project.partnerships.all()] == [moi]
    assert [link.objective for link in project.alignments.all()] == [objective]
    assert ProjectState.objects.on(None).get().stage == project.stage
    assert project.followers.get().person == maryam


def test_a_project_past_the_first_stage_says_why(client_of: Any, maryam: Any, moph: Any) -> None:
    browser = client_of(maryam)

    refused = browser.post(reverse("projects:register"), registering(moph, "pilot"))
    assert refused.status_code == 422
    assert "Say why the project is registered past the first stage." in refused.content.decode()
    assert Project.objects.count() == 0

    assert (
        browser.post(reverse("projects:register"), registering(moph, "pilot", reason="It ran before.")).status_code
        == 302
    )
    assert Project.objects.get().transitions.get().reason == "It ran before."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_ar": ""}, "Give the title in both languages."),
        ({"title_en": "x" * 201}, "This is 201 characters long; at most 200 fit."),
        ({"summary_ar": "ي" * 2001}, "This is 2001 characters long; at most 2000 fit."),
        ({"starts_on": "2026-02-31"}, "There is no such date."),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "The end comes before the start."),
        ({"visibility": "secret"}, "This cannot be chosen here."),
        ({"objectives": ["no"]}, "This cannot be chosen here."),
        ({"partners": ["999999"]}, "This cannot be chosen here."),
        ({"lead_person": "999999"}, "This cannot be chosen here."),
        ({"title_en": "a \u202e b"}, "invisible characters"),
        ({"visibility": "public"}, "This has to be there before the project is public."),
        ({"key": "not a key"}, "Open the form again."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    client_of: Any, maryam: Any, moph: Any, changes: dict[str, Any], sentence: str
) -> None:
    answer = client_of(maryam).post(reverse("projects:register"), registering(moph, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    if "title_en" not in changes:
        assert "One front door" in answer.content.decode(), "what was typed is still there"
    assert Project.objects.count() == 0


def test_a_public_project_is_complete(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph, summary_en="", summary_ar="")
    browser = client_of(maryam)
    address = reverse("projects:edit", args=[project.pk])
    objective = projects.objective()

    refused = browser.post(address, typed(summary_ar="", visibility="public", version=1, objectives=[objective.pk]))
    assert refused.status_code == 422
    assert Project.objects.get().visibility == Visibility.AGENCY

    assert browser.post(address, typed(visibility="public", version=1, objectives=[objective.pk])).status_code == 302
    assert Project.objects.get().visibility == Visibility.PUBLIC


def test_of_two_who_edit_the_second_sees_both_versions(client_of: Any, maryam: Any, noora: Any, moph: Any) -> None:
    project = projects.project(maryam, moph, title_en="First", title_ar="أول")
    address = reverse("projects:edit", args=[project.pk])
    assert client_of(noora).post(address, typed(title_en="Written by Noora", version=1)).status_code == 302
    browser = client_of(maryam)

    answer = browser.post(address, typed(title_en="Typed by Maryam", summary_en="Her summary.", version=1))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<bdi>Noora Al-Emadi</bdi> saved it first." in page
    assert "<mark>Maryam</mark>" in page
    assert "<mark>Noora</mark>" in page
    assert 'value="Typed by Maryam"' in page, "hers stays in the form"
    assert Project.objects.get().title_en == "Written by Noora", "his is not overwritten unseen"
    assert AuditEvent.objects.filter(action="projects.edit").count() == 1

    again = browser.post(address, typed(title_en="Typed by Maryam", summary_en="Her summary.", version=2))
    assert again.status_code == 302
    assert Project.objects.get().title_en == "Typed by Maryam"


def test_the_trail_of_an_edit_holds_before_and_after_and_nobody_s_name(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph, title_en="First", title_ar="أول")

    client_of(maryam).post(reverse("projects:edit", args=[project.pk]), typed(lead_person=maryam.pk, version=1))

    event = AuditEvent.objects.get(action="projects.edit")
    assert (event.before["title_en"], event.after["title_en"]) == ("First", "One front door")
    assert (event.before["lead_person"], event.after["lead_person"]) == (None, maryam.pk)
    assert "Maryam" not in str(event.before) + str(event.after)
    page = client_of(maryam).get(reverse("projects:history", args=[project.pk]) + "?show=edits").content.decode()
    assert "First" in page
    assert "Maryam Al-Thani" in page


def test_partners_and_objectives_of_a_past_day_are_those_of_that_day(maryam: Any, moph: Any, moi: Any) -> None:
    import time_machine

    from accounts.models import Membership, Person
    from portfolio.projects.actions import registration
    from portfolio.projects.models import Alignment

    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    first, second = projects.objective("first"), projects.objective("second")
    with time_machine.travel("2026-01-10 09:00+03:00", tick=False):
        project = projects.project(Person.objects.get(pk=maryam.pk), moph, objectives=[first])
    with time_machine.travel("2026-02-10 09:00+03:00", tick=False):
        registration.edit(by=Person.objects.get(pk=maryam.pk), project=project, version=1, objectives=[second])

    def aligned(day: dt.date) -> list[str]:
        return [link.objective.code for link in Alignment.objects.filter(Alignment.on(day), project=project)]

    assert aligned(dt.date(2026, 2, 9)) == ["first"]
    assert aligned(dt.date(2026, 2, 10)) == ["second"]


def test_the_lab_edits_any_project_and_a_leader_none(
    client_of: Any, noora: Any, sheikha: Any, maryam: Any, moph: Any
) -> None:
    project = projects.project(maryam, moph)
    address = reverse("projects:edit", args=[project.pk])

    assert client_of(noora).get(address).status_code == 200
    assert client_of(sheikha).get(address).status_code == 403


def test_who_leads_it_works_for_the_agency_when_they_are_named(
    client_of: Any, maryam: Any, khalid: Any, fatima: Any, moph: Any, hamad: Any
) -> None:
    with pytest.raises(ValidationError, match="does not work for the lead agency"):
        projects.project(maryam, moph, lead_person=khalid)
    project = projects.project(maryam, moph, lead_person=fatima)
    with pytest.raises(ValidationError, match="does not work for the lead agency"):
        registration.edit(by=maryam, project=project, version=project.version, lead_person=khalid)

    # She has left since, and leads it until somebody else is named.
    for held in fatima.memberships.all():
        memberships.end_role(by=hamad, membership=held)
    edited = registration.edit(
        by=maryam, project=project, version=project.version, lead_person=fatima, title_en="Another title"
    )
    assert (edited.title_en, edited.lead_person) == ("Another title", fatima)


def test_a_project_from_a_source_says_what_that_lacks(client_of: Any, sheikha: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    own = projects.project(maryam, moph)
    Project.objects.filter(pk=project.pk).update(source_name="UK portfolio", source_key="7", title_ar="")
    browser = client_of(sheikha)

    page = browser.get(reverse("projects:page", args=[project.pk])).content.decode()

    assert "Not in the source" in page
    assert "Title in Arabic" in page
    assert "Not given yet" not in page
    assert "Not in the source" not in browser.get(reverse("projects:page", args=[own.pk])).content.decode()
