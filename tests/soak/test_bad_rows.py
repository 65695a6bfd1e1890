"""A table of 200,000 completions of which one in a hundred cannot be: each of those is named by row and column, all
others come in, and the bad ones once put right come in as well, none of them twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Person
from records.clock import today
from tests.factories import training as made
from tests.imports.tables import bring_in
from training.matrix import Matrix
from training.models import Completion, Learner

pytestmark = pytest.mark.django_db
HEAD = ("key", "person", "course", "completed_on", "enrolled_on", "score")
ROWS, ONE_IN = 200_000, 100
PEOPLE, COURSES = 10_000, 20
MOST_MEMORY_MIB = 150
# What is wrong, and in which column.
SPOILT = (
    ("person", "nobody@moph.example"),
    ("course", "nothing"),
    ("completed_on", "2999-01-01"),
    ("completed_on", "1447-13-01"),
    ("completed_on", "2025-02-31"),
    ("score", "101"),
)


@pytest.fixture
def many(noora: Any, moph: Any) -> Any:
    people = Person.objects.bulk_create(
        (Person(email=f"l{number}@moph.example", password="!") for number in range(PEOPLE)), batch_size=2_000
    )
    Learner.objects.bulk_create((Learner(person=person, agency=moph) for person in people), batch_size=2_000)
    for number in range(COURSES):
        made.course(noora, f"c{number}", validity_months=12)
    return moph


def rows() -> Iterator[dict[str, str]]:
    for number in range(ROWS):
        day = today() - dt.timedelta(days=number % 300)
        yield {
            "key": f"k{number}",
            "person": f"l{number % PEOPLE}@moph.example",
            "course": f"c{number // PEOPLE}",
            "completed_on": day.isoformat(),
            "enrolled_on": "",
            "score": str(number % 101),
        }


def as_table(told: Iterator[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD)
    writer.writeheader()
    writer.writerows(told)
    return text.getvalue()


def test_of_200_000_rows_the_bad_ones_alone_stay_out(many: Any, noora: Any) -> None:
    def spoilt() -> Iterator[dict[str, str]]:
        for number, row in enumerate(rows()):
            if number % ONE_IN == ONE_IN - 1:
                column, value = SPOILT[number // ONE_IN % len(SPOILT)]
                row[column] = value
            yield row

    content = as_table(spoilt())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tally, refused = bring_in("completions", content, by=noora)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    bad = ROWS // ONE_IN
    assert (tally.read, tally.new, tally.refused) == (ROWS, ROWS - bad, bad)
    expected = [
        # The first row of the table names the columns.
        (number + 2, SPOILT[number // ONE_IN % len(SPOILT)][0])
        for number in range(ONE_IN - 1, ROWS, ONE_IN)
    ]
    assert [(refusal.row, refusal.column) for refusal in refused] == expected
    assert more < MOST_MEMORY_MIB

    right = {number + 2: row for number, row in enumerate(rows()) if number % ONE_IN == ONE_IN - 1}
    again, still = bring_in("completions", as_table(right[refusal.row] for refusal in refused), by=noora)
    assert (again.new, still) == (bad, [])
    assert Completion.objects.count() == ROWS
    total = Matrix(noora, today()).total
    assert (total.completed, total.valid) == (ROWS, ROWS)
