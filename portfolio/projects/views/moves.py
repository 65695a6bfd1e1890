from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portfolio.projects.actions import moves
from portfolio.projects.forms import LessonForm, MoveForm
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, address_of, sent, stop_unless
from records.versions import EditConflict


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.move", project)
    form = MoveForm(request.POST or None, project=project)

    def work() -> str:
        typed = form.cleaned_data
        moves.move(
            by=request.user,
            project=project,
            to_stage=typed["to_stage"],
            reason=typed["reason"],
            look_again_on=typed["look_again_on"],
            version=typed["version"],
            lesson_en=typed["lesson_en"],
            lesson_ar=typed["lesson_ar"],
        )
        messages.success(request, gettext("The project has moved to: %(stage)s") % {"stage": typed["to_stage"].title})
        return address_of(project)

    moved_since = None
    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except EditConflict as conflict:
            moved_since = conflict.current
            if not form.fields["to_stage"].queryset.filter(pk=form.cleaned_data["to_stage"].pk).exists():
                return redirect(address_of(project))
            form.data = form.data.copy()
            form.data["version"] = moved_since.version
    return render(
        request,
        "projects/move.html",
        {
            "project": project,
            "form": form,
            "moved_since": moved_since,
            "trail": trail_to(project, gettext("Move without a gate")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def tell_lesson(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.tell_lesson", project)
    form = LessonForm(request.POST or None)

    def work() -> tuple[str, str]:
        typed = form.cleaned_data
        moves.tell_lesson(by=request.user, project=project, lesson_en=typed["lesson_en"], lesson_ar=typed["lesson_ar"])
        return gettext("The lesson is told. It stands on the project's page."), address_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Tell what others can learn"),
        intro=gettext("The project was stopped, and its source does not say what was learnt. One language is enough."),
        button=gettext("Tell the lesson"),
        back=address_of(project),
    )
