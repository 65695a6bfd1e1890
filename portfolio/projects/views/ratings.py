"""What the lab thinks of a project: as it stands, how it came to that, and a short form for the lab."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portfolio.projects.actions import ratings as action
from portfolio.projects.forms import RatingForm
from portfolio.projects.models import Project, ProjectRating, RatingScale
from portfolio.projects.places import row_of_places
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, sent, stop_unless
from records.clock import today
from records.policy import may


@require_http_methods(["GET", "HEAD", "POST"])
def ratings(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    scales = list(RatingScale.objects.all())
    in_force = [scale for scale in scales if scale.retired_on is None or scale.retired_on > today()]
    if request.method == "POST":
        stop_unless(request.user, "projects.rate", project)
        form = RatingForm(request.POST, scales=in_force)

        def work() -> str:
            said = form.cleaned_data
            action.rate(
                by=request.user, project=project, values=form.values, note=said["note"], rated_on=said["rated_on"]
            )
            messages.success(request, gettext("Your rating is kept; the earlier one stays beside it."))
            return reverse("projects:ratings", args=[project.pk])

        done = sent(request, form, work)
        if done:
            return done
        return _page(request, project, scales, form, status=REFUSED)
    return _page(request, project, scales, RatingForm(scales=in_force))


def _page(
    request: HttpRequest, project: Project, scales: list[RatingScale], form: RatingForm, *, status: int = 200
) -> HttpResponse:
    given = list(project.ratings.select_related("scale", "rated_by"))
    return render(
        request,
        "projects/ratings.html",
        {
            "project": project,
            "trail": trail_to(project, gettext("Ratings")),
            "places": row_of_places(request.user, project, request.path),
            "standing": _standing(scales, given),
            "given": given,
            "form": form,
            "may_rate": may(request.user, "projects.rate", project),
        },
        status=status,
    )


def _standing(scales: list[RatingScale], given: list[ProjectRating]) -> list[dict[str, Any]]:
    """The latest on each scale; `given` comes with the latest first."""
    latest: dict[int, ProjectRating] = {}
    for rating in given:
        latest.setdefault(rating.scale_id, rating)
    return [
        {"scale": scale, "rating": latest.get(scale.pk)}
        for scale in scales
        if scale.pk in latest or scale.retired_on is None
    ]
