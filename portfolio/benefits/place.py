"""What benefits register with the floors below: their place on a project's page, its thread, and a fact for gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.benefits.models import Benefit
from portfolio.benefits.rollups import roll_up
from portfolio.measures.models import Indicator
from portfolio.measures.periods import words_of_period
from portfolio.measures.queries import readings_on
from portfolio.projects import beside, gate_facts, places
from portfolio.projects.dossier import bring_in
from portfolio.projects.models import Project, ProjectState
from portfolio.projects.strands import PROJECT
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


def _of_objective(person: Any, objective: Any) -> Iterable[Link]:
    """What is verified for an objective, indicator by indicator."""
    states = ProjectState.objects.on(None).visible_to(person)
    rows = [row for row in roll_up(states, "objective", kinds=["verified"]) if row.holder == objective.pk]
    indicators = Indicator.objects.in_bulk([row.indicator for row in rows])
    for row in sorted(rows, key=lambda row: indicators[row.indicator].code):
        one = indicators[row.indicator]
        address = f"{reverse('benefits:list')}?objective={objective.code}&indicator={one.code}&kind=verified"
        yield Link(f"{one.shown(row.value)} {one.unit}", address, str(one.title))


register(Strand(OBJECTIVE, Side.CAME_OF_IT, 20, _("Verified benefits"), _of_objective))


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
