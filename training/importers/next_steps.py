"""What there is to do once people or completions have come in from a table."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from records.tables.registry import Step
from training.matching import MOST_SHOWN, possible_matches
from training.models import Learner

MOST_NAMED = 5


def after_people(source: str) -> list[Step]:
    steps = []
    alike = len(possible_matches())
    if alike:
        words = ngettext(
            "%(count)s pair may be one person: say whether they are.",
            "%(count)s pairs may be one person: say whether they are.",
            alike,
        )
        shown = f"{MOST_SHOWN}+" if alike > MOST_SHOWN else str(alike)
        steps.append(Step(words % {"count": shown}, reverse("training:matches")))
    waiting = Learner.objects.filter(source_name=source).exclude(manager_told="")
    names = list(waiting.values_list("manager_told", flat=True).distinct().order_by("manager_told")[: MOST_NAMED + 1])
    if names:
        count = waiting.count()
        words = ngettext(
            "%(count)s person has a manager who is not here: %(names)s. Bring the manager in, or correct the row.",
            "%(count)s people have managers who are not here: %(names)s. Bring the managers in, or correct the rows.",
            count,
        )
        shown = pgettext("between names", ", ").join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        steps.append(Step(words % {"count": f"{count:,}", "names": shown}))
    return steps


def after_completions(source: str) -> list[Step]:
    return [Step(gettext("See who can do what"), reverse("training:matrix"))]
