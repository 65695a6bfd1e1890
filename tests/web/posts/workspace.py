from __future__ import annotations

from typing import Any

from records.actions.notices import tell
from records.models import Notification
from tests.web.posts.case import Post
from tests.world import World


def notice(world: World) -> dict[str, Any]:
    def made(world: World) -> Notification:
        role = {"role": "juror", "agency": world.moph.pk}
        tell([world.maryam], kind="accounts.role_given", path="/accounts/me/", facts=role)
        return Notification.objects.filter(person=world.maryam).latest("pk")

    return {"pk": world.keep("notice", made).pk}


CASES = [
    Post("workspace:open_notification", "maryam", "workspace.read_notice", args=notice),
    Post("workspace:open_notification", "khalid", "", args=notice, status=404, of="another's", why="It is not his."),
    Post("workspace:read_notifications", "maryam", "workspace.read_all_notices"),
]
