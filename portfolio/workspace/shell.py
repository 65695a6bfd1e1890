"""What the frame around every page shows. A context processor: it must stay quick, so that all of it is lazy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from records.kept_query import KeptQuery
from records.models import Notification
from records.policy import may

# More than this is "99+": nobody counts on, and the database need not either.
UNREAD_LIMIT = 100
UNREAD: KeptQuery[Notification] = KeptQuery(
    lambda person: Notification.objects.filter(person_id=person, read_at=None).order_by().values("pk")[:UNREAD_LIMIT],
    person=int,
)


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    label: Any
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PublicPlace:
    key: str
    label: Any
    url: str


# In the order of the menu; a place whose address does not exist yet is left out.
PLACES = (
    ("work", _("My work"), "workspace:home"),
    ("portfolio", _("Portfolio"), "projects:list"),
    ("reports", _("Reports"), "reports:list"),
    ("training", _("Training"), "training:home"),
    ("programmes", _("Programmes"), "programmes:home"),
    ("services", _("Services"), "services:home"),
    ("progress", _("Progress"), "reports:progress"),
)

# Pages with an address of their own that belong to a place of the menu.
WITHIN = {"followups:list": "workspace:home", "ideas:list": "projects:list", "benefits:overview": "projects:list"}

# What lab staff keep in order, each with the action of the policy that it takes.
LAB_PLACES = (
    ("people", _("People"), "accounts:people", "accounts.see_people"),
    ("agencies", _("Agencies"), "accounts:agencies", "accounts.see_agencies"),
    ("tags", _("Tags of the lab"), "projects:tags", "projects.keep_tags"),
    ("ai", _("AI Committee"), "projects:ai_queue", "projects.see_ai_queue"),
    ("imports", _("Bring in tables"), "imports:list", "imports.bring_in"),
    ("trail", _("The trail"), "accounts:trail", "accounts.read_trail"),
    ("site", _("Edit the site"), "wagtailadmin_home", "accounts.enter_editor"),
)

PublicPlaces = Callable[[HttpRequest], Iterable[PublicPlace]]
_public_places: list[PublicPlaces] = []


def register_public_places(provider: PublicPlaces) -> None:
    """Called at start-up by the floor that owns the public pages: what a visitor finds in the menu."""
    if provider not in _public_places:
        _public_places.append(provider)


class Shell:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def places(self) -> list[Place]:
        if self.person:
            found = [(key, label, _address(name, _language())) for key, label, name in PLACES]
        else:
            found = [(place.key, place.label, place.url) for offer in _public_places for place in offer(self.request)]
        here = _closest([url for _key, _label, url in found if url], self._path)
        return [Place(key, label, url, url == here) for key, label, url in found if url]

    @property
    def _path(self) -> str:
        path = self.request.path
        language = _language()
        for name, place in WITHIN.items():
            if path.startswith(_address(name, language)):
                return _address(place, language)
        return path

    @cached_property
    def lab_places(self) -> list[Place]:
        if not standing_of(self.person).is_lab_staff:
            return []
        found = [
            (key, label, _address(name, _language()))
            for key, label, name, action in LAB_PLACES
            if may(self.person, action)
        ]
        here = _closest([url for _key, _label, url in found if url], self.request.path)
        return [Place(key, label, url, url == here) for key, label, url in found if url]

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @cached_property
    def unread(self) -> int:
        if not self.person:
            return 0
        return UNREAD.counted(person=self.person.pk)

    @property
    def home_url(self) -> str:
        return (_address("workspace:home", _language()) if self.person else "") or f"/{_language()}/"

    @property
    def search_url(self) -> str:
        return _address("workspace:search" if self.person else "cms:search", _language())

    @property
    def notifications_url(self) -> str:
        return _address("workspace:notifications", _language())

    @property
    def account_url(self) -> str:
        return _address("accounts:profile", _language())

    @property
    def sign_in_url(self) -> str:
        return _address("account_login", _language())

    @property
    def sign_out_url(self) -> str:
        return _address("account_logout", _language())


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=256)
def _address(name: str, language: str) -> str:
    """Addresses carry the language, so they are kept per language; `language` is the active one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# The home page is the current one at its own address alone; every page's begins with it.
HOME = len("/en/")


def _closest(urls: list[str], path: str) -> str:
    return max((url for url in urls if path == url or (len(url) > HOME and path.startswith(url))), key=len, default="")
