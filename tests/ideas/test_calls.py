"""Calls are prepared, opened and closed by curators; their questions are kept in versions, and ideas stay on theirs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portfolio.ideas.actions import calls
from portfolio.ideas.answers import read
from portfolio.ideas.enums import Audience, CallPhase, QuestionKind
from portfolio.ideas.models import Call, Idea
from portfolio.ideas.queries import alike, current_form, open_calls, questions_of
from records.versions import EditConflict
from tests.factories import ideas, projects
from tests.web.as_shown import sent_untouched

pytestmark = pytest.mark.django_db

GOV = "government"
WHERE = calls.Asked(QuestionKind.SHORT, "Where?", "أين؟")
OFTEN = calls.Asked(QuestionKind.CHOICE, "How often?", "كم مرة؟", True, [("Daily", "يومياً"), ("Weekly", "أسبوعياً")])
MANY = calls.Asked(QuestionKind.NUMBER, "How many?", "كم؟")
TRIED = calls.Asked(QuestionKind.YES_NO, "Tried?", "هل جُرّب؟")


def asked_of(call: Call) -> list[Any]:
    return questions_of(current_form(call))


def test_a_draft_is_the_labs_alone(client_of: Any, noora: Any, maryam: Any) -> None:
    draft = ideas.draft(noora)
    address = reverse("ideas:call", args=[draft.pk])
    assert [client_of(who).get(address).status_code for who in (noora, maryam, None)] == [200, 404, 404]

    calls.open_call(by=noora, call=draft)

    assert [client_of(who).get(address).status_code for who in (noora, maryam, None)] == [200, 200, 404]


def test_a_call_is_open_between_its_days_and_a_box_for_good(noora: Any) -> None:
    day = dt.date.today()
    timed = ideas.call(noora, opens_on=day - dt.timedelta(days=2), closes_on=day)
    later = ideas.call(noora, opens_on=day + dt.timedelta(days=1), closes_on=day + dt.timedelta(days=9))
    box = ideas.call(noora, opens_on=day - dt.timedelta(days=400))

    assert [one.phase for one in (timed, later, box)] == [CallPhase.OPEN, CallPhase.COMING, CallPhase.OPEN]
    assert timed.phase_on(day + dt.timedelta(days=1)) == CallPhase.OVER
    assert list(open_calls(noora)) == [timed, box]
    calls.close(by=noora, call=box)
    assert list(open_calls(noora)) == [timed]
    assert calls.open_call(by=noora, call=box).is_open


def test_an_idea_stays_on_the_version_that_it_was_written_on(client_of: Any, noora: Any, maryam: Any) -> None:
    call = ideas.call(noora, asked=[WHERE, OFTEN, MANY, TRIED])
    first = current_form(call)
    answers = {"q1": "At the port", "q2": "2", "q3": "12.5", "q4": False}
    idea = ideas.idea(maryam, call, answers=answers)
    changed = [
        calls.Asked(QuestionKind.SHORT, "In which place?", "في أي مكان؟", key="q1"),
        calls.Asked(
            QuestionKind.CHOICE, "How often?", "كم مرة؟", True, [("Never", "أبداً"), ("Weekly", "أسبوعياً")], "q2"
        ),
    ]

    second = calls.set_questions(by=noora, call=call, form=first, asked=changed)

    assert (first.number, second.number) == (2, 3), "the empty form was the first"
    assert [(one.label, one.words) for one in read(questions_of(idea.form), idea.answers)] == [
        ("Where?", "At the port"),
        ("How often?", "Weekly"),
        ("How many?", "12.5"),
        ("Tried?", "No"),
    ]
    page = client_of(maryam).get(reverse("ideas:page", args=[idea.pk])).content.decode()
    assert "Where?" in page and "In which place?" not in page
    # A question that goes on keeps its key, and a choice its code.
    assert [question.key for question in questions_of(second)] == ["q1", "q2"]
    assert {choice["en"]: choice["code"] for choice in questions_of(second)[1].choices} == {"Never": "3", "Weekly": "2"}


def test_who_had_the_earlier_version_open_sends_on_that(client_of: Any, noora: Any, maryam: Any) -> None:
    call = ideas.call(noora, asked=[WHERE])
    had = current_form(call)
    calls.set_questions(by=noora, call=call, form=had, asked=[MANY])
    typed = {"key": str(uuid.uuid4()), "form": had.pk, "title": "Port", "body": "A gate.", "answer_q1": "There"}

    assert client_of(maryam).post(reverse("ideas:send", args=[call.pk]), typed).status_code == 302
    idea = Idea.objects.get()
    assert (idea.form_id, idea.answers) == (had.pk, {"q1": "There"})


def test_two_curators_change_the_questions(noora: Any, hamad: Any) -> None:
    call = ideas.call(noora, asked=[WHERE])
    had = current_form(call)
    calls.set_questions(by=noora, call=call, form=had, asked=[MANY])

    with pytest.raises(ValidationError, match="Somebody else changed the questions"):
        calls.set_questions(by=hamad, call=call, form=had, asked=[TRIED])
    assert [question.label_en for question in asked_of(call)] == ["How many?"]
    same = calls.set_questions(
        by=hamad,
        call=call,
        form=current_form(call),
        asked=[calls.Asked(QuestionKind.NUMBER, "How many?", "كم؟", key=asked_of(call)[0].key)],
    )
    assert same == current_form(call), "what did not change makes no version"


def test_two_curators_edit_the_call(noora: Any, hamad: Any) -> None:
    call = ideas.draft(noora)
    calls.edit(by=noora, call=call, version=call.version, theme_en="Heat")
    with pytest.raises(EditConflict):
        calls.edit(by=hamad, call=call, version=call.version, theme_en="Cold")
    assert Call.objects.get(pk=call.pk).theme_en == "Heat"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer_q2": ""}, "Choose one."),
        ({"answer_q2": "9"}, "This cannot be chosen here."),
        ({"answer_q3": "many"}, "This is no number."),
        ({"title": ""}, "Give your idea a title."),
        ({"title": "x" * 201}, "This is 201 characters long; at most 200 fit."),
        ({"body": "x" * 6001}, "This is 6001 characters long; at most 6000 fit."),
        ({"title": "safe \u202e gnorw"}, "invisible characters that change its reading direction"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    client_of: Any, noora: Any, maryam: Any, typed: dict[str, str], sentence: str
) -> None:
    call = ideas.call(noora, asked=[WHERE, OFTEN, MANY, TRIED])
    good = {
        "key": str(uuid.uuid4()),
        "title": "Port",
        "body": "A gate for pilots.",
        "answer_q2": "1",
        "answer_q3": "٣٫٥",
    }
    browser = client_of(maryam)

    answer = browser.post(reverse("ideas:send", args=[call.pk]), {**good, **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "A gate for pilots." in answer.content.decode() or "body" in typed
    assert Idea.objects.count() == 0

    assert browser.post(reverse("ideas:send", args=[call.pk]), good).status_code == 302
    assert Idea.objects.get().answers == {"q2": "1", "q3": "3.5"}


def test_a_question_without_its_choices_shows_where_they_go(client_of: Any, noora: Any) -> None:
    address = reverse("ideas:call_form", args=[ideas.draft(noora).pk])
    browser = client_of(noora)
    page = browser.get(address).content.decode()
    assert '<details class="more" open' not in page
    typed = {**sent_untouched(page, "q0-label_en"), "q0-label_en": "How often?", "q0-label_ar": "كم مرة؟"}

    refused = browser.post(address, {**typed, "q0-kind": "choice"})

    page = refused.content.decode()
    assert refused.status_code == 422 and "Give two choices at least." in page
    assert page.count('<details class="more" open') == 1
    assert browser.post(address, {**typed, "q0-kind": "short"}).status_code == 302


def test_a_call_that_closed_while_somebody_typed_keeps_what_was_typed(
    client_of: Any, noora: Any, maryam: Any, call: Any
) -> None:
    box = ideas.call(noora, title_en="The box")
    browser = client_of(maryam)
    typed = {"key": str(uuid.uuid4()), "title": "A gate for pilots", "body": "Two lines of it."}
    calls.close(by=noora, call=call)

    answer = browser.post(reverse("ideas:send", args=[call.pk]), typed)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Your idea was not sent" in said and "A gate for pilots" in said and "Two lines of it." in said
    taken = browser.post(reverse("ideas:send", args=[box.pk]), {**typed, "look": "1"}).content.decode()
    assert 'value="A gate for pilots"' in taken and "Two lines of it." in taken
    assert Idea.objects.count() == 0


def test_an_idea_sent_twice_is_one_idea(client_of: Any, maryam: Any, call: Any) -> None:
    typed = {"key": str(uuid.uuid4()), "title": "A gate", "body": "Two lines."}
    browser = client_of(maryam)
    answers = [browser.post(reverse("ideas:send", args=[call.pk]), typed) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"audience": Audience.AGENCY}, "Choose the agency whose staff may answer."),
        ({"audience": Audience.STUDENTS, "domains": ""}, "Name the mail domains"),
        ({"audience": Audience.STUDENTS, "domains": "not a domain!"}, "is no mail domain"),
        ({"title_ar": " "}, "Give the title in both languages."),
        ({"opens_on": dt.date(2026, 3, 2), "closes_on": dt.date(2026, 3, 1)}, "The last day comes before the first."),
    ],
)
def test_a_call_that_lacks_something_is_not_kept(noora: Any, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        calls.prepare(by=noora, **{"title_en": "Call", "title_ar": "نداء", "audience": Audience.PUBLIC, **fields})


def test_what_resembles_a_title_is_found_in_any_spelling_where_it_may_be_seen(
    noora: Any, maryam: Any, khalid: Any, moph: Any, call: Any
) -> None:
    projects.project(
        maryam, moph, title_en="Newborn register", title_ar="سجل المواليد الإلكتروني", visibility="government"
    )
    projects.project(maryam, moph, title_en="Newborn secret", title_ar="سجل المواليد السري")
    ideas.idea(maryam, call, "سجل إلكتروني للمواليد")
    ideas.idea(maryam, call, "حدائق الأحياء")

    found = [one.title for one in alike(khalid, "السجل الالكتروني للمواليد")]

    assert found == ["Newborn register", "سجل إلكتروني للمواليد"]
    assert "Newborn secret" in [one.title for one in alike(maryam, "سجل المواليد")]
    assert alike(khalid, "في من على") == [] == alike(khalid, "")


def test_similar_is_shown_without_a_script_too(client_of: Any, maryam: Any, khalid: Any, call: Any) -> None:
    ideas.idea(maryam, call, "One counter for newborns")
    browser = client_of(khalid)
    fragment = browser.get(reverse("ideas:similar"), {"title": "counter for newborn children"}).content.decode()
    page = browser.post(
        reverse("ideas:send", args=[call.pk]),
        {"title": "counter for newborn children", "body": "Half written", "look": "1"},
    ).content.decode()
    assert "One counter for newborns" in fragment and "<html" not in fragment
    assert "One counter for newborns" in page and "Half written" in page and "Something has to be put right" not in page
