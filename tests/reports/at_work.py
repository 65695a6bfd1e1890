"""The product's tasks as the workers of a test run them: on the day of the story, with letters put into a folder."""

import datetime as dt
import os
from typing import Any

from django.conf import settings

from portfolio.reports.actions import reminders

settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = os.environ["TESTS_LETTERS"]
day = dt.date.fromisoformat(os.environ["TESTS_DAY"])
reminders.today = lambda: day  # type: ignore[attr-defined]
if "TESTS_WITHOUT_NAME" in os.environ:
    tell = reminders.notices.tell

    def tell_unnamed(people: Any, *, once: str, **told: Any) -> None:
        tell(people, **told)

    reminders.notices.tell = tell_unnamed  # type: ignore[assignment]
