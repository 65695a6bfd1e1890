"""The personas of the tests and their agencies, made through the actions."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.auth import authenticate
from django.test import Client

from accounts.actions import agencies, memberships, people
from accounts.enums import AgencyKind, Language, Role
from accounts.models import Agency, Person

PASSWORD = "seven quiet herons"
BACKEND = "accounts.backends.PersonBackend"

CGB: dict[str, Any] = {
    "code": "CGB",
    "name_en": "Civil Service and Government Development Bureau",
    "name_ar": "ديوان الخدمة المدنية والتطوير الحكومي",
    "kind": AgencyKind.BUREAU,
    "aliases": ("CSGDB",),
}


def found_lab() -> Person:
    """Hamad, the lab's administrator, who brings everybody else in."""
    return people.found_lab(
        agency=dict(CGB),
        email="hamad@cgb.example",
        name_en="Hamad Al-Kuwari",
        name_ar="حمد الكواري",
        password=PASSWORD,
        language=Language.ENGLISH,
    )


def agency(by: Person, code: str, **fields: Any) -> Agency:
    fields.setdefault("name_en", f"Agency {code}")
    fields.setdefault("name_ar", f"جهة {code}")
    return agencies.register(by=by, code=code, **fields)


def person(
    by: Person,
    email: str,
    role: Role | None = None,
    at: Agency | None = None,
    *,
    name_en: str = "",
    name_ar: str = "",
    language: str = Language.ENGLISH,
    **dates: Any,
) -> Person:
    local = email.split("@")[0]
    made = people.register(
        by=by,
        email=email,
        name_en=name_en or local.replace(".", " ").title(),
        name_ar=name_ar or f"شخص {local}",
        password=PASSWORD,
        language=language,
    )
    if role is not None:
        memberships.give_role(by=by, person=made, role=role, agency=at, **dates)
    return Person.objects.get(pk=made.pk)


def signed_in(who: Person | None, *, second_factor: bool = True) -> Client:
    """A browser of that person (of a visitor for None), with the second factor given where a role needs it."""
    client = Client()
    if who is None:
        return client
    client.force_login(who, backend=BACKEND)
    given = [{"method": "password", "at": time.time()}]
    if second_factor and who.standing.needs_second_factor:
        given.append({"method": "mfa", "type": "totp", "at": time.time()})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = given
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(who.pk)
    session.save()
    return client


def can_sign_in(email: str, password: str = PASSWORD) -> bool:
    return authenticate(None, email=email, password=password) is not None
