from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission

from accounts.models import Person
from accounts.standing import standing_of
from records.kept_query import KeptQuery


class PersonBackend(AuthenticationBackend):
    """allauth's, with a quicker way to the person of a session."""

    def get_user(self, user_id: Any) -> Person | None:
        person = next(iter(BY_NUMBER.objects(pk=int(user_id))), None)
        return person if person is not None and self.user_can_authenticate(person) else None


BY_NUMBER: KeptQuery[Person] = KeptQuery(lambda pk: Person.objects.filter(pk=pk).order_by(), pk=int)


class StandingBackend(BaseBackend):
    """Gives the Wagtail admin's permissions to whoever is lab staff today, so that a role's end counts at once."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if obj is not None or not user_obj.is_active or not standing_of(user_obj).is_lab_staff:
            return set()
        if not hasattr(user_obj, "_lab_permissions"):
            user_obj._lab_permissions = {
                f"{app}.{codename}"
                for app, codename in Permission.objects.filter(content_type__app_label__in=EDITOR_APPS).values_list(
                    "content_type__app_label", "codename"
                )
                if standing_of(user_obj).is_lab_administrator or app not in ADMINISTRATOR_APPS
            }
        return user_obj._lab_permissions

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))


EDITOR_APPS = (
    "wagtailadmin",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailsnippets",
    "wagtailredirects",
    "wagtail_localize",
    "cms",
    "agenda",
    "projects",
    "accounts",
)
ADMINISTRATOR_APPS = ("accounts", "wagtailredirects")
