import datetime as dt

from django.conf import settings

from portfolio.followups.actions.promises import owners_of, path_of
from portfolio.followups.models import FollowUp
from records.actions import notices
from records.clock import today


def remind_of_actions_due() -> int:
    """Tell who owes it, once for every day that was promised, however often and by however many workers this runs."""
    soon = today() + dt.timedelta(days=settings.ACTION_REMINDER_DAYS)
    reminded = 0
    due = (
        FollowUp.objects.open_now().filter(due_on__range=(today(), soon), opened_on__lt=today()).select_related("owner")
    )
    for followup in due.iterator():
        notices.tell(
            owners_of(followup),
            kind="followups.due",
            path=path_of(followup),
            facts={"followup": followup.pk},
            once=f"action-due:{followup.pk}:{followup.due_on}",
        )
        reminded += 1
    return reminded
