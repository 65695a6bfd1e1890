"""The policy of the ground floor."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from records.file_rules import may_open, register
from records.models import Job, PrivateFile
from records.policy import Verdict, anyone, declare, rule, signed_in


@rule(_("Only who asked for this job sees it."))
def asked_for_it(person: Any, thing: Any) -> bool:
    return thing is None or thing.asked_by_id == person.pk


@rule(_("This file belongs to something that you cannot see."))
def may_open_what_it_belongs_to(person: Any, thing: Any) -> bool:
    return thing is None or bool(may_open(person, thing))


@rule(_("Only who saved a view changes it."))
def saved_it(person: Any, thing: Any) -> bool:
    return thing is None or thing.person_id == person.pk


@rule(_("This view is for who saved it alone."))
def saved_it_or_got_its_address(person: Any, thing: Any) -> bool:
    return thing is None or thing.is_shared or thing.person_id == person.pk


def may_open_result(person: Any, file: PrivateFile) -> Verdict:
    """What a job made is for who asked, and for seven days."""
    return Verdict(Job.objects.visible_to(person).filter(pk=file.owner_id).exists())


register("job", may_open_result)

declare(
    actions={
        "records.see_gallery": anyone,
        "records.see_media": anyone,
        "jobs.see_own": signed_in & asked_for_it,
        "views.save": signed_in,
        "views.open": saved_it_or_got_its_address,
        "views.change": signed_in & saved_it,
        "views.delete": signed_in & saved_it,
        "files.download": signed_in & may_open_what_it_belongs_to,
    },
    urls={
        "records:gallery": "records.see_gallery",
        "media": "records.see_media",
        "records:job": "jobs.see_own",
        "records:job_progress": "jobs.see_own",
        "records:saved_views": "views.save",
        "records:view_save": "views.save",
        "records:view": "views.open",
        "records:view_change": "views.change",
        "records:view_delete": "views.delete",
        "records:file": "files.download",
    },
)
