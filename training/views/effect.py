from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_http_methods, require_safe

from records.charts.marks import Mark
from records.charts.share_bar import share_bar
from records.policy import require
from records.sending import REFUSED, sent, stop_unless
from training import effect as effects
from training.actions import effect as actions
from training.enums import USED, Use
from training.follow_up_links import address_of, follow_up_in
from training.forms import FeedbackForm, FollowUpForm
from training.models import Completion, Course, FollowUp
from training.views.access import course_of, own_enrolment, own_follow_up
from training.views.catalogue import trail_to

READ_OR_SEND = ["GET", "HEAD", "POST"]
# Of the projects; the others are one click away.
FIRST_SHOWN = 5
USE_HUES = {Use.OFTEN: "stage-6", Use.ONCE: "stage-4", Use.NOT_YET: "stage-2", Use.NO_OCCASION: "stage-1"}


@require_http_methods(READ_OR_SEND)
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    enrolment = own_enrolment(request.user, course_of(request.user, code))
    stop_unless(request.user, "training.look_back", enrolment)
    form = FeedbackForm(request.POST or None)

    def work() -> str:
        actions.give_feedback(by=request.user, enrolment=enrolment, **form.told)
        messages.success(request, gettext("Thank you. Your name is shown beside it to nobody."))
        return reverse("training:learn", args=[enrolment.course.code])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "training/feedback.html",
        {"course": enrolment.course, "form": form, "trail": trail_to(enrolment.course, gettext("Feedback"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def own_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """From a notice in the product to the page that the letter leads to."""
    return redirect(address_of(own_follow_up(request.user, pk).pk))


@require_http_methods(READ_OR_SEND)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of the letter, signed in or not: once."""
    found = _by_link(token)
    form = FollowUpForm(request.POST or None)
    if found.answered_at is None and request.method == "POST" and form.is_valid():
        try:
            actions.answer(follow_up=found, **form.told)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("training_used:answer", token)
    return render(
        request,
        "training/used.html",
        {"course": found.completion.course, "form": form, "is_answered": found.answered_at is not None},
        status=REFUSED if form.is_bound and found.answered_at is None else 200,
    )


@require_safe
def effect(request: HttpRequest) -> HttpResponse:
    """Kirkpatrick's four levels, of one course or of all."""
    require(request.user, "training.see_effect")
    asked = request.GET.get("course", "")
    course = course_of(request.user, asked) if asked else None
    has_been_completed = Exists(Completion.objects.current().filter(course=OuterRef("pk")))
    courses = Course.objects.visible_to(request.user).filter(has_been_completed).order_by("code")
    told = effects.effect_of(request.user, course)
    return render(
        request,
        "training/effect.html",
        {
            "told": told,
            "course": course,
            "courses": courses,
            "fewest": effects.FEWEST,
            "sentence": _sentence(told),
            "bars": _bars(told),
            "answers": [Mark(str(use.label), count, hue=USE_HUES[use]) for use, count in told.answers.items() if count],
            "fewer_shown": told.work.projects - len(told.work.shown),
            "first_shown": told.work.shown[:FIRST_SHOWN],
            "further_shown": told.work.shown[FIRST_SHOWN:],
            "change": round(told.after.value - told.before.value)
            if told.after.value is not None and told.before.value is not None
            else None,
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Whether learning pays"), "url": ""},
            ],
        },
    )


def _sentence(told: effects.Effect) -> str:
    if told.used.value is None:
        return gettext("Too few have answered yet to say whether learning pays.")
    return gettext("%(used)s of the %(answers)s who answered used at work what they had learned.") % {
        "used": f"{sum(told.answers[use] for use in USED):,}",
        "answers": f"{told.used.answers:,}",
    }


def _bars(told: effects.Effect) -> dict[str, SafeString]:
    """Of each average that is shown, how far it reaches."""
    most = {"liked": 5, "useful": 5, "before": 100, "after": 100, "helped": 5}
    averages: dict[str, effects.Average] = {name: getattr(told, name) for name in most}
    return {
        name: share_bar(average.value, most[name], rtl=get_language_bidi())
        for name, average in averages.items()
        if average.value is not None
    }


def _by_link(token: str) -> FollowUp:
    pk = follow_up_in(token)
    found = FollowUp.objects.select_related("completion__course").filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found
