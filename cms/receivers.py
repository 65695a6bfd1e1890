"""What follows from a page's submission, approval and publishing, and from a change of roles."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import page_published, published, task_submitted, workflow_approved, workflow_rejected
from wagtail_localize.models import TranslationSource

from accounts.enums import Role
from accounts.models import Membership, Person
from cms.editors import seat
from cms.lesson_texts import LessonText
from records.actions import notices


@receiver(page_published, dispatch_uid="notice stale translations")
@receiver(published, sender=LessonText, dispatch_uid="notice stale translations of lessons")
def notice_stale_translations(sender: Any, instance: Page | LessonText, **kwargs: Any) -> None:
    """wagtail-localize looks at its source only when told to; this tells it whenever the source goes live."""
    source = TranslationSource.objects.filter(object_id=instance.translation_key, locale_id=instance.locale_id).first()
    if source is not None:
        source.update_from_db()


@receiver(post_save, sender=Membership, dispatch_uid="seat in the editor")
def seat_by_role(sender: Any, instance: Membership, **kwargs: Any) -> None:
    seat(Person.objects.get(pk=instance.person_id))


# Under the names that Wagtail connects its own mails by, so that those stay away: a notice goes through the outbox, in
# the language of its reader, and is read in the product too.
@receiver(task_submitted, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
def tell_who_approves(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    administrators = Membership.objects.valid_today().filter(role=Role.LAB_ADMINISTRATOR).exclude(person=user)
    _tell(
        Person.objects.filter(pk__in=administrators.values("person")),
        "cms.page_submitted",
        instance.workflow_state,
        once=f"cms.page_submitted:{instance.pk}",
    )


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def tell_it_is_approved(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    _tell_submitter("cms.page_approved", instance, user)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def tell_it_comes_back(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    _tell_submitter("cms.page_returned", instance, user)


def _tell_submitter(kind: str, state: WorkflowState, by: Any) -> None:
    submitter = state.requested_by
    if submitter is not None and submitter != by:
        _tell([submitter], kind, state, once=None)


def _tell(people: Any, kind: str, state: WorkflowState, *, once: str | None) -> None:
    page_id = int(state.object_id)
    notices.tell(
        people, kind=kind, path=reverse("wagtailadmin_pages:edit", args=[page_id]), facts={"page": page_id}, once=once
    )
