"""Projects, agencies and people, found by words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Agency, AgencyAlias, Person
from accounts.standing import standing_of
from portfolio.projects.models import ProjectState
from portfolio.projects.models.project import reference_of
from portfolio.workspace.searching import MOST_SHOWN, Hit, Hits, Searchable, register
from records.search_words import sought_words


def projects(person: Any, words: str) -> Hits:
    states = ProjectState.objects.on(None).visible_to(person).filter(words__have=words)
    first = states.select_related("stage", "lead_agency").order_by("-last_update_on", "-project")[:MOST_SHOWN]
    return Hits(
        states.count(),
        [
            Hit(
                str(state.title),
                reverse("projects:page", args=[state.project_id]),
                f"{state.stage.title} · {state.lead_agency.name} · {reference_of(state.project_id)}",
            )
            for state in first
        ],
        f"{reverse('projects:list')}?{urlencode({'q': words})}",
    )


def agencies(person: Any, words: str) -> Hits:
    found = Agency.objects.all()
    for word in sought_words(words):
        found = found.filter(Exists(AgencyAlias.objects.filter(_a_word_begins_with(word), agency=OuterRef("pk"))))
    listed = reverse("projects:list")
    return Hits(
        found.count(),
        [
            Hit(str(agency.name), f"{listed}?{urlencode({'agency': agency.code})}", agency.code)
            for agency in found.order_by("code")[:MOST_SHOWN]
        ],
    )


def _a_word_begins_with(word: str) -> Q:
    """A sought word comes without its article; the names keep theirs."""
    begun = Q()
    for article in ("", "ال", "وال", "لل"):
        begun |= Q(folded__startswith=article + word) | Q(folded__contains=f" {article}{word}")
    return begun


def people(person: Any, words: str) -> Hits | None:
    """Lab staff alone look people up."""
    if not standing_of(person).is_lab_staff:
        return None
    found = Person.objects.filter(forgotten_at=None, words__have=words)
    return Hits(
        found.count(),
        [
            Hit(str(one), reverse("accounts:person", args=[one.pk]), "" if one.is_active else gettext("not active"))
            for one in found.order_by("pk")[:MOST_SHOWN]
        ],
    )


register(Searchable("projects", gettext_lazy("Projects"), projects))
register(Searchable("agencies", gettext_lazy("Agencies"), agencies))
register(Searchable("people", gettext_lazy("People"), people))
