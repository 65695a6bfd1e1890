"""A project goes from one agency to another, which has to take it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects.actions import handovers
from portfolio.projects.enums import HandoverStatus
from portfolio.projects.models import Project, ProjectState
from tests.factories import projects

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(maryam: Any, moph: Any, moi: Any) -> Any:
    project = projects.project(maryam, moph, partners=[moi], lead_person=maryam, complete=True)
    return handovers.offer(by=maryam, project=project, to_agency=moi, reason="The counters are theirs.")


def answered(browser: Any, offered: Any, answer: str, words: str = "") -> Any:
    address = reverse("projects:handover", args=[offered.pk])
    return browser.post(address, {"key": str(uuid.uuid4()), "answer": answer, "words": words})


def test_the_other_agency_takes_it_over(client_of: Any, khalid: Any, maryam: Any, moi: Any, offered: Any) -> None:
    answer = answered(client_of(khalid), offered, "accept")

    project = Project.objects.get(pk=offered.project_id)
    assert answer["Location"] == reverse("projects:page", args=[project.pk])
    assert (project.lead_agency, project.lead_person) == (moi, None)
    assert project.partnerships.filter(until=None).count() == 0, "the lead is no partner of itself"
    assert ProjectState.objects.on(None).get(project=project).lead_agency == moi
    assert client_of(maryam).get(answer["Location"]).status_code == 404
    projects.update(khalid, project)


def test_until_it_is_taken_it_stays_where_it_is(client_of: Any, maryam: Any, moph: Any, offered: Any) -> None:
    assert Project.objects.get(pk=offered.project_id).lead_agency == moph
    assert client_of(maryam).get(reverse("projects:page", args=[offered.project_id])).status_code == 200


def test_to_decline_needs_words(client_of: Any, khalid: Any, moph: Any, offered: Any) -> None:
    browser = client_of(khalid)

    refused = answered(browser, offered, "decline")
    assert refused.status_code == 422
    assert "Say why the project is declined." in refused.content.decode()

    assert answered(browser, offered, "decline", "Not ours.").status_code == 302
    offered.refresh_from_db()
    assert (offered.status, offered.answer) == (HandoverStatus.DECLINED, "Not ours.")
    assert Project.objects.get().lead_agency == moph


def test_it_is_answered_once(client_of: Any, khalid: Any, offered: Any) -> None:
    browser = client_of(khalid)
    answered(browser, offered, "decline", "Not ours.")

    again = answered(browser, offered, "accept")

    assert again.status_code == 302
    assert "Your answer was not recorded" in browser.get(again["Location"]).content.decode()
    offered.refresh_from_db()
    assert offered.status == HandoverStatus.DECLINED


def test_what_has_ended_is_not_taken_over(noora: Any, khalid: Any, offered: Any) -> None:
    projects.move(noora, offered.project, "stopped")

    with pytest.raises(ValidationError, match="has ended in the meantime"):
        handovers.answer(by=khalid, handover=offered, accept=True)
    assert handovers.answer(by=khalid, handover=offered, accept=False, words="Ended.").status == HandoverStatus.DECLINED


def test_the_past_keeps_its_agency(maryam: Any, khalid: Any, moph: Any, moi: Any) -> None:
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    with time_machine.travel("2026-01-10 09:00+03:00", tick=False):
        project = projects.project(Person.objects.get(pk=maryam.pk), moph)
        offer = handovers.offer(by=Person.objects.get(pk=maryam.pk), project=project, to_agency=moi, reason="Theirs.")
    with time_machine.travel("2026-02-10 09:00+03:00", tick=False):
        handovers.answer(by=Person.objects.get(pk=khalid.pk), handover=offer, accept=True)
    with time_machine.travel("2026-03-10 09:00+03:00", tick=False):
        # Of an earlier day, so that the whole past is drawn anew.
        project = Project.objects.get(pk=project.pk)
        projects.update(Person.objects.get(pk=khalid.pk), project, happened_on=dt.date(2026, 2, 20))

    def lead(day: dt.date) -> str:
        return ProjectState.objects.on(day).get().lead_agency.code

    assert [lead(dt.date(2026, 2, 9)), lead(dt.date(2026, 2, 10)), lead(dt.date(2026, 3, 11))] == ["MOPH", "MOI", "MOI"]


def test_one_offer_at_a_time_and_it_can_be_withdrawn(maryam: Any, moi: Any, cgb: Any, offered: Any) -> None:
    project = Project.objects.get(pk=offered.project_id)
    with pytest.raises(ValidationError, match="offered to an agency already"):
        handovers.offer(by=maryam, project=project, to_agency=cgb, reason="Or theirs.")

    handovers.withdraw(by=maryam, handover=offered)

    assert (
        handovers.offer(by=maryam, project=project, to_agency=cgb, reason="Or theirs.").status == HandoverStatus.OFFERED
    )
