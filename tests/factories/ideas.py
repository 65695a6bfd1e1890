"""Calls and ideas of the stories, made through the actions."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

from accounts.models import Agency, Person
from portfolio.ideas.actions import calls, sending, triage
from portfolio.ideas.actions.links import link_to_confirm
from portfolio.ideas.enums import Audience
from portfolio.ideas.models import Call, Contributor, Idea
from portfolio.ideas.queries import current_form

_numbers = count(1)


def draft(by: Person, audience: str = Audience.GOVERNMENT, **fields: Any) -> Call:
    number = next(_numbers)
    fields.setdefault("title_en", f"Call {number}")
    fields.setdefault("title_ar", f"نداء {number}")
    if audience == Audience.STUDENTS:
        fields.setdefault("domains", "university.example")
    return calls.prepare(by=by, audience=audience, **fields)


def call(by: Person, audience: str = Audience.GOVERNMENT, *, asked: Any = (), **fields: Any) -> Call:
    made = draft(by, audience, **fields)
    if asked:
        calls.set_questions(by=by, call=made, form=current_form(made), asked=list(asked))
    return calls.open_call(by=by, call=made)


def agency_call(by: Person, agency: Agency, **fields: Any) -> Call:
    return call(by, Audience.AGENCY, agency=agency, **fields)


def idea(by: Person, to: Call, title: str = "One counter for newborns", **fields: Any) -> Idea:
    fields.setdefault("body", "Parents go to three counters in the first week. One visit could do.")
    return sending.send(
        by=by, call=to, form=fields.pop("form", None) or current_form(to), title=title, language="en", **fields
    )


def held(to: Call, email: str = "salma@people.example", title: str = "Shade at the bus stops", **fields: Any) -> Any:
    fields.setdefault("body", "Waiting at noon is hard. A roof over each stop would help.")
    return sending.hold(
        call=to,
        form=current_form(to),
        title=title,
        language="en",
        email=email,
        key=fields.pop("key", uuid4()),
        **fields,
    )


def from_outside(to: Call, email: str = "salma@people.example", **fields: Any) -> tuple[Idea, Contributor]:
    return sending.confirm(link=link_to_confirm(held(to, email, **fields)))


def adopted(by: Person, of: Idea, agency: Agency, **fields: Any) -> Any:
    fields.setdefault("title_en", "One counter")
    fields.setdefault("title_ar", "شباك واحد")
    return triage.adopt(by=by, idea=of, lead_agency=agency, **fields)
