from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import AgencyKind, Role
from accounts.models import Agency, Membership, Person
from records.clock import today
from records.enums import Door
from records.models import AuditEvent
from records.search_words import fold
from records.trail_words import WORDS, words_of_action
from records.typed_text import TypedDate, TypedText

MOST_ACTORS = 100


class TextFilter(django_filters.CharFilter):
    field_class = TypedText


class DayFilter(django_filters.DateFilter):
    field_class = TypedDate


class PeopleFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Name or address"), method="by_words")
    agency = django_filters.ModelChoiceFilter(
        label=_("Agency"), queryset=Agency.objects.all(), method="by_agency", empty_label=_("All agencies")
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, method="by_role", empty_label=_("All roles")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("active", _("Active")), ("deactivated", _("Deactivated"))],
        method="by_state",
        empty_label=_("All states"),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(words__have=value)

    def by_agency(self, people: QuerySet[Person], name: str, value: Agency) -> QuerySet[Person]:
        return people.filter(pk__in=Membership.objects.valid_today().filter(agency=value).values("person"))

    def by_role(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(pk__in=Membership.objects.valid_today().filter(role=value).values("person"))

    def by_state(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(is_active=value == "active")


class AgenciesFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Name, code or alias"), method="by_name")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgencyKind.choices, empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", pgettext_lazy("agency", "Open")), ("closed", pgettext_lazy("agency", "Closed"))],
        method="by_state",
        empty_label=_("All states"),
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        for word in fold(value).split():
            agencies = agencies.filter(pk__in=Agency.objects.filter(aliases__folded__contains=word).values("pk"))
        return agencies

    def by_state(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        still_open = Agency.objects.open_on(today()).values("pk")
        return agencies.filter(pk__in=still_open) if value == "open" else agencies.exclude(pk__in=still_open)


class TrailFilter(django_filters.FilterSet):
    """Each test goes by an index, so that a trail of millions opens as quickly as one of ten."""

    who = TextFilter(label=_("By whom (name or address)"), method="by_actor")
    action = TextFilter(
        label=_("Action"), method="by_action", widget=forms.TextInput(attrs={"dir": "ltr", "list": "actions"})
    )
    target = TextFilter(
        label=_("What it was done to"),
        help_text=_("A kind and a number, for example accounts.person 12."),
        method="by_target",
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    agency = django_filters.ModelChoiceFilter(
        label=_("Agency"), queryset=Agency.objects.all(), method="by_agency", empty_label=_("All agencies")
    )
    door = django_filters.ChoiceFilter(label=_("Door"), choices=Door.choices, empty_label=_("All doors"))
    since = DayFilter(label=_("From"), field_name="at", lookup_expr="date__gte", method="from_day")
    until = DayFilter(label=_("To"), field_name="at", method="to_day")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def by_actor(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        found = Person.objects.filter(words__have=value).order_by("pk").values_list("pk", flat=True)[:MOST_ACTORS]
        return events.filter(actor_id__in=list(found))

    def by_action(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        """By its words in the reader's language or by its code."""
        called_so = [code for code, words in known_actions() if fold(value) in fold(words)]
        return events.filter(action__in=called_so) if called_so else events.filter(action__startswith=value)

    def by_target(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        kind, _space, number = value.strip().replace(":", " ").partition(" ")
        events = events.filter(target_type=kind.lower())
        return events.filter(target_id=number.strip()) if number.strip() else events

    def by_agency(self, events: QuerySet[AuditEvent], name: str, value: Agency) -> QuerySet[AuditEvent]:
        return events.filter(agency_id=value.pk)

    def from_day(self, events: QuerySet[AuditEvent], name: str, value: Any) -> QuerySet[AuditEvent]:
        return events.filter(at__gte=start_of(value))

    def to_day(self, events: QuerySet[AuditEvent], name: str, value: Any) -> QuerySet[AuditEvent]:
        return events.filter(at__lt=start_of(value, 1))


def start_of(day: dt.date, days_later: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=days_later), dt.time()))


def known_actions() -> list[tuple[str, str]]:
    """The codes that the trail holds, with their words."""
    return [(code, words_of_action(code)) for code in sorted(WORDS)]
