"""A page goes live after a lab administrator has approved it. Who that is is asked of the policy each time."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from records.policy import may


class LabApprovalTask(Task):
    admin_form_fields = Task.admin_form_fields

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(may(user, "cms.approve_page"))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not may(user, "cms.approve_page")

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return bool(may(user, "cms.approve_page"))

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not may(user, "cms.approve_page"):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not may(user, "cms.approve_page"):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls) -> Any:
        return _("Lab administrators approve it")

    class Meta:
        verbose_name = _("approval by the lab")
        verbose_name_plural = _("approvals by the lab")
