"""The lab weighs an idea: asks back, joins, splits, declines, adopts. What was refused is told in a sentence."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from portfolio.ideas.actions import conversation, triage
from portfolio.ideas.enums import Audience, IdeaStatus, Showing, Step
from portfolio.ideas.models import Authorship, Idea, IdeaStep, Support
from portfolio.ideas.queries import status_on
from portfolio.projects.models import Project
from records.append_only import AppendOnlyError
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from records.thread import thread_of
from tests.factories import ideas, projects

pytestmark = pytest.mark.django_db


def fresh(idea: Any) -> Idea:
    return Idea.objects.get(pk=idea.pk)


def sent(client: Any, name: str, idea: Any, **typed: Any) -> Any:
    return client.post(reverse(f"ideas:{name}", args=[idea.pk]), {"key": str(uuid.uuid4()), **typed})


def test_the_author_is_asked_and_answers(client_of: Any, noora: Any, maryam: Any, idea: Any) -> None:
    sent(client_of(noora), "ask", idea, question="Which counters do you mean?")

    assert fresh(idea).status == IdeaStatus.QUESTIONED
    assert Notification.objects.filter(person=maryam, kind="ideas.asked").count() == 1
    page = client_of(maryam).get(reverse("ideas:page", args=[idea.pk])).content.decode()
    assert "Which counters do you mean?" in page

    sent(client_of(maryam), "answer", idea, words="The three at the hospital.")

    assert fresh(idea).status == IdeaStatus.IN_REVIEW
    assert Notification.objects.filter(person=noora, kind="ideas.answered").count() == 1
    assert [step.words for step in IdeaStep.objects.filter(idea=idea).exclude(words="").order_by("pk")] == [
        "Which counters do you mean?",
        "The three at the hospital.",
    ]


def test_authors_supporters_and_traces_go_with_an_idea_that_is_joined(
    noora: Any, maryam: Any, khalid: Any, fatima: Any, ali: Any, call: Any, idea: Any
) -> None:
    into = ideas.idea(khalid, call, "The same from the other side")
    conversation.support(by=fatima, idea=idea)
    conversation.support(by=ali, idea=idea)
    conversation.support(by=ali, idea=into)
    conversation.support(by=khalid, idea=idea)

    triage.merge(by=noora, idea=idea, into=into, reason="One counter.")

    assert (fresh(idea).status, fresh(idea).merged_into_id) == (IdeaStatus.MERGED, into.pk)
    assert [(one.person, one.came_from_id) for one in Authorship.objects.filter(idea=into).order_by("pk")] == [
        (khalid, None),
        (maryam, idea.pk),
    ]
    # Ali supports it once, and Khalid, who wrote it, not at all.
    assert set(Support.objects.filter(idea=into, until=None).values_list("person", flat=True)) == {fatima.pk, ali.pk}
    assert Authorship.objects.filter(idea=idea, person=maryam).exists(), "the joined idea keeps its own author"
    assert list(IdeaStep.objects.filter(idea=into).order_by("pk").values_list("step", flat=True)) == ["sent", "gained"]
    assert Notification.objects.filter(person=maryam, kind="ideas.merged").count() == 1


def test_an_idea_is_not_joined_to_itself(client_of: Any, noora: Any, idea: Any) -> None:
    answer = sent(client_of(noora), "merge", idea, into=idea.reference, reason="The same.")

    assert answer.status_code == 422
    assert "An idea is not joined to itself. Choose another one." in answer.content.decode()
    assert "The same." in answer.content.decode(), "nothing that was typed is lost"
    assert fresh(idea).status == IdeaStatus.RECEIVED
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(status=IdeaStatus.MERGED, merged_into=idea)


def test_ideas_are_not_joined_in_a_circle(noora: Any, khalid: Any, fatima: Any, call: Any, idea: Any) -> None:
    second = ideas.idea(khalid, call, "Second")
    third = ideas.idea(fatima, call, "Third")
    triage.merge(by=noora, idea=idea, into=second)
    triage.merge(by=noora, idea=second, into=third)

    with pytest.raises(ValidationError, match="run in a circle"):
        triage.merge(by=noora, idea=third, into=idea)
    with pytest.raises(ValidationError, match=f"was joined to {third.reference} itself"):
        triage.merge(by=noora, idea=ideas.idea(khalid, call, "Fourth"), into=idea)
    assert triage.merge(by=noora, idea=ideas.idea(khalid, call, "Fifth"), into=third).merged_into_id == third.pk


@pytest.mark.parametrize("ended", ["decline", "withdraw", "split"])
def test_nothing_is_joined_to_what_is_not_carried_on(
    noora: Any, maryam: Any, khalid: Any, call: Any, ended: str
) -> None:
    over, idea = ideas.idea(maryam, call, "Over"), ideas.idea(khalid, call, "New")
    if ended == "decline":
        triage.decline(by=noora, idea=over, reason="It is done already.")
    elif ended == "withdraw":
        triage.withdraw(by=maryam, idea=over)
    else:
        triage.split(by=noora, idea=over, parts=[("One", "First."), ("Two", "Second.")])

    with pytest.raises(ValidationError, match="is not carried on"):
        triage.merge(by=noora, idea=idea, into=over)


def test_each_part_of_a_split_idea_goes_its_own_way(noora: Any, maryam: Any, idea: Any) -> None:
    one, two = triage.split(by=noora, idea=idea, parts=[("One", "First."), ("Two", "Second.")])

    assert fresh(idea).status == IdeaStatus.SPLIT
    assert [part.split_from_id for part in (one, two)] == [idea.pk, idea.pk]
    assert all(Authorship.objects.filter(idea=part, person=maryam, came_from=idea).exists() for part in (one, two))
    triage.decline(by=noora, idea=one, reason="Later.")
    assert (fresh(one).status, fresh(two).status) == (IdeaStatus.DECLINED, IdeaStatus.IN_REVIEW)


def test_to_decline_needs_a_reason_that_the_author_reads(client_of: Any, noora: Any, maryam: Any, idea: Any) -> None:
    assert sent(client_of(noora), "decline", idea, reason=" ").status_code == 422
    assert fresh(idea).status == IdeaStatus.RECEIVED

    assert sent(client_of(noora), "decline", idea, reason="The wards do it since May.").status_code == 302

    page = client_of(maryam).get(reverse("ideas:page", args=[idea.pk])).content.decode()
    assert "The wards do it since May." in page
    triage.reopen(by=noora, idea=idea, reason="Two wards do not.")
    assert fresh(idea).status == IdeaStatus.IN_REVIEW


def test_an_idea_becomes_a_project_of_an_agency(client_of: Any, noora: Any, maryam: Any, moph: Any, idea: Any) -> None:
    browser = client_of(noora)
    events = AuditEvent.objects.count()
    answer = sent(
        browser, "adopt", idea, lead_agency=moph.pk, title_en="One counter", title_ar="شباك واحد", words="Yes."
    )

    project = Project.objects.get()
    assert answer.status_code == 302
    assert (fresh(idea).status, fresh(idea).project_id) == (IdeaStatus.ADOPTED, project.pk)
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.after["came_from"]) == ("projects.register", f"ideas.idea {idea.pk}")
    thread = thread_of("projects.project", project, person=maryam)
    assert [link.title for knot in thread.came_from for link in knot.links] == [idea.title]
    page = client_of(maryam).get(reverse("projects:page", args=[project.pk])).content.decode()
    assert reverse("ideas:page", args=[idea.pk]) in page
    page = client_of(maryam).get(reverse("ideas:page", args=[idea.pk])).content.decode()
    assert reverse("projects:page", args=[project.pk]) in page
    assert Notification.objects.filter(person=maryam, kind="ideas.adopted").count() == 1


def test_who_may_not_open_the_project_reads_its_agency_alone(
    client_of: Any, noora: Any, khalid: Any, maryam: Any, moph: Any, idea: Any
) -> None:
    project = ideas.adopted(noora, idea, moph, title_en="Secret of the ministry", title_ar="سر الوزارة")

    page = client_of(khalid).get(reverse("ideas:page", args=[idea.pk])).content.decode()

    assert "Secret of the ministry" not in page
    assert reverse("projects:page", args=[project.pk]) not in page
    assert "Ministry of Public Health" in page


def test_an_idea_is_carried_on_in_a_project_that_is_there(
    client_of: Any, noora: Any, maryam: Any, moph: Any, idea: Any, khalid: Any, call: Any
) -> None:
    project = projects.project(maryam, moph)
    assert sent(client_of(noora), "adopt", idea, project=project.reference).status_code == 302
    assert fresh(idea).project_id == project.pk

    projects.move(noora, project, "stopped")
    other = ideas.idea(khalid, call, "Another")
    refused = sent(client_of(noora), "adopt", other, project=project.reference)
    assert refused.status_code == 422
    assert "This project has ended." in refused.content.decode()
    assert "There is no such project" in sent(client_of(noora), "adopt", other, project="p-9999").content.decode()


def test_of_two_curators_one_decides_and_the_other_is_told(client_of: Any, noora: Any, hamad: Any, idea: Any) -> None:
    assert sent(client_of(noora), "decline", idea, reason="No.").status_code == 302
    browser = client_of(hamad)

    late = sent(browser, "ask", idea, question="Which?")

    assert late.status_code == 302
    assert "Nothing was changed" in browser.get(late["Location"]).content.decode()
    assert fresh(idea).status == IdeaStatus.DECLINED


def test_who_wrote_an_idea_does_not_decide_on_it(noora: Any, hamad: Any, call: Any) -> None:
    idea = ideas.idea(noora, call)
    with pytest.raises(NotAllowed, match="does not decide"):
        triage.decline(by=noora, idea=idea, reason="Mine.")
    assert triage.decline(by=hamad, idea=idea, reason="Done.").status == IdeaStatus.DECLINED


def test_how_it_stood_on_a_past_day_can_be_told(noora: Any, maryam: Any, call: Any) -> None:
    day = dt.date.today()
    idea = ideas.idea(maryam, call, on=day - dt.timedelta(days=30))
    triage.take_up(by=noora, idea=idea, happened_on=day - dt.timedelta(days=20))
    triage.decline(by=noora, idea=idea, reason="No.", happened_on=day - dt.timedelta(days=10))

    def stood(days_ago: int) -> Any:
        return status_on(idea, day - dt.timedelta(days=days_ago))

    assert [stood(31), stood(30), stood(15), stood(10)] == [None, "received", "in_review", "declined"]
    with pytest.raises(ValidationError, match="later is recorded"):
        triage.reopen(by=noora, idea=idea, reason="Again.", happened_on=day - dt.timedelta(days=15))
    with pytest.raises(ValidationError, match="has not come yet"):
        triage.reopen(by=noora, idea=idea, reason="Again.", happened_on=day + dt.timedelta(days=1))


def test_its_history_is_only_ever_added_to(idea: Any) -> None:
    step = IdeaStep.objects.get(idea=idea)
    with pytest.raises(AppendOnlyError):
        step.save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ideas_ideastep SET step = 'declined' WHERE id = %s", [step.pk])
    assert IdeaStep.objects.get(idea=idea).step == Step.SENT


def test_a_comment_is_hidden_with_a_reason_and_stays_for_the_lab(
    client_of: Any, noora: Any, khalid: Any, maryam: Any, idea: Any
) -> None:
    comment = conversation.comment(by=khalid, idea=idea, words="Call 5555 1234 about it.")
    address = reverse("ideas:comment_hide", args=[idea.pk, comment.pk])
    client_of(noora).post(address, {"key": str(uuid.uuid4()), "reason": "A telephone number."})

    def read(who: Any) -> str:
        return client_of(who).get(reverse("ideas:page", args=[idea.pk])).content.decode()

    assert "5555 1234" not in read(maryam)
    assert "A telephone number." in read(maryam)
    assert "5555 1234" in read(noora)
    event = AuditEvent.objects.filter(target_type="ideas.comment").latest("pk")
    assert (event.action, event.after["reason"]) == ("ideas.hide_comment", "A telephone number.")
    assert Notification.objects.filter(person=khalid, kind="ideas.comment_hidden").count() == 1


def test_a_hidden_idea_is_the_same_404_as_none(client_of: Any, noora: Any, khalid: Any, maryam: Any, idea: Any) -> None:
    triage.show(by=noora, idea=idea, showing=Showing.HIDDEN, reason="It names a patient.")

    address = reverse("ideas:page", args=[idea.pk])
    assert [client_of(who).get(address).status_code for who in (khalid, None)] == [404, 404]
    assert [client_of(who).get(address).status_code for who in (maryam, noora)] == [200, 200]


def test_ideas_of_one_agency_stay_inside_it(
    client_of: Any, noora: Any, maryam: Any, fatima: Any, khalid: Any, moph: Any
) -> None:
    idea = ideas.idea(maryam, ideas.agency_call(noora, moph))

    address = reverse("ideas:page", args=[idea.pk])
    assert client_of(fatima).get(address).status_code == 200
    assert client_of(khalid).get(address).status_code == 404
    with pytest.raises(ValidationError, match="are shown to all"):
        triage.show(by=noora, idea=idea, showing=Showing.PUBLIC)
    shown = ideas.idea(maryam, ideas.call(noora, Audience.PUBLIC))
    triage.show(by=noora, idea=shown, showing=Showing.PUBLIC)
    assert client_of(None).get(reverse("ideas:page", args=[shown.pk])).status_code == 200


def test_a_form_sent_twice_is_one_step(client_of: Any, noora: Any, idea: Any) -> None:
    typed = {"key": str(uuid.uuid4()), "question": "Which counters?"}
    browser = client_of(noora)
    answers = [browser.post(reverse("ideas:ask", args=[idea.pk]), typed) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [reverse("ideas:page", args=[idea.pk])] * 2
    assert IdeaStep.objects.filter(idea=idea, step=Step.ASKED).count() == 1
    assert Notification.objects.filter(kind="ideas.asked").count() == 1
