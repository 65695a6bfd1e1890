from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import invitations
from accounts.forms import AcceptInvitationForm, InvitationForm, tell_error
from accounts.models import Invitation, Person
from accounts.queries import open_invitations
from accounts.views import access

PER_PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    access.admit(request, "accounts.invite")
    page = Paginator(open_invitations(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/invitations.html", {"page": page})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    access.admit(request, "accounts.invite")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            tell_error(form, error)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:invitations")
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        invitations.withdraw(by=request.user, invitation=access.invitation_of(request, pk))
    except ValidationError as error:
        # Accepted or withdrawn by another in the same moment.
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is withdrawn: its address opens nothing any more."))
    return redirect("accounts:invitations")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = access.invitation_behind(secret)
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    if request.user.is_authenticated:
        return accept_signed_in(request, invitation, secret)
    if Person.objects.filter(email__iexact=invitation.email).exists():
        onward = reverse("accounts:accept_invitation", args=[secret])
        return redirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")
    return accept_as_newcomer(request, invitation, secret)


def accept_as_newcomer(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    form = AcceptInvitationForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            person = invitations.accept_as_newcomer(secret=secret, **form.cleaned_data)
        except ValidationError as error:
            tell_password_error(form, error)
        else:
            with override(person.language):
                messages.success(request, _("Welcome. Sign in with your address and the password you chose."))
                return redirect("account_login")
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/accept_invitation.html", context, status=422 if form.errors else 200)


def accept_signed_in(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    mine = invitations.is_for(invitation, request.user)
    if request.method == "POST" and mine:
        try:
            invitations.accept_as_member(by=request.user, secret=secret)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The role is yours from now."))
            return redirect("accounts:profile")
    context = {"invitation": invitation, "is_mine": mine}
    return render(request, "accounts/accept_role.html", context, status=200 if mine else 403)


def tell_password_error(form: AcceptInvitationForm, error: ValidationError) -> None:
    """The rules for passwords answer without saying which field they mean."""
    is_about_password = not hasattr(error, "error_dict") and any(
        (one.code or "").startswith("password") for one in error.error_list
    )
    if is_about_password:
        form.add_error("password", error)
    else:
        tell_error(form, error)
