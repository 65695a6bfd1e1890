"""Every write of a follow-up.

`lay`, `settle` and `let_go` are parts of other actions, which ask the policy and record the audit event themselves; the
others are actions of their own.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Membership, Person
from portfolio.followups import subjects
from portfolio.followups.enums import Change, FollowUpStatus
from portfolio.followups.models import FollowUp, FollowUpChange
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked

# Nothing is promised for longer than a strategy lasts.
FARTHEST = dt.timedelta(days=3660)


def open_followup(
    *,
    by: Any,
    kind: str,
    about: models.Model,
    title: str,
    due_on: dt.date | None,
    owner: Person | None = None,
    owner_agency: Agency | None = None,
    opened_on: dt.date | None = None,
) -> FollowUp:
    """`opened_on` is for what is recorded later than it happened."""
    require(by, "followups.open", about)
    with transaction.atomic():
        followup = lay(
            by=by,
            kind=kind,
            about=about,
            title=title,
            due_on=due_on,
            owner=owner,
            owner_agency=owner_agency,
            opened_on=opened_on,
        )
        audit.record(
            by=by,
            action="followups.open",
            target=followup,
            agency_id=followup.subject_agency_id,
            after={**_facts(followup), "kind": kind, "subject": followup.subject_kind, "id": followup.subject_id},
        )
    return followup


def lay(
    *,
    by: Any,
    kind: str,
    about: models.Model,
    title: str,
    due_on: dt.date | None,
    owner: Person | None = None,
    owner_agency: Agency | None = None,
    opened_on: dt.date | None = None,
    path: str = "",
) -> FollowUp:
    """Open a follow-up as part of an action. `opened_on` is for what is recorded later than it happened, and `path`
    leads to where it is done where that is not the page of what it belongs to."""
    opened_on = opened_on or today()
    check(title=title, due_on=due_on, owner=owner, owner_agency=owner_agency, not_before=opened_on)
    assert due_on is not None
    subject = subjects.subject_of(about)
    if kind not in subjects.KINDS:
        raise ValueError(f"no such kind of follow-up: {kind}")
    with transaction.atomic():
        followup = FollowUp.objects.create(
            kind=kind,
            title=title.strip(),
            owner=owner,
            owner_agency=owner_agency,
            due_on=due_on,
            first_due_on=due_on,
            subject_kind=subject.kind,
            subject_id=about.pk,
            subject_path=path or subject.path_of(about),
            subject_agency_id=subject.agency_of(about),
            opened_by=by,
            opened_on=opened_on,
        )
        _note(followup, by, Change.OPENED, due_after=due_on, happened_on=opened_on)
        tell_owner(by=by, followup=followup)
    return followup


def change_due(*, by: Any, followup: FollowUp, version: int, due_on: dt.date | None, reason: str) -> FollowUp:
    """The day that was promised before stays beside the new one."""
    require(by, "followups.change_due", followup)
    with transaction.atomic():
        followup = locked(FollowUp.objects.all(), followup.pk, version)
        require(by, "followups.change_due", followup)
        problems = _problems_of_day(due_on, not_before=today())
        if not reason.strip():
            problems["reason"] = _("Say why the date changes.")
        if due_on == followup.due_on:
            problems["due_on"] = _("This is the date that it has already.")
        if problems:
            raise ValidationError(problems)
        assert due_on is not None
        before = followup.due_on
        followup.due_on = due_on
        _save(followup, "due_on")
        _note(followup, by, Change.DUE_CHANGED, due_before=before, due_after=due_on, reason=reason)
        _record(by, "followups.change_due", followup, before={"due_on": before})
    return followup


def hand_on(
    *,
    by: Any,
    followup: FollowUp,
    version: int,
    owner: Person | None = None,
    owner_agency: Agency | None = None,
    reason: str = "",
) -> FollowUp:
    require(by, "followups.hand_on", followup)
    with transaction.atomic():
        followup = locked(FollowUp.objects.all(), followup.pk, version)
        require(by, "followups.hand_on", followup)
        problems = problems_of_owner(owner, owner_agency)
        if not problems and (owner, owner_agency) == (followup.owner, followup.owner_agency):
            problems["owner"] = _("It is theirs already.")
        if problems:
            raise ValidationError(problems)
        before = {"owner": followup.owner_id, "owner_agency": followup.owner_agency_id}
        followup.owner, followup.owner_agency = owner, owner_agency
        _save(followup, "owner", "owner_agency")
        _note(followup, by, Change.HANDED_ON, reason=reason)
        _record(by, "followups.hand_on", followup, before=before)
        tell_owner(by=by, followup=followup)
    return followup


def close(*, by: Any, followup: FollowUp, version: int, outcome: str, closed_on: dt.date | None = None) -> FollowUp:
    require(by, "followups.close", followup)
    with transaction.atomic():
        followup = locked(FollowUp.objects.all(), followup.pk, version)
        require(by, "followups.close", followup)
        settle(by=by, followup=followup, outcome=outcome, closed_on=closed_on)
        _record(by, "followups.close", followup, before={"status": FollowUpStatus.OPEN.value})
    return followup


def drop(*, by: Any, followup: FollowUp, version: int, reason: str) -> FollowUp:
    require(by, "followups.drop", followup)
    with transaction.atomic():
        followup = locked(FollowUp.objects.all(), followup.pk, version)
        require(by, "followups.drop", followup)
        let_go(by=by, followup=followup, reason=reason)
        _record(by, "followups.drop", followup, before={"status": FollowUpStatus.OPEN.value})
    return followup


def settle(*, by: Any, followup: FollowUp, outcome: str, closed_on: dt.date | None = None) -> None:
    """Done, as part of an action that holds the row."""
    closed_on = closed_on or today()
    problems: dict[str, Any] = {}
    if not outcome.strip():
        problems["outcome"] = _("Say what came of it.")
    if closed_on > today():
        problems["closed_on"] = _("Choose today or a day before.")
    elif closed_on < followup.opened_on:
        problems["closed_on"] = _("It cannot be done before it was opened.")
    if problems:
        raise ValidationError(problems)
    _end(followup, by, FollowUpStatus.DONE, Change.CLOSED, outcome, closed_on)


def let_go(*, by: Any, followup: FollowUp, reason: str) -> None:
    """Dropped, as part of an action that holds the row."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is dropped.")})
    _end(followup, by, FollowUpStatus.DROPPED, Change.DROPPED, reason, today())


def _end(followup: FollowUp, by: Any, status: FollowUpStatus, what: Change, words: str, day: dt.date) -> None:
    followup.status, followup.outcome = status, words.strip()
    followup.closed_by, followup.closed_on = by, day
    _save(followup, "status", "outcome", "closed_by", "closed_on")
    _note(followup, by, what, reason=words, happened_on=day)


def check(
    *,
    title: str,
    due_on: dt.date | None,
    owner: Person | None,
    owner_agency: Agency | None,
    not_before: dt.date | None = None,
) -> None:
    """What every follow-up needs; raises where it was typed."""
    problems: dict[str, Any] = {}
    most = FollowUp._meta.get_field("title").max_length
    assert most is not None
    if not title.strip():
        problems["title"] = _("Say what has to be done.")
    elif len(title.strip()) > most:
        problems["title"] = _("This is too long; at most 300 characters fit.")
    problems |= _problems_of_day(due_on, not_before=not_before or today())
    problems |= problems_of_owner(owner, owner_agency)
    if problems:
        raise ValidationError(problems)


def _problems_of_day(day: dt.date | None, *, not_before: dt.date) -> dict[str, Any]:
    if day is None:
        return {"due_on": _("Give the day by which it is due.")}
    if day < not_before:
        return {"due_on": _("Choose today or a later day.")}
    if day > not_before + FARTHEST:
        return {"due_on": _("Choose a day within the next ten years.")}
    return {}


def problems_of_owner(owner: Person | None, owner_agency: Agency | None) -> dict[str, Any]:
    if owner is None and owner_agency is None:
        return {"owner": _("Name the person or the agency that does it.")}
    if owner is not None and not owner.is_active:
        return {"owner": _("This person's account is closed.")}
    if owner_agency is not None and owner_agency.closed_on is not None and owner_agency.closed_on <= today():
        return {"owner_agency": _("This agency is closed.")}
    return {}


def tell_owner(*, by: Any, followup: FollowUp) -> None:
    people = [person for person in owners_of(followup) if person.pk != getattr(by, "pk", None)]
    notices.tell(people, kind="followups.assigned", path=path_of(followup), facts={"followup": followup.pk})


def owners_of(followup: FollowUp) -> list[Person]:
    """The person, or where none is named those who answer for the agency."""
    if followup.owner is not None:
        return [followup.owner]
    answering = Membership.objects.valid_on(today()).filter(
        agency=followup.owner_agency_id, role__in=subjects.ANSWER_FOR_AN_AGENCY
    )
    return list(Person.objects.filter(is_active=True, pk__in=answering.values("person")))


def path_of(followup: FollowUp) -> str:
    return f"/portfolio/actions/{followup.pk}/"


def _save(followup: FollowUp, *fields: str) -> None:
    followup.version += 1
    followup.save(update_fields=[*fields, "version"])


def _note(followup: FollowUp, by: Any, what: Change, *, reason: str = "", **days: Any) -> None:
    FollowUpChange.objects.create(
        follow_up=followup,
        what=what,
        owner_after_id=followup.owner_id,
        owner_agency_after_id=followup.owner_agency_id,
        reason=reason.strip(),
        recorded_by=by,
        **days,
    )


def _record(by: Any, action: str, followup: FollowUp, *, before: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=action,
        target=followup,
        agency_id=followup.subject_agency_id,
        before=before,
        after=_facts(followup),
    )


def _facts(followup: FollowUp) -> dict[str, Any]:
    return {
        "due_on": followup.due_on,
        "owner": followup.owner_id,
        "owner_agency": followup.owner_agency_id,
        "status": str(followup.status),
    }
