"""The long work of the ground floor itself."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.actions import exports
from records.jobs import register
from records.models import Job


def taken_out(job: Job) -> list[tuple[str, Any]]:
    return [(gettext("Rows"), f"{job.outcome['rows']:,}")] if job.outcome else []


register(exports.KIND, _("Taking out a table"), exports.work_on, taken_out)
