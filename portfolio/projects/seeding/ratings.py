"""What the lab thinks of invented projects: most are rated on two scales once, some a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from portfolio.projects.models import ProjectRating, RatingScale, RatingState
from portfolio.projects.seeding import bulk
from portfolio.projects.seeding.lives import Country, Life
from records.clock import today

RATED = 0.7
RATED_AGAIN = 0.2
Given = tuple[int, int, int, dt.date, dt.date | None, int]


def write_ratings(numbered: Sequence[tuple[int, Life]], country: Country) -> None:
    scales = list(RatingScale.objects.order_by("order").values_list("pk", flat=True)[:2])
    given = [rating for pk, life in numbered for rating in _of(pk, life, scales, country)]
    bulk.write(
        ProjectRating,
        ("project_id", "scale_id", "value", "note", "rated_on", "recorded_at", "rated_by_id"),
        ((p, s, v, "", since, _moment(since), by) for p, s, v, since, _until, by in given),
    )
    bulk.write(
        RatingState,
        ("project_id", "scale_id", "value", "from_date", "to_date"),
        ((p, s, v, since, until) for p, s, v, since, until, _by in given),
    )


def _of(project: int, life: Life, scales: list[int], country: Country) -> Iterator[Given]:
    chance = Random(f"{life.number}:ratings")  # noqa: S311 - a country on paper, no secret
    if chance.random() > RATED:
        return
    by = country.curators[life.number % len(country.curators)]
    for scale in scales:
        again = life.registered_on + dt.timedelta(days=chance.randint(30, 200))
        if chance.random() < RATED_AGAIN and again <= today():
            yield project, scale, chance.randint(1, 5), life.registered_on, again, by
            yield project, scale, chance.randint(1, 5), again, None, by
        else:
            yield project, scale, chance.randint(1, 5), life.registered_on, None, by


def _moment(day: dt.date) -> Any:
    return dt.datetime.combine(day, dt.time(10), dt.UTC)
