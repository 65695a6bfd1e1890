"""One person who stands here twice: a person says so, and what was told of either is told of one from then on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actions.memberships import hold
from accounts.models import Membership, Person, SignedInSession
from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions.obligations import draw_of_people
from training.actions.revisions import revise
from training.actions.staff import learner_of
from training.actions.steps import step
from training.actions.tallies import count_cells, count_person
from training.actions.traits import draw_traits
from training.enums import OPEN_STATUSES, EnrolmentStatus
from training.models import Completion, Course, Distinct, Enrolment, Learner, Merger

WHY = "Merged with another entry of the same person."


def merge(*, by: Any, gone: Person, kept: Person) -> Merger:
    """Nothing is deleted: completions go over, and what was told of them before can be read."""
    require(by, "training.merge_people", (gone, kept))
    with transaction.atomic():
        people = Person.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk([gone.pk, kept.pk])
        gone, kept = people[gone.pk], people[kept.pk]
        _can_be_merged(gone, kept)
        theirs = learner_of(gone)
        hers = learner_of(kept, theirs.agency)
        courses = set(Completion.objects.filter(person__in=[gone, kept]).values_list("course", flat=True))
        moved = {
            "completions": _completions(by, gone, kept),
            "enrolments": _enrolments(by, gone, kept),
            "roles": _roles(gone, kept),
        }
        # With the roles that went over the work of both may have moved.
        hers.refresh_from_db()
        _work(theirs, hers, kept)
        for course in Course.objects.filter(pk__in=courses).order_by("pk"):
            count_person(gone, course)
            count_person(kept, course)
        cells = Enrolment.objects.filter(person=kept).exclude(agency=None).values_list("agency", "course")
        count_cells(cells)
        SignedInSession.objects.filter(person_id=gone.pk).delete()
        gone.is_active = False
        gone.save(update_fields=["is_active"])
        draw_of_people([gone.pk, kept.pk])
        merger = Merger.objects.create(gone=gone, kept=kept, moved=moved, by=by)
        draw_traits([gone.pk])
        audit.record(
            by=by,
            action="training.merge_people",
            target=merger,
            agency_id=hers.agency_id,
            after={"gone": gone.pk, "kept": kept.pk, **moved},
        )
    return merger


def keep_apart(*, by: Any, one: Person, other: Person) -> Distinct:
    require(by, "training.keep_apart")
    with transaction.atomic():
        first, second = sorted((one, other), key=lambda person: person.pk)
        found, is_new = Distinct.objects.get_or_create(one=first, other=second, defaults={"by": by})
        if not is_new:
            raise ValidationError(_("Somebody said so already."))
        audit.record(by=by, action="training.keep_apart", target=found, after={"people": sorted((first.pk, second.pk))})
    return found


def _can_be_merged(gone: Person, kept: Person) -> None:
    if gone.pk == kept.pk:
        raise ValidationError(_("These are not two entries."))
    if gone.forgotten_at or kept.forgotten_at:
        raise ValidationError(_("This person's data was removed."))
    if Merger.objects.filter(Q(gone__in=[gone, kept]) | Q(kept=gone)).exists():
        raise ValidationError(_("One of them was merged already."))


def _completions(by: Any, gone: Person, kept: Person) -> int:
    """A completion of which both entries tell counts once. The other goes over too, so that its source, which tells it
    again, tells nothing new."""
    known = set(Completion.objects.current().filter(person=kept).values_list("course", "completed_on"))
    count = 0
    for told in Completion.objects.current().filter(person=gone).order_by("pk").select_for_update(of=("self",)):
        if (told.course_id, told.completed_on) in known:
            revise(told, by=by, person=kept, is_void=True, reason=WHY)
        else:
            revise(told, by=by, person=kept, reason=WHY)
            count += 1
    return count


def _enrolments(by: Any, gone: Person, kept: Person) -> int:
    """Of two open tries at one course the one that goes over is withdrawn: it is nobody's failure."""
    learning = set(Enrolment.objects.filter(person=kept, status__in=OPEN_STATUSES).values_list("course", flat=True))
    rows = list(Enrolment.objects.filter(person=gone).order_by("pk").select_for_update(of=("self",)))
    for enrolment in rows:
        if enrolment.status in OPEN_STATUSES and enrolment.course_id in learning:
            step(by=by, enrolment=enrolment, to=EnrolmentStatus.WITHDRAWN, reason=WHY)
        enrolment.person = kept
        enrolment.save(update_fields=["person"])
    return len(rows)


def _roles(gone: Person, kept: Person) -> int:
    """Roles in force go over from today; until yesterday they were held under the other name."""
    day, count = today(), 0
    for role in Membership.objects.valid_today().filter(person=gone).order_by("pk").select_for_update(of=("self",)):
        has_it = kept.memberships.valid_today().filter(agency=role.agency, role=role.role).exists()
        last_day = day - dt.timedelta(days=1)
        ends_on, role.ends_on = role.ends_on, last_day
        role.starts_on = min(role.starts_on, last_day)
        role.save(update_fields=["starts_on", "ends_on"])
        if not has_it:
            hold(Membership(person=kept, agency_id=role.agency_id, role=role.role, starts_on=day, ends_on=ends_on))
            count += 1
    return count


def _work(theirs: Learner, hers: Learner, kept: Person) -> None:
    """What the one lacks the other tells. The row of who went keeps its key, by which its source still finds her."""
    hers.agency_id = hers.agency_id or theirs.agency_id
    hers.grade = hers.grade or theirs.grade
    if hers.manager_id is None and theirs.manager_id != kept.pk:
        hers.manager_id = theirs.manager_id
    hers.save(update_fields=["agency", "grade", "manager"])
    Learner.objects.filter(manager=theirs.person_id).exclude(person=kept).update(manager=kept)
