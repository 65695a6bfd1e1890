"""The only way to fetch a call, an idea or a comment. What is out of scope is the same 404 as what is not there."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from portfolio.ideas.actions.links import contributor_behind
from portfolio.ideas.models import Call, Comment, Contributor, FormVersion, Idea
from portfolio.ideas.models.idea import reference_of
from portfolio.ideas.queries import with_authors


class IdeaReferenceConverter:
    """`i-0042` in an address is 42; any other way to write the number is another address, which is not there."""

    regex = r"i-[0-9]{4,15}"

    def to_python(self, value: str) -> int:
        number = int(re.sub(r"^i-", "", value))
        if reference_of(number) != value:
            raise ValueError(value)
        return number

    def to_url(self, value: int | Idea) -> str:
        return value.reference if isinstance(value, Idea) else reference_of(int(value))


def call_of(person: Any, pk: int) -> Call:
    return _found(Call.objects.visible_to(person).select_related("agency"), pk)


def form_of(call: Call, pk: Any) -> FormVersion:
    """A version of this call's form: also an earlier one, which somebody had open when it was changed."""
    if not str(pk).isdigit() or len(str(pk)) > 18:
        raise Http404
    return _found(call.forms.all(), int(pk))


def idea_of(person: Any, number: int) -> Idea:
    ideas = Idea.objects.visible_to(person).select_related("form", "project", "merged_into", "split_from")
    return _found(with_authors(ideas), number)


def comment_of(person: Any, number: int, pk: int) -> Comment:
    idea = idea_of(person, number)
    comment = _found(idea.comments.select_related("person"), pk)
    comment.idea = idea
    return comment


def contributor_of(link: str) -> Contributor | None:
    return contributor_behind(link)


def _found(queryset: QuerySet, pk: int) -> Any:
    try:
        return queryset.get(pk=pk)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error
