from accounts.rules import is_lab_staff
from records.policy import anyone, declare

declare(
    actions={
        "agenda.read": anyone,
        "agenda.register": is_lab_staff,
        "agenda.edit": is_lab_staff,
        "agenda.retire": is_lab_staff,
        "agenda.load": is_lab_staff,
    },
    urls={},
)
