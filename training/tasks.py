from celery import shared_task

from training.actions import requirements


@shared_task(ignore_result=True)
def remind_of_ends() -> None:
    requirements.remind_of_ends()
