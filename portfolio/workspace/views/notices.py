from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from portfolio.workspace.actions import notices as actions
from portfolio.workspace.queries import notices_of
from portfolio.workspace.views.access import own_notice
from records.notices import KINDS, body_of, look_up_all, subject_of

PER_PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    page = Paginator(notices_of(request.user).filter(kind__in=KINDS), PER_PAGE).get_page(request.GET.get("page"))
    notices = list(page.object_list)
    look_up_all(notices)
    told = [{"notice": notice, "subject": subject_of(notice), "body": body_of(notice)} for notice in notices]
    unread = notices_of(request.user).filter(read_at=None, kind__in=KINDS).count()
    return render(request, "workspace/notices.html", {"page": page, "told": told, "unread": unread})


@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """To what the notice tells of; from then on it is read."""
    notice = own_notice(request.user, pk)
    actions.mark_read(by=request.user, notification=notice)
    if not notice.path.startswith("/") or notice.path.startswith("//"):
        return redirect("workspace:notifications")
    return HttpResponseRedirect(f"/{get_language()}{notice.path}")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user)
    messages.success(request, gettext("All notices are marked as read."))
    return redirect("workspace:notifications")
