"""Chooses, in a seeded country, who visits and what is looked at, and signs them in. Prints it as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measuring.settings")

WORD = "التصاريح"


def main() -> None:
    import django

    django.setup()
    from django.db.models import Count

    from accounts.models import Agency, Person
    from portfolio.projects.enums import StageKind
    from portfolio.projects.models import Project, ProjectState, RatingScale, Stage
    from portfolio.reports.models import ReportingQuarter
    from records.actions.exports import MOST_AT_ONCE
    from records.search_words import sought_words

    if sys.argv[1:] == ["--training"]:
        # Too few projects for the other subjects, and nobody asks for them there.
        cookies = signed_in(Person.objects.get(email="leader1@scale.example"))
        sys.stdout.write(json.dumps({"leader_cookies": cookies}) + "\n")
        return
    agency = Agency.objects.get(code="S010")
    officer = Person.objects.get(email="officer1.s010@scale.example")
    leader = Person.objects.get(email="leader1@scale.example")
    stage = Stage.objects.get(code="pilot")
    told = (
        Project.objects.filter(lead_agency=agency, stage__kind=StageKind.ON_PATH, lead_person__isnull=False)
        .annotate(told=Count("updates"))
        .filter(told__gte=40)
        .order_by("told", "id")
        .first()
    )
    assert told is not None
    quiet = Project.objects.filter(lead_agency=agency, stage__kind=StageKind.ON_PATH).annotate(told=Count("updates"))
    few = quiet.filter(told=1).first() or quiet.order_by("told", "id").first()
    assert few is not None
    newest = ReportingQuarter.objects.filter(reports__accepted__isnull=False).latest("first_day")
    rare = ProjectState.objects.get(project=told, to_date=None)
    found: dict[str, Any] = {
        "agency": agency.pk,
        "agency_code": agency.code,
        "officer": officer.pk,
        "stage": stage.pk,
        "stage_code": stage.code,
        "project": told.pk,
        "reference": told.reference,
        "quiet_reference": few.reference,
        "reporting": newest.pk,
        "reporting_code": newest.code,
        "word": WORD,
        "across": RatingScale.objects.get(code="impact").pk,
        "up": RatingScale.objects.get(code="feasibility").pk,
        # What is taken out at once and not by a worker.
        "is_small": Project.objects.count() <= MOST_AT_ONCE,
        "halves": halves(),
        "words": " & ".join(f"'{word}':*" for word in sought_words(WORD)),
        "one_row": f"q={rare.project.reference}",
        "officer_cookies": signed_in(officer),
        "leader_cookies": signed_in(leader),
    }
    sys.stdout.write(json.dumps(found) + "\n")


def halves() -> str:
    """What a table says of each stage beside the days of a project in it."""
    from portfolio.projects.registers import registers
    from portfolio.projects.stays import pace_in
    from records.clock import today

    paces = {pk: pace_in(stage, today()) for pk, stage in registers().stages.items()}
    return ",".join(f"{pk}:{pace.median}" for pk, pace in paces.items() if pace and pace.is_enough)


def signed_in(person: Any) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="accounts.backends.PersonBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


if __name__ == "__main__":
    main()
