from celery import shared_task

from portfolio.reports.actions import reminders


@shared_task(ignore_result=True)
def remind_of_reports() -> None:
    reminders.remind_of_reports()
