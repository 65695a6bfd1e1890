"""What training knows of people beyond their accounts."""

from __future__ import annotations

import datetime as dt

from accounts.models import Agency, Person
from records.clock import today
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
        at = agency or agency_of(person, today())
        found, _is_new = Learner.objects.get_or_create(person=person, defaults={"agency": at})
        found = Learner.objects.select_for_update(of=("self",)).get(pk=found.pk)
    return found
