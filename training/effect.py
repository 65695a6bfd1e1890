"""Whether learning pays, on Kirkpatrick's four levels. No average stands without its number of answers, and none at
all where fewer than five have answered: a few voices are no figure, and would be recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Min, Q, QuerySet

from training.enums import USED, Test, Use
from training.models import Attempt, Completion, Course, Feedback, FollowUp
from training.trained_work import Work, work_of

FEWEST = 5
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Average:
    """`value` is None below the fewest answers, and then the number is not told either."""

    answers: int
    value: float | None

    @classmethod
    def of(cls, answers: int, value: float | None) -> Average:
        return cls(answers, value if answers >= FEWEST else None)

    @property
    def is_shown(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Effect:
    liked: Average
    useful: Average
    comments: list[str]
    before: Average
    after: Average
    asked: int
    # In a hundred of those who answered.
    used: Average
    # How many said so; empty below the fewest answers.
    answers: dict[Use, int]
    helped: Average
    uses: list[str]
    trained: int
    work: Work = field(default_factory=Work)


def effect_of(reader: Any, course: Course | None = None) -> Effect:
    of_course = {"enrolment__course": course} if course else {}
    feedback = Feedback.objects.filter(**of_course)
    said = feedback.aggregate(n=Count("pk"), liked=Avg("liked"), useful=Avg("useful"))
    follow_ups = FollowUp.objects.filter(**({"completion__course": course} if course else {}))
    told = follow_ups.aggregate(
        asked=Count("pk"),
        n=Count("pk", filter=~Q(answered_at=None)),
        **{use.value: Count("pk", filter=Q(use=use)) for use in Use},
        n_helped=Count("helped"),
        helped=Avg("helped"),
    )
    answers = {use: told[use.value] for use in Use}
    used = sum(answers[use] for use in USED)
    before, after = _tests(course)
    completed = Completion.objects.current().filter(**({"course": course} if course else {})).order_by()
    return Effect(
        liked=Average.of(said["n"], said["liked"]),
        useful=Average.of(said["n"], said["useful"]),
        comments=_words(feedback.exclude(comment="").order_by("-id"), "comment"),
        before=before,
        after=after,
        asked=told["asked"],
        used=Average.of(told["n"], 100 * used / told["n"] if told["n"] else None),
        answers=answers if told["n"] >= FEWEST else {},
        helped=Average.of(told["n_helped"], told["helped"]),
        uses=_words(follow_ups.exclude(what="").order_by("-id"), "what"),
        trained=completed.values("person").distinct().count(),
        work=work_of(reader, completed.values("person")),
    )


def _tests(course: Course | None) -> tuple[Average, Average]:
    """Of those alone who did both: else the two would be of different people."""
    tried = Attempt.objects.filter(**({"enrolment__course": course} if course else {})).exclude(test=Test.QUIZ)
    found = (
        tried.order_by()
        .values("enrolment")
        .annotate(
            before=Min("score", filter=Q(test=Test.BEFORE)),
            after=Min("score", filter=Q(test=Test.AFTER)),
        )
        .filter(before__isnull=False, after__isnull=False)
        .aggregate(n=Count("enrolment"), mean_before=Avg("before"), mean_after=Avg("after"))
    )
    return Average.of(found["n"], found["mean_before"]), Average.of(found["n"], found["mean_after"])


def _words(rows: QuerySet, name: str) -> list[str]:
    """What was written, without names; nothing where so few wrote that one could guess who."""
    found = list(rows.values_list(name, flat=True)[:MOST_WORDS])
    return found if len(found) >= FEWEST else []
