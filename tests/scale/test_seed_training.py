"""Seeded training is such as the actions could have made: its roll-up is what a count by hand finds."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Person
from records.clock import today
from training.actions.tallies import count_cells
from training.matrix import Matrix
from training.models import Cell, CellDay, Enrolment

COUNTED = """
    SELECT l.agency_id, c.course_id, COUNT(DISTINCT c.person_id),
           COUNT(DISTINCT CASE WHEN c.expires_on IS NULL OR c.expires_on >= %(day)s THEN c.person_id END),
           COUNT(DISTINCT CASE WHEN c.expires_on BETWEEN %(day)s AND %(soon)s AND NOT EXISTS (
               SELECT 1 FROM training_completion o WHERE o.person_id = c.person_id AND o.course_id = c.course_id
               AND (o.expires_on IS NULL OR o.expires_on > %(soon)s)) THEN c.person_id END)
    FROM training_completion c JOIN training_learner l ON l.person_id = c.person_id
    WHERE NOT c.is_void
    GROUP BY l.agency_id, c.course_id
"""


def test_the_matrix_says_what_a_count_by_hand_finds(db: None) -> None:
    call_command("seed_scale", agencies=3, projects=2, updates=4, seed=4, stdout=StringIO())
    call_command("seed_training", courses=5, enrolments=400, stdout=StringIO())
    with pytest.raises(CommandError, match="once"):
        call_command("seed_training", courses=5, enrolments=400, stdout=StringIO())
    assert Enrolment.objects.count() == 400

    leader = Person.objects.get(email="leader1@scale.example")
    for day in (today(), today() + dt.timedelta(days=200)):
        told = {
            key: (one.completed, one.valid, one.expiring)
            for key, one in Matrix(leader, day).cells.items()
            if one.completed
        }
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, {"day": day, "soon": day + dt.timedelta(days=90)})
            by_hand = {(agency, course): tuple(counts) for agency, course, *counts in cursor.fetchall()}
        assert told == by_hand and len(told) == 15

    before = days()
    count_cells(list(Cell.objects.values_list("agency", "course")))
    assert days() == before


def days() -> list[Any]:
    rows = CellDay.objects.order_by("cell__agency", "cell__course", "what", "day")
    return list(rows.values_list("cell__agency", "cell__course", "what", "day", "people"))
