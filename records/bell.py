import logging
from typing import Any

from celery import current_app
from kombu.exceptions import KombuError

log = logging.getLogger("masar.bell")


def ring_quietly(task: str, *args: Any) -> None:
    """Wake a worker. Rows are the truth and a sweep finds them, so a broker that is away fails nobody's request."""
    try:
        current_app.send_task(task, args=args, retry=False)
    except (KombuError, OSError) as error:
        log.warning("The broker did not take %s: %s", task, error)
