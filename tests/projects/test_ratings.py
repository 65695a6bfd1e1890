"""The lab rates projects on scales of its own: dated, added to, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects.actions import ratings
from portfolio.projects.models import Project, ProjectRating, RatingScale, RatingState
from records.append_only import AppendOnlyError
from records.clock import today
from records.models import AuditEvent
from tests.factories import projects

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(maryam: Any, moph: Any) -> Project:
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    with time_machine.travel("2026-01-05 10:00+03:00", tick=False):
        return projects.project(Person.objects.get(pk=maryam.pk), moph)


def states(project: Project) -> list[tuple[str, int, str, str]]:
    rows = RatingState.objects.filter(project=project).order_by("scale__order", "from_date")
    return [(row.scale.code, row.value, str(row.from_date), str(row.to_date or "")) for row in rows]


def test_a_country_begins_with_four_scales_in_both_languages() -> None:
    scales = RatingScale.objects.all()
    assert [scale.code for scale in scales] == ["impact", "feasibility", "novelty", "urgency"]
    assert all(s.title_en and s.title_ar and s.description_en and s.description_ar for s in scales)


def test_a_later_rating_takes_the_place_of_the_earlier_which_stays(noora: Any, clinic: Project) -> None:
    projects.rate(noora, clinic, impact=2, novelty=5, rated_on=dt.date(2026, 2, 1))
    projects.rate(noora, clinic, impact=4, rated_on=dt.date(2026, 4, 1), note="The second clinic doubled the use.")
    # Told afterwards: it finds its place between the two.
    projects.rate(noora, clinic, impact=3, rated_on=dt.date(2026, 3, 1))

    assert states(clinic) == [
        ("impact", 2, "2026-02-01", "2026-03-01"),
        ("impact", 3, "2026-03-01", "2026-04-01"),
        ("impact", 4, "2026-04-01", ""),
        ("novelty", 5, "2026-02-01", ""),
    ]
    assert ProjectRating.objects.count() == 4
    events = AuditEvent.objects.filter(action="projects.rate").order_by("id")
    assert [event.after for event in events] == [{"impact": 2, "novelty": 5}, {"impact": 4}, {"impact": 3}]


def test_of_one_day_the_one_recorded_last_stands(noora: Any, clinic: Project) -> None:
    projects.rate(noora, clinic, impact=2)
    projects.rate(noora, clinic, impact=5)

    assert states(clinic) == [("impact", 5, str(today()), "")]


def test_no_rating_is_changed_or_taken_away(noora: Any, clinic: Project) -> None:
    [rating] = projects.rate(noora, clinic, impact=2)

    rating.value = 5
    with pytest.raises(AppendOnlyError):
        rating.save()
    with pytest.raises(AppendOnlyError):
        ProjectRating.objects.all().delete()
    for statement in ("UPDATE projects_projectrating SET value = 5", "DELETE FROM projects_projectrating"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert states(clinic) == [("impact", 2, str(today()), "")]


@pytest.mark.parametrize(
    ("values", "more", "sentence"),
    [
        ({}, {}, "Rate the project on at least one scale."),
        ({"impact": 0}, {}, "A rating goes from 1 to 5."),
        ({"impact": 6}, {}, "A rating goes from 1 to 5."),
        ({"impact": 3}, {"rated_on": dt.date(2099, 1, 1)}, "A rating tells of what is known"),
        ({"impact": 3}, {"rated_on": dt.date(2025, 12, 31)}, "The project was not in the portfolio on that day."),
    ],
)
def test_what_cannot_be_rated_is_told(
    noora: Any, clinic: Project, values: dict[str, int], more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        projects.rate(noora, clinic, **values, **more)
    assert not ProjectRating.objects.exists()
    assert not AuditEvent.objects.filter(action="projects.rate").exists()


def test_on_a_retired_scale_nothing_new_is_rated(noora: Any, clinic: Project) -> None:
    projects.rate(noora, clinic, novelty=3)
    scale = RatingScale.objects.get(code="novelty")
    ratings.retire_scale(by=noora, scale_id=scale.pk, on=today())

    with pytest.raises(ValidationError, match="is retired"):
        projects.rate(noora, clinic, novelty=4)
    assert states(clinic) == [("novelty", 3, str(today()), "")], "what was rated stays told"


def test_noora_rates_on_the_page_and_the_agency_reads_it(
    client_of: Any, noora: Any, maryam: Any, khalid: Any, clinic: Project
) -> None:
    address = reverse("projects:ratings", args=[clinic.pk])
    hers = client_of(noora)
    form = {"key": str(uuid.uuid4()), "scale-impact": "4", "scale-urgency": "5", "note": "Families wait for it."}

    assert hers.post(address, form).status_code == 302
    assert hers.post(address, form).status_code == 302, "sent twice, kept once"

    assert ProjectRating.objects.count() == 2
    read = client_of(maryam).get(address).content.decode()
    assert "Families wait for it." in read and "Only" in read and "<form" not in read.partition("<main")[2]
    assert client_of(khalid).get(address).status_code == 404


def test_nothing_typed_is_lost_when_a_rating_is_refused(client_of: Any, noora: Any, clinic: Project) -> None:
    answer = client_of(noora).post(
        reverse("projects:ratings", args=[clinic.pk]),
        {"key": str(uuid.uuid4()), "scale-impact": "4", "note": "Because.", "rated_on": "2099-01-01"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A rating tells of what is known" in page
    assert 'value="Because."' in page
    assert 'name="scale-impact" value="4"' in page and "checked" in page


def test_a_curator_words_a_scale_in_the_editor(client_of: Any, noora: Any, maryam: Any) -> None:
    scale = RatingScale.objects.get(code="novelty")
    typed = {
        "code": "novelty",
        "title_en": "Newness",
        "title_ar": "الجِدّة",
        "description_en": "",
        "description_ar": "",
        "order": "3",
        "seen_version": str(scale.version),
    }
    address = reverse("wagtail_rating_scales:edit", args=[scale.pk])

    assert client_of(noora).post(address, typed).status_code == 302
    assert client_of(maryam).post(address, typed).status_code in (302, 403, 404)

    assert RatingScale.objects.get(code="novelty").title_en == "Newness"
    [event] = AuditEvent.objects.filter(action__contains="scale", door="admin")
    assert (event.action, event.actor_id, event.after["title_en"]) == ("projects.edit_scale", noora.pk, "Newness")
