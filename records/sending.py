"""What happens with a form that was sent: done once, or shown again with what is wrong."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from records.actions.submissions import once
from records.policy import NotAllowed, may
from records.sent_forms import SentOnce

REFUSED = 422
CONFLICT = 409


def sent(request: HttpRequest, form: SentOnce, work: Callable[[], str]) -> HttpResponse | None:
    """Where the first sending led to; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        return redirect(once(by=request.user, key=form.cleaned_data["key"], work=work))
    except ValidationError as refusal:
        form.take(refusal)
        return None


def stop_unless(person: Any, action: str, thing: Any) -> None:
    """Told before anything is typed, not after."""
    verdict = may(person, action, thing)
    if not verdict:
        raise NotAllowed(action, verdict.reason)
