"""What stands beside each other in the room of ideas."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from records.policy import may


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    person = request.user
    shown = [("projects:list", gettext("Projects")), ("ideas:list", gettext("Ideas"))]
    if may(person, "ideas.see_own"):
        shown.append(("ideas:mine", gettext("My ideas")))
    shown.append(("ideas:calls", gettext("Calls for ideas")))
    if may(person, "ideas.triage"):
        shown.append(("ideas:queue", gettext("To be weighed")))
    return [{"label": label, "url": reverse(name), "is_current": name == here} for name, label in shown]


def trail_to(idea: Any, last: str = "") -> list[dict[str, str]]:
    trail = [{"label": gettext("Ideas"), "url": reverse("ideas:list")}]
    if last:
        trail.append({"label": idea.reference, "url": reverse("ideas:page", args=[idea.pk])})
    return [*trail, {"label": last or idea.reference, "url": ""}]
