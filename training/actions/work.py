"""For whom people work, and what goes with them when that changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import Membership
from records.clock import today
from training.actions.obligations import draw_of_people
from training.actions.staff import hold_people
from training.actions.tallies import count_cells
from training.models import Completion, Learner

# Person, agency before, agency now.
Move = tuple[int, int | None, int | None]


def follow_roles(people: Collection[int]) -> int:
    """After their roles changed: what they have to know, and for whom they work. Answers how many moved.

    Whoever puts a requirement is waited for before any cell is held, as she holds cells after that."""
    with transaction.atomic():
        moved = _move(people)
        draw_of_people(people)
        count_moved(moved)
    return len(moved)


def _move(people: Collection[int]) -> list[Move]:
    """Whom no source tells of works where the role is that has been held longest; without any role, for nobody here.
    Who never held one works where training was told."""
    rows = Learner.objects.filter(person__in=people, source_key="").order_by("pk")
    begun = Membership.objects.exclude(agency=None).filter(person__in=people, starts_on__lte=today())
    if not rows.exists() or not begun.exists():
        return []
    hold_people(people)
    ever = set(begun.values_list("person", flat=True))
    # The one that has been held longest comes last, and stays.
    now: dict[int, int | None] = dict(begun.valid_today().order_by("-starts_on", "-pk").values_list("person", "agency"))
    moved: list[Move] = []
    for learner in rows.select_for_update(of=("self",)):
        agency = now.get(learner.person_id)
        if learner.person_id in ever and learner.agency_id != agency:
            moved.append((learner.person_id, learner.agency_id, agency))
            learner.agency_id = agency
            learner.save(update_fields=["agency"])
    return moved


def follow_roles_of_today() -> int:
    """Roles begin and end by the clock, which saves nothing: those whom that has moved since the day before."""
    begun = Membership.objects.filter(person=OuterRef("person"), starts_on__lte=today()).exclude(agency=None)
    longest = Subquery(begun.valid_today().order_by("starts_on", "pk").values("agency")[:1])
    known = Learner.objects.filter(Exists(begun), source_key="").annotate(longest=longest)
    elsewhere = ~Q(agency=F("longest")) | Q(agency=None, longest__isnull=False) | Q(agency__isnull=False, longest=None)
    people = set(known.filter(elsewhere).values_list("person", flat=True))
    return follow_roles(people) if people else 0


def follow_activity(person: int) -> None:
    """After an account was closed or opened again: whoever is not active is nobody's."""
    with transaction.atomic():
        learner = Learner.objects.select_for_update(of=("self",)).filter(person=person).first()
        draw_of_people([person])
        if learner is not None:
            count_moved([(person, None, learner.agency_id)])


def count_moved(moved: Sequence[Move]) -> None:
    """With whoever goes to another agency goes what she holds."""
    if not moved:
        return
    held: dict[int, set[int]] = {}
    rows = Completion.objects.current().filter(person__in=[person for person, _before, _now in moved]).order_by()
    for person, course in rows.values_list("person", "course"):
        held.setdefault(person, set()).add(course)
    count_cells(
        {
            (agency, course)
            for person, before, now in moved
            for agency in (before, now)
            for course in held.get(person, [])
            if agency
        }
    )
