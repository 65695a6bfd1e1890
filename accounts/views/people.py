from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import memberships
from accounts.actions import people as people_actions
from accounts.filters import PeopleFilter
from accounts.forms import RoleForm, tell_error
from accounts.models import Membership, Person
from accounts.queries import memberships_of, people
from accounts.views import access
from records.bilingual import column_of
from records.clock import today
from records.policy import may

PER_PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    access.admit(request, "accounts.see_people")
    found = PeopleFilter(request.GET, queryset=people().order_by(column_of("name"), "pk"))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/people.html",
        {"filter": found, "page": page, "may_invite": may(request.user, "accounts.invite")},
    )


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, access.person_of(request, pk), RoleForm())


@require_POST
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    shown = access.person_of(request, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            memberships.give_role(by=request.user, person=shown, **form.cleaned_data)
        except ValidationError as error:
            tell_error(form, error)
        else:
            messages.success(request, _("The role is given and counts from now."))
            return redirect("accounts:person", pk=pk)
    return show(request, shown, form, status=422)


@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    membership = access.membership_of(request, pk)
    try:
        memberships.end_role(by=request.user, membership=membership)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The role has ended."))
    return redirect("accounts:person", pk=membership.person_id)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return switch(request, pk, people_actions.deactivate, _("Deactivated: every sign-in has ended."))


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return switch(request, pk, people_actions.reactivate, _("Active again."))


def switch(request: HttpRequest, pk: int, act: Callable[..., Person], done: str) -> HttpResponse:
    switched = access.person_of(request, pk)
    try:
        act(by=request.user, person=switched)
    except ValidationError as error:
        # The person's data was removed in the same moment.
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:people")
    messages.success(request, done)
    return redirect("accounts:person", pk=pk)


def show(request: HttpRequest, shown: Person, form: RoleForm, status: int = 200) -> HttpResponse:
    held = list(memberships_of(shown))
    day = today()
    return render(
        request,
        "accounts/person.html",
        {
            "person": shown,
            "running": [one for one in held if not has_ended(one, day)],
            "ended": [one for one in held if has_ended(one, day)],
            "form": form,
            "may_give_role": may(request.user, "accounts.give_role", shown),
            "may_deactivate": may(request.user, "accounts.deactivate", shown),
            "may_read_trail": may(request.user, "accounts.read_trail"),
        },
        status=status,
    )


def has_ended(membership: Membership, day: dt.date) -> bool:
    return membership.ends_on is not None and membership.ends_on < day
