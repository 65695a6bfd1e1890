"""What the list and the board are asked for, read from the address."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from portfolio.projects.derived import derived_as, worse_than_rated
from portfolio.projects.enums import AiState, Confidence, Facet, InnovationKind, Visibility
from portfolio.projects.models import Alignment, ProjectState, RatingState, Tagging
from portfolio.projects.models.ai_review import reviewed_as
from portfolio.projects.models.project_state import ProjectStateQuerySet
from portfolio.projects.models.rating import HIGHEST, LOWEST
from portfolio.projects.queries import MOVES_SOUGHT, moved_between, standing_still
from portfolio.projects.registers import Registers
from portfolio.projects.stays import pace_in
from records.clock import Quarter, today
from records.typed_text import TypedDate, TypedText, western_digits

MOVES = (("forward", _("Moved forward")), ("back", _("Moved back")), ("any", _("Moved at all")))
AI_SOUGHT = (("any", _("Uses artificial intelligence")), *AiState.choices)
MOST_WORDS_TYPED = 200
PACES = [("slow", _("Longer here than half of earlier projects"))]
# In an address: what has not been said of a project.
NONE = "none"
# What a project's own figures speak for, whatever its officer says.
FIGURES = (
    ("worse", _("Worse than told")),
    (Confidence.RED.value, _("Off track by its figures")),
    (Confidence.AMBER.value, _("At risk by its figures")),
    (Confidence.GREEN.value, _("On track by its figures")),
)
FACETS = [*Facet.choices, (NONE, _("No facet yet"))]


def day_asked_for(text: str) -> tuple[dt.date | None, Any]:
    """The day of "as of", None for today; and what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        day = dt.date.fromisoformat(western_digits(text.strip()))
    except ValueError:
        return None, _(
            "There is no day “%(text)s”. Write it as year-month-day, for example 2026-03-31. Today is shown."
        )
    if day > today():
        return None, _("“%(text)s” has not come yet: nobody knows how the portfolio will stand. Today is shown.")
    return (None if day == today() else day), ""


class Light(django_filters.Filter):
    """Copied for each request as it is: what it is made of never changes, only the set that it belongs to."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Light:
        copied = copy.copy(self)
        # Its method is looked for in the set of the copy.
        copied.method = self.method
        return copied


class Codes(Light, django_filters.MultipleChoiceFilter):
    """Codes from the address, each one of the registers'."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={"invalid_choice": _("There is no “%(value)s” to choose here; it was left out.")}, **kwargs
        )


class One(Light, django_filters.ChoiceFilter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={"invalid_choice": _("There is no “%(value)s” to choose here; it was left out.")}, **kwargs
        )


class Words(Light, django_filters.CharFilter):
    field_class = TypedText


class Day(Light, django_filters.DateFilter):
    field_class = TypedDate


class ProjectFilter(django_filters.FilterSet):
    q = Words(method="by_words", label=_("Words"), max_length=MOST_WORDS_TYPED)
    agency = Codes(method="by_agency", label=_("Lead agency"))
    stage = Codes(method="by_stage", label=_("Stage"))
    confidence = Codes(method="by_confidence", label=_("Confidence"), choices=Confidence.choices)
    objective = Codes(method="by_objective", label=_("Objective"))
    strategy = Codes(method="by_strategy", label=_("Aligned to"))
    facet = Codes(method="by_facet", label=_("Facet of innovation"), choices=FACETS)
    kind = Codes(method="by_kind", label=_("What is new"), choices=InnovationKind.choices)
    tag = Codes(method="by_tag", label=_("Tag of the lab"))
    ai = One(method="by_ai", label=_("Artificial intelligence"), choices=AI_SOUGHT)
    factory = One(method="by_factory", label=_("Digital Factory"), choices=[("1", _("With the Digital Factory"))])
    rated = Codes(method="by_rating", label=_("Rating of the lab"))
    visibility = One(method="by_visibility", label=_("Visibility"), choices=Visibility.choices)
    still = One(method="by_stillness", label=_("Standing still"), choices=[("1", _("Standing still only"))])
    figures = One(method="by_figures", label=_("By its figures"), choices=FIGURES)
    pace = One(method="by_pace", label=_("Time in stage"), choices=PACES)
    moved = One(method="by_move", label=_("Movement"), choices=MOVES)
    since = Day(method="leave", label=_("From"))
    until = Day(method="leave", label=_("To"))

    kept_form_class: ClassVar[type[Form] | None] = None

    class Meta:
        model = ProjectState
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: ProjectStateQuerySet, *, person: Any, day: dt.date | None, known: Registers
    ) -> None:
        self.person, self.known = person, known
        self.day = day or today()
        super().__init__(data, queryset)
        for name in ("agency", "stage", "objective", "strategy", "tag"):
            self.form.fields[name].choices = known.named(name)
        self.form.fields["rated"].choices = ratings_to_choose(known)

    def get_form_class(self) -> type[Form]:
        """Made once: of its fields nothing but the choices depends on who asks, and those each form has of its own."""
        if ProjectFilter.kept_form_class is None:
            ProjectFilter.kept_form_class = super().get_form_class()
        return ProjectFilter.kept_form_class

    @property
    def tells_inside(self) -> bool:
        asked = self.form.cleaned_data
        return (
            bool(asked.get("confidence") or asked.get("rated") or asked.get("figures"))
            and not standing_of(self.person).sees_country
        )

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What was wrong in the address: the name of the filter, and the sentence."""
        return [
            (str(self.form.fields[name].label), str(sentence))
            for name, sentences in self.form.errors.items()
            for sentence in sentences
        ]

    @property
    def cleaned(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """Between which days a move is looked for: this quarter's where the address does not say."""
        quarter = Quarter.of(self.day)
        since = self.form.cleaned_data.get("since") or quarter.first_day
        until = self.form.cleaned_data.get("until") or self.day
        return since, until

    def by_words(self, states: Any, name: str, text: str) -> Any:
        return states.filter(words__have=text)

    def by_agency(self, states: Any, name: str, codes: list[str]) -> Any:
        if not codes:
            return states
        return states.filter(lead_agency__in=[a.pk for a in self.known.agencies.values() if a.code in codes])

    def by_stage(self, states: Any, name: str, codes: list[str]) -> Any:
        return states.filter(stage__in=self.known.stages_with(codes)) if codes else states

    def by_confidence(self, states: Any, name: str, codes: list[str]) -> Any:
        return states.filter(confidence__in=codes).wholly_visible_to(self.person) if codes else states

    def by_figures(self, states: Any, name: str, code: str) -> Any:
        found = worse_than_rated(self.day) if code == "worse" else derived_as([code], self.day)
        return states.filter(found).wholly_visible_to(self.person)

    def by_objective(self, states: Any, name: str, codes: list[str]) -> Any:
        return self._aligned(states, [o.pk for o in self.known.objectives.values() if o.code in codes], codes)

    def by_strategy(self, states: Any, name: str, codes: list[str]) -> Any:
        wanted = {s.pk for s in self.known.strategies.values() if s.code in codes}
        return self._aligned(states, [o.pk for o in self.known.objectives.values() if o.strategy_id in wanted], codes)

    def _aligned(self, states: Any, objectives: list[int], codes: list[str]) -> Any:
        if not codes:
            return states
        link = Alignment.objects.filter(Alignment.on(self.day), project=OuterRef("project"), objective__in=objectives)
        return states.filter(Exists(link))

    def by_facet(self, states: Any, name: str, codes: list[str]) -> Any:
        return states.filter(facet__in=["" if code == NONE else code for code in codes]) if codes else states

    def by_rating(self, states: Any, name: str, codes: list[str]) -> Any:
        """Any of the values of a scale, on every scale that is asked for."""
        by_scale: dict[str, list[str]] = {}
        for code in codes:
            scale, _dash, value = code.rpartition("-")
            by_scale.setdefault(scale, []).append(value)
        for scale, values in by_scale.items():
            standing = RatingState.objects.filter(
                RatingState.on(self.day), project=OuterRef("project"), scale=self.known.scales[scale]
            )
            wanted = Q(Exists(standing.filter(value__in=[int(value) for value in values if value != NONE])))
            states = states.filter(wanted | ~Q(Exists(standing)) if NONE in values else wanted)
        return states.wholly_visible_to(self.person) if codes else states

    def by_kind(self, states: Any, name: str, codes: list[str]) -> Any:
        return states.filter(kind__in=codes) if codes else states

    def by_tag(self, states: Any, name: str, codes: list[str]) -> Any:
        if not codes:
            return states
        wanted = [tag.pk for tag in self.known.tags.values() if tag.code in codes]
        link = Tagging.objects.filter(Tagging.on(self.day), project=OuterRef("project"), tag__in=wanted)
        return states.filter(Exists(link))

    def by_ai(self, states: Any, name: str, which: str) -> Any:
        found = states.filter(uses_ai=True)
        return found if which == "any" else found.filter(reviewed_as(which, self.day))

    def by_factory(self, states: Any, name: str, value: str) -> Any:
        return states.filter(in_digital_factory=True)

    def by_visibility(self, states: Any, name: str, level: str) -> Any:
        return states.filter(visibility=level)

    def by_stillness(self, states: Any, name: str, value: str) -> Any:
        return standing_still(states, self.day, self.known.stages.values())

    def by_pace(self, states: Any, name: str, value: str) -> Any:
        """Of stages with too little history nothing is told."""
        slow = Q(pk__in=[])
        for stage in self.known.stages.values():
            pace = pace_in(stage, self.day)
            if pace is not None and pace.is_enough:
                slow |= Q(stage=stage.pk, stage_since__lt=self.day - dt.timedelta(days=pace.median))
        return states.filter(slow)

    def by_move(self, states: Any, name: str, which: str) -> Any:
        return moved_between(states, MOVES_SOUGHT[which], *self.span)

    def leave(self, states: Any, name: str, value: Any) -> Any:
        # The days belong to the move.
        return states


def ratings_to_choose(known: Registers) -> list[tuple[str, str]]:
    values = [*((str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)), (NONE, _("not rated yet"))]
    return [
        (f"{code}-{value}", f"{scale.title}: {words}")
        for code, scale in known.scales.items()
        for value, words in values
    ]
