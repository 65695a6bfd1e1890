"""What people type about projects: parsed here, judged by the actions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Agency, Person
from accounts.standing import standing_of
from portfolio.agenda.models import Objective
from portfolio.agenda.queries import objectives_in_force
from portfolio.projects.enums import Confidence, Ruling, StageKind, Visibility
from portfolio.projects.models import Project, ProjectUpdate, Stage
from portfolio.projects.queries import stages_of, standard_version
from portfolio.projects.stage_machine import is_legal
from records.clock import today
from records.typed_text import TypedDate, TypedLines, TypedText

TOO_LONG = _("This is %(show_value)s characters long; at most %(limit_value)s fit.")


def said(required: Any = "", **others: Any) -> dict[str, Any]:
    return {"required": required or _("This cannot stay empty."), "max_length": TOO_LONG, **others}


def choice_said(required: Any = "") -> dict[str, Any]:
    return {
        "required": required or _("Choose one."),
        "invalid_choice": _("This cannot be chosen here."),
        "invalid_list": _("This cannot be chosen here."),
        "invalid_pk_value": _("This cannot be chosen here."),
    }


class SentOnce(forms.Form):
    """Carries a key of its own, so that a form that is sent twice is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("Open the form again.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].error_messages["required"] = _("Open the form again.")
        self.initial.setdefault("key", uuid.uuid4())

    def take(self, refusal: ValidationError) -> None:
        """Show what an action refused where it was typed."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, errors)


class Decision(SentOnce):
    """A form that does nothing but what its button says."""


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


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return str(person)


class ObjectiveChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, objective: Any) -> str:
        return f"{objective.title} ({objective.strategy.title})"


class ProjectForm(SentOnce):
    title_en = TypedText(
        label=_("Title in English"),
        max_length=200,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )
    title_ar = TypedText(
        label=_("Title in Arabic"),
        max_length=200,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    summary_en = TypedLines(
        label=_("Summary in English"),
        max_length=2000,
        required=False,
        error_messages=said(),
        widget=forms.Textarea(attrs={"dir": "ltr", "lang": "en"}),
    )
    summary_ar = TypedLines(
        label=_("Summary in Arabic"),
        max_length=2000,
        required=False,
        error_messages=said(),
        widget=forms.Textarea(attrs={"dir": "rtl", "lang": "ar"}),
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
    lead_person = PersonChoice(
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

    DESCRIBING = (
        "title_en",
        "title_ar",
        "summary_en",
        "summary_ar",
        "lead_person",
        "starts_on",
        "ends_on",
        "visibility",
    )

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The choice is made by the words that say what each level shows.
        self.fields["visibility"].choices = [
            (Visibility.AGENCY, _("Its agencies and the lab only")),
            (Visibility.GOVERNMENT, _("Government: others see title, summary and stage")),
            (Visibility.PUBLIC, _("Public: everybody sees title, summary, stage, objectives and picture")),
        ]
        self.fields["objectives"].queryset = objectives_in_force()
        self.fields["partners"].queryset = Agency.objects.open_on(today())
        if project is not None:
            self._widen(project)

    def _widen(self, project: Project) -> None:
        """What the project has already may stay chosen, be it retired or closed in the meantime."""
        linked = project.alignments.filter(until=None).values("objective")
        in_force = objectives_in_force().values("pk")
        self.fields["objectives"].queryset = Objective.objects.filter(
            Q(pk__in=linked) | Q(pk__in=in_force)
        ).select_related("strategy")
        partners = project.partnerships.filter(until=None).values("agency")
        open_now = Agency.objects.open_on(today()).values("pk")
        self.fields["partners"].queryset = Agency.objects.filter(Q(pk__in=partners) | Q(pk__in=open_now)).exclude(
            pk=project.lead_agency_id
        )
        self.fields["lead_person"].queryset = _people_of({project.lead_agency_id}, project.lead_person_id)

    @property
    def described(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DESCRIBING if name in self.cleaned_data}

    @property
    def links(self) -> dict[str, Any]:
        return {"partners": list(self.cleaned_data["partners"]), "objectives": list(self.cleaned_data["objectives"])}


class EditForm(ProjectForm):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

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
            )
        },
        "lead_person": project.lead_person_id,
        "objectives": list(project.alignments.filter(until=None).values_list("objective", flat=True)),
        "partners": list(project.partnerships.filter(until=None).values_list("agency", flat=True)),
    }


class RegisterForm(ProjectForm):
    lead_agency = forms.ModelChoiceField(
        label=_("Lead agency"),
        queryset=Agency.objects.none(),
        error_messages=choice_said(_("Choose the agency that leads it.")),
        empty_label=_("Choose"),
    )
    stage = forms.ModelChoiceField(
        label=_("Where it stands"),
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
        stages = [stage for stage in stages_of(standard_version()) if stage.kind == StageKind.ON_PATH]
        self.fields["stage"].queryset = Stage.objects.filter(pk__in=[stage.pk for stage in stages])
        self.initial.setdefault("stage", stages[0].pk)
        self.initial.setdefault("visibility", Visibility.AGENCY)
        own = list(agencies[:2])
        if len(own) == 1:
            self.initial.setdefault("lead_agency", own[0].pk)
        self.fields["lead_person"].queryset = _people_of(set(agencies.values_list("pk", flat=True)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        agency, lead = cleaned.get("lead_agency"), cleaned.get("lead_person")
        if agency and lead and not _people_of({agency.pk}).filter(pk=lead.pk).exists():
            self.add_error("lead_person", _("This person does not work for the lead agency."))
        return cleaned


def agencies_to_register_for(person: Any) -> QuerySet[Agency]:
    standing = standing_of(person)
    agencies = Agency.objects.open_on(today())
    if standing.is_lab_staff:
        return agencies
    return agencies.filter(pk__in=standing.agencies_as(Role.INNOVATION_OFFICER))


def _people_of(agencies: set[int], and_also: int | None = None) -> QuerySet[Person]:
    from accounts.models import Membership

    there = Membership.objects.valid_on(today()).filter(agency__in=agencies).values("person")
    return Person.objects.filter(Q(pk__in=there, is_active=True) | Q(pk=and_also)).order_by("name_en", "pk")


class GateCaseForm(SentOnce):
    case = TypedLines(
        label=_("Why is it ready?"),
        help_text=_("What has been shown, by which evidence."),
        rows=6,
        max_length=4000,
        error_messages=said(_("Say why the project is ready for the gate.")),
    )


class StageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Any) -> str:
        return str(stage.title)


class GateDecisionForm(SentOnce):
    ruling = forms.ChoiceField(
        label=_("Decision"),
        choices=Ruling.choices,
        widget=forms.RadioSelect,
        error_messages=choice_said(_("Choose one of the decisions.")),
    )
    return_to = StageChoice(
        label=_("Returns to"),
        help_text=_("Only when it returns to an earlier stage."),
        queryset=Stage.objects.none(),
        required=False,
        empty_label=_("Choose"),
        error_messages=choice_said(),
    )
    look_again_on = TypedDate(label=_("Look again on"), help_text=_("Only when it is paused."), required=False)
    reason = TypedLines(
        label=_("Reason"),
        help_text=_("The agency reads it."),
        rows=4,
        max_length=4000,
        error_messages=said(_("Give the reason of the decision.")),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = project.pathway.stages.filter(kind=StageKind.ON_PATH, order__lt=project.stage.order)
        self.fields["return_to"].queryset = earlier
        if not earlier:
            self.fields["ruling"].choices = [choice for choice in Ruling.choices if choice[0] != Ruling.RETURN]


class MoveForm(SentOnce):
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
