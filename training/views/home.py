from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from records.clock import today
from records.policy import may, require
from training.enums import LEARNING, EnrolmentStatus
from training.models import Completion, Enrolment
from training.queries import open_enrolments_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one is learning, what one can show, and the ways on."""
    require(request.user, "training.see_catalogue")
    enrolments = list(open_enrolments_of(request.user))
    learning = [one for one in enrolments if one.status in LEARNING]
    completions = list(
        Completion.objects.current()
        .filter(person=request.user)
        .select_related("course", "certificate")
        .order_by("-completed_on", "-pk")
    )
    return render(
        request,
        "training/home.html",
        {
            "sentence": _sentence(len(learning), len([one for one in completions if one.is_valid_on(today())])),
            "enrolments": enrolments,
            "completions": [
                {
                    "completion": one,
                    "is_valid": one.is_valid_on(today()),
                    "certificate": getattr(one, "certificate", None),
                }
                for one in completions
            ],
            "ways": _ways(request),
        },
    )


def _sentence(learning: int, valid: int) -> str:
    if learning:
        return ngettext("You are learning in %(count)s course.", "You are learning in %(count)s courses.", learning) % {
            "count": learning
        }
    if valid:
        return ngettext("You have completed %(count)s course.", "You have completed %(count)s courses.", valid) % {
            "count": valid
        }
    return gettext("You have not begun a course yet.")


def _ways(request: HttpRequest) -> list[dict[str, object]]:
    ways: list[dict[str, object]] = [
        {"label": gettext("All courses"), "url": reverse("training:catalogue"), "note": ""}
    ]
    ways.append({"label": gettext("My certificates"), "url": reverse("training:certificates"), "note": ""})
    if may(request.user, "training.keep_sessions"):
        waiting = Enrolment.objects.filter(status=EnrolmentStatus.NOMINATED).count()
        words = ngettext("%(count)s waits for your answer", "%(count)s wait for your answer", waiting)
        ways.append(
            {
                "label": gettext("Nominations"),
                "url": reverse("training:nominations"),
                "note": words % {"count": waiting},
            }
        )
    if may(request.user, "training.see_effect"):
        ways.append({"label": gettext("Whether learning pays"), "url": reverse("training:effect"), "note": ""})
    if may(request.user, "training.see_matches"):
        ways.append({"label": gettext("Possible matches"), "url": reverse("training:matches"), "note": ""})
    if may(request.user, "training.keep_statement_sources"):
        ways.append({"label": gettext("Learning systems"), "url": reverse("training:statement_sources"), "note": ""})
    if may(request.user, "training.see_matrix"):
        ways.append(
            {"label": gettext("Who can do what"), "url": f"{reverse('training:matrix')}?show=people", "note": ""}
        )
    return ways
