"""Ideas, found by words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from portfolio.ideas.models import Idea
from portfolio.workspace.searching import MOST_SHOWN, Hit, Hits, Searchable, register


def ideas(person: Any, words: str) -> Hits:
    found = Idea.objects.visible_to(person).filter(words__have=words)
    return Hits(
        found.count(),
        [
            Hit(idea.title, reverse("ideas:page", args=[idea.pk]), f"{idea.get_status_display()} · {idea.reference}")
            for idea in found.order_by("-sent_on", "-pk")[:MOST_SHOWN]
        ],
        f"{reverse('ideas:list')}?{urlencode({'q': words})}",
    )


register(Searchable("ideas", gettext_lazy("Ideas"), ideas))
