"""Queries whose SQL is kept answer as the querysets that they were composed from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Person
from records.clock import today
from records.kept_query import KeptQuery
from records.models import Notification

HELD: KeptQuery[Any] = KeptQuery(
    lambda person, day: Membership.objects.filter(person_id=person).valid_on(day).values_list("role", "agency_id"),
    person=int,
    day=dt.date,
)
WITH_PERSON: KeptQuery[Notification] = KeptQuery(
    lambda kind, since: Notification.objects.filter(kind=kind, at__gte=since).select_related("person").order_by("pk"),
    kind=str,
    since=dt.datetime,
)


def test_it_is_filled_anew_each_time(maryam: Any, khalid: Any, hamad: Any) -> None:
    for person in (maryam, khalid, hamad):
        for day in (today(), today() - dt.timedelta(days=400)):
            asked = Membership.objects.filter(person_id=person.pk).valid_on(day).values_list("role", "agency_id")
            assert HELD.rows(person=person.pk, day=day) == list(asked)
    assert HELD.rows(person=maryam.pk, day=today()) != HELD.rows(person=maryam.pk, day=dt.date(2001, 1, 1))


def test_objects_come_whole_and_with_what_they_are_joined_to(
    maryam: Any, khalid: Any, django_assert_num_queries: Any
) -> None:
    Notification.objects.all().delete()
    for person in (maryam, khalid, None):
        Notification.objects.create(person=person, kind="tests.kept", facts={"a": [1, "ب"]})
    Notification.objects.create(person=maryam, kind="tests.other")
    since = timezone.now() - dt.timedelta(hours=1)
    with django_assert_num_queries(1):
        found = WITH_PERSON.objects(kind="tests.kept", since=since)
        assert [one.person.email if one.person else None for one in found] == [maryam.email, khalid.email, None]
    asked = list(Notification.objects.filter(kind="tests.kept").order_by("pk"))
    for one, other in zip(found, asked, strict=True):
        assert {f.attname: getattr(one, f.attname) for f in Notification._meta.concrete_fields} == {
            f.attname: getattr(other, f.attname) for f in Notification._meta.concrete_fields
        }
    assert found[0].person == maryam
    assert isinstance(found[0].person.joined_at, dt.datetime)
    assert WITH_PERSON.objects(kind="tests.kept", since=timezone.now() + dt.timedelta(hours=1)) == []
    found[0].path = "/changed/"
    found[0].save()
    assert Notification.objects.get(pk=found[0].pk).path == "/changed/", "they are objects like any other"


def test_it_counts_no_further_than_its_limit(maryam: Any) -> None:
    Notification.objects.all().delete()
    kept: KeptQuery[Notification] = KeptQuery(
        lambda person: Notification.objects.filter(person_id=person).order_by().values("pk")[:3], person=int
    )
    for expected in (0, 1, 2, 3, 3):
        assert kept.counted(person=maryam.pk) == expected
        Notification.objects.create(person=maryam, kind="tests.kept")


def test_it_is_composed_once(maryam: Any) -> None:
    composed = []

    def compose(pk: int) -> Any:
        composed.append(pk)
        return Person.objects.filter(pk=pk)

    kept: KeptQuery[Person] = KeptQuery(compose, pk=int)
    with CaptureQueriesContext(connection) as asked:
        assert [kept.objects(pk=maryam.pk) for _ in range(3)] == [[maryam]] * 3
    assert len(composed) == 1
    assert len(asked) == 3


def test_a_value_that_the_query_does_not_ask_for_is_refused(maryam: Any) -> None:
    kept: KeptQuery[Person] = KeptQuery(lambda pk, day: Person.objects.filter(pk=pk), pk=int, day=dt.date)
    with pytest.raises(LookupError, match="day"):
        kept.objects(pk=maryam.pk, day=today())
