"""Who of ours can do this: how many people hold something valid today, skill by skill, and how many of those required
have what they must. Whoever took two courses of one skill is one person; of ours is who is active and works somewhere.

One question, for pages that tell much else. What was valid on a past day the roll-up does not know.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
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

# Of each person one row, with a bit for every skill: to tell people apart skill by skill takes twice as long. A number
# has room for sixty of them.
ABLE = """
    WITH skill AS (
        SELECT id, code, title_en, title_ar, ROW_NUMBER() OVER (ORDER BY "order", code) - 1 AS place
        FROM training_competency
    ), bit AS (
        SELECT id, code, title_en, title_ar, place, CAST(1 AS bigint) << CAST(place AS integer) AS mask
        FROM skill WHERE place < 60
    ), built AS (
        SELECT kc.course_id, b.mask FROM training_course_competencies kc JOIN bit b ON b.id = kc.competency_id
    ), able AS (
        SELECT w.agency_id, h.skills, COUNT(*) AS people
        FROM (
            SELECT h.person_id, COALESCE({any_of}, 0) AS skills
            FROM training_completion h LEFT JOIN built ON built.course_id = h.course_id
            WHERE NOT h.is_void AND (h.expires_on IS NULL OR h.expires_on >= %(day)s) {holders} GROUP BY h.person_id
        ) h
        JOIN training_learner w ON w.person_id = h.person_id
        WHERE w.agency_id IS NOT NULL {within}
            AND h.person_id NOT IN (SELECT id FROM accounts_person WHERE NOT is_active)
        GROUP BY w.agency_id, h.skills
    )
"""
# Of some agencies alone.
HOLDERS = "AND h.person_id IN (SELECT w.person_id FROM training_learner w WHERE 1 = 1 {within})"
CELLS = "AND d.cell_id IN (SELECT w.id FROM training_cell w WHERE 1 = 1 {within})"
ASKED = """
    SELECT 'skill', b.code, b.title_en, b.title_ar, b.place, SUM(a.people), 0
    FROM bit b JOIN able a ON a.skills & b.mask <> 0 GROUP BY b.code, b.title_en, b.title_ar, b.place
    UNION ALL SELECT 'people', '', '', '', -1, SUM(people), 0 FROM able
    UNION ALL
    SELECT 'required', '', '', '', -1, SUM(CASE WHEN d.what = 'required' THEN d.people END),
        SUM(CASE WHEN d.what = 'fulfilled' THEN d.people END)
    FROM training_cellday d WHERE d.what IN ('required', 'fulfilled') AND d.day >= %(day)s {cells}
    ORDER BY 5
"""
BY_AGENCY = """
    SELECT a.agency_id, b.code, SUM(a.people)
    FROM able a JOIN bit b ON a.skills & b.mask <> 0 GROUP BY a.agency_id, b.code
    UNION ALL SELECT agency_id, '', SUM(people) FROM able GROUP BY agency_id
"""


@dataclass(frozen=True, slots=True)
class Ability:
    """Of one skill: how many people have it today; the matrix of its courses tells who."""

    code: str
    title_en: str
    title_ar: str
    people: int
    # Empty where the reader may not look further.
    url: str = ""

    title = InBothLanguages("title")

    @property
    def is_shown(self) -> bool:
        return is_told(self.people, self.url)


@dataclass(slots=True)
class Abilities:
    competencies: list[Ability] = field(default_factory=list)
    # Who hold anything that is valid, of whatever skill.
    people: int = 0
    required: int = 0
    fulfilled: int = 0
    matrix_url: str = ""
    people_url: str = ""
    rate_url: str = ""

    @property
    def are_people_shown(self) -> bool:
        return bool(self.people) and is_told(self.people, self.people_url)

    @property
    def rate(self) -> int | None:
        """In a hundred of those required; None where nobody is, and to outsiders where so few are."""
        fewest = 1 if self.rate_url else FEWEST
        return 100 * self.fulfilled // self.required if self.required >= fewest else None

    def __bool__(self) -> bool:
        return bool(self.people or self.required)


def is_told(people: int, url: str) -> bool:
    """To whoever may not know the people, so few are not told: one would know them."""
    return bool(url) or people >= FEWEST


def _ask(sql: str, day: dt.date, scope: frozenset[int] | None) -> list[Any]:
    within = _within(scope)
    filled = (ABLE + sql).format(
        any_of="BIT_OR(built.mask)" if connection.vendor == "postgresql" else "SUM(DISTINCT built.mask)",
        holders=HOLDERS.format(within=within) if within else "",
        cells=CELLS.format(within=within) if within else "",
        within=within,
    )
    with connection.cursor() as cursor:
        cursor.execute(filled, {"day": day})
        return cursor.fetchall()


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

    for what, code, title_en, title_ar, _place, first, second in _ask(ASKED, day, scope):
        if what == "skill":
            found.competencies.append(Ability(code, title_en, title_ar, int(first), address(competency=code)))
        elif what == "people":
            found.people = int(first or 0)
        else:
            found.required, found.fulfilled = int(first or 0), int(second or 0)
    found.matrix_url, found.rate_url = address(), address(show="rate")
    found.people_url = address(show="people")
    if agency is not None and may_look_further:
        found.people_url = f"{reverse('training:matrix_people')}?{urlencode({**narrowed, 'what': 'able'})}"
    return found


def people_by_skill(day: dt.date, scope: frozenset[int] | None) -> Counter[tuple[int, str]]:
    """(agency, code of a skill) -> people, each once; under the code "" whoever holds anything that is valid. Nobody
    works for two agencies here, so that the agencies add up to the country."""
    return Counter({(agency, code): int(people) for agency, code, people in _ask(BY_AGENCY, day, scope)})


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
