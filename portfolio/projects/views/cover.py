from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects import covers
from portfolio.projects.actions import cover as actions
from portfolio.projects.enums import Visibility
from portfolio.projects.forms import CoverForm
from portfolio.projects.views.access import seen_project, whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, address_of, sent, stop_unless

A_DAY = 86400


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.set_cover", project)
    form = CoverForm(request.POST, request.FILES) if request.method == "POST" else CoverForm()

    def work() -> str:
        if "remove" in request.POST:
            actions.remove_cover(by=request.user, project=project)
            messages.success(request, gettext("The cover picture is removed."))
        else:
            actions.set_cover(by=request.user, project=project, content=form.cleaned_data["picture"])
            messages.success(request, gettext("The cover picture is saved."))
        return address_of(project)

    if request.method == "POST":
        if form.is_valid() and "remove" not in request.POST and not form.cleaned_data["picture"]:
            form.add_error("picture", gettext("Choose a file."))
        if done := sent(request, form, work):
            return done
    return render(
        request,
        "projects/cover.html",
        {
            "project": project,
            "form": form,
            "widest": max(covers.SIZES),
            "trail": trail_to(project, gettext("Cover picture")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def picture(request: HttpRequest, number: int, cover: str, width: int) -> HttpResponse:
    """The picture, through the same check as its project: for everybody where the project is public."""
    seen = seen_project(request.user, number)
    project = seen.project
    is_public = project.visibility == Visibility.PUBLIC
    if not (seen.wholly or is_public) or project.cover != cover or width not in covers.SIZES:
        raise Http404
    try:
        content = covers.storage().open(covers.place_of(project.pk, cover, width))
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(content, content_type="image/webp")
    # Its address changes with the picture; what is not public stays in the reader's own browser, and is asked for anew.
    if is_public:
        patch_cache_control(answer, public=True, max_age=A_DAY)
    else:
        patch_cache_control(answer, private=True, no_cache=True)
    return answer
