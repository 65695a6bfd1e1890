"""Maryam asks for a gate, a panel judges it, and the lab decides."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portfolio.followups.models import FollowUp
from portfolio.projects.actions import gates, registration
from portfolio.projects.enums import GateStatus, Move, Rating, Ruling
from portfolio.projects.models import GateDecision, GateRequest, Lesson, Project, StageTransition
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from tests.factories import projects

pytestmark = pytest.mark.django_db
SOON = dt.date.today() + dt.timedelta(days=60)


@pytest.fixture
def project(maryam: Any, moph: Any) -> Project:
    return projects.project(maryam, moph, stage="prototype", complete=True)


@pytest.fixture
def asked(maryam: Any, noora: Any, project: Project) -> Any:
    return projects.gate_request(maryam, project)


@pytest.fixture
def judged(noora: Any, asked: Any) -> Any:
    return projects.judged(noora, asked)


def decided(by: Any, request: Any, client_of: Any, **typed: Any) -> Any:
    address = reverse("projects:gate_decide", args=[request.project_id, request.pk])
    return client_of(by).post(address, {"key": str(uuid.uuid4()), "reason": "Because.", **typed})


def test_the_lab_is_told_of_a_gate_that_waits(noora: Any, asked: Any) -> None:
    told = Notification.objects.get(person=noora, kind="projects.gate_asked")

    assert told.path == f"/portfolio/projects/{asked.project.reference}/"


@pytest.mark.parametrize(
    ("ruling", "more", "stage", "move"),
    [
        (Ruling.PROCEED, {}, "pilot", Move.FORWARD),
        (Ruling.CONDITIONS, {"condition_1": "Name a second owner."}, "pilot", Move.FORWARD),
        (Ruling.REWORK, {}, "prototype", None),
        (Ruling.RETURN, {"return_to": "idea"}, "idea", Move.RETURNED),
        (Ruling.PAUSE, {"look_again_on": SOON.isoformat()}, "on-hold", Move.HELD),
        (Ruling.STOP, {"lesson_ar": "ابدؤوا بمن يقف خلف النافذة."}, "stopped", Move.STOPPED),
    ],
)
def test_every_ruling_has_its_move(
    client_of: Any,
    noora: Any,
    maryam: Any,
    judged: Any,
    ruling: Ruling,
    more: dict[str, str],
    stage: str,
    move: Any,
) -> None:
    if "return_to" in more:
        more = {"return_to": str(projects.stage(more["return_to"]).pk)}
    if "condition_1" in more:
        more |= {"owner_1": str(maryam.pk), "due_1": SOON.isoformat()}
    before = StageTransition.objects.count()

    answer = decided(noora, judged, client_of, ruling=ruling, **more)

    assert answer.status_code == 302
    project = Project.objects.select_related("stage").get(pk=judged.project_id)
    decision = GateDecision.objects.get()
    assert project.stage.code == stage
    assert (decision.ruling, decision.reason, decision.decided_by) == (ruling, "Because.", noora)
    steps = list(StageTransition.objects.order_by("pk")[before:])
    assert [step.move for step in steps] == ([move] if move else [])
    assert all(step.decision == decision for step in steps)
    assert Notification.objects.filter(person=maryam, kind="projects.gate_decided").count() == 1


def test_a_condition_is_owed_by_its_owner(noora: Any, maryam: Any, judged: Any) -> None:
    decision = projects.decide(noora, judged, Ruling.CONDITIONS)

    condition = decision.conditions.get()
    owed = FollowUp.objects.get()
    assert condition.followup == owed
    assert (owed.owner, owed.title, owed.due_on) == (maryam, condition.text, condition.due_on)


def test_a_stopped_project_leaves_its_lesson(noora: Any, judged: Any) -> None:
    decision = projects.decide(noora, judged, Ruling.STOP, lesson_ar="تعلّمنا أن نسأل أولًا.")

    lesson = Lesson.objects.get()
    assert (lesson.decision, lesson.project_id) == (decision, judged.project_id)
    assert lesson.learnt_ar == "تعلّمنا أن نسأل أولًا."
    assert lesson.published_on is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ruling": ""}, "Choose one of the decisions."),
        ({"ruling": "maybe"}, "This cannot be chosen here."),
        ({"ruling": "proceed", "reason": " "}, "Give the reason of the decision."),
        ({"ruling": "return"}, "Choose the earlier stage that the project returns to."),
        ({"ruling": "pause"}, "Choose a day after today on which the lab looks again."),
        ({"ruling": "pause", "look_again_on": "2020-01-01"}, "Choose a day after today on which the lab looks again."),
        ({"ruling": "conditions"}, "Name one condition at least, with its owner and its date."),
        ({"ruling": "conditions", "condition_1": "More."}, "Each condition has words, an owner and a date."),
        ({"ruling": "stop"}, "Say in one language at least what others can learn from it."),
    ],
)
def test_a_decision_that_lacks_something_is_not_made(
    client_of: Any, noora: Any, judged: Any, typed: dict[str, str], sentence: str
) -> None:
    answer = decided(noora, judged, client_of, **typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    judged.refresh_from_db()
    assert judged.status == GateStatus.OPEN
    assert GateDecision.objects.count() == 0
    assert FollowUp.objects.count() == 0


def test_a_condition_of_yesterday_is_none(noora: Any, maryam: Any, judged: Any) -> None:
    late = gates.Condition("Name an owner.", maryam, dt.date.today() - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="still to come"):
        projects.decide(noora, judged, Ruling.CONDITIONS, conditions=[late])

    assert projects.decide(noora, judged, Ruling.CONDITIONS).ruling == Ruling.CONDITIONS


def test_what_is_mandatory_and_not_met_blocks_proceeding_without_conditions(noora: Any, asked: Any) -> None:
    judged = projects.judged(noora, asked, privacy=Rating.NOT_MET)

    with pytest.raises(ValidationError, match="A mandatory criterion is not met: “Privacy and security were checked”"):
        projects.decide(noora, judged, Ruling.PROCEED)
    assert projects.decide(noora, judged, Ruling.CONDITIONS).ruling == Ruling.CONDITIONS


def test_what_is_not_mandatory_blocks_nothing(noora: Any, asked: Any) -> None:
    judged = projects.judged(noora, asked, future=Rating.NOT_MET, privacy=Rating.PARTLY)

    assert projects.decide(noora, judged, Ruling.PROCEED).ruling == Ruling.PROCEED


def test_one_member_who_finds_it_not_met_is_enough(noora: Any, asked: Any) -> None:
    first, second = projects.panel(noora, asked)
    projects.rate_gate(first)
    projects.rate_gate(second, privacy=Rating.NOT_MET)

    with pytest.raises(ValidationError, match="not met"):
        projects.decide(noora, asked, Ruling.PROCEED)


def test_a_later_stage_is_nothing_to_return_to(noora: Any, judged: Any) -> None:
    with pytest.raises(ValidationError, match="earlier stage"):
        projects.decide(noora, judged, Ruling.RETURN, return_to=projects.stage("scale"))


def test_of_two_curators_one_decides_and_the_other_is_told(client_of: Any, noora: Any, hamad: Any, judged: Any) -> None:
    assert decided(noora, judged, client_of, ruling="proceed").status_code == 302
    browser = client_of(hamad)
    address = reverse("projects:gate_decide", args=[judged.project_id, judged.pk])

    answer = browser.post(address, {"key": str(uuid.uuid4()), "ruling": "stop", "reason": "No."}, follow=True)

    assert "Your decision was not recorded" in answer.content.decode()
    assert [decision.ruling for decision in GateDecision.objects.all()] == ["proceed"]


def test_a_gate_needs_a_complete_project(client_of: Any, maryam: Any, moph: Any) -> None:
    bare = projects.project(maryam, moph)
    whole = projects.project(maryam, moph, complete=True)
    browser = client_of(maryam)

    page = browser.get(reverse("projects:page", args=[bare.pk])).content.decode()
    assert "Complete the project first: both titles, both summaries and at least one objective." in page
    assert reverse("projects:gate_ask", args=[bare.pk]) not in page
    assert browser.get(reverse("projects:gate_ask", args=[bare.pk])).status_code == 403
    assert (
        reverse("projects:gate_ask", args=[whole.pk])
        in browser.get(reverse("projects:page", args=[whole.pk])).content.decode()
    )
    assert browser.get(reverse("projects:gate_ask", args=[whole.pk])).status_code == 200


def test_a_second_request_waits_for_the_first(maryam: Any, asked: Any) -> None:
    project = Project.objects.get(pk=asked.project_id)
    with pytest.raises(NotAllowed, match="waits for its decision"):
        projects.gate_request(maryam, project)

    gates.withdraw(by=maryam, request=asked)

    assert projects.gate_request(maryam, Project.objects.get(pk=project.pk)).status == GateStatus.OPEN


def test_a_failed_gate_is_asked_again_and_the_earlier_one_stays(
    client_of: Any, maryam: Any, noora: Any, judged: Any
) -> None:
    projects.decide(noora, judged, Ruling.REWORK, reason="Test it with more users.")
    project = Project.objects.get(pk=judged.project_id)

    again = projects.gate_request(maryam, project, case="Tested with forty users.")

    page = client_of(maryam).get(reverse("projects:gates", args=[project.pk])).content.decode()
    assert "Test it with more users." in page
    assert "Tested with forty users." in page
    assert GateRequest.objects.filter(project=project).count() == 2
    assert projects.decide(noora, again).ruling == Ruling.PROCEED


def test_who_asked_does_not_decide(maryam: Any, hamad: Any, moph: Any, cgb: Any, project: Project) -> None:
    from accounts.actions import memberships
    from accounts.enums import Role

    memberships.give_role(by=hamad, person=maryam, role=Role.LAB_CURATOR, agency=cgb)
    maryam = type(maryam).objects.get(pk=maryam.pk)
    request = projects.judged(hamad, projects.gate_request(maryam, project))

    with pytest.raises(NotAllowed, match="does not decide"):
        projects.decide(maryam, request)
    assert projects.decide(hamad, request).ruling == Ruling.PROCEED


def test_a_curator_does_not_decide_on_their_own_agency(
    fatima: Any, hamad: Any, noora: Any, cgb: Any, judged: Any
) -> None:
    from accounts.actions import memberships
    from accounts.enums import Role

    memberships.give_role(by=hamad, person=fatima, role=Role.LAB_CURATOR, agency=cgb)
    fatima = type(fatima).objects.get(pk=fatima.pk)

    with pytest.raises(NotAllowed, match="belongs to those that own a project"):
        projects.decide(fatima, judged)
    assert projects.decide(noora, judged).ruling == Ruling.PROCEED


def test_a_request_whose_project_has_left_the_stage_is_not_decided(noora: Any, judged: Any) -> None:
    Project.objects.filter(pk=judged.project_id).update(stage=projects.stage("scale"))

    with pytest.raises(ValidationError, match="has left the stage"):
        projects.decide(noora, judged)


def test_a_decision_leaves_one_event(noora: Any, judged: Any) -> None:
    events = AuditEvent.objects.count()

    projects.decide(noora, judged)

    event = AuditEvent.objects.first()
    assert AuditEvent.objects.count() == events + 1
    assert event is not None
    assert (event.before, event.after) == ({"stage": "prototype"}, {"ruling": "proceed", "stage": "pilot"})


@pytest.mark.parametrize("change", [{"title_en": "Another"}, {"summary_ar": "غيره"}, {"objectives": []}])
def test_what_the_panel_judges_is_locked_while_it_judges(
    maryam: Any, noora: Any, judged: Any, change: dict[str, Any]
) -> None:
    project = Project.objects.get(pk=judged.project_id)
    with pytest.raises(ValidationError, match="A gate is open"):
        registration.edit(by=maryam, project=project, version=project.version, **change)
    registration.edit(by=maryam, project=project, version=project.version, starts_on=dt.date(2026, 1, 4))

    projects.decide(noora, judged, Ruling.REWORK)

    project.refresh_from_db()
    assert registration.edit(by=maryam, project=project, version=project.version, **change).pk == project.pk


def test_a_partner_who_would_own_the_project_cannot_join_meanwhile(maryam: Any, moi: Any, asked: Any) -> None:
    project = Project.objects.get(pk=asked.project_id)
    with pytest.raises(ValidationError, match="A gate is open"):
        registration.edit(by=maryam, project=project, version=project.version, partners=[moi])


def test_stopped_without_a_gate_it_leaves_its_lesson_too(client_of: Any, maryam: Any, noora: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    hers = client_of(noora)
    address = reverse("projects:move", args=[project.pk])
    typed = {"to_stage": projects.stage("stopped").pk, "reason": "Nobody used it.", "version": project.version}

    refused = hers.post(address, {**typed, "key": uuid.uuid4()})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Say in one language at least what others can learn from it." in page and "Nobody used it." in page
    assert not Lesson.objects.exists()

    assert hers.post(address, {**typed, "lesson_ar": "اسألوا أولًا.", "key": uuid.uuid4()}).status_code == 302
    page = hers.get(reverse("projects:page", args=[project.pk])).content.decode()
    assert "What others can learn from it" in page and "اسألوا أولًا." in page


def test_a_project_brought_in_as_stopped_is_told_its_lesson_once(
    client_of: Any, maryam: Any, khalid: Any, noora: Any, moph: Any
) -> None:
    project = projects.project(maryam, moph, complete=True)
    projects.move(noora, project, "stopped")
    project.lessons.all().delete()
    address = reverse("projects:lesson_tell", args=[project.pk])
    hers = client_of(maryam)
    assert address in hers.get(reverse("projects:page", args=[project.pk])).content.decode()
    assert client_of(khalid).get(address).status_code == 404

    assert hers.post(address, {"key": uuid.uuid4(), "lesson_en": " "}).status_code == 422
    assert not project.lessons.exists()
    assert hers.post(address, {"key": uuid.uuid4(), "lesson_en": "Ask the users first."}).status_code == 302

    page = hers.get(reverse("projects:page", args=[project.pk])).content.decode()
    assert "Ask the users first." in page and address not in page
    assert hers.post(address, {"key": uuid.uuid4(), "lesson_en": "Another."}).status_code == 403
    assert project.lessons.get().learnt == "Ask the users first."
