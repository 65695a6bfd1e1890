"""How the ratings of several members combine, and what a decision may be after them. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portfolio.projects.enums import Rating

# A panel that judges has at least so many members whose ratings are complete.
LEAST_MEMBERS = 2
# From the weakest on. One member who finds a criterion not met is enough for it not to be met.
WEAKEST_FIRST = (Rating.NOT_MET, Rating.PARTLY, Rating.MET, Rating.NOT_APPLICABLE)


def combined(ratings: Sequence[str]) -> Rating | None:
    """The weakest of the members' ratings; not applicable only where all of them say so. None: nobody has rated."""
    if not ratings:
        return None
    return min((Rating(rating) for rating in ratings), key=WEAKEST_FIRST.index)


def blocking(found: Mapping[int, Rating | None], mandatory: Sequence[int]) -> list[int]:
    """The mandatory criteria that are not met: with one of them nothing proceeds without conditions."""
    return [criterion for criterion in mandatory if found.get(criterion) == Rating.NOT_MET]
