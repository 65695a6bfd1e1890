"""What sort of innovation a project is, typed in its form, found in the list; and the review by the AI Committee."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Membership, Person
from portfolio.projects.actions import ai_reviews, registration, tags
from portfolio.projects.models import AiReview, Project
from records.policy import NotAllowed
from tests.factories import projects

pytestmark = pytest.mark.django_db


def listed(client: Any, question: str) -> set[str]:
    page = client.get(f"{reverse('projects:list')}?{question}").content.decode()
    return set(re.findall(r'<a class="table-link row-title" href="[^"]+"><bdi>([^<]*)</bdi>', page))


def key_of(client: Any, address: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


@pytest.fixture
def committee(hamad: Any, yousef: Any, moi: Any) -> Any:
    memberships.give_role(by=hamad, person=yousef, role=Role.AI_REVIEWER, agency=moi)
    return Person.objects.get(pk=yousef.pk)


def test_classes_and_weights_are_typed_in_the_edit_form(client_of: Any, maryam: Any, noora: Any, moph: Any) -> None:
    first, second = projects.objective("first"), projects.objective("second")
    tag = tags.add(by=noora, code="paperless", title_en="Without paper", title_ar="بلا ورق")
    project = projects.project(maryam, moph, objectives=[first, second])
    hers = client_of(maryam)
    address = reverse("projects:edit", args=[project.pk])
    typed = {
        "title_en": "One front door",
        "title_ar": "باب واحد",
        "visibility": "agency",
        "version": 1,
        "objectives": [first.pk, second.pk],
        f"weight_{first.pk}": "٧٠",
        f"weight_{second.pk}": "40",
        "facet": "mission",
        "kind": "technology",
        "trl": "٤",
        "uses_ai": "on",
        "tags": [tag.pk],
    }
    refused = hers.post(address, {**typed, "key": key_of(hers, address)})
    assert refused.status_code == 422
    assert "The weights come to 110 %, not to 100 %." in refused.content.decode()
    typed[f"weight_{second.pk}"] = ""
    assert hers.post(address, {**typed, "key": key_of(hers, address)}).status_code == 302
    project = Project.objects.get()
    assert dict(project.alignments.filter(until=None).values_list("objective__code", "weight")) == {
        "first": 70,
        "second": 30,
    }
    assert (project.facet, project.kind, project.trl, project.uses_ai) == ("mission", "technology", 4, True)
    page = hers.get(reverse("projects:page", args=[project.pk])).content.decode()
    assert "Mission-oriented" in page
    assert "Without paper" in page
    assert "Ask the AI Committee" in page


def test_an_objective_and_its_weight_are_added_in_one_go(client_of: Any, maryam: Any, moph: Any) -> None:
    first, second, third = (projects.objective(code) for code in ("first", "second", "third"))
    project = projects.project(maryam, moph, objectives=[first])
    hers = client_of(maryam)
    address = reverse("projects:edit", args=[project.pk])
    typed: dict[str, Any] = {
        "title_en": "One front door",
        "title_ar": "باب واحد",
        "visibility": "agency",
        "version": 1,
        "objectives": [first.pk, second.pk],
        f"weight_{first.pk}": "100",
        f"weight_{second.pk}": "٣٠",
    }

    def weights() -> dict[str, int]:
        return dict(project.alignments.filter(until=None).values_list("objective__code", "weight"))

    def sent() -> Any:
        return hers.post(address, {**typed, "key": key_of(hers, address)})

    refused = sent()
    page = refused.content.decode()
    assert refused.status_code == 422 and weights() == {"first": 100}
    assert "The weights come to 130 %, not to 100 %." in page
    assert 'value="٣٠"' in page and re.search(f'value="{second.pk}"[^>]* checked', page), "nothing is lost"

    # A weight that nothing is ticked for is not dropped silently.
    typed |= {"objectives": [first.pk], f"weight_{first.pk}": "70"}
    page = sent().content.decode()
    assert "Tick the objective as well, or take its weight away." in page and 'value="٣٠"' in page
    assert weights() == {"first": 100}

    typed |= {"objectives": [first.pk, second.pk]}
    assert sent().status_code == 302
    assert weights() == {"first": 70, "second": 30}

    # While registering, too.
    address = reverse("projects:register")
    typed = {
        "title_en": "Another door",
        "title_ar": "باب آخر",
        "visibility": "agency",
        "lead_agency": moph.pk,
        "stage": project.stage_id,
        "objectives": [second.pk, third.pk],
        f"weight_{third.pk}": "90",
    }
    assert sent().status_code == 302
    project = Project.objects.get(title_en="Another door")
    assert weights() == {"second": 10, "third": 90}


def test_the_list_finds_by_class(client_of: Any, maryam: Any, noora: Any, moph: Any, committee: Any) -> None:
    tag = tags.add(by=noora, code="paperless", title_en="Without paper", title_ar="بلا ورق")
    quiet = projects.project(maryam, moph, title_en="Quiet", uses_ai=True)
    asked = projects.project(maryam, moph, title_en="Asked", uses_ai=True, kind="policy")
    answered = projects.project(maryam, moph, title_en="Answered", uses_ai=True, in_digital_factory=True)
    projects.project(maryam, moph, title_en="Plain", facet="adaptive", tags=[tag])
    for one in (asked, answered):
        question = ai_reviews.ask(by=maryam, project=one, words="It sorts requests.")
    ai_reviews.advise(by=committee, question=question, advice="go_on", words="People decide.")
    labs = client_of(noora)
    for sought, expected in (
        ("ai=any", {"Quiet", "Asked", "Answered"}),
        ("ai=not_asked", {"Quiet"}),
        ("ai=awaiting", {"Asked"}),
        ("ai=reviewed", {"Answered"}),
        ("kind=policy", {"Asked"}),
        ("factory=1", {"Answered"}),
        ("tag=paperless", {"Plain"}),
        ("facet=adaptive", {"Plain"}),
        ("tag=paperless&ai=any", set()),
    ):
        assert listed(labs, sought) == expected, sought
    assert quiet.pk


def test_the_review_of_a_past_day(client_of: Any, maryam: Any, noora: Any, moph: Any, committee: Any) -> None:
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    maryam, committee = Person.objects.get(pk=maryam.pk), Person.objects.get(pk=committee.pk)
    with time_machine.travel("2026-03-01 10:00+03:00", tick=False):
        project = projects.project(maryam, moph, title_en="Sorted", uses_ai=True)
    question = ai_reviews.ask(by=maryam, project=project, words="It sorts.", happened_on=dt.date(2026, 3, 10))
    ai_reviews.advise(by=committee, question=question, advice="refrain", words="No.", happened_on=dt.date(2026, 3, 20))
    labs = client_of(noora)
    for day, state in (("2026-03-09", "not_asked"), ("2026-03-10", "awaiting"), ("2026-03-20", "reviewed")):
        for asked in ("not_asked", "awaiting", "reviewed"):
            assert listed(labs, f"ai={asked}&as-of={day}") == ({"Sorted"} if asked == state else set())


def test_the_committee_has_its_queue_and_answers_once(
    client_of: Any, maryam: Any, khalid: Any, ali: Any, moph: Any, moi: Any, committee: Any
) -> None:
    project = projects.project(maryam, moph, title_en="Sorted", uses_ai=True)
    question = ai_reviews.ask(by=maryam, project=project, words="It sorts requests.")
    with pytest.raises(NotAllowed):
        ai_reviews.advise(by=maryam, question=question, advice="go_on", words="Fine.")
    his = client_of(committee)
    assert "1 project awaits the AI Committee" in his.get(reverse("projects:ai_queue")).content.decode()
    assert "Advise on" in his.get(reverse("workspace:home")).content.decode()
    address = reverse("projects:ai_review", args=[question.pk])
    assert "It sorts requests." in his.get(address).content.decode()
    assert client_of(khalid).get(address).status_code == 404
    assert client_of(ali).get(reverse("projects:ai_queue")).status_code == 403
    assert his.get(reverse("projects:page", args=[project.pk])).status_code == 404, "the rest is not for the committee"
    sent = {"key": key_of(his, address), "advice": "conditions", "words": "Say that a machine sorts."}
    assert his.post(address, sent).status_code == 302
    assert AiReview.objects.get(answers=question).advice == "conditions"
    with pytest.raises(NotAllowed, match="The committee has answered this"):
        ai_reviews.advise(by=committee, question=question, advice="go_on", words="Again.")
    assert "Go on, and heed this" in client_of(maryam).get(address).content.decode()
    ai_reviews.ask(by=maryam, project=project, words="It now also answers.")
    with pytest.raises(ValidationError, match="has not answered yet"):
        ai_reviews.ask(by=maryam, project=project, words="Once more.")


def test_who_belongs_to_the_project_does_not_advise_on_it(maryam: Any, moph: Any, moi: Any, committee: Any) -> None:
    shared = projects.project(maryam, moph, uses_ai=True, partners=[moi])
    question = ai_reviews.ask(by=maryam, project=shared, words="It sorts requests.")
    with pytest.raises(NotAllowed, match="does not advise on it"):
        ai_reviews.advise(by=committee, question=question, advice="go_on", words="Fine.")


def test_a_retired_tag_is_given_to_nobody_else(maryam: Any, noora: Any, moph: Any) -> None:
    tag = tags.add(by=noora, code="old", title_en="Old", title_ar="قديم")
    had = projects.project(maryam, moph, tags=[tag])
    tag = tags.retire(by=noora, tag=tag, on=dt.date.today())
    with pytest.raises(ValidationError, match="This tag is retired"):
        projects.project(maryam, moph, tags=[tag])
    registration.edit(by=maryam, project=had, version=1, tags=[tag])
    with pytest.raises(NotAllowed):
        tags.add(by=maryam, code="hers", title_en="Hers", title_ar="لها")
