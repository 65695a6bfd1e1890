from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import people
from accounts.forms import ProfileForm, initial_profile, tell_error
from accounts.models import SignedInSession
from accounts.queries import memberships_of
from records.clock import today


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = ProfileForm(request.POST or None, initial=initial_profile(person))
    if request.method == "POST" and form.is_valid():
        try:
            saved = people.edit_own(by=person, **form.cleaned_data)
        except ValidationError as error:
            tell_error(form, error)
        else:
            with override(saved.language):
                messages.success(request, _("Saved."))
                return redirect("accounts:profile")
    kinds = set(Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True))
    sessions = SignedInSession.objects.filter(person_id=person.pk).exclude(pk=request.session.session_key)
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "memberships": memberships_of(person).valid_on(today()),
            "has_second_factor": bool(kinds),
            "needs_second_factor": person.standing.needs_second_factor,
            "other_sessions": sessions.count(),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    ended = people.end_other_sessions(by=request.user, kept=request.session.session_key)
    messages.success(
        request,
        ngettext("Signed out in %(count)s other place.", "Signed out in %(count)s other places.", ended)
        % {"count": ended},
    )
    return redirect(reverse("accounts:profile"))
