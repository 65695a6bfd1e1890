"""Training in the seeded country: courses, those who learn, what they enrolled in and completed, and when it ends."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency, Person
from portfolio.projects.seeding import bulk, people
from records.actions import audit
from records.clock import today
from training.actions import record_catalogue, record_completions, requirements
from training.actions.competencies import ensure_competencies
from training.actions.record_catalogue import PastCourse
from training.actions.record_completions import PastCompletion
from training.actions.tallies import count_cells
from training.enums import EnrolmentStatus
from training.models import Competency, Course, CourseVersion, Enrolment, Learner

SOURCE = "seeded-training"
BATCH = 5_000
BACK = 3 * 365
GRADES = 9
# Of a hundred who are over with a course.
COMPLETED = 70
FAILED = 10


@dataclass(frozen=True)
class Scale:
    courses: int
    enrolments: int
    # Enrolments of one person, each in another course.
    each: int = 10


def seed_training(scale: Scale, chance: int, say: Callable[[str], None] = lambda line: None) -> None:
    """Needs the agencies of `seed_scale`. What is completed goes through the action, with its roll-up."""
    agencies = list(Agency.objects.filter(code__regex=r"^S\d+$").order_by("code"))
    if not agencies or Learner.objects.filter(source_name=SOURCE).exists():
        raise ValidationError(_("Seed a country first, and its training once."))
    by, day = people.founder(), today()
    courses = _courses(by, scale.courses)
    learners = _learners(by, agencies, -(-scale.enrolments // min(scale.each, scale.courses)))
    say(f"{len(courses)} courses, {len(learners)} people who learn")
    versions = dict(CourseVersion.objects.filter(course__in=courses).values_list("course", "pk"))
    tries = _tries(random.Random(chance), learners, courses, scale, day)  # noqa: S311 - invented data
    written = 0
    while batch := list(islice(tries, BATCH)):
        with transaction.atomic():
            bulk.write(Enrolment, ENROLMENT, (_row(one, versions, by) for one in batch))
            audit.record(by=by, action="projects.seed_training", count=len(batch), after={"enrolments": len(batch)})
        past = [
            PastCompletion(f"{one.person}-{one.course.code}", one.person, one.course, one.until, one.score)
            for one in batch
            if one.status == EnrolmentStatus.COMPLETED
        ]
        record_completions.record(by=by, source=SOURCE, past=past)
        written += len(batch)
        if written % (10 * BATCH) == 0 or written == scale.enrolments:
            say(f"{written} of {scale.enrolments} enrolments")
    for agency in agencies:
        with transaction.atomic():
            count_cells({(agency.pk, course.pk) for course in courses})
    for number, course in enumerate(courses[:12]):
        requirements.put(by=by, course=course, grade="" if number % 3 else str(number % GRADES + 1))
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


@dataclass(frozen=True, slots=True)
class Try:
    person: int
    agency: int
    course: Course
    asked: dt.date
    until: dt.date
    status: EnrolmentStatus
    score: int


def _courses(by: Person, count: int) -> list[Course]:
    past = [
        PastCourse(
            code=f"scale-{number:03d}",
            title_en=f"Course {number} (demo)",
            title_ar=f"دورة {number} (تجريبية)",
            validity_months=(None, 12, 24, 36)[number % 4],
        )
        for number in range(1, count + 1)
    ]
    courses = record_catalogue.courses(by=by, source=SOURCE, past=past)
    ensure_competencies()
    skills = list(Competency.objects.order_by("order", "code"))
    teaches = Course.competencies.through
    teaches.objects.bulk_create(
        teaches(course=course, competency=skills[place % len(skills)]) for place, course in enumerate(courses)
    )
    return courses


def _learners(by: Person, agencies: list[Agency], count: int) -> list[tuple[int, int]]:
    """(person, agency): nobody of them can sign in."""
    with transaction.atomic():
        numbers = bulk.numbers_for(Person, count)
        made = [(pk, agencies[place % len(agencies)].pk) for place, pk in enumerate(numbers)]
        bulk.write(
            Person, people.PERSON, (people.person(pk, n, f"learner{n}") for n, pk in enumerate(numbers, start=1))
        )
        bulk.write(
            Learner,
            ("person_id", "agency_id", "grade", "manager_id", "source_name", "source_key"),
            ((pk, at, str(n % GRADES + 1), None, SOURCE, f"{n:06d}") for n, (pk, at) in enumerate(made, start=1)),
        )
        audit.record(by=by, action="projects.seed_people", count=count, after={"people": count})
    return made


def _tries(
    chance: random.Random, learners: list[tuple[int, int]], courses: list[Course], scale: Scale, day: dt.date
) -> Iterator[Try]:
    left = scale.enrolments
    for person, agency in learners:
        for course in chance.sample(courses, min(scale.each, left, len(courses))):
            asked = day - dt.timedelta(days=chance.randint(0, BACK))
            until = min(day, asked + dt.timedelta(days=chance.randint(0, 120)))
            yield Try(person, agency, course, asked, until, _status(chance), chance.randint(50, 100))
            left -= 1


def _status(chance: random.Random) -> EnrolmentStatus:
    drawn = chance.randrange(100)
    if drawn < COMPLETED:
        return EnrolmentStatus.COMPLETED
    if drawn < COMPLETED + FAILED:
        return EnrolmentStatus.FAILED
    return EnrolmentStatus.IN_PROGRESS if drawn % 2 else EnrolmentStatus.NOMINATED


ENROLMENT = (
    "person_id",
    "course_id",
    "version_id",
    "session_id",
    "at_lesson_id",
    "begun_on",
    "agency_id",
    "status",
    "status_since",
    "asked_at",
    "asked_by_id",
)


def _row(one: Try, versions: dict[int, int], by: Person) -> tuple[Any, ...]:
    asked_at = timezone.make_aware(dt.datetime.combine(one.asked, dt.time(9)))
    begun = None if one.status == EnrolmentStatus.NOMINATED else one.asked
    return (
        one.person,
        one.course.pk,
        versions[one.course.pk],
        None,
        None,
        begun,
        one.agency,
        str(one.status),
        asked_at,
        asked_at,
        by.pk,
    )
