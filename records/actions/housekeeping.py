"""What has served its time goes: results of jobs after seven days, and the keys of forms that were sent."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from records.models import Job, PrivateFile, Submission
from records.models.job import KEPT_FOR

# A form that is sent twice is sent twice within minutes.
FORMS_KEPT_FOR = dt.timedelta(days=2)
AT_ONCE = 500


def clear_old_results() -> int:
    """The files go; the rows of the jobs stay and tell that they ran."""
    old = Job.objects.filter(at__lt=timezone.now() - KEPT_FOR, result__isnull=False)
    ids = list(old.values_list("result_id", flat=True)[:AT_ONCE])
    for file in PrivateFile.objects.filter(pk__in=ids):
        with transaction.atomic():
            Job.objects.filter(result=file).update(result=None)
            file.delete()
            # The row first: a file without a row is waste, a row without its file an error.
            transaction.on_commit(partial(file.content.delete, save=False))
    return len(ids)


def clear_old_forms() -> int:
    count, _by_model = Submission.objects.filter(at__lt=timezone.now() - FORMS_KEPT_FOR).delete()
    return count


def clear_expired_sessions() -> None:
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
