"""Entries that may be one person, and the page on which somebody says so."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from records.policy import may
from records.sending import REFUSED, sent
from records.sent_forms import Decision
from training.actions import mergers
from training.forms import MergeForm
from training.matching import MOST_SHOWN, Match, possible_matches
from training.views import access

ON_A_PAGE = 20


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    access.admit(request.user, "training.see_matches")
    found = possible_matches()
    has_more, found = len(found) > MOST_SHOWN, found[:MOST_SHOWN]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    people = _people([pk for match in page for pk in (match.one, match.other)])
    count = len(found)
    return render(
        request,
        "training/matches.html",
        {
            "sentence": ngettext("%(count)s pair may be one person", "%(count)s pairs may be one person", count)
            % {"count": count},
            "has_more": has_more,
            "page": page,
            "rows": [_row(match, people) for match in page],
            "may_merge": may(request.user, "training.merge_people"),
            "trail": _trail(),
        },
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, one: int, other: int) -> HttpResponse:
    access.admit(request.user, "training.merge_people")
    pair = _pair(one, other)
    form = MergeForm(request.POST or None, pair=pair)

    def work() -> str:
        kept = next(person for person in pair if str(person.pk) == form.cleaned_data["kept"])
        gone = next(person for person in pair if person.pk != kept.pk)
        mergers.merge(by=request.user, gone=gone, kept=kept)
        return reverse("training:matches")

    if request.method == "POST":
        answer = sent(request, form, work)
        if answer is not None:
            return answer
    return render(
        request,
        "training/merge.html",
        {
            "form": form,
            "pair": pair,
            "trail": [*_trail()[:-1], {"label": gettext("Possible matches"), "url": reverse("training:matches")}],
        },
        status=REFUSED if form.errors else 200,
    )


@require_POST
def keep_apart(request: HttpRequest, one: int, other: int) -> HttpResponse:
    access.admit(request.user, "training.keep_apart")
    first, second = _pair(one, other)
    form = Decision(request.POST)

    def work() -> str:
        mergers.keep_apart(by=request.user, one=first, other=second)
        return reverse("training:matches")

    return sent(request, form, work) or redirect("training:matches")


def _pair(one: int, other: int) -> list[Person]:
    people = _people([one, other])
    if len(people) != 2:
        raise Http404
    return [people[one], people[other]]


def _people(pks: list[int]) -> dict[int, Person]:
    rows = Person.objects.filter(forgotten_at=None).select_related("learner__agency")
    counted = rows.annotate(
        completions_told=Count("completions", distinct=True), enrolments_made=Count("enrolments", distinct=True)
    )
    return counted.in_bulk(set(pks))


def _row(match: Match, people: dict[int, Person]) -> dict[str, Any]:
    reasons = {
        "name": gettext("Their names sound alike"),
        "mailbox": gettext("Their addresses begin alike"),
        "number": gettext("They have one staff number"),
    }
    return {
        "pair": [people[match.one], people[match.other]],
        "why": " · ".join(reasons[reason] for reason in match.reasons),
        "form": Decision(),
    }


def _trail() -> list[dict[str, str]]:
    return [
        {"label": gettext("Training"), "url": reverse("training:home")},
        {"label": gettext("Possible matches"), "url": ""},
    ]
