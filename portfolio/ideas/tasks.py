from celery import shared_task

from portfolio.ideas.actions import addresses


@shared_task(ignore_result=True)
def clear_addresses() -> None:
    addresses.clear_what_has_served()
