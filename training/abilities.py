"""Who of ours can do this: what is valid today by competency, and how many of those required have what they must.

One question over the roll-up, for pages that tell much else. What was valid on a past day the roll-up does not know.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from accounts.models import Agency
from accounts.standing import standing_of
from records.bilingual import InBothLanguages
from records.policy import may
from training.effect import FEWEST

ASKED = """
    SELECT k.code, k.title_en, k.title_ar, k."order", SUM(d.people), 0
    FROM training_competency k
    JOIN training_course_competencies kc ON kc.competency_id = k.id
    JOIN training_cell w ON w.course_id = kc.course_id
    JOIN training_cellday d ON d.cell_id = w.id AND d.what = 'valid' AND d.day >= %(day)s
    WHERE 1 = 1 {within} GROUP BY k.code, k.title_en, k.title_ar, k."order"
    UNION ALL
    SELECT '', '', '', -1, SUM(CASE WHEN d.what = 'required' THEN d.people END),
        SUM(CASE WHEN d.what = 'fulfilled' THEN d.people END)
    FROM training_cell w JOIN training_cellday d ON d.cell_id = w.id
    WHERE d.what IN ('required', 'fulfilled') AND d.day >= %(day)s {within}
    ORDER BY 4, 1
"""


@dataclass(frozen=True, slots=True)
class Ability:
    """Of one competency: how many completions of its courses are valid; the matrix of those courses tells of whom."""

    code: str
    title_en: str
    title_ar: str
    valid: int
    # Empty where the reader may not look further.
    url: str = ""

    title = InBothLanguages("title")

    @property
    def is_shown(self) -> bool:
        """To whoever may not know the people, so few are not told: one would know them."""
        return bool(self.url) or self.valid >= FEWEST


@dataclass(slots=True)
class Abilities:
    competencies: list[Ability] = field(default_factory=list)
    required: int = 0
    fulfilled: int = 0
    matrix_url: str = ""
    rate_url: str = ""

    @property
    def rate(self) -> int | None:
        """In a hundred of those required; None where nobody is, and to outsiders where so few are."""
        fewest = 1 if self.rate_url else FEWEST
        return 100 * self.fulfilled // self.required if self.required >= fewest else None

    def __bool__(self) -> bool:
        return bool(self.competencies or self.required)


def _within(scope: frozenset[int] | None) -> str:
    """To be added to what is asked of `w`, whose row knows an agency."""
    if scope is None:
        return ""
    return f"AND w.agency_id IN ({', '.join(str(int(pk)) for pk in sorted(scope)) or 'NULL'})"


def abilities_on(
    day: dt.date, *, scope: frozenset[int] | None = None, agency: Agency | None = None, may_look_further: bool
) -> Abilities:
    """`scope` None is the whole country; `agency` is the one that the matrix behind the figures is narrowed to."""
    found = Abilities()
    page, narrowed = reverse("training:matrix"), {"agency": agency.code} if agency else {}

    def address(**asked: str) -> str:
        parts = urlencode({**narrowed, **asked})
        return (f"{page}?{parts}" if parts else page) if may_look_further else ""

    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(within=_within(scope)), {"day": day})
        for code, title_en, title_ar, _place, first, second in cursor.fetchall():
            if code:
                found.competencies.append(Ability(code, title_en, title_ar, int(first), address(competency=code)))
            else:
                found.required, found.fulfilled = first or 0, second or 0
    found.matrix_url, found.rate_url = address(), address(show="rate")
    return found


def abilities_seen_by(person: Any, day: dt.date, agency: Agency | None = None) -> Abilities | None:
    """Of the agencies whose matrix the reader may open, or of one of them; None where she may open none."""
    if not may(person, "training.see_matrix"):
        return None
    standing = standing_of(person)
    scope = None if standing.sees_country else standing.inside_agencies
    if agency is not None:
        if scope is not None and agency.pk not in scope:
            return None
        scope = frozenset([agency.pk])
    return abilities_on(day, scope=scope, agency=agency, may_look_further=True)


def abilities_of_the_country(person: Any, day: dt.date) -> Abilities:
    """The same figures for everybody; those alone who see the whole country are led to what they count."""
    sees_country = bool(standing_of(person).sees_country and may(person, "training.see_matrix"))
    return abilities_on(day, may_look_further=sees_country)
