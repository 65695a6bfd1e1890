"""Learning systems say by xAPI what tables say otherwise: who completed a course, and who did not pass it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions import record_completions
from training.actions.completions import COMES_TOO_EARLY
from training.actions.record_completions import PastCompletion
from training.actions.steps import held, step, tell
from training.enums import LEARNING, EnrolmentStatus
from training.models import Completion, Course, Enrolment, Statement, StatementSource

# So long after it was made a token can be read by who made it.
SHOWN_FOR = dt.timedelta(minutes=15)
# So often what a system says is taken up again where somebody took back or merged a completion meanwhile.
TRIES = 3
Verb = Statement.Verb


class Said(NamedTuple):
    number: UUID
    verb: str
    person: int
    course: Course
    happened_on: dt.date
    score: int | None = None


class Refused(Exception):
    """For machines and those who build them: in English, like the specification."""

    def __init__(self, place: int | None, field: str, words: str) -> None:
        # Among those that were sent together; None where it is about all of them.
        self.place, self.field, self.words = place, field, words
        super().__init__(words)


class AnotherStatement(Refused):
    """The number was used before, for something else."""


def make_source(*, by: Any, name: str) -> StatementSource:
    require(by, "training.keep_statement_sources")
    with transaction.atomic():
        if StatementSource.objects.filter(name__iexact=name).exists():
            raise ValidationError({"name": _("There is a system of this name already.")})
        source = StatementSource.objects.create(name=name, token_hash=get_random_string(64), made_by=by)
        source.token_hash = hash_of(token_of(source))
        source.save(update_fields=["token_hash"])
        audit.record(by=by, action="training.make_statement_source", target=source)
    return source


def revoke_source(*, by: Any, source: StatementSource) -> StatementSource:
    require(by, "training.keep_statement_sources")
    with transaction.atomic():
        source = StatementSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
        if source.revoked_at is not None:
            raise ValidationError(_("This token was revoked before."))
        source.revoked_at = timezone.now()
        source.save(update_fields=["revoked_at"])
        audit.record(by=by, action="training.revoke_statement_source", target=source)
    return source


def source_with(token: str) -> StatementSource | None:
    return StatementSource.objects.filter(token_hash=hash_of(token), revoked_at=None).first()


def token_of(source: StatementSource) -> str:
    """Made anew from the row and the key of this installation; kept nowhere."""
    return salted_hmac("training.statements", f"{source.pk}:{source.made_at.isoformat()}").hexdigest()


def is_readable(source: StatementSource, person: Any) -> bool:
    is_fresh = source.made_at + SHOWN_FOR > timezone.now()
    return is_fresh and source.revoked_at is None and source.made_by_id == person.pk


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def take(*, source: StatementSource, said: Sequence[Said]) -> None:
    """All of them or none. Who made the token answers for what comes by it."""
    for tried in range(1, TRIES + 1):
        try:
            _take(source, said)
            return
        except IntegrityError:
            if tried == TRIES:
                raise


def _take(source: StatementSource, said: Sequence[Said]) -> None:
    with transaction.atomic():
        source = StatementSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
        here = {one.number: one for one in source.statements.filter(number__in=[one.number for one in said])}
        new: dict[UUID, Said] = {}
        for place, one in enumerate(said):
            if one.happened_on > today():
                raise Refused(place, "timestamp", str(COMES_TOO_EARLY))
            known = here.get(one.number) or new.get(one.number)
            if known is None:
                new[one.number] = one
            elif _told(known) != _told(one):
                raise AnotherStatement(place, "id", f"The id {one.number} was used for another statement.")
        if not new:
            return
        Statement.objects.bulk_create(
            Statement(
                source=source,
                number=one.number,
                verb=one.verb,
                person_id=one.person,
                course=one.course,
                happened_on=one.happened_on,
                score=one.score,
            )
            for one in new.values()
        )
        completed = [one for one in new.values() if one.verb != Verb.FAILED]
        record_completions.write(by=source.made_by, source=source.name, past=_past(source, completed))
        for one in new.values():
            if one.verb == Verb.FAILED:
                _fail(source.made_by, one)
        audit.record(
            by=source.made_by,
            action="training.take_statements",
            target=source,
            count=len(new),
            after={"completed": len(completed), "failed": len(new) - len(completed)},
        )


def _told(one: Any) -> tuple[Any, ...]:
    person = one.person if isinstance(one, Said) else one.person_id
    return (str(one.verb), person, one.course.pk, one.happened_on, one.score)


def _past(source: StatementSource, said: Sequence[Said]) -> list[PastCompletion]:
    """“Completed” and “passed” of one day are one completion: it keeps the score, whichever came first."""
    here = Completion.objects.current().filter(
        source_name=source.name, person__in={one.person for one in said}, course__in={one.course for one in said}
    )
    told = {
        (person, course, day): (key, score)
        for person, course, day, key, score in here.order_by("pk").values_list(
            "person", "course", "completed_on", "source_key", "score"
        )
    }
    past = {}
    for one in said:
        same = (one.person, one.course.pk, one.happened_on)
        key, score = told.get(same, (str(one.number), None))
        told[same] = key, score if one.score is None else one.score
        past[same] = PastCompletion(key, one.person, one.course, one.happened_on, told[same][1])
    return list(past.values())


def _fail(by: Any, one: Said) -> None:
    """Whoever was learning has failed; without an enrolment here the statement stands by itself."""
    found = Enrolment.objects.filter(person=one.person, course=one.course, status__in=LEARNING).first()
    if found is not None:
        enrolment = held(found)
        if enrolment.status in LEARNING:
            step(by=by, enrolment=enrolment, to=EnrolmentStatus.FAILED, on=one.happened_on)
            tell(enrolment, "training.failed")
