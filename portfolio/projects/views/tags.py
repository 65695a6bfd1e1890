from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.projects.actions import tags
from portfolio.projects.forms import TagForm
from portfolio.projects.models import Tag
from portfolio.projects.views.sending import REFUSED, sent
from records.clock import today
from records.sent_forms import Decision


@require_http_methods(["GET", "HEAD", "POST"])
def tag_list(request: HttpRequest) -> HttpResponse:
    form = TagForm(request.POST or None)

    def work() -> str:
        typed = {name: form.cleaned_data[name] for name in ("code", "title_en", "title_ar")}
        tags.add(by=request.user, **typed)
        messages.success(request, gettext("The tag is there to be given."))
        return reverse("projects:tags")

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    known = Tag.objects.annotate(count=Count("taggings", filter=Q(taggings__until=None))).order_by("code")
    return render(
        request,
        "projects/tags.html",
        {"form": form, "tags": known, "day": today(), "key": Decision().initial["key"]},
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    tag = get_object_or_404(Tag, code=code)

    def work() -> str:
        tags.retire(by=request.user, tag=tag, on=None if tag.retired_on else today())
        return reverse("projects:tags")

    return sent(request, Decision(request.POST), work) or redirect("projects:tags")
