"""Tells the authors of an idea what became of it: people in the product and by mail, others by letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import Person
from portfolio.ideas.models import Authorship, Contributor, Idea, IdeaStep
from records.actions import notices


def path_of(idea: Idea) -> str:
    return f"/portfolio/ideas/{idea.reference}/"


def tell_authors(*, by: Any, idea: Idea, kind: str, step: IdeaStep) -> None:
    """Every author but who did it. The occasion is the step, so that nothing is told twice."""
    authorships = list(Authorship.objects.filter(idea=idea).select_related("person", "contributor"))
    people = [one.person for one in authorships if one.person and not is_same(one.person, by)]
    notices.tell(
        people, kind=kind, path=path_of(idea), facts={"idea": idea.pk, "step": step.pk}, once=f"{kind}:{step.pk}"
    )
    for one in authorships:
        if one.contributor and one.contributor.is_reachable and not is_same(one.contributor, by):
            write_to(one.contributor, kind=kind, idea=idea, step=step, once=f"{kind}:{step.pk}:c{one.contributor_id}")


def write_to(
    contributor: Contributor, *, kind: str, idea: Idea | None, once: str, step: IdeaStep | None = None
) -> None:
    notices.write_letter(
        kind=f"{kind}_letter",
        facts={
            "contributor": contributor.pk,
            "idea": idea.pk if idea else None,
            "step": step.pk if step else None,
        },
        once=once,
    )


def tell_people(people: Iterable[Person], *, kind: str, idea: Idea, once: str) -> None:
    notices.tell(people, kind=kind, path=path_of(idea), facts={"idea": idea.pk}, once=once)


def is_same(author: Any, by: Any) -> bool:
    return type(author) is type(by) and author.pk == by.pk
