"""What people type about projects: parsed here, judged by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Agency, Person
from accounts.standing import standing_of
from portfolio.agenda.forms import EntryForm
from portfolio.agenda.models import Objective
from portfolio.agenda.queries import objectives_in_force
from portfolio.followups.forms import people_of
from portfolio.projects.enums import Advice, Confidence, Facet, InnovationKind, StageKind, Visibility
from portfolio.projects.founding_pathways import STANDARD
from portfolio.projects.models import CLASSIFIED, Project, ProjectUpdate, RatingScale, Stage, Tag
from portfolio.projects.models.rating import HIGHEST, LOWEST
from portfolio.projects.queries import current_versions, stages_of
from portfolio.projects.stage_machine import is_legal
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedDate, TypedLines, TypedNumber, TypedText


class UpdateForm(SentOnce):
    what_changed = TypedLines(
        label=_("What changed?"), rows=4, max_length=4000, error_messages=said(_("Say what changed."))
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        error_messages=choice_said(_("Choose one of the four.")),
    )
    confidence_note = TypedText(
        label=_("Why?"),
        help_text=_("One sentence; needed when it is at risk or off track."),
        max_length=300,
        required=False,
        error_messages=said(),
    )
    next_step = TypedText(label=_("Next step"), max_length=300, required=False, error_messages=said())
    happened_on = TypedDate(label=_("On another day"), required=False)

    @property
    def words(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("what_changed", "confidence", "confidence_note", "next_step")
        }


class CorrectionForm(UpdateForm):
    happened_on = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    @classmethod
    def of(cls, update: ProjectUpdate) -> CorrectionForm:
        names = ("what_changed", "confidence", "confidence_note", "next_step", "version")
        return cls(initial={name: getattr(update, name) for name in names})


class ObjectiveChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, objective: Any) -> str:
        return f"{objective.title} ({objective.strategy.title})"


class ProjectForm(SentOnce):
    title_en = TypedText(
        label=_("Title in English"),
        max_length=200,
        required=False,
        error_messages=said(),
        language="en",
    )
    title_ar = TypedText(
        label=_("Title in Arabic"),
        max_length=200,
        required=False,
        error_messages=said(),
        language="ar",
    )
    summary_en = TypedLines(
        label=_("Summary in English"),
        max_length=2000,
        required=False,
        error_messages=said(),
        language="en",
    )
    summary_ar = TypedLines(
        label=_("Summary in Arabic"),
        max_length=2000,
        required=False,
        error_messages=said(),
        language="ar",
    )
    objectives = ObjectiveChoices(
        label=_("Objectives"),
        queryset=Objective.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Partner agencies"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )
    lead_person = forms.ModelChoiceField(
        label=_("Lead person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        error_messages=choice_said(),
    )
    starts_on = TypedDate(label=_("Starts on"), required=False)
    ends_on = TypedDate(label=_("Expected to end on"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, widget=forms.RadioSelect, error_messages=choice_said()
    )

    facet = forms.ChoiceField(label=_("Facet of innovation"), required=False, error_messages=choice_said())
    kind = forms.ChoiceField(label=_("What is new"), required=False, error_messages=choice_said())
    trl = TypedNumber(
        label=_("Technology readiness level"),
        help_text=_("Only where a technology is new: 1 a principle observed, 9 in daily use."),
        required=False,
        error_messages={"invalid": _("Give a whole number from 1 to 9.")},
    )
    uses_ai = forms.BooleanField(label=_("It uses artificial intelligence"), required=False)
    in_digital_factory = forms.BooleanField(label=_("It is delivered with the Digital Factory"), required=False)
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags of the lab"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )

    DESCRIBING = (
        "title_en",
        "title_ar",
        "summary_en",
        "summary_ar",
        "lead_person",
        "starts_on",
        "ends_on",
        "visibility",
        *CLASSIFIED,
    )

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The choice is made by the words that say what each level shows.
        self.fields["visibility"].choices = [
            (Visibility.AGENCY, _("Its agencies and the lab only")),
            (Visibility.GOVERNMENT, _("Government: others see title, summary and stage")),
            (Visibility.PUBLIC, _("Public: everybody sees title, summary, stage, objectives and picture")),
        ]
        self.fields["facet"].choices = [("", _("Not said")), *Facet.choices]
        self.fields["kind"].choices = [("", _("Not said")), *InnovationKind.choices]
        self.fields["tags"].queryset = Tag.objects.filter(Q(retired_on=None) | Q(retired_on__gt=today()))
        self.fields["objectives"].queryset = objectives_in_force()
        self.fields["partners"].queryset = Agency.objects.open_on(today())
        # What each objective weighs already.
        self.present: dict[int, int] = {}
        if project is not None:
            self._widen(project)
        self._ask_weights()

    def _ask_weights(self) -> None:
        """Beside every objective, so that one is added and weighed in one go."""
        for objective in self.fields["objectives"].queryset:
            self.fields[f"weight_{objective.pk}"] = TypedNumber(
                label=_("Weight of “%(objective)s” in percent") % {"objective": objective.title},
                required=False,
                min_value=1,
                max_value=100,
                initial=self.present.get(objective.pk),
                error_messages={
                    name: _("A weight is a whole percent from 1 to 100.")
                    for name in ("invalid", "min_value", "max_value")
                },
                # Arabic digits are typed too, and what was typed stays when it is refused.
                widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": 3, "autocomplete": "off"}),
            )

    @property
    def weighed(self) -> list[tuple[Any, Any]]:
        """Each objective to tick, with its weight."""
        return [(tick, self[f"weight_{tick.data['value'].value}"]) for tick in self["objectives"]]

    def _typed_weight(self, objective: int) -> Any:
        return self.cleaned_data.get(f"weight_{objective}")

    def _refuse_lost_weights(self) -> None:
        """A weight without its tick would be lost silently; what an objective weighed before goes with its tick."""
        chosen = {objective.pk for objective in self.cleaned_data.get("objectives", ())}
        for objective in self.fields["objectives"].queryset:
            weight = self._typed_weight(objective.pk)
            if weight and objective.pk not in chosen and weight != self.present.get(objective.pk):
                self.add_error(f"weight_{objective.pk}", _("Tick the objective as well, or take its weight away."))

    def _widen(self, project: Project) -> None:
        """What the project has already may stay chosen, be it retired or closed in the meantime."""
        self.present = dict(project.alignments.filter(until=None).values_list("objective", "weight"))
        linked = list(self.present)
        in_force = objectives_in_force().values("pk")
        self.fields["objectives"].queryset = Objective.objects.filter(
            Q(pk__in=linked) | Q(pk__in=in_force)
        ).select_related("strategy")
        partners = project.partnerships.filter(until=None).values("agency")
        open_now = Agency.objects.open_on(today()).values("pk")
        self.fields["partners"].queryset = Agency.objects.filter(Q(pk__in=partners) | Q(pk__in=open_now)).exclude(
            pk=project.lead_agency_id
        )
        self.fields["lead_person"].queryset = people_of({project.lead_agency_id}, {project.lead_person_id})

    @property
    def described(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DESCRIBING if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_lost_weights()
        return cleaned

    @property
    def links(self) -> dict[str, Any]:
        """Other objectives than before share equally, unless a weight was said with them."""
        chosen = list(self.cleaned_data["objectives"])
        typed = {one: self._typed_weight(one.pk) for one in chosen}
        is_weighed = any(
            f"weight_{one.pk}" in self.data and weight != self.present.get(one.pk) for one, weight in typed.items()
        )
        return {
            "partners": list(self.cleaned_data["partners"]),
            "objectives": typed if is_weighed else chosen,
            "tags": list(self.cleaned_data["tags"]),
        }

    @property
    def sort_was_refused(self) -> bool:
        return any(name in self.errors for name in (*CLASSIFIED, "tags"))


class EditForm(ProjectForm):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        tagged = project.taggings.filter(until=None).values("tag")
        self.fields["tags"].queryset |= Tag.objects.filter(pk__in=tagged)

    @classmethod
    def of(cls, project: Project) -> EditForm:
        return cls(initial=values_of(project), project=project)


def values_of(project: Project) -> dict[str, Any]:
    return {
        **{
            name: getattr(project, name)
            for name in (
                "title_en",
                "title_ar",
                "summary_en",
                "summary_ar",
                "starts_on",
                "ends_on",
                "visibility",
                "version",
                *CLASSIFIED,
            )
        },
        "lead_person": project.lead_person_id,
        "tags": list(project.taggings.filter(until=None).values_list("tag", flat=True)),
        "objectives": list(project.alignments.filter(until=None).values_list("objective", flat=True)),
        "partners": list(project.partnerships.filter(until=None).values_list("agency", flat=True)),
    }


class PathStageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Any) -> str:
        pathway = stage.version.pathway
        return str(stage.title) if pathway.code == STANDARD else f"{pathway.title}: {stage.title}"


class RegisterForm(ProjectForm):
    lead_agency = forms.ModelChoiceField(
        label=_("Lead agency"),
        queryset=Agency.objects.none(),
        error_messages=choice_said(_("Choose the agency that leads it.")),
        empty_label=_("Choose"),
    )
    stage = PathStageChoice(
        label=_("Where it stands"),
        help_text=_("Its pathway goes with the stage."),
        queryset=Stage.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=choice_said(),
    )
    reason = TypedLines(
        label=_("Why it is past the first stage"),
        help_text=_("Only for a project that has begun elsewhere."),
        rows=2,
        max_length=2000,
        required=False,
        error_messages=said(),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_to_register_for(person)
        self.fields["lead_agency"].queryset = agencies
        versions = current_versions()
        stages = Stage.objects.filter(version__in=versions, kind=StageKind.ON_PATH)
        standard_first = Case(When(version__pathway__code=STANDARD, then=0), default=1)
        self.fields["stage"].queryset = stages.select_related("version__pathway").order_by(
            standard_first, "version", "order"
        )
        self.initial.setdefault("stage", stages_of(versions[0])[0].pk)
        self.initial.setdefault("visibility", Visibility.AGENCY)
        own = list(agencies[:2])
        if len(own) == 1:
            self.initial.setdefault("lead_agency", own[0].pk)
        self.fields["lead_person"].queryset = people_of(set(agencies.values_list("pk", flat=True)))


def agencies_to_register_for(person: Any) -> QuerySet[Agency]:
    standing = standing_of(person)
    agencies = Agency.objects.open_on(today())
    if standing.is_lab_staff:
        return agencies
    return agencies.filter(pk__in=standing.agencies_as(Role.INNOVATION_OFFICER))


class StageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Any) -> str:
        return str(stage.title)


class LessonForm(SentOnce):
    lesson_ar = TypedLines(
        label=_("Lesson in Arabic"),
        rows=3,
        max_length=4000,
        required=False,
        error_messages=said(),
        language="ar",
    )
    lesson_en = TypedLines(
        label=_("Lesson in English"),
        rows=3,
        max_length=4000,
        required=False,
        error_messages=said(),
        language="en",
    )


class MoveForm(LessonForm):
    to_stage = StageChoice(
        label=_("New stage"),
        queryset=Stage.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=choice_said(_("Choose the stage that the project goes to.")),
    )
    look_again_on = TypedDate(label=_("Look again on"), help_text=_("Only when it is put on hold."), required=False)
    reason = TypedLines(
        label=_("Reason"), rows=4, max_length=4000, error_messages=said(_("Say why the project moves without a gate."))
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = [stage.pk for stage in stages_of(project.pathway) if is_legal(project.stage, stage)]
        self.fields["to_stage"].queryset = Stage.objects.filter(pk__in=reachable).order_by("order")
        self.initial.setdefault("version", project.version)


class HandoverForm(SentOnce):
    to_agency = forms.ModelChoiceField(
        label=_("To which agency"),
        queryset=Agency.objects.none(),
        empty_label=_("Choose"),
        error_messages=choice_said(_("Choose another agency that is open.")),
    )
    reason = TypedLines(
        label=_("Reason"), rows=4, max_length=2000, error_messages=said(_("Say why the project changes hands."))
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_agency"].queryset = Agency.objects.open_on(today()).exclude(pk=project.lead_agency_id)


class HandoverAnswerForm(SentOnce):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", _("Take it over")), ("decline", _("Decline"))],
        widget=forms.RadioSelect,
        error_messages=choice_said(_("Choose one.")),
    )
    words = TypedLines(
        label=_("Words to the other agency"),
        help_text=_("Needed when you decline."),
        rows=3,
        max_length=2000,
        required=False,
        error_messages=said(),
    )


class CoverForm(SentOnce):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, at most 10 MB. It is cut to 16 : 9."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )


class RatingForm(SentOnce):
    """A row of five for each scale in force; what stays as it is need not be chosen again."""

    note = TypedText(label=_("Why?"), max_length=300, required=False, error_messages=said())
    rated_on = TypedDate(label=_("On another day"), required=False)

    def __init__(self, *args: Any, scales: Iterable[RatingScale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scales = {f"scale-{scale.code}": scale for scale in scales}
        for name, scale in self.scales.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(scale.title),
                help_text=str(scale.description),
                choices=[(number, str(number)) for number in range(LOWEST, HIGHEST + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                error_messages=choice_said(),
            )
        self.order_fields([*self.scales, "note", "rated_on", "key"])

    @property
    def rows(self) -> list[Any]:
        return [self[name] for name in self.scales]

    @property
    def values(self) -> dict[RatingScale, int]:
        chosen = {scale: self.cleaned_data.get(name) for name, scale in self.scales.items()}
        return {scale: value for scale, value in chosen.items() if value is not None}


class RatingScaleForm(EntryForm):
    class Meta:
        model = RatingScale
        fields = ["code", "title_en", "title_ar", "description_en", "description_ar", "order"]


class AiQuestionForm(SentOnce):
    words = TypedLines(
        label=_("What does the system decide or propose, and on which data?"),
        help_text=_("Whom it concerns, who looks at its answers, and what happens when it is wrong."),
        rows=6,
        max_length=4000,
        error_messages=said(_("Say what the system decides or proposes, and on which data.")),
    )


class AiAdviceForm(SentOnce):
    advice = forms.ChoiceField(
        label=_("Advice"), choices=Advice.choices, widget=forms.RadioSelect, error_messages=choice_said()
    )
    words = TypedLines(
        label=_("Reasons"), rows=6, max_length=4000, error_messages=said(_("Give the reasons of the advice."))
    )


class TagForm(SentOnce):
    title_ar = TypedText(
        label=_("Title in Arabic"),
        max_length=80,
        error_messages=said(_("Give the title in both languages.")),
        language="ar",
    )
    title_en = TypedText(
        label=_("Title in English"),
        max_length=80,
        error_messages=said(_("Give the title in both languages.")),
        language="en",
    )
    code = forms.SlugField(
        label=_("Code"),
        help_text=_("Small letters, digits and hyphens; it stands in addresses."),
        max_length=40,
        error_messages=said(invalid=_("Use letters, digits and hyphens.")),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
