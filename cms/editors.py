"""Wagtail asks its groups who may do what to a page. They follow the roles of the day: a person is seated at the door
of the editor, each time, and whenever a role is given or ended."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.enums import LAB_ROLES
from accounts.models import Membership, Person
from accounts.standing import standing_of

CURATORS = "Lab curators"
ADMINISTRATORS = "Lab administrators"

# Curators write and submit; administrators publish as well.
PAGE_PERMISSIONS = {
    CURATORS: ("add_page", "change_page"),
    ADMINISTRATORS: (
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ),
}
COLLECTION_PERMISSIONS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


def seat(person: Any) -> None:
    standing = standing_of(person)
    wanted = set()
    if standing.is_lab_staff:
        wanted.add(CURATORS)
    if standing.is_lab_administrator:
        wanted.add(ADMINISTRATORS)
    if set(person.groups.values_list("name", flat=True)) != wanted:
        person.groups.set(Group.objects.filter(name__in=wanted))


def seat_everybody() -> None:
    """Those who were of the lab before there were groups."""
    staff = Membership.objects.valid_today().filter(role__in=LAB_ROLES)
    for person in Person.objects.filter(pk__in=staff.values("person")):
        seat(person)


def ensure_groups() -> None:
    root = Page.get_first_root_node()
    for name, codenames in PAGE_PERMISSIONS.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        for codename in codenames:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        collection = Collection.get_first_root_node()
        for app, codename in COLLECTION_PERMISSIONS:
            permission = Permission.objects.get(content_type__app_label=app, codename=codename)
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
