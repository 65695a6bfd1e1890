from typing import Any

from django.http import Http404

from accounts.enums import Role
from accounts.models import Agency
from accounts.standing import standing_of

# In the address: everything that the person sees, where the page would else begin with her own agency.
ALL = "all"


def chosen_agency(person: Any, code: str) -> Agency | None:
    """The agency that the page is about: the one asked for, else the one that the person leads; None for all."""
    if code == ALL:
        return None
    if code:
        found = Agency.objects.filter(code=code).first()
        if found is None:
            raise Http404
        return found
    led = led_agencies(person)
    return Agency.objects.get(pk=next(iter(led))) if len(led) == 1 else None


def led_agencies(person: Any) -> frozenset[int]:
    standing = standing_of(person)
    return frozenset() if standing.sees_country else standing.agencies_as(Role.LEADER, Role.AGENCY_LEAD)
