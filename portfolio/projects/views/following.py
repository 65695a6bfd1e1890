from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portfolio.projects.actions import following
from portfolio.projects.views.access import seen_project
from portfolio.projects.views.sending import address_of, sent
from records.sent_forms import Decision


@require_POST
def follow(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, following.follow)


@require_POST
def unfollow(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, following.unfollow)


def _done(request: HttpRequest, number: int, action: Callable[..., Any]) -> HttpResponse:
    project = seen_project(request.user, number).project

    def work() -> str:
        action(by=request.user, project=project)
        return address_of(project)

    return sent(request, Decision(request.POST), work) or redirect(address_of(project))
