"""The same figures in SQL, written without the product's queries, from the facts themselves where they are dated.

What a person may see is written here once more, by hand: public for everybody, government for who holds a role, and
everything of an agency for its insiders.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

STAGE_ON_THE_DAY = """
    SELECT t.to_stage_id FROM projects_stagetransition t
    WHERE t.project_id = p.id AND t.happened_on <= %(day)s
    ORDER BY t.happened_on DESC, t.id DESC LIMIT 1
"""
CONFIDENCE_ON_THE_DAY = """
    COALESCE((SELECT u.confidence FROM projects_projectupdate u
    WHERE u.project_id = p.id AND u.happened_on <= %(day)s
    ORDER BY u.happened_on DESC, u.id DESC LIMIT 1), 'not_rated')
"""
MOVED = """
    EXISTS (SELECT 1 FROM projects_stagetransition m WHERE m.project_id = p.id
    AND m.move IN ({moves}) AND m.happened_on BETWEEN %(since)s AND %(day)s)
"""
# No stage of the stories was left and entered again on one day, so that the last entry is the day it stands since.
ENTERED = """
    (SELECT MAX(e.happened_on) FROM projects_stagetransition e
    WHERE e.project_id = p.id AND e.to_stage_id = s.id AND e.happened_on <= %(day)s)
"""


@dataclass(frozen=True)
class Eyes:
    """How far somebody sees: the agencies inside, and the levels; `country` sees all."""

    country: bool = False
    agencies: tuple[int, ...] = ()
    levels: tuple[str, ...] = ("public",)

    @property
    def seen(self) -> str:
        if self.country:
            return "1 = 1"
        levels = ", ".join(f"'{level}'" for level in self.levels)
        return f"(p.visibility IN ({levels}) OR {self.wholly})"

    @property
    def wholly(self) -> str:
        if self.country:
            return "1 = 1"
        if not self.agencies:
            return "1 = 0"
        inside = ", ".join(map(str, self.agencies))
        return f"""(p.lead_agency_id IN ({inside}) OR p.id IN (
            SELECT x.project_id FROM projects_partnership x WHERE x.until IS NULL AND x.agency_id IN ({inside})))"""


@dataclass(frozen=True)
class Count:
    eyes: Eyes
    day: dt.date
    since: dt.date
    asked: list[str] = field(default_factory=list)

    def of(self, where: str = "1 = 1", *, joins: str = "") -> int:
        """Visibility never changed in the stories, so that the present one is that of every day."""
        sql = f"""
            SELECT COUNT(DISTINCT p.id) FROM projects_project p
            JOIN accounts_agency a ON a.id = p.lead_agency_id
            JOIN projects_stage s ON s.id = ({STAGE_ON_THE_DAY})
            {joins}
            WHERE p.registered_on <= %(day)s AND {self.eyes.seen} AND ({where})
        """
        parts = {"day": self.day.isoformat(), "since": self.since.isoformat()}
        with connection.cursor() as cursor:
            cursor.execute(sql, parts)
            return int(cursor.fetchone()[0])

    def in_stage(self, code: str, agency: str = "") -> int:
        return self.of(f"s.code = '{code}'{self._at(agency)}")

    def rated(self, confidence: str, agency: str = "") -> int:
        return self.of(f"{CONFIDENCE_ON_THE_DAY} = '{confidence}' AND {self.eyes.wholly}{self._at(agency)}")

    def forward(self, agency: str = "") -> int:
        return self.of(MOVED.format(moves="'forward', 'skipped'") + self._at(agency))

    def back(self) -> int:
        return self.of(MOVED.format(moves="'returned'"))

    def still(self, agency: str = "") -> int:
        if connection.vendor == "postgresql":
            waited = f"DATE %(day)s - {ENTERED}"
        else:
            waited = f"julianday(%(day)s) - julianday({ENTERED})"
        return self.of(f"s.kind = 'on_path' AND {waited} > s.usual_days{self._at(agency)}")

    def led_by(self, agency: str) -> int:
        return self.of(f"a.code = '{agency}'")

    def aligned(self, objective: str) -> int:
        return self.of(
            f"o.code = '{objective}' AND l.since <= %(day)s AND (l.until IS NULL OR l.until > %(day)s)",
            joins="JOIN projects_alignment l ON l.project_id = p.id JOIN agenda_objective o ON o.id = l.objective_id",
        )

    def _at(self, agency: str) -> str:
        return f" AND a.code = '{agency}'" if agency else ""


def eyes_of(person: Any) -> Eyes:
    """Read from the rows of the memberships, not from the product's standing."""
    if person is None:
        return Eyes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, agency_id FROM accounts_membership WHERE person_id = %s", [person.pk])
        held = cursor.fetchall()
    if any(role.startswith("lab_") or (role == "leader" and agency is None) for role, agency in held):
        return Eyes(country=True)
    inside = tuple(agency for role, agency in held if role in ("innovation_officer", "agency_lead", "leader"))
    return Eyes(agencies=inside, levels=("public", "government") if held else ("public",))
