"""The seeded country's agencies and people.

Nobody can sign in, as none of them has a password; so they are no demo accounts, which a server refuses to start with.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.actions import agencies, people
from accounts.enums import Language, Role
from accounts.models import Agency, Membership, Person
from portfolio.projects.seeding import bulk, wording
from records.actions import audit
from records.search_words import words_of

OFFICERS_AN_AGENCY = 3
CURATORS = 5
LEADERS = 3
MAIL = "scale.example"


def founder() -> Person:
    """The lab's administrator: who is there already, or a new one whom nobody knows the password of."""
    holder = Person.objects.filter(memberships__role=Role.LAB_ADMINISTRATOR).order_by("id").first()
    if holder is not None:
        return holder
    return people.found_lab(
        agency={
            "code": "SCALE-LAB",
            "name_en": "Innovation Lab (demo)",
            "name_ar": "مختبر الابتكار (تجريبي)",
            "kind": "bureau",
            "is_demo": True,
        },
        email=f"administrator@{MAIL}",
        name_en="Administrator",
        name_ar="مدير",
        password=secrets.token_urlsafe(24),
        language=Language.ENGLISH,
    )


def seed_agencies(by: Person, count: int) -> list[Agency]:
    made = []
    with transaction.atomic():
        for number in range(count):
            kind, name = wording.agency_name(number)
            made.append(
                agencies.register(
                    by=by, code=f"S{number + 1:03d}", name_en=name.en, name_ar=name.ar, kind=kind, is_demo=True
                )
            )
    return made


def seed_people(by: Person, at: list[Agency], day: dt.date) -> dict[int, list[int]]:
    """Officers, a lead and a trainee for each agency, curators for the lab, leaders for the country."""
    lab = Membership.objects.filter(person=by, role=Role.LAB_ADMINISTRATOR).values_list("agency", flat=True)[0]
    holders: list[tuple[str, str, int | None]] = []
    for agency in at:
        mark = agency.code.lower()
        holders += [
            (f"officer{n}.{mark}", Role.INNOVATION_OFFICER, agency.pk) for n in range(1, OFFICERS_AN_AGENCY + 1)
        ]
        holders += [(f"lead.{mark}", Role.AGENCY_LEAD, agency.pk), (f"trainee.{mark}", Role.TRAINEE, agency.pk)]
    holders += [(f"curator{n}", Role.LAB_CURATOR, lab) for n in range(1, CURATORS + 1)]
    holders += [(f"leader{n}", Role.LEADER, None) for n in range(1, LEADERS + 1)]
    with transaction.atomic():
        numbers = bulk.numbers_for(Person, len(holders))
        bulk.write(
            Person, PERSON, (person(pk, n, who[0]) for n, (pk, who) in enumerate(zip(numbers, holders, strict=True)))
        )
        since = day - dt.timedelta(days=5 * 365)
        bulk.write(
            Membership,
            ("person_id", "agency_id", "role", "starts_on", "ends_on"),
            ((pk, agency, str(role), since, None) for pk, (_, role, agency) in zip(numbers, holders, strict=True)),
        )
        audit.record(by=by, action="projects.seed_people", count=len(holders), after={"people": len(holders)})
    officers: dict[int, list[int]] = {}
    for pk, (_, role, agency_id) in zip(numbers, holders, strict=True):
        if role == Role.INNOVATION_OFFICER and agency_id is not None:
            officers.setdefault(agency_id, []).append(pk)
    return officers


PERSON = (
    "id",
    "email",
    "name_en",
    "name_ar",
    "language",
    "wants_mail",
    "is_active",
    "is_superuser",
    "is_demo",
    "joined_at",
    "forgotten_at",
    "last_login",
    "password",
    "words",
)


def person(pk: int, number: int, mark: str) -> tuple[Any, ...]:
    name, email = wording.person_name(number), f"{mark}@{MAIL}"
    language = str(Language.ARABIC if number % 5 < 3 else Language.ENGLISH)
    return (
        pk,
        email,
        name.en,
        name.ar,
        language,
        False,
        True,
        False,
        False,
        timezone.now(),
        None,
        None,
        make_password(None),
        words_of(name.en, name.ar, email),
    )
