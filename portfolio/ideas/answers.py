"""The extra questions of a call as a reader meets them: what was answered, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from portfolio.ideas.enums import QuestionKind
from portfolio.ideas.models import Question
from records.bilingual import reading_arabic


@dataclass(frozen=True, slots=True)
class Read:
    label: str
    words: str
    is_number: bool = False


def choices_of(question: Question) -> list[tuple[str, str]]:
    first, second = ("ar", "en") if reading_arabic() else ("en", "ar")
    return [(choice["code"], choice.get(first) or choice.get(second) or choice["code"]) for choice in question.choices]


def read(questions: Iterable[Question], answers: dict[str, Any]) -> list[Read]:
    """Every question of the version that the idea was written on, answered or not."""
    return [
        Read(str(question.label), words_of(question, answers.get(question.key)), question.kind == QuestionKind.NUMBER)
        for question in questions
    ]


def words_of(question: Question, answer: Any) -> str:
    if answer is None or answer == "":
        return ""
    if question.kind == QuestionKind.YES_NO:
        return gettext("Yes") if answer else gettext("No")
    if question.kind == QuestionKind.CHOICE:
        return dict(choices_of(question)).get(str(answer), str(answer))
    return str(answer)
