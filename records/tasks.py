from celery import shared_task

from records.actions import housekeeping, jobs, outbox


@shared_task(ignore_result=True)
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(ignore_result=True)
def requeue_stale_jobs() -> None:
    jobs.requeue_left_behind()


@shared_task(ignore_result=True)
def send_outbox() -> None:
    outbox.send_what_is_due()


@shared_task(ignore_result=True)
def clear_what_has_served() -> None:
    housekeeping.clear_old_results()
    housekeeping.clear_old_forms()
    housekeeping.clear_expired_sessions()
