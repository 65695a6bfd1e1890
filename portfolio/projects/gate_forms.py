"""What people type about gates: the request with its evidence, the panel, the ratings, the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.enums import LAB_ROLES, Role
from accounts.models import Membership, Person
from portfolio.projects import gate_facts, owner_team
from portfolio.projects.actions.gate_evidence import Shown, field_of
from portfolio.projects.actions.gates import LONGEST_CONDITION, Condition
from portfolio.projects.actions.panels import rating_field, reason_field
from portfolio.projects.enums import EvidenceKind, Rating, Ruling, StageKind
from portfolio.projects.forms import LessonForm, StageChoice
from portfolio.projects.models import GateCriterion, GateEvidence, GateRequest, Project, Stage
from records.bilingual import column_of
from records.clock import today
from records.file_contents import ACCEPTED
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedDate, TypedLines, TypedText

SITS_ON_PANELS = (*LAB_ROLES, Role.JUROR, Role.INNOVATION_OFFICER, Role.AGENCY_LEAD, Role.LEADER)
CONDITIONS_SHOWN = 4


class OfCriteria(SentOnce):
    """Fields of criteria. What is wrong is told above them all, so that each field is named with its criterion there;
    beside the criterion itself the short name is enough."""

    def __init__(self, *args: Any, criteria: Sequence[GateCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.short: dict[str, Any] = {}

    def name_with(self, criterion: GateCriterion, name: str) -> None:
        field = self.fields[name]
        self.short[name] = field.label
        field.label = f"{criterion.text}: {field.label}"

    def shown_with(self, *names: str) -> list[tuple[Any, Any]]:
        """The fields that there are, each with its short name."""
        return [(self[name], self.short[name]) for name in names if name in self.fields]


class GateRequestForm(OfCriteria):
    """A case, and for each criterion what is shown. What is missing is told when it is asked, not when it is kept."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    case = TypedLines(
        label=_("Why is it ready?"),
        help_text=_("What has been shown, in a few sentences. The panel reads this first."),
        rows=5,
        max_length=4000,
        required=False,
        error_messages=said(),
    )

    def __init__(
        self, *args: Any, project: Project, criteria: Sequence[GateCriterion], draft: GateRequest | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, criteria=criteria, **kwargs)
        self.kept: dict[tuple[int, str], GateEvidence] = {}
        if draft is not None:
            self.initial.update({"case": draft.case, "version": draft.version})
            rows = draft.evidence.select_related("file")
            self.kept = {(row.criterion_id, row.kind): row for row in rows}
        for criterion in criteria:
            for kind in criterion.kinds:
                self._add(project, criterion, kind)
                if (name := field_of(criterion, kind)) in self.fields:
                    self.name_with(criterion, name)

    def _add(self, project: Project, criterion: GateCriterion, kind: EvidenceKind) -> None:
        name, row = field_of(criterion, kind), self.kept.get((criterion.pk, kind))
        if kind == EvidenceKind.TEXT:
            self.fields[name] = TypedLines(
                label=_("In words"), rows=3, max_length=4000, required=False, error_messages=said()
            )
            self.initial[name] = row.text if row else ""
        elif kind == EvidenceKind.LINK:
            self.fields[name] = TypedText(
                label=_("Link"),
                max_length=500,
                required=False,
                error_messages=said(),
                widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
            )
            self.initial[name] = row.link if row else ""
        elif kind == EvidenceKind.FILE:
            self.fields[name] = forms.FileField(
                label=_("File"),
                required=False,
                help_text=_("PDF, Word, Excel, PowerPoint, picture or text, at most 20 MB."),
                widget=forms.FileInput(attrs={"accept": ACCEPTED}),
                error_messages={"empty": _("The file is empty."), "invalid": _("Choose a file.")},
            )
            if row is not None:
                self.fields[f"drop_{criterion.pk}"] = forms.BooleanField(label=_("Take this file away"), required=False)
        elif choices := gate_facts.choices_of(criterion.fact, project):
            self.fields[name] = forms.ChoiceField(
                label=gate_facts.FACTS[criterion.fact].label,
                help_text=_("The system checks it itself, at the moment of asking and for every reader."),
                choices=[("", _("None")), *((choice.key, choice.label) for choice in choices)],
                required=False,
                error_messages=choice_said(),
            )
            self.initial[name] = row.chosen if row and row.fact == criterion.fact else ""

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of each criterion together, for the page."""
        return [
            {
                "criterion": criterion,
                "fields": self.shown_with(*(field_of(criterion, kind) for kind in criterion.kinds)),
                "file": self.kept.get((criterion.pk, EvidenceKind.FILE)),
                "drop": self[f"drop_{criterion.pk}"] if f"drop_{criterion.pk}" in self.fields else None,
            }
            for criterion in self.criteria
        ]

    @property
    def shown(self) -> list[Shown]:
        typed = self.cleaned_data
        return [
            Shown(
                criterion,
                text=typed.get(field_of(criterion, EvidenceKind.TEXT)) or "",
                link=typed.get(field_of(criterion, EvidenceKind.LINK)) or "",
                file=typed.get(field_of(criterion, EvidenceKind.FILE)),
                drop_file=bool(typed.get(f"drop_{criterion.pk}")),
                chosen=typed.get(field_of(criterion, EvidenceKind.FACT)) or "",
            )
            for criterion in self.criteria
        ]


class JudgeChoices(forms.ModelMultipleChoiceField):
    """With their houses: a panel is to be of more than one."""

    def label_from_instance(self, person: Any) -> str:
        agencies = dict.fromkeys(str(held.agency.name) for held in person.held_now if held.agency)
        houses = pgettext("between names", ", ").join(agencies)
        return f"{person} ({houses})" if houses else str(person)


class PanelForm(SentOnce):
    people = JudgeChoices(
        label=_("Who joins the panel"),
        help_text=_("Nobody of the agencies, the lead person or the team of the project can be chosen."),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(_("Choose who joins the panel.")),
    )

    def __init__(self, *args: Any, asked: GateRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = who_can_judge(asked)


def who_can_judge(asked: GateRequest) -> QuerySet[Person]:
    valid = Membership.objects.valid_on(today())
    roles = valid.filter(role__in=SITS_ON_PANELS)
    return (
        Person.objects.filter(is_active=True, pk__in=roles.values("person"))
        .exclude(pk__in=owner_team.ids_of_owner_team(asked.project) | {asked.asked_by_id})
        .exclude(panel_seats__request=asked)
        .prefetch_related(Prefetch("memberships", valid.select_related("agency"), to_attr="held_now"))
        .order_by(column_of("name"), "pk")
    )


class DeclarationForm(SentOnce):
    answer = forms.ChoiceField(
        label=_("Does anything bind you to this project?"),
        help_text=_("Work for it, a relative or a friend in its team, money, or anything else that others may doubt."),
        choices=[("clear", _("No, I can judge it freely")), ("conflict", _("Yes, I step aside"))],
        widget=forms.RadioSelect,
        error_messages=choice_said(_("Choose one of the two.")),
    )
    reason = TypedText(
        label=_("Why you step aside"),
        help_text=_("One sentence; the lab reads it."),
        max_length=500,
        required=False,
        error_messages=said(),
    )


class RecusalForm(SentOnce):
    reason = TypedText(
        label=_("Why this member does not judge"),
        max_length=500,
        error_messages=said(_("Say in a sentence why.")),
    )


class RatingsForm(OfCriteria):
    """All criteria on one sheet, because they are given together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            self.fields[rating_field(criterion)] = forms.ChoiceField(
                label=_("Your rating"),
                choices=Rating.choices,
                widget=forms.RadioSelect,
                error_messages=choice_said(_("Rate this criterion.")),
            )
            self.fields[reason_field(criterion)] = TypedLines(
                label=_("Why?"),
                help_text=_("Needed when it does not apply; welcome always."),
                rows=2,
                max_length=1000,
                required=False,
                error_messages=said(),
            )
            for name in (rating_field(criterion), reason_field(criterion)):
                self.name_with(criterion, name)

    def of(self, criterion: GateCriterion) -> list[tuple[Any, Any]]:
        return self.shown_with(rating_field(criterion), reason_field(criterion))

    @property
    def ratings(self) -> dict[int, tuple[str, str]]:
        typed = self.cleaned_data
        return {one.pk: (typed[rating_field(one)], typed[reason_field(one)]) for one in self.criteria}


class GateDecisionForm(LessonForm):
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
        owners = who_can_own_a_condition(project)
        for number in range(1, CONDITIONS_SHOWN + 1):
            self.fields[f"condition_{number}"] = TypedText(
                label=_("Condition"), max_length=LONGEST_CONDITION, required=False, error_messages=said()
            )
            self.fields[f"owner_{number}"] = forms.ModelChoiceField(
                label=_("Owner"), queryset=owners, required=False, empty_label=_("Choose"), error_messages=choice_said()
            )
            self.fields[f"due_{number}"] = TypedDate(label=_("Due"), required=False)

    @property
    def condition_rows(self) -> list[list[Any]]:
        return [
            [self[f"condition_{number}"], self[f"owner_{number}"], self[f"due_{number}"]]
            for number in range(1, CONDITIONS_SHOWN + 1)
        ]

    @property
    def conditions(self) -> list[Condition]:
        """The rows in which anything was typed; what such a row lacks is told by the action."""
        typed = self.cleaned_data
        rows = [
            Condition(typed[f"condition_{number}"], typed[f"owner_{number}"], typed[f"due_{number}"])
            for number in range(1, CONDITIONS_SHOWN + 1)
        ]
        return [row for row in rows if row.text or row.owner or row.due_on]


def who_can_own_a_condition(project: Project) -> QuerySet[Person]:
    """People of the agencies that own the project, and of the lab."""
    valid = Membership.objects.valid_on(today())
    there = valid.filter(Q(agency__in=owner_team.owning_agencies(project)) | Q(role__in=LAB_ROLES))
    return Person.objects.filter(is_active=True, pk__in=there.values("person")).order_by(column_of("name"), "pk")
