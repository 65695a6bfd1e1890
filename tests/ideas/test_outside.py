"""Salma has no account: she sends an idea, confirms her address, follows it, and is forgotten when she asks."""

from __future__ import annotations

import datetime as dt
import uuid
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.actions.forgetting import forget_person
from portfolio.ideas.actions import addresses, calls, sending, triage
from portfolio.ideas.actions.links import CONFIRM_WITHIN, FOLLOW_FOR, link_to_confirm, link_to_follow
from portfolio.ideas.enums import Audience, IdeaStatus
from portfolio.ideas.models import Contributor, HeldIdea, Idea
from records.actions import outbox
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.accounts.test_forgetting import whole_database
from tests.factories import ideas
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
SALMA = "salma@people.example"


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "title": "Shade at the stops",
        "body": "A roof over each.",
        "email": SALMA,
        "name": "Salma Nasser",
        **more,
    }


def letters(to: str = SALMA) -> list[Any]:
    outbox.send_what_is_due()
    return [letter for letter in mail.outbox if letter.to == [to]]


def link_in(letter: Any) -> str:
    return next(word for word in letter.body.split() if "/portfolio/ideas/" in word).split("/", 3)[-1]


def test_from_the_form_to_the_answer(client_of: Any, noora: Any, public_call: Any) -> None:
    salma = client_of(None)
    answer = salma.post(reverse("ideas:send", args=[public_call.pk]), typed())
    assert answer["Location"] == reverse("ideas:held")
    assert Idea.objects.count() == 0, "until the address is confirmed nobody reads it"

    link = "/" + link_in(letters()[0])
    assert salma.get(link).status_code == 200
    assert Idea.objects.count() == 0, "to open the link is not to confirm: mail programs open links too"
    page = salma.post(link, follow=True)

    idea = Idea.objects.get()
    assert idea.reference in page.content.decode()
    assert "The lab has your idea and reads it next." in page.content.decode()
    assert HeldIdea.objects.count() == 0
    assert salma.get(link, follow=True).status_code == 200, "the same link opened again leads to the same idea"
    assert Idea.objects.count() == 1

    triage.ask(by=noora, idea=idea, question="Which stops do you mean?")
    asked = next(letter for letter in letters() if "Which stops do you mean?" in letter.body)
    followed = "/" + link_in(asked)
    assert "Which stops do you mean?" in salma.get(followed).content.decode()
    salma.post(f"{followed}answer/", {"key": str(uuid.uuid4()), "words": "The ten on the corniche."})
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW
    triage.decline(by=noora, idea=idea, reason="They are being built.")
    assert any("They are being built." in letter.body for letter in letters())


def test_she_is_written_to_in_her_language(client_of: Any, public_call: Any) -> None:
    client_of(None).post(f"/ar/portfolio/ideas/calls/{public_call.pk}/send/", typed())
    letter = letters()[0]
    assert letter.subject == "أكّد عنوانك: فكرتك تنتظر التأكيد"
    assert "/ar/portfolio/ideas/confirm/" in letter.body
    client_of(None).post("/" + link_in(letter))
    assert "«Shade at the stops»" in letters()[-1].subject

    # She writes again, in English: what follows is written in English to her.
    client_of(None).post(f"/en/portfolio/ideas/calls/{public_call.pk}/send/", typed(title="Water at the stops"))
    idea, _salma = sending.confirm(link=link_to_confirm(HeldIdea.objects.get()))
    assert [letter.subject for letter in letters()][-1:] == [
        f"Your idea has the number {idea.reference}: “{idea.title}”"
    ]


def test_a_link_ends_and_cannot_be_forged(client_of: Any, public_call: Any) -> None:
    held = ideas.held(public_call)
    link = link_to_confirm(held)
    visitor = client_of(None)
    assert visitor.get(reverse("ideas:confirm", args=[link[:-2]])).status_code == 404
    with time_machine.travel(dt.datetime.now(dt.UTC) + CONFIRM_WITHIN + dt.timedelta(minutes=1), tick=False):
        assert visitor.post(reverse("ideas:confirm", args=[link])).status_code == 404
    _idea, salma = sending.confirm(link=link)
    follow = reverse("ideas:followed", args=[link_to_follow(salma)])
    assert visitor.get(follow).status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + FOLLOW_FOR + dt.timedelta(minutes=1), tick=False):
        assert visitor.get(follow).status_code == 404


def test_one_link_opens_no_other_persons_idea(client_of: Any, public_call: Any) -> None:
    _own, salma = ideas.from_outside(public_call)
    other, _omar = ideas.from_outside(public_call, "omar@people.example")
    visitor = client_of(None)
    assert visitor.get(reverse("ideas:followed_idea", args=[link_to_follow(salma), other.pk])).status_code == 404
    assert visitor.get(reverse("ideas:page", args=[other.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        triage.withdraw(by=salma, idea=other)


def test_a_form_sent_twice_is_held_once(client_of: Any, public_call: Any) -> None:
    form = typed()
    visitor = client_of(None)
    for _time in range(2):
        assert visitor.post(reverse("ideas:send", args=[public_call.pk]), form).status_code == 302
    assert HeldIdea.objects.count() == 1
    assert len(letters()) == 1


def test_what_a_machine_fills_in_is_kept_nowhere(client_of: Any, public_call: Any) -> None:
    visitor = client_of(None)
    answer = visitor.post(reverse("ideas:send", args=[public_call.pk]), typed(website="http://spam.example"))
    assert answer["Location"] == reverse("ideas:held")
    assert HeldIdea.objects.count() == 0


def test_an_address_and_a_place_are_held_to_a_measure(client_of: Any, public_call: Any, settings: Any) -> None:
    address = reverse("ideas:send", args=[public_call.pk])
    visitor = client_of(None)
    for _time in range(5):
        assert visitor.post(address, typed()).status_code == 302
    assert visitor.post(address, typed()).status_code == 429, "the address"
    assert visitor.post(address, typed(email="omar@people.example")).status_code == 302
    for number in range(14):
        visitor.post(address, typed(email=f"n{number}@people.example"))
    assert visitor.post(address, typed(email="last@people.example")).status_code == 429, "the place"


def test_students_are_known_by_their_address(client_of: Any, noora: Any, hamad: Any) -> None:
    call = ideas.call(noora, Audience.STUDENTS, domains="University.example\n@school.example")
    visitor = client_of(None)
    address = reverse("ideas:send", args=[call.pk])

    refused = visitor.post(address, typed())
    assert refused.status_code == 422
    assert "give the address of your university or school" in refused.content.decode()
    lookalike = visitor.post(address, typed(email="s@notuniversity.example"))
    assert lookalike.status_code == 422

    for email in ("s@university.example", "s@cs.university.example", "s@school.example"):
        assert visitor.post(address, typed(email=email)).status_code == 302
    student = person(hamad, "aisha@university.example")
    assert ideas.idea(student, call).call == call


def test_a_call_that_closed_before_the_address_was_confirmed_was_answered_in_time(noora: Any, public_call: Any) -> None:
    link = link_to_confirm(ideas.held(public_call))
    calls.close(by=noora, call=public_call)
    with pytest.raises(NotAllowed, match="does not take ideas today"):
        ideas.held(public_call)
    assert sending.confirm(link=link)[0].status == IdeaStatus.RECEIVED


def test_nothing_of_her_is_left_when_she_asks(client_of: Any, noora: Any, public_call: Any) -> None:
    ideas.held(public_call, SALMA, name="Salma Nasser")
    idea, salma = ideas.from_outside(public_call, SALMA, name="Salma Nasser", body=f"Write to {SALMA} about it.")
    triage.ask(by=noora, idea=idea, question="Dear Salma Nasser, which stops?")
    before = whole_database()
    assert any(SALMA in text for text in before.values())

    assert client_of(None).post(reverse("ideas:forget", args=[link_to_follow(salma)])).status_code == 200

    left = {table for table, text in whole_database().items() if SALMA in text or "Salma Nasser" in text}
    assert left == set()
    assert client_of(None).get(reverse("ideas:followed", args=[link_to_follow(salma)])).status_code == 404
    assert Idea.objects.get(pk=idea.pk).authorships.get().contributor_id == salma.pk, "the idea stays"
    assert letters() == [] or all("Shade" not in letter.subject for letter in letters())


def test_the_operator_and_the_administrator_can_forget_an_address(noora: Any, hamad: Any, public_call: Any) -> None:
    _idea, salma = ideas.from_outside(public_call)
    with pytest.raises(NotAllowed):
        addresses.forget_address(by=noora, contributor=salma)
    addresses.forget_address(by=hamad, contributor=salma)
    assert not Contributor.objects.get(pk=salma.pk).is_reachable
    ideas.from_outside(public_call, "omar@people.example")
    call_command("forget_address", "OMAR@people.example", stdout=StringIO())
    with pytest.raises(CommandError, match="Nobody has sent"):
        call_command("forget_address", "omar@people.example")


def test_who_is_forgotten_as_a_member_is_forgotten_here_too(hamad: Any, noora: Any, public_call: Any) -> None:
    both = [person(hamad, f"{name}@moph.example", name_en=f"{name} Saleh") for name in ("huda", "reem")]
    for member in both:
        ideas.from_outside(public_call, member.email, name=str(member.name_en))
        forget_person(by=hamad, person=member)
    assert not any(one.is_reachable for one in Contributor.objects.all())
    assert not any("Saleh" in text for text in whole_database().values())


def test_what_has_served_its_time_goes(noora: Any, public_call: Any) -> None:
    ideas.held(public_call, "never@people.example")
    open_idea, waiting = ideas.from_outside(public_call, "waits@people.example")
    decided, done = ideas.from_outside(public_call, SALMA)
    triage.decline(by=noora, idea=decided, reason="Done.")
    assert addresses.clear_what_has_served() == (0, 0)

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=370), tick=False):
        events = AuditEvent.objects.count()
        assert addresses.clear_what_has_served() == (1, 1)
        assert AuditEvent.objects.count() == events + 1
        assert addresses.clear_what_has_served() == (0, 0)
    assert [Contributor.objects.get(pk=one.pk).is_reachable for one in (waiting, done)] == [True, False]
    assert Idea.objects.filter(pk__in=[open_idea.pk, decided.pk]).count() == 2


def test_a_new_link_is_asked_for_without_telling_who_is_known(client_of: Any, public_call: Any) -> None:
    ideas.from_outside(public_call)
    visitor = client_of(None)
    known, unknown = (
        visitor.post(reverse("ideas:new_link"), {"email": email}).content.decode()
        for email in (SALMA, "no@one.example")
    )
    assert "If an idea was sent from this address" in known and "If an idea was sent from this address" in unknown
    assert "Your ideas at the lab" in [letter.subject for letter in letters()]
    assert letters("no@one.example") == []


def test_an_address_with_a_fault_is_told(client_of: Any, public_call: Any) -> None:
    answer = client_of(None).post(reverse("ideas:send", args=[public_call.pk]), typed(email="salma at people"))
    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.content.decode()
    with pytest.raises(ValidationError):
        sending.confirm(link="forged")
