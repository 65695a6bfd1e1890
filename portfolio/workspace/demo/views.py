"""What the lab thinks of the demo country's projects, and two views that people keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portfolio.projects.actions import ratings
from portfolio.projects.models import RatingScale
from records.actions import saved_views

# Of a story: impact, feasibility, novelty, urgency; and how many days ago.
RATINGS = {
    "birth": (5, 4, 2, 4, 60),
    "marriage": (4, 3, 3, 3, 75),
    "death": (4, 4, 2, 5, 40),
    "vaccination": (4, 5, 2, 3, 50),
    "transit": (5, 2, 3, 4, 8),
    "assistant": (3, 3, 5, 2, 30),
    "residence": (4, 2, 3, 4, 90),
    "permit": (3, 4, 2, 3, 45),
    "leaflets": (2, 5, 1, 2, 20),
    "parents": (4, 4, 4, 3, 25),
}


def rate_and_keep(by: Any, projects: dict[str, Any], maryam: Any, day: dt.date) -> None:
    scales = {scale.code: scale for scale in RatingScale.objects.all()}
    for code, (impact, feasibility, novelty, urgency, days) in RATINGS.items():
        values = {"impact": impact, "feasibility": feasibility, "novelty": novelty, "urgency": urgency}
        project = projects[code]
        ratings.rate(
            by=by,
            project=project,
            values={scales[name]: value for name, value in values.items()},
            rated_on=max(day - dt.timedelta(days=days), project.registered_on),
        )
    saved_views.save(
        by=by,
        name="أثر كبير وجِدّة",
        place="projects:matrix",
        query="across=impact&up=novelty",
        is_shared=True,
    )
    saved_views.save(by=maryam, name="خريطة طريق الوزارة", place="projects:roadmap", query="agency=MOPH&span=2")
