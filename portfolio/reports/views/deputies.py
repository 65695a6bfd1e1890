"""Who signs for a lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Agency, Person
from portfolio.reports.actions import deputies
from portfolio.reports.models import Deputy
from portfolio.reports.quarterly_forms import DeputyForm
from portfolio.reports.rules import lead_of
from portfolio.reports.views.access import deputy_of
from records.clock import today
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import Decision


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    stop_unless(request.user, "reports.name_deputy", None)
    led = lead_of(request.user)
    people = Person.objects.none()
    for agency in led:
        people |= deputies.people_who_may_stand_in(request.user, agency)
    agencies = Agency.objects.filter(pk__in=led)
    form = DeputyForm(request.POST or None, agencies=agencies, people=people.order_by("name_en", "pk"))

    def work() -> str:
        typed = form.cleaned_data
        deputies.name(
            by=request.user,
            agency=typed["agency"],
            person=typed["person"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )
        messages.success(request, gettext("The deputy is named."))
        return reverse("reports:deputies")

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    named = Deputy.objects.filter(agency__in=led).select_related("person", "lead", "agency")
    day = today()
    return render(
        request,
        "reports/deputies.html",
        {
            "form": form,
            "deputies": [(deputy, deputy.withdrawn_at is None and deputy.ends_on >= day) for deputy in named],
            "removal": Decision(),
            "trail": [
                {"label": gettext("Reports"), "url": reverse("reports:list")},
                {"label": gettext("Deputies")},
            ],
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    stop_unless(request.user, "reports.name_deputy", None)
    deputy, form = deputy_of(request.user, pk), Decision(request.POST)

    def work() -> str:
        deputies.withdraw(by=request.user, deputy=deputy)
        messages.success(request, gettext("The deputy is withdrawn."))
        return reverse("reports:deputies")

    return sent(request, form, work) or redirect("reports:deputies")
