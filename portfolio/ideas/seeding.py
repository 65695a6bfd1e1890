"""What people propose in a seeded country: calls, ideas with their steps, authors, supporters and comments.

Every second project grew out of an idea; about as many again wait, were declined, joined to another or taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.enums import Language
from accounts.models import Person
from portfolio.ideas.enums import Audience, IdeaStatus, QuestionKind, Showing, Step
from portfolio.ideas.life_cycle import status_after
from portfolio.ideas.models import (
    Authorship,
    Call,
    Comment,
    Contributor,
    FormVersion,
    Idea,
    IdeaStep,
    Question,
    Support,
)
from portfolio.ideas.models.idea import reference_of
from portfolio.projects.seeding import bulk, wording
from portfolio.projects.seeding.layers import Lay, Numbered, register
from portfolio.projects.seeding.lives import Country, Life
from portfolio.projects.seeding.wording import Pair
from records.actions import audit
from records.search_words import words_of

Row = tuple[Any, ...]
ZONE = ZoneInfo(settings.TIME_ZONE)
MAIL = "outside.scale.example"
CONTRIBUTORS = 200
# Two a year of each kind that closes, besides one box that is open for good.
YEARS = 5
MOST_SUPPORTERS = 12
BECAME_A_PROJECT = 0.5
WHAT_ELSE = (
    (IdeaStatus.RECEIVED, 12),
    (IdeaStatus.IN_REVIEW, 18),
    (IdeaStatus.QUESTIONED, 6),
    (IdeaStatus.DECLINED, 40),
    (IdeaStatus.MERGED, 16),
    (IdeaStatus.WITHDRAWN, 8),
    (IdeaStatus.SPLIT, 4),
)
BOX = Pair("What should be better? (demo)", "ما الذي ينبغي تحسينه؟ (تجريبي)")
ASKED_OF = {
    Audience.GOVERNMENT: Pair("Ideas of government staff (demo {n})", "أفكار موظفي الحكومة (تجريبي {n})"),
    Audience.PUBLIC: Pair("Ideas of the public (demo {n})", "أفكار الجمهور (تجريبي {n})"),
    Audience.STUDENTS: Pair("Ideas of students (demo {n})", "أفكار الطلاب (تجريبي {n})"),
}
HOW_MANY = Pair("How many people does it concern?", "كم عدد الأشخاص المعنيين؟")
QUESTION = Pair("Which centre do you have in mind?", "أي مركز تقصد؟")
ANSWER = Pair("The one in the capital.", "المركز الذي في العاصمة.")
DECLINED = Pair("A service for this is open since the spring.", "توجد خدمة لهذا منذ الربيع.")
JOINED = Pair("Both ask for the same.", "كلتاهما تطلب الأمر نفسه.")
SPLIT = Pair("These are two things, and the first can begin at once.", "هما أمران، ويمكن البدء بالأول فورًا.")
PARTS = (Pair("the first part", "الجزء الأول"), Pair("the second part", "الجزء الثاني"))
COMMENTS = (
    Pair("We hear this every week at the counter.", "نسمع هذا كل أسبوع عند الشباك."),
    Pair("A small trial would show it.", "تجربة صغيرة تكفي لإظهاره."),
)

IDEA = (
    "id",
    "version",
    "call_id",
    "form_id",
    "title",
    "body",
    "language",
    "answers",
    "status",
    "status_since",
    "sent_on",
    "showing",
    "merged_into_id",
    "split_from_id",
    "project_id",
    "held_key",
    "words",
    "is_demo",
    "created_at",
)
STEP = (
    "idea_id",
    "step",
    "status",
    "words",
    "showing",
    "person_id",
    "contributor_id",
    "other_id",
    "project_id",
    "happened_on",
    "recorded_at",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A call as ideas are sent to it."""

    call: int
    form: int
    first: dt.date
    last: dt.date | None
    is_outside: bool


@dataclass(slots=True)
class Taken:
    step: Step
    on: dt.date
    person: int | None = None
    words: Pair | None = None
    other: Thought | None = None


@dataclass(slots=True)
class Thought:
    asking: Asking
    title: Pair
    body: Pair
    speaks_arabic: bool
    # Somebody of the house or of outside.
    author: int | None
    contributor: int | None
    steps: list[Taken]
    project: int | None = None
    number: int = 0
    merged_into: Thought | None = None
    split_from: Thought | None = None
    # Who supports it since when, and until when where it was taken back; and whom a joined idea brought along.
    supporters: dict[int, tuple[dt.date, dt.date | None, Thought | None]] = field(default_factory=dict)
    brought: list[tuple[int | None, int | None, Thought]] = field(default_factory=list)
    comments: list[tuple[int, Pair, dt.date]] = field(default_factory=list)

    @property
    def began_as(self) -> IdeaStatus:
        """A part is weighed from its beginning: the lab made it."""
        return IdeaStatus.IN_REVIEW if self.split_from else IdeaStatus.RECEIVED

    @property
    def status(self) -> IdeaStatus:
        status = self.began_as
        for taken in self.steps[1:]:
            status = status_after(taken.step, status)
        return status

    def say(self, pair: Pair) -> str:
        return pair.ar if self.speaks_arabic else pair.en


def found(by: Person, country: Country, seed: int) -> Lay:
    askings = _open_calls(by, country)
    outside = _contributors(country)
    people = tuple(person for officers in country.officers.values() for person in officers)

    def lay(numbered: Numbered) -> None:
        thoughts: list[Thought] = []
        for project, life in numbered:
            chance = Random(f"{seed}:{life.number}:ideas")  # noqa: S311 - a country on paper, no secret
            if chance.random() < BECAME_A_PROJECT:
                thoughts.append(_adopted(chance, project, life, askings, outside, people, country))
            thoughts.append(_another(chance, life, thoughts, askings, outside, people, country))
            if thoughts[-1].status == IdeaStatus.SPLIT:
                thoughts += _parts(thoughts[-1])
        with transaction.atomic():
            _write(thoughts)
            audit.record(by=by, action="ideas.seed_scale", count=len(thoughts), after={"ideas": len(thoughts)})

    return lay


register("ideas", found)


# What is shared by all batches


@transaction.atomic
def _open_calls(by: Person, country: Country) -> list[Asking]:
    """Made in one batch with one event; those whose days are over could not be opened today."""
    begins = country.day - dt.timedelta(days=YEARS * 365 + 200)
    calls = [_call(by, BOX, Audience.GOVERNMENT, begins, None)]
    for number, (audience, title) in enumerate(list(ASKED_OF.items()) * YEARS, start=1):
        opens = country.day - dt.timedelta(days=(number * YEARS * 365) // (len(ASKED_OF) * YEARS))
        named = Pair(title.en.format(n=number), title.ar.format(n=number))
        calls.append(_call(by, named, audience, opens, opens + dt.timedelta(days=60)))
    made = []
    for place, call in enumerate(calls):
        call.objectives.set(country.objectives[place % len(country.objectives) :][:2])
        form = FormVersion.objects.create(call=call, number=1, made_by=by, made_at=_at(call.opens_on))
        Question.objects.create(
            form=form,
            key="q1",
            order=1,
            kind=QuestionKind.NUMBER,
            label_en=HOW_MANY.en,
            label_ar=HOW_MANY.ar,
        )
        made.append(Asking(call.pk, form.pk, call.opens_on, call.closes_on, call.takes_addresses))
    audit.record(by=by, action="ideas.seed_calls", count=len(made), after={"calls": [one.call for one in made]})
    return made


def _call(by: Person, title: Pair, audience: Audience, first: dt.date, last: dt.date | None) -> Call:
    return Call.objects.create(
        title_en=title.en,
        title_ar=title.ar,
        audience=audience,
        domains="university.example" if audience == Audience.STUDENTS else "",
        opens_on=first,
        closes_on=last,
        published_on=first,
        made_by=by,
        created_at=_at(first),
    )


@transaction.atomic
def _contributors(country: Country) -> tuple[int, ...]:
    numbers = bulk.numbers_for(Contributor, CONTRIBUTORS)
    since = _at(country.day - dt.timedelta(days=YEARS * 365))
    bulk.write(
        Contributor,
        ("id", "email", "name", "language", "confirmed_at", "forgotten_at"),
        (
            (pk, f"person{n}@{MAIL}", wording.person_name(n).ar, str(Language.ARABIC), since, None)
            for n, pk in enumerate(numbers)
        ),
    )
    return tuple(numbers)


def _at(day: dt.date, hour: int = 15) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), ZONE)


# What becomes of an idea


def _adopted(
    chance: Random,
    project: int,
    life: Life,
    askings: Sequence[Asking],
    outside: Sequence[int],
    people: Sequence[int],
    country: Country,
) -> Thought:
    """Sent some months before its project was registered, which is the day on which it was adopted."""
    sent_on = life.registered_on - dt.timedelta(days=chance.randrange(10, 150))
    thought = _sent(chance, sent_on, askings, outside, people)
    curator = country.curators[life.number % len(country.curators)]
    taken_up = sent_on + (life.registered_on - sent_on) / 2
    thought.steps += [Taken(Step.TAKEN_UP, taken_up, curator), Taken(Step.ADOPTED, life.registered_on, curator)]
    thought.project = project
    _be_talked_about(chance, thought, people, life.registered_on)
    return thought


def _another(
    chance: Random,
    life: Life,
    earlier: Sequence[Thought],
    askings: Sequence[Asking],
    outside: Sequence[int],
    people: Sequence[int],
    country: Country,
) -> Thought:
    last = country.day - dt.timedelta(days=1)
    ends = chance.choices([status for status, _often in WHAT_ELSE], [often for _status, often in WHAT_ELSE])[0]
    waits = ends in (IdeaStatus.RECEIVED, IdeaStatus.IN_REVIEW, IdeaStatus.QUESTIONED)
    sent_on = last - dt.timedelta(days=chance.randrange(1, 60)) if waits else life.registered_on
    thought = _sent(chance, sent_on, askings, outside, people)
    curator = country.curators[(life.number + 1) % len(country.curators)]
    then = min(last, sent_on + dt.timedelta(days=chance.randrange(1, 40)))
    joined = next((one for one in reversed(earlier) if one.merged_into is None and _lives(one)), None)
    if ends != IdeaStatus.RECEIVED and ends != IdeaStatus.WITHDRAWN:
        thought.steps.append(Taken(Step.TAKEN_UP, then, curator))
    if ends == IdeaStatus.QUESTIONED:
        thought.steps.append(Taken(Step.ASKED, then, curator, QUESTION))
    elif ends == IdeaStatus.WITHDRAWN:
        thought.steps.append(Taken(Step.WITHDRAWN, then, thought.author))
    elif ends == IdeaStatus.MERGED and joined:
        _be_talked_about(chance, thought, people, then)
        _join(thought, joined, max(then, joined.steps[-1].on), curator)
        return thought
    elif ends == IdeaStatus.SPLIT:
        thought.steps.append(Taken(Step.SPLIT, then, curator, SPLIT))
    elif ends in (IdeaStatus.DECLINED, IdeaStatus.MERGED):
        thought.steps.append(Taken(Step.DECLINED, then, curator, DECLINED))
    _be_talked_about(chance, thought, people, then)
    return thought


def _parts(whole: Thought) -> list[Thought]:
    """What comes out of it, with its authors, as `actions.triage.split` makes them."""
    last = whole.steps[-1]
    return [
        Thought(
            whole.asking,
            Pair(f"{whole.title.en}: {part.en}", f"{whole.title.ar}: {part.ar}"),
            whole.body,
            whole.speaks_arabic,
            None,
            None,
            [Taken(Step.SENT, last.on, last.person, other=whole)],
            split_from=whole,
            brought=[(whole.author, whole.contributor, whole), *((*one[:2], whole) for one in whole.brought)],
        )
        for part in PARTS
    ]


def _lives(thought: Thought) -> bool:
    return thought.status in (IdeaStatus.RECEIVED, IdeaStatus.IN_REVIEW, IdeaStatus.ADOPTED)


def _sent(
    chance: Random, day: dt.date, askings: Sequence[Asking], outside: Sequence[int], people: Sequence[int]
) -> Thought:
    """To one of the calls that took ideas on that day; the box always did."""
    asking = chance.choice([one for one in askings if one.first <= day and (one.last is None or day <= one.last)])
    author = None if asking.is_outside else chance.choice(people)
    contributor = chance.choice(outside) if asking.is_outside else None
    steps = [Taken(Step.SENT, day, author)]
    return Thought(
        asking, wording.title(chance), wording.summary(chance), chance.random() < 0.6, author, contributor, steps
    )


def _be_talked_about(chance: Random, thought: Thought, people: Sequence[int], until: dt.date) -> None:
    """Supported and commented on while it was not decided."""
    days = max(1, (until - thought.steps[0].on).days)
    others = [
        person
        for person in chance.sample(people, min(len(people), int(chance.triangular(0, MOST_SUPPORTERS, 2))))
        if person != thought.author
    ]
    for person in others:
        since = thought.steps[0].on + dt.timedelta(days=chance.randrange(days))
        thought.supporters[person] = since, until if chance.random() < 0.05 else None, None
    for person in others[: chance.choices((0, 1, 2), weights=(70, 20, 10))[0]]:
        thought.comments.append((person, chance.choice(COMMENTS), until))


def _join(thought: Thought, into: Thought, day: dt.date, curator: int) -> None:
    """Its authors and supporters go with it, as `actions.triage.merge` brings them."""
    thought.steps.append(Taken(Step.MERGED, day, curator, JOINED, into))
    into.steps.append(Taken(Step.GAINED, day, curator, JOINED, thought))
    thought.merged_into = into
    writers = {(into.author, into.contributor), *(one[:2] for one in into.brought)}
    for person, contributor, _came in [(thought.author, thought.contributor, thought), *thought.brought]:
        if (person, contributor) not in writers:
            into.brought.append((person, contributor, thought))
            writers.add((person, contributor))
    wrote = {person for person, _contributor in writers}
    for person, (since, until, _from) in thought.supporters.items():
        if until is None and person not in wrote and person not in into.supporters:
            into.supporters[person] = since, None, thought


# As rows


def _write(thoughts: Sequence[Thought]) -> None:
    for number, thought in zip(bulk.numbers_for(Idea, len(thoughts)), thoughts, strict=True):
        thought.number = number
    # What another is joined to is written before it.
    in_order = sorted(thoughts, key=lambda thought: thought.merged_into is not None or thought.split_from is not None)
    bulk.write(Idea, IDEA, (_idea(thought) for thought in in_order))
    bulk.write(IdeaStep, STEP, (row for thought in thoughts for row in _steps(thought)))
    bulk.write(
        Authorship,
        ("idea_id", "person_id", "contributor_id", "came_from_id"),
        (row for thought in thoughts for row in _authorships(thought)),
    )
    bulk.write(
        Support,
        ("idea_id", "person_id", "since", "until", "came_from_id"),
        (
            (thought.number, person, _at(since), _at(until, 16) if until else None, came.number if came else None)
            for thought in thoughts
            for person, (since, until, came) in thought.supporters.items()
        ),
    )
    bulk.write(
        Comment,
        ("idea_id", "person_id", "words", "at", "hidden_at", "hidden_by_id", "hidden_why"),
        (
            (thought.number, person, thought.say(words), _at(day), None, None, "")
            for thought in thoughts
            for person, words, day in thought.comments
        ),
    )


def _idea(thought: Thought) -> Row:
    title, body, first = thought.say(thought.title), thought.say(thought.body), thought.steps[0]
    status = thought.status
    since = next(taken.on for taken in reversed(thought.steps) if taken.step != Step.GAINED)
    return (
        thought.number,
        len(thought.steps),
        thought.asking.call,
        thought.asking.form,
        title,
        body,
        str(Language.ARABIC if thought.speaks_arabic else Language.ENGLISH),
        {"q1": "200"},
        str(status),
        since,
        first.on,
        str(Showing.INSIDE),
        thought.merged_into.number if thought.merged_into else None,
        thought.split_from.number if thought.split_from else None,
        thought.project,
        None,
        words_of(title, body, reference_of(thought.number)),
        True,
        _at(first.on),
    )


def _steps(thought: Thought) -> Iterator[Row]:
    status = thought.began_as
    for place, taken in enumerate(thought.steps):
        status = status_after(taken.step, status) if place else status
        by_contributor = thought.contributor if taken.step in (Step.SENT, Step.WITHDRAWN) else None
        yield (
            thought.number,
            str(taken.step),
            str(status),
            thought.say(taken.words) if taken.words else "",
            "",
            taken.person,
            by_contributor,
            taken.other.number if taken.other else None,
            thought.project if taken.step == Step.ADOPTED else None,
            taken.on,
            _at(taken.on, 16),
        )


def _authorships(thought: Thought) -> Iterator[Row]:
    if thought.split_from is None:
        yield thought.number, thought.author, thought.contributor, None
    for person, contributor, came in thought.brought:
        yield thought.number, person, contributor, came.number
