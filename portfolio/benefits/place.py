"""What benefits register with the floors below: their place on a project's page, its thread, and a fact for gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.benefits.models import Benefit
from portfolio.measures.periods import words_of_period
from portfolio.measures.queries import readings_on
from portfolio.projects import beside, gate_facts, places
from portfolio.projects.dossier import bring_in
from portfolio.projects.models import Alignment, Project, ProjectState
from portfolio.projects.strands import PROJECT, show_objectives_at
from records.bilingual import reading_arabic
from records.clock import today
from records.thread import Link, Side, Strand, register

beside.register(beside.Beside("benefits:overview", _("Benefits"), "benefits.see_country"))
places.register(places.Place("benefits:of_project", _("Benefits"), 40))


def _benefits(person: Any, project: Project) -> Iterable[Link]:
    """Asked of the page's own dossier, which holds them already."""
    for benefit in project.benefits.all():
        yield Link(str(benefit.gain), reverse("benefits:one", args=[benefit.pk]))


bring_in("benefit", Benefit, ("indicator_id", "", "", "", "", "gain_en", "gain_ar", "", ""), "benefits")
register(Strand(PROJECT, Side.CAME_OF_IT, 60, _("Benefits for the citizen"), _benefits))

OBJECTIVE = "agenda.objective"
MOST_PROJECTS = 8


def _projects_of_objective(person: Any, objective: Any) -> Iterable[Link]:
    """Those that serve it and moved last; its list has all of them."""
    serve = Alignment.objects.filter(Alignment.on(today()), objective=objective.pk).values("project")
    states = ProjectState.objects.on(None).visible_to(person).filter(project__in=serve)
    for state in states.select_related("stage", "lead_agency").order_by("-stage_since", "-project")[:MOST_PROJECTS]:
        title = state.title_ar if reading_arabic() else state.title_en
        url = reverse("projects:page", args=[state.project_id])
        yield Link(title or state.title_en or state.title_ar, url, f"{state.lead_agency.name} · {state.stage.title}")


register(Strand(OBJECTIVE, Side.CAME_OF_IT, 10, _("Projects that serve it"), _projects_of_objective))
show_objectives_at("benefits:objective", "benefits.see_country")


def _choices(project: Project) -> Sequence[gate_facts.Choice]:
    found = project.benefits.select_related("indicator").order_by("pk")
    return [gate_facts.Choice(str(one.indicator_id), str(one.indicator.title)) for one in found]


def _is_read(project: Project, chosen: str) -> gate_facts.Finding:
    by_indicator = Benefit.objects.filter(project=project).select_related("indicator")
    benefit = next((one for one in by_indicator if str(one.indicator_id) == chosen), None)
    if benefit is None:
        return gate_facts.Finding(False, gettext("The project promises nothing by this indicator any more."))
    indicator = benefit.indicator
    address = reverse("measures:page", args=[indicator.code])
    readings = readings_on(indicator)
    if not readings:
        words = gettext("“%(title)s” has no reading yet.") % {"title": indicator.title}
        return gate_facts.Finding(False, words, address)
    last = readings[-1]
    words = gettext("“%(title)s” was read for %(period)s: %(value)s %(unit)s.") % {
        "title": indicator.title,
        "period": words_of_period(last.period_on, indicator.frequency),
        "value": indicator.shown(last.value),
        "unit": indicator.unit,
    }
    return gate_facts.Finding(True, words, address)


gate_facts.register("indicator_read", gate_facts.Fact(_("An indicator is read"), _choices, _is_read))
