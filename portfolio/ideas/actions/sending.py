"""Ideas come in: from people at once, from others once their address is confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from portfolio.ideas.actions import steps, telling
from portfolio.ideas.actions.links import held_key_behind
from portfolio.ideas.enums import Audience, Step
from portfolio.ideas.models import Authorship, Call, Contributor, FormVersion, HeldIdea, Idea
from portfolio.ideas.models.idea import reference_of
from portfolio.ideas.rules import is_address_of_student
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.search_words import words_of

GONE = _("This address opens nothing any more. Send your idea again.")


def send(
    *,
    by: Person,
    call: Call,
    form: FormVersion,
    title: str,
    body: str,
    language: str,
    answers: dict[str, Any] | None = None,
    on: dt.date | None = None,
    is_demo: bool = False,
) -> Idea:
    """Somebody with an account sends an idea to a call that is put to them. `on` is for what was sent before today."""
    call = _as_it_stands(call)
    require(by, "ideas.send", call)
    _check(call, form, title, body)
    with transaction.atomic():
        idea = receive(
            Idea(
                call=call, form=form, title=title, body=body, language=language, answers=answers or {}, is_demo=is_demo
            ),
            by=by,
            on=on,
        )
        Authorship.objects.create(idea=idea, person=by)
        audit.record(by=by, action="ideas.send", target=idea, agency_id=call.agency_id, after=told(idea))
    return idea


def hold(
    *,
    call: Call,
    form: FormVersion,
    title: str,
    body: str,
    language: str,
    email: str,
    name: str = "",
    answers: dict[str, Any] | None = None,
    key: UUID | None = None,
) -> HeldIdea:
    """Keeps what somebody without an account typed until they open the link that goes to their address."""
    call = _as_it_stands(call)
    require(None, "ideas.hold", call)
    _check(call, form, title, body)
    email = email.strip().lower()
    if call.audience == Audience.STUDENTS and not is_address_of_student(email, call):
        raise ValidationError({"email": _("This call is for students: give the address of your university or school.")})
    with transaction.atomic():
        held, is_new = HeldIdea.objects.get_or_create(
            key=key or uuid4(),
            defaults={
                "call": call,
                "form": form,
                "title": title,
                "body": body,
                "language": language,
                "email": email,
                "name": name.strip(),
                "answers": answers or {},
            },
        )
        if not is_new:
            return held
        notices.write_letter(kind="ideas.confirm", facts={"held": str(held.key)}, once=f"ideas.confirm:{held.key}")
        # Neither the address nor the words: nothing of it is anybody's yet.
        audit.record(by=None, action="ideas.hold", target=call, agency_id=call.agency_id)
    return held


def confirm(*, link: str, on: dt.date | None = None, is_demo: bool = False) -> tuple[Idea, Contributor]:
    """The address is theirs: the idea gets its number. The same link opened again leads to the same idea."""
    key = held_key_behind(link)
    if key is None:
        raise ValidationError(GONE, code="closed")
    with transaction.atomic():
        held = HeldIdea.objects.select_for_update(of=("self",)).select_related("call", "form").filter(key=key).first()
        if held is None:
            return _confirmed_before(key)
        contributor = Contributor.objects.filter(email__iexact=held.email).first()
        if contributor is None:
            contributor = Contributor.objects.create(email=held.email, name=held.name, language=held.language)
        elif contributor.language != held.language:
            # They are answered in the language in which they wrote last.
            contributor.language = held.language
            contributor.save(update_fields=["language"])
        idea = receive(
            Idea(
                call=held.call,
                form=held.form,
                title=held.title,
                body=held.body,
                language=held.language,
                answers=held.answers,
                held_key=held.key,
                is_demo=is_demo,
            ),
            by=contributor,
            on=on,
        )
        Authorship.objects.create(idea=idea, contributor=contributor)
        held.delete()
        audit.record(
            by=None,
            action="ideas.confirm",
            target=idea,
            agency_id=idea.call.agency_id,
            after={**told(idea), "contributor": contributor.pk},
        )
        telling.write_to(contributor, kind="ideas.received", idea=idea, once=f"ideas.received:{idea.pk}")
    return idea, contributor


def _confirmed_before(key: UUID) -> tuple[Idea, Contributor]:
    idea = Idea.objects.filter(held_key=key).first()
    authorship = idea.authorships.select_related("contributor").filter(came_from=None).first() if idea else None
    if idea is None or authorship is None or authorship.contributor is None or not authorship.contributor.is_reachable:
        raise ValidationError(GONE, code="closed")
    return idea, authorship.contributor


def receive(idea: Idea, *, by: Any, on: dt.date | None = None) -> Idea:
    """Writes the idea with the first step of its history; the number it gets is one of the words it is found by."""
    day = on or today()
    idea.sent_on = idea.status_since = day
    idea.save()
    idea.words = words_of(idea.title, idea.body, reference_of(idea.pk))
    idea.save(update_fields=["words"])
    steps.write(Step.SENT, by=by, idea=idea, other=idea.split_from, day=day)
    return idea


def _as_it_stands(call: Call) -> Call:
    """It may have been closed since the page was opened."""
    return Call.objects.select_related("agency").get(pk=call.pk)


def told(idea: Idea) -> dict[str, Any]:
    return {"call": idea.call_id, "form": idea.form_id, "status": idea.status}


def _check(call: Call, form: FormVersion, title: str, body: str) -> None:
    problems: dict[str, Any] = {}
    if form.call_id != call.pk:
        raise ValidationError(_("Open the form again."))
    if not title.strip():
        problems["title"] = _("Give your idea a title.")
    if not body.strip():
        problems["body"] = _("Describe your idea in a few sentences.")
    if problems:
        raise ValidationError(problems)
