"""Addresses of people without an account: a new link to follow an idea by, removal on request, and removal by age."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from portfolio.ideas.actions import telling
from portfolio.ideas.actions.links import CONFIRM_WITHIN
from portfolio.ideas.enums import UNDECIDED
from portfolio.ideas.models import Contributor, HeldIdea, Idea
from records import personal_values
from records.actions import audit
from records.policy import require

# What nobody confirmed goes a day after its link has ended.
HELD_FOR = CONFIRM_WITHIN + dt.timedelta(days=1)
# An address stays until a year after the last of its ideas was decided.
KEPT_FOR = dt.timedelta(days=365)


def send_new_link(*, email: str) -> None:
    """To whoever has sent an idea from this address. The answer is the same where nobody has."""
    contributor = Contributor.objects.filter(email__iexact=email.strip()).first()
    with transaction.atomic():
        audit.record(by=None, action="ideas.send_link", target=contributor)
        if contributor and contributor.is_reachable:
            minute = timezone.now().strftime("%Y%m%d%H%M")
            telling.write_to(contributor, kind="ideas.link", idea=None, once=f"ideas.link:{contributor.pk}:{minute}")


def forget_address(*, by: Any, contributor: Contributor) -> dict[str, int]:
    """Name and address go, from wherever they are; the ideas stay and name nobody. `by=None` is the operator."""
    if by is not None:
        require(by, "ideas.forget_address", contributor)
    with transaction.atomic():
        contributor = Contributor.objects.select_for_update().get(pk=contributor.pk)
        cleared = _empty([contributor])
        audit.record(
            by=by if by is not None and not isinstance(by, Contributor) else None,
            action="ideas.forget_address",
            target=contributor,
            after={"cleared": cleared},
        )
    return cleared


def clear_what_has_served() -> tuple[int, int]:
    """What was never confirmed, and addresses whose last idea was decided a year ago. Answers how many of each."""
    now = timezone.now()
    with transaction.atomic():
        held, _by_model = HeldIdea.objects.filter(at__lt=now - HELD_FOR).delete()
        old = list(addresses_past_their_time(now))
        if old:
            _empty(old)
        if held or old:
            audit.record(
                by=None,
                action="ideas.clear_addresses",
                count=held + len(old),
                after={"unconfirmed": held, "contributors": [one.pk for one in old]},
            )
    return held, len(old)


def addresses_past_their_time(now: dt.datetime) -> Any:
    waiting = Idea.objects.filter(authorships__contributor=OuterRef("pk"), status__in=UNDECIDED)
    return (
        Contributor.objects.filter(forgotten_at=None, email__contains="@", confirmed_at__lt=now - KEPT_FOR)
        .annotate(last=Max("authorships__idea__status_since"))
        .filter(~Exists(waiting))
        .filter(Q(last=None) | Q(last__lt=timezone.localdate(now - KEPT_FOR)))
    )


def _empty(contributors: list[Contributor]) -> dict[str, int]:
    values = [value for one in contributors for value in (one.email, one.name) if value]
    for one in contributors:
        HeldIdea.objects.filter(email__iexact=one.email).delete()
        one.email, one.name, one.forgotten_at = "", "", timezone.now()
        one.save(update_fields=["email", "name", "forgotten_at"])
    return personal_values.remove(values, keep=Contributor.objects.none())
