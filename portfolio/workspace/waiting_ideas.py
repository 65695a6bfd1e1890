"""What ideas want of whom: the lab weighs them, their authors answer its questions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from accounts.standing import standing_of
from portfolio.ideas.models import Idea
from portfolio.ideas.queries import asked_back, to_triage
from portfolio.workspace.waiting import Item, Kind, register
from portfolio.workspace.waiting_projects import ago
from records.clock import today
from records.templatetags.masar import bdi


def ideas_to_weigh(person: Any) -> QuerySet[Idea] | None:
    if not standing_of(person).is_lab_staff:
        return None
    # Who wrote an idea does not decide on it.
    return to_triage().exclude(authorships__person=person)


def weigh_item(idea: Idea) -> Item:
    return Item(
        sentence=format_html(gettext("Decide what becomes of the idea {title}"), title=bdi(idea.title)),
        url=reverse("ideas:page", args=[idea.pk]),
        verb=gettext("Weigh it"),
        note=gettext("came in %(ago)s") % {"ago": ago((today() - idea.status_since).days)},
    )


def questions_to_answer(person: Any) -> QuerySet[Idea] | None:
    return asked_back(person)


def answer_item(idea: Idea) -> Item:
    return Item(
        sentence=format_html(gettext("The lab asks you about your idea {title}"), title=bdi(idea.title)),
        url=f"{reverse('ideas:page', args=[idea.pk])}#answer",
        verb=gettext("Answer"),
        note=gettext("asked %(ago)s") % {"ago": ago((today() - idea.status_since).days)},
    )


register(Kind("ideas", gettext_lazy("Ideas to weigh"), ideas_to_weigh, weigh_item))
register(Kind("idea-questions", gettext_lazy("Questions about your ideas"), questions_to_answer, answer_item))
