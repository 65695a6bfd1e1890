from celery import shared_task

from training.actions import effect, requirements, work


@shared_task(ignore_result=True)
def remind_of_ends() -> None:
    requirements.remind_of_ends()


@shared_task(ignore_result=True)
def ask_what_was_used() -> None:
    effect.ask_what_was_used()


@shared_task(ignore_result=True)
def follow_roles() -> None:
    work.follow_roles_of_today()
