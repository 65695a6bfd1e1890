from celery import shared_task

from portfolio.followups.actions.reminders import remind_of_actions_due
from portfolio.projects.actions import reminders


@shared_task(ignore_result=True)
def remind_of_updates_due() -> None:
    reminders.remind_of_updates_due()
    remind_of_actions_due()
