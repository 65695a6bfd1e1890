"""The lab convenes a panel; its members declare, rate, and see what they judge and nothing else."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from portfolio.projects.actions import gates, panels, team
from portfolio.projects.actions.gate_evidence import Shown
from portfolio.projects.enums import Rating
from portfolio.projects.models import PanelRating, PanelSeat, Project
from portfolio.projects.panel_findings import combined
from records.models import AuditEvent, Notification, PrivateFile
from records.policy import NotAllowed
from tests.factories import projects
from tests.projects.test_gate_evidence import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(maryam: Any, moph: Any, noora: Any) -> Any:
    return projects.gate_request(maryam, projects.project(maryam, moph, title_en="Birth visit", complete=True))


@pytest.fixture
def seats(asked: Any, noora: Any, yousef: Any, hamad: Any) -> list[PanelSeat]:
    """Yousef's, of another ministry, and Hamad's, of the lab."""
    return projects.panel(noora, asked, [yousef, hamad])


def anew(person: Any) -> Any:
    return Person.objects.get(pk=person.pk)


def seat_page(seat: PanelSeat) -> str:
    return reverse("projects:panel", args=[seat.pk])


def test_the_members_are_told_and_find_it_in_my_work(client_of: Any, yousef: Any, seats: list[PanelSeat]) -> None:
    assert Notification.objects.get(person=yousef, kind="projects.panel_convened").path.endswith(
        f"/panels/{seats[0].pk}/"
    )
    page = client_of(yousef).get(reverse("workspace:home")).content.decode()
    assert "Judge gate G1 of" in page
    assert seat_page(seats[0]) in page
    projects.rate_gate(seats[0])
    assert "Judge gate G1 of" not in client_of(yousef).get(reverse("workspace:home")).content.decode()


@pytest.mark.parametrize("who", ["fatima", "ali", "maryam"])
def test_nobody_of_the_owning_agency_sits_on_the_panel(
    request: Any, asked: Any, noora: Any, yousef: Any, who: str
) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(ValidationError, match="belongs to those that own the project"):
        panels.convene(by=noora, request=asked, people=[yousef, person])
    assert PanelSeat.objects.count() == 0


def test_nobody_of_a_partner_sits_on_the_panel(
    maryam: Any, moph: Any, moi: Any, noora: Any, hamad: Any, yousef: Any
) -> None:
    shared = projects.gate_request(maryam, projects.project(maryam, moph, partners=[moi], complete=True))
    with pytest.raises(ValidationError, match="belongs to those that own the project"):
        panels.convene(by=noora, request=shared, people=[hamad, yousef])

    assert len(panels.convene(by=noora, request=shared, people=[hamad, noora])) == 2


def test_the_lead_person_does_not_judge_from_wherever_they_are(
    maryam: Any, moph: Any, noora: Any, hamad: Any, yousef: Any
) -> None:
    led = projects.gate_request(maryam, projects.project(maryam, moph, lead_person=maryam, complete=True))
    # He led it, and has gone to another house since.
    Project.objects.update(lead_person=yousef)
    with pytest.raises(ValidationError, match="belongs to those that own the project"):
        panels.convene(by=noora, request=led, people=[hamad, yousef])


def test_nobody_of_the_team_judges(asked: Any, maryam: Any, noora: Any, hamad: Any, yousef: Any) -> None:
    team.add_member(by=maryam, project=asked.project, person=yousef, role="Adviser")
    with pytest.raises(ValidationError, match="belongs to those that own the project"):
        panels.convene(by=noora, request=asked, people=[hamad, yousef])

    assert len(panels.convene(by=noora, request=asked, people=[hamad, noora])) == 2


def test_one_member_is_no_panel(asked: Any, noora: Any, yousef: Any, hamad: Any) -> None:
    with pytest.raises(ValidationError, match="two members at least"):
        panels.convene(by=noora, request=asked, people=[yousef])
    assert len(panels.convene(by=noora, request=asked, people=[yousef, hamad])) == 2


def test_the_choice_of_members_leaves_out_who_owns_it(
    client_of: Any, asked: Any, noora: Any, fatima: Any, yousef: Any, ali: Any
) -> None:
    page = client_of(noora).get(reverse("projects:gate_panel", args=[asked.project_id, asked.pk])).content.decode()

    # With their houses, because a panel is to be of more than one.
    assert "Yousef Darwish (Ministry of Interior)" in page
    assert "Fatima Al-Ansari" not in page
    assert "Ali Hassan" not in page


def test_before_declaring_a_member_sees_whose_it_is_and_no_evidence(
    client_of: Any, yousef: Any, seats: list[PanelSeat]
) -> None:
    browser = client_of(yousef)
    before = browser.get(seat_page(seats[0])).content.decode()
    assert "Ministry of Public Health" in before
    assert "It was tried and written down." not in before

    browser.post(reverse("projects:panel_declare", args=[seats[0].pk]), {"key": str(uuid.uuid4()), "answer": "clear"})

    assert "It was tried and written down." in browser.get(seat_page(seats[0])).content.decode()


def test_a_member_sees_what_they_judge_and_nothing_else(
    client_of: Any, yousef: Any, khalid: Any, asked: Any, seats: list[PanelSeat]
) -> None:
    browser = client_of(yousef)
    assert browser.get(seat_page(seats[0])).status_code == 200
    for name, args in (
        ("page", [asked.project_id]),
        ("gates", [asked.project_id]),
        ("gate", [asked.project_id, asked.pk]),
        ("history", [asked.project_id]),
    ):
        assert browser.get(reverse(f"projects:{name}", args=args)).status_code == 404
    assert browser.get(seat_page(seats[1])).status_code == 404, "another member's seat"
    assert client_of(khalid).get(seat_page(seats[0])).status_code == 404, "no member at all"


def test_the_seat_is_over_with_the_decision(
    client_of: Any, yousef: Any, noora: Any, asked: Any, seats: list[PanelSeat]
) -> None:
    for seat in seats:
        projects.rate_gate(seat)
    assert client_of(yousef).get(seat_page(seats[0])).status_code == 200
    projects.decide(noora, asked)
    assert client_of(yousef).get(seat_page(seats[0])).status_code == 404


def test_a_file_is_for_members_who_have_declared(
    client_of: Any, maryam: Any, moph: Any, noora: Any, yousef: Any, hamad: Any, khalid: Any
) -> None:
    project = projects.project(maryam, moph, complete=True)
    first, *others = projects.evidence(project)
    shown = [Shown(first.criterion, file=SimpleUploadedFile("plan.pdf", PDF)), *others]
    asked = gates.ask(by=maryam, project=project, case="Ready.", shown=shown)
    seat, _ = projects.panel(noora, asked, [yousef, hamad])
    address = reverse("records:file", args=[PrivateFile.objects.get().pk])

    assert client_of(yousef).get(address, follow=True).status_code == 404
    panels.declare(by=yousef, seat=seat, has_conflict=False)
    assert client_of(yousef).get(address).status_code == 200
    assert client_of(khalid).get(address, follow=True).status_code == 404


def test_who_steps_aside_says_why_and_is_out(client_of: Any, yousef: Any, seats: list[PanelSeat]) -> None:
    with pytest.raises(ValidationError, match="Say in a sentence why"):
        panels.declare(by=yousef, seat=seats[0], has_conflict=True)

    panels.declare(by=yousef, seat=seats[0], has_conflict=True, reason="My brother leads the team.")

    assert client_of(yousef).get(seat_page(seats[0])).status_code == 404
    with pytest.raises(NotAllowed, match="recused"):
        panels.rate(by=yousef, seat=PanelSeat.objects.get(pk=seats[0].pk), ratings={})


def test_ratings_of_a_recused_member_do_not_count(noora: Any, khalid: Any, asked: Any, seats: list[PanelSeat]) -> None:
    for seat in seats:
        projects.rate_gate(seat)
    panels.recuse(by=noora, seat=seats[0], reason="It came out that he advises the team.")

    with pytest.raises(ValidationError, match="2 members have to rate every criterion first, and 1 have"):
        projects.decide(noora, asked)

    (third,) = panels.convene(by=noora, request=asked, people=[khalid])
    projects.rate_gate(third)
    assert projects.decide(noora, asked).ruling == "proceed"


def test_nothing_is_rated_before_declaring(yousef: Any, asked: Any, seats: list[PanelSeat]) -> None:
    with pytest.raises(NotAllowed, match="Declare first"):
        panels.rate(by=yousef, seat=seats[0], ratings={})
    assert projects.rate_gate(seats[0]).rated_at is not None


def test_every_criterion_is_rated_and_not_applicable_says_why(yousef: Any, asked: Any, seats: list[PanelSeat]) -> None:
    seat = panels.declare(by=yousef, seat=seats[0], has_conflict=False)
    criteria = list(asked.gate.criteria.all())
    given = {one.pk: (Rating.MET, "") for one in criteria}
    lacking = {pk: rating for pk, rating in given.items() if pk != criteria[0].pk}
    with pytest.raises(ValidationError) as refusal:
        panels.rate(by=yousef, seat=seat, ratings=lacking)
    assert refusal.value.message_dict == {f"rating_{criteria[0].pk}": ["Rate this criterion."]}
    with pytest.raises(ValidationError, match="Say why the criterion does not apply"):
        panels.rate(by=yousef, seat=seat, ratings={**given, criteria[0].pk: (Rating.NOT_APPLICABLE, " ")})
    assert PanelRating.objects.count() == 0

    panels.rate(by=yousef, seat=seat, ratings={**given, criteria[0].pk: (Rating.NOT_APPLICABLE, "One agency.")})

    assert PanelRating.objects.count() == len(criteria)


def test_what_is_not_rated_is_named(client_of: Any, yousef: Any, asked: Any, seats: list[PanelSeat]) -> None:
    panels.declare(by=yousef, seat=seats[0], has_conflict=False)

    answer = client_of(yousef).post(reverse("projects:panel_rate", args=[seats[0].pk]), {"key": str(uuid.uuid4())})

    page = answer.content.decode()
    assert answer.status_code == 422
    for criterion in asked.gate.criteria.all():
        assert f"{criterion.text}: Your rating: Rate this criterion." in page


def test_ratings_are_given_once(yousef: Any, seats: list[PanelSeat]) -> None:
    projects.rate_gate(seats[0])
    with pytest.raises(NotAllowed, match="given once"):
        projects.rate_gate(seats[0], Rating.NOT_MET)


def test_the_others_ratings_are_hidden_until_ones_own_are_in(
    client_of: Any, yousef: Any, hamad: Any, noora: Any, maryam: Any, asked: Any, seats: list[PanelSeat]
) -> None:
    panels.declare(by=yousef, seat=seats[0], has_conflict=False)
    projects.rate_gate(seats[1], Rating.PARTLY)
    gate = reverse("projects:gate", args=[asked.project_id, asked.pk])
    told = "Seen in the evidence."

    assert told not in client_of(yousef).get(seat_page(seats[0])).content.decode()
    assert told not in client_of(maryam).get(gate).content.decode(), "who asked sees them with the decision"
    assert told in client_of(noora).get(gate).content.decode(), "the lab sees them come in"
    projects.rate_gate(seats[0])
    assert told in client_of(yousef).get(seat_page(seats[0])).content.decode()
    projects.decide(noora, asked)
    assert told in client_of(maryam).get(gate).content.decode()


def test_a_member_who_joins_the_agency_no_longer_judges_it(
    hamad: Any, noora: Any, moph: Any, yousef: Any, asked: Any, seats: list[PanelSeat]
) -> None:
    for seat in seats:
        projects.rate_gate(seat)
    memberships.give_role(by=hamad, person=yousef, role=Role.AGENCY_LEAD, agency=moph)

    with pytest.raises(ValidationError, match="and 1 have"):
        projects.decide(noora, asked)


def test_a_member_who_joined_the_agency_cannot_rate(
    hamad: Any, moph: Any, yousef: Any, asked: Any, seats: list[PanelSeat]
) -> None:
    seat = panels.declare(by=yousef, seat=seats[0], has_conflict=False)
    memberships.give_role(by=hamad, person=yousef, role=Role.AGENCY_LEAD, agency=moph)

    with pytest.raises(NotAllowed, match="cannot judge it"):
        panels.rate(by=anew(yousef), seat=PanelSeat.objects.get(pk=seat.pk), ratings={})


def test_the_labs_own_projects_are_judged_by_others(hamad: Any, noora: Any, cgb: Any, yousef: Any, khalid: Any) -> None:
    officer = projects.accounts.person(hamad, "reem@cgb.example", Role.INNOVATION_OFFICER, cgb)
    asked = projects.gate_request(officer, projects.project(officer, cgb, complete=True))
    with pytest.raises(ValidationError, match="belongs to those that own the project"):
        panels.convene(by=noora, request=asked, people=[hamad, yousef])

    for seat in panels.convene(by=noora, request=asked, people=[khalid, yousef]):
        projects.rate_gate(seat)
    assert projects.decide(noora, asked).ruling == "proceed"


def test_every_step_of_a_panel_leaves_one_event(noora: Any, yousef: Any, hamad: Any, asked: Any) -> None:
    events = AuditEvent.objects.count()
    first, second = panels.convene(by=noora, request=asked, people=[yousef, hamad])
    projects.rate_gate(first)
    panels.declare(by=hamad, seat=second, has_conflict=True, reason="He coached them.")
    told = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)[events:])
    assert told == [
        "projects.convene_panel",
        "projects.declare_on_panel",
        "projects.rate_gate",
        "projects.declare_on_panel",
    ]


@pytest.mark.parametrize(
    ("ratings", "together"),
    [
        ([], None),
        (["met", "met"], Rating.MET),
        (["met", "partly"], Rating.PARTLY),
        (["met", "met", "not_met"], Rating.NOT_MET),
        (["na", "met"], Rating.MET),
        (["na", "na"], Rating.NOT_APPLICABLE),
    ],
)
def test_the_weakest_rating_counts(ratings: list[str], together: Rating | None) -> None:
    assert combined(ratings) == together


def test_the_page_of_all_gates_asks_as_much_for_many_as_for_one(
    client_of: Any, maryam: Any, moph: Any, noora: Any, django_assert_num_queries: Any
) -> None:
    project = projects.project(maryam, moph, complete=True)
    address = reverse("projects:gates", args=[project.pk])
    counts = []
    browser = client_of(maryam)
    for _ in range(3):
        projects.decide(noora, projects.gate_request(maryam, Project.objects.get(pk=project.pk)), "rework")
        browser.get(address)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
