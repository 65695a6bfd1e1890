"""The only way to fetch a follow-up. Out of scope is the same 404 as what is not there."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from portfolio.followups.models import FollowUp


def followup_of(person: Any, pk: int) -> FollowUp:
    seen = FollowUp.objects.visible_to(person).select_related("owner", "owner_agency", "opened_by", "closed_by")
    try:
        return seen.get(pk=pk)
    except FollowUp.DoesNotExist as error:
        raise Http404 from error
