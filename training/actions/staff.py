"""What training knows of people beyond their accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from accounts.models import Agency, Person
from records.clock import today
from training.actions.obligations import draw_of_people
from training.models import Learner


def agency_of(person: Person, day: dt.date) -> Agency | None:
    """For whom somebody worked on a day, as far as roles tell; the longest held where there are several."""
    held = person.memberships.exclude(agency=None).select_related("agency").order_by("starts_on", "pk")
    first = held.valid_on(day).first() or held.first()
    return first.agency if first else None


def learner_of(person: Person, agency: Agency | None = None) -> Learner:
    """Her row, held; made when she first has to do with training."""
    found = Learner.objects.select_for_update(of=("self",)).filter(person=person).first()
    if found is None:
        # Whoever holds a person's row and that of her learning holds her own first.
        hold_people([person.pk])
        at = agency or agency_of(person, today())
        _found, is_new = Learner.objects.get_or_create(person=person, defaults={"agency": at})
        if is_new:
            draw_of_people([person.pk])
        found = Learner.objects.select_for_update(of=("self",)).get(person=person)
    return found


def hold_people(people: Collection[int]) -> None:
    """Their rows, in one order; others may name them meanwhile."""
    rows = Person.objects.filter(pk__in=people).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
