"""Where learning systems send what they have to say, and where the lab lets them in."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from records import trail
from records.enums import Door
from records.sending import REFUSED, sent
from records.sent_forms import Decision
from training.actions import statements
from training.actions.statements import AnotherStatement, Refused
from training.forms import StatementSourceForm
from training.models import StatementSource
from training.statement_reading import read
from training.views import access

LARGEST = 2 * 1024 * 1024
# Of the specification: what is spoken here, and what is understood.
VERSION, VERSIONS = "1.0.3", re.compile(r"1\.0(\.\d+)?")


@csrf_exempt
@require_http_methods(["POST", "PUT"])
def receive(request: HttpRequest) -> HttpResponse:
    """One statement or a list. All of them are taken; or none, and the answer says which one cannot be and why."""
    answer = _answer(request)
    answer["X-Experience-API-Version"] = VERSION
    return answer


def _answer(request: HttpRequest) -> HttpResponse:
    source = statements.source_with(_token(request))
    if source is None:
        answer = _refused(401, "", "Send the token of your system as the password of Basic, or by Bearer.")
        answer["WWW-Authenticate"] = 'Basic realm="xAPI", Bearer'
        return answer
    version = request.headers.get("X-Experience-API-Version", VERSION)
    if not VERSIONS.fullmatch(version.strip()):
        return _refused(400, "", f"Version {VERSION} of xAPI is spoken here.")
    usage = ratelimit.consume(
        request, app="training", action="statements", key=str(source.pk), config=settings.STATEMENT_RATE_LIMITS
    )
    if usage is None:
        return _refused(429, "", "Too many requests. Wait a minute; a request can carry 500 statements.")
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _refused(413, "", "The request is larger than 2 MB.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return _refused(400, "", "The request is no JSON.")
    try:
        with override("en"), trail.through(Door.API):
            said = read(_with_its_number(request, body), source.name)
            statements.take(source=source, said=said)
    except Refused as refusal:
        status = 409 if isinstance(refusal, AnotherStatement) else 400
        return _refused(status, refusal.field, refusal.words, refusal.place)
    except ValidationError as refusal:
        return _refused(400, "", " ".join(refusal.messages))
    if request.method == "PUT":
        return HttpResponse(status=204)
    return JsonResponse([str(one.number) for one in said], safe=False)


def _with_its_number(request: HttpRequest, body: Any) -> Any:
    """A single statement may have its number in the address instead."""
    number = request.GET.get("statementId")
    if number is None or not isinstance(body, dict):
        return body
    if body.setdefault("id", number) != number:
        raise Refused(0, "id", "The statement has another id than its address.")
    return body


def _token(request: HttpRequest) -> str:
    """By Bearer, or as the password of Basic, which is what most learning systems send."""
    kind, _blank, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return told.strip()
    if kind.lower() != "basic":
        return ""
    try:
        _user, _colon, password = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return ""
    return password


def _refused(status: int, field: str, words: str, place: int | None = None) -> HttpResponse:
    told: dict[str, Any] = {"message": words}
    if field:
        told["field"] = field
    if place is not None:
        told["statement"] = place
    return JsonResponse({"error": told}, status=status)


@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """The learning systems that may send, and their tokens."""
    access.admit(request.user, "training.keep_statement_sources")
    form = StatementSourceForm(request.POST or None)

    def make() -> str:
        statements.make_source(by=request.user, name=form.cleaned_data["name"])
        return reverse("training:statement_sources")

    if request.method == "POST":
        answer = sent(request, form, make)
        if answer is not None:
            return answer
    rows = [
        {
            "source": one,
            "token": statements.token_of(one) if statements.is_readable(one, request.user) else "",
            "form": Decision(),
        }
        for one in StatementSource.objects.select_related("made_by")
    ]
    return render(
        request,
        "training/statement_sources.html",
        {
            "form": form,
            "rows": rows,
            "address": request.build_absolute_uri(reverse("training_xapi:statements")),
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Learning systems"), "url": ""},
            ],
        },
        status=REFUSED if form.errors else 200,
    )


@require_POST
def revoke_source(request: HttpRequest, pk: int) -> HttpResponse:
    source = access.statement_source(request.user, pk)
    form = Decision(request.POST)

    def revoke() -> str:
        statements.revoke_source(by=request.user, source=source)
        return reverse("training:statement_sources")

    return sent(request, form, revoke) or redirect("training:statement_sources")
