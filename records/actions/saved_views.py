"""Views that people keep under a name of their own."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.models import SavedView
from records.policy import require
from records.saved_places import PLACES, forget_menu
from records.typed_text import clean_text
from records.versions import locked

MOST_OF_A_PERSON = 60
LONGEST_QUERY = 2000


def save(*, by: Any, name: str, place: str, query: str, is_shared: bool = False) -> SavedView:
    """Under a name that is taken, the view of that name is kept anew."""
    require(by, "views.save")
    name, asked = _checked_name(name), _asked(query)
    if place not in PLACES:
        raise ValidationError(_("This page cannot be saved as a view."))
    with transaction.atomic():
        own = SavedView.objects.filter(person=by)
        if own.count() >= MOST_OF_A_PERSON and not own.filter(name=name).exists():
            raise ValidationError(
                {"name": _("You have %(most)s views; delete one first.")}, params={"most": MOST_OF_A_PERSON}
            )
        # Kept from two windows at once, the second finds what the first has made.
        told = {"place": place, "asked": asked, "is_shared": is_shared}
        view, is_new = own.select_for_update().get_or_create(person=by, name=name, defaults=told)
        before = None if is_new else {"place": view.place}
        if not is_new:
            view.place, view.asked, view.is_shared = place, asked, is_shared
            view.version += 1
            view.save()
        audit.record(
            by=by, action="views.save", target=view, before=before, after={"place": place, "is_shared": is_shared}
        )
        transaction.on_commit(partial(forget_menu, by.pk))
    forget_menu(by.pk)
    return view


def change(*, by: Any, view: SavedView, name: str, is_shared: bool, version: int | None = None) -> SavedView:
    """Another name, or shared with whoever has the address, or no longer."""
    require(by, "views.change", view)
    name = _checked_name(name)
    with transaction.atomic():
        view = locked(SavedView.objects.all(), view.pk, version)
        require(by, "views.change", view)
        if SavedView.objects.filter(person=by, name=name).exclude(pk=view.pk).exists():
            raise ValidationError({"name": _("You have a view of this name already.")})
        before = {"is_shared": view.is_shared}
        view.name, view.is_shared = name, is_shared
        view.version += 1
        view.save()
        audit.record(by=by, action="views.change", target=view, before=before, after={"is_shared": is_shared})
        transaction.on_commit(partial(forget_menu, by.pk))
    forget_menu(by.pk)
    return view


def delete(*, by: Any, view: SavedView) -> None:
    require(by, "views.delete", view)
    with transaction.atomic():
        view = locked(SavedView.objects.all(), view.pk)
        require(by, "views.delete", view)
        audit.record(by=by, action="views.delete", target=view, before={"place": view.place})
        view.delete()
        transaction.on_commit(partial(forget_menu, by.pk))
    forget_menu(by.pk)


def _checked_name(name: str) -> str:
    name = clean_text(name)
    if not name:
        raise ValidationError({"name": _("Give it a name.")})
    if len(name) > 80:
        raise ValidationError({"name": _("At most 80 characters fit.")})
    return name


def _asked(query: str) -> list[tuple[str, str]]:
    """What was asked, without the page that one was on."""
    asked = [(name, clean_text(value)) for name, value in parse_qsl(query) if name != "page"]
    if sum(len(name) + len(value) for name, value in asked) > LONGEST_QUERY:
        raise ValidationError(_("There are too many filters to keep; take some away."))
    return asked
