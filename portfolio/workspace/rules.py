from accounts.rules import is_lab_staff
from records.policy import declare, signed_in

declare(
    actions={
        "workspace.work": signed_in,
        "workspace.search": signed_in,
        "workspace.read_notices": signed_in,
        "imports.bring_in": signed_in & is_lab_staff,
    },
    urls={
        "workspace:start": "workspace.work",
        "workspace:home": "workspace.work",
        "workspace:search": "workspace.search",
        "workspace:notifications": "workspace.read_notices",
        "workspace:open_notification": "workspace.read_notices",
        "workspace:read_notifications": "workspace.read_notices",
        "imports:list": "imports.bring_in",
        "imports:one": "imports.bring_in",
        "imports:go": "imports.bring_in",
        "imports:columns": "imports.bring_in",
        "imports:maps": "imports.bring_in",
        "imports:map": "imports.bring_in",
        "imports:forget_map": "imports.bring_in",
    },
)
