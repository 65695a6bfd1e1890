import datetime as dt

from django.db.models import Q, QuerySet

from portfolio.projects.actions.following import officers_of, path_of
from portfolio.projects.enums import ENDED
from portfolio.projects.models import Project
from records.actions import notices
from records.clock import today

# Longer than this without an update, and one is due.
UPDATE_EVERY = dt.timedelta(days=30)


def updates_due(day: dt.date) -> QuerySet[Project]:
    quiet_since = day - UPDATE_EVERY
    return (
        Project.objects.exclude(stage__kind__in=ENDED)
        .filter(source_name="")
        .filter(Q(last_update_on__lt=quiet_since) | Q(last_update_on=None, registered_on__lt=quiet_since))
        .select_related("stage")
    )


def remind_of_updates_due() -> int:
    """Tell each officer once for every spell of silence, however often and by however many workers this runs."""
    reminded = 0
    for project in updates_due(today()).iterator():
        silent_since = project.last_update_on or project.registered_on
        notices.tell(
            officers_of(project.lead_agency_id),
            kind="projects.update_due",
            path=path_of(project),
            facts={"project": project.pk},
            once=f"update-due:{project.pk}:{silent_since}",
        )
        reminded += 1
    return reminded
