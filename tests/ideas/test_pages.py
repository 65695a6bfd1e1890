"""Every page of the room of ideas opens for who may see it, in both languages, with a bound number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portfolio.ideas.actions import calls, conversation, triage
from portfolio.ideas.actions.links import link_to_confirm, link_to_follow
from portfolio.ideas.enums import Audience, QuestionKind
from tests.factories import ideas

pytestmark = pytest.mark.django_db

ASKED = [
    calls.Asked(QuestionKind.SHORT, "Where?", "أين؟"),
    calls.Asked(QuestionKind.LONG, "Tell more", "حدثنا بالمزيد"),
    calls.Asked(QuestionKind.CHOICE, "How often?", "كم مرة؟", True, [("Daily", "يومياً"), ("Weekly", "أسبوعياً")]),
    calls.Asked(QuestionKind.NUMBER, "How many people?", "كم شخصاً؟"),
    calls.Asked(QuestionKind.YES_NO, "Tried before?", "هل جُرّب من قبل؟"),
]


@pytest.fixture
def public_call(noora: Any) -> Any:
    return ideas.call(noora, Audience.PUBLIC, asked=ASKED)


def opened(browser: Any, name: str, *args: Any, language: str = "en") -> Any:
    with translation.override(language):
        answer = browser.get(reverse(f"ideas:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_opens(client_of: Any, noora: Any, maryam: Any, moph: Any, public_call: Any, language: str) -> None:
    lab, officer, visitor = client_of(noora), client_of(maryam), client_of(None)
    idea = ideas.idea(maryam, public_call, answers={"q3": "1", "q5": True})
    other, salma = ideas.from_outside(public_call, answers={"q4": "12.5"})
    comment = conversation.comment(by=noora, idea=idea, words="Good.")
    draft = ideas.draft(noora)
    for name in ("list", "calls", "queue", "mine", "call_new"):
        opened(lab, name, language=language)
    for name in ("call", "call_edit", "call_form"):
        opened(lab, name, public_call.pk, language=language)
        opened(lab, name, draft.pk, language=language)
    for name in ("ask", "decline", "merge", "split", "adopt", "show", "page"):
        opened(lab, name, idea.pk, language=language)
    opened(lab, "comment_hide", idea.pk, comment.pk, language=language)
    triage.ask(by=noora, idea=other, question="Which stops?")
    triage.ask(by=noora, idea=idea, question="Which counters?")
    for name in ("list", "calls", "mine"):
        opened(officer, name, language=language)
    opened(officer, "page", idea.pk, language=language)
    opened(officer, "send", public_call.pk, language=language)
    for name in ("list", "calls", "held", "new_link", "similar"):
        opened(visitor, name, language=language)
    opened(visitor, "call", public_call.pk, language=language)
    opened(visitor, "send", public_call.pk, language=language)
    opened(visitor, "confirm", link_to_confirm(ideas.held(public_call, "ali@people.example")), language=language)
    link = link_to_follow(salma)
    opened(visitor, "followed", link, language=language)
    opened(visitor, "followed_idea", link, other.pk, language=language)
    triage.decline(by=noora, idea=idea, reason="It is done already.")
    opened(lab, "reopen", idea.pk, language=language)


@pytest.mark.parametrize(("name", "queries"), [("list", 7), ("queue", 7), ("mine", 7), ("calls", 5)])
def test_a_list_asks_the_same_of_one_row_and_of_fifty(
    client_of: Any, noora: Any, public_call: Any, name: str, queries: int
) -> None:
    def count() -> int:
        browser = client_of(noora)
        browser.get(reverse(f"ideas:{name}"))
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse(f"ideas:{name}"))
        return len(asked)

    ideas.idea(noora, public_call)
    first = count()
    for number in range(49):
        ideas.idea(noora, public_call, f"Idea number {number}")
        if name == "calls" and number < 10:
            ideas.call(noora)
    assert (first, count()) == (queries, queries)
