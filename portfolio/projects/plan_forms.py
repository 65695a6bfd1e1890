"""What people type about plans, money, teams and questions: parsed here, judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, Person
from portfolio.followups.forms import AtVersion, people_of
from portfolio.projects import pasted_plan
from portfolio.projects.enums import RiskKind, RiskState
from portfolio.projects.models import LeadershipQuestion, Milestone, Project, Risk
from records.bilingual import column_of
from records.clock import today
from records.file_contents import ACCEPTED
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedDate, TypedLines, TypedText


class MilestoneForm(SentOnce):
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
    baseline_on = TypedDate(
        label=_("Baseline"), help_text=_("The day that was agreed first. It is fixed from then on."), required=False
    )
    forecast_on = TypedDate(label=_("Forecast"), help_text=_("The day on which it is expected now."), required=False)

    @property
    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class MilestoneEditForm(MilestoneForm, AtVersion):
    reason = TypedText(
        label=_("Why does the date change?"),
        help_text=_("Needed when it is expected later than before."),
        max_length=2000,
        required=False,
        error_messages=said(),
    )

    @classmethod
    def of(cls, milestone: Milestone, data: Any = None) -> MilestoneEditForm:
        names = ("title_en", "title_ar", "baseline_on", "forecast_on", "version")
        form = cls(data, initial={name: getattr(milestone, name) for name in names})
        if milestone.baseline_on is not None:
            del form.fields["baseline_on"]
        if milestone.actual_on is not None:
            form.fields["forecast_on"].disabled = True
        return form


class ReachForm(AtVersion):
    actual_on = TypedDate(label=_("Reached on"))
    note = TypedText(label=_("What was achieved"), max_length=2000, required=False, error_messages=said())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actual_on"].error_messages["required"] = _("Give the day on which it was reached.")


class RebaselineForm(AtVersion):
    baseline_on = TypedDate(label=_("New baseline"))
    reason = TypedText(
        label=_("Why is the baseline set anew?"),
        max_length=2000,
        error_messages=said(_("Say why the baseline is set anew.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["baseline_on"].error_messages["required"] = _("Give the new baseline.")


class LeaveThePlanForm(AtVersion):
    reason = TypedText(
        label=_("Why does it leave the plan?"), max_length=2000, error_messages=said(_("Say why it leaves the plan."))
    )


class PasteForm(SentOnce):
    rows = forms.CharField(
        label=_("Milestones"),
        help_text=_(
            "One a line, as copied from a spreadsheet: title in English, title in Arabic, baseline, forecast, actual. "
            "One title and one date are enough. 1/9/2026 is the first of September."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        error_messages={"required": _("Paste one milestone a line, each with a title and a date.")},
    )

    def clean_rows(self) -> list[Any]:
        found = pasted_plan.read(self.cleaned_data["rows"])
        if found.problems:
            raise forms.ValidationError(found.problems)
        return found.planned


FROM_ONE_TO_FIVE = [("", _("Choose")), *((number, str(number)) for number in range(1, 6))]


class RiskForm(SentOnce):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(RiskKind.RISK, _("A risk: it may happen")), (RiskKind.ISSUE, _("An issue: it has happened"))],
        initial=RiskKind.RISK,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    title = TypedText(label=_("In a sentence"), max_length=300, error_messages=said(_("Say in a sentence what it is.")))
    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"),
        help_text=_("1 is hardly, 5 is almost certain. Not asked of an issue."),
        choices=FROM_ONE_TO_FIVE,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=choice_said(),
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"),
        help_text=_("1 is hardly felt, 5 ends the project."),
        choices=FROM_ONE_TO_FIVE,
        coerce=int,
        empty_value=None,
        error_messages=choice_said(_("Choose from 1 to 5.")),
    )
    owner = forms.ModelChoiceField(
        label=_("Who watches it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody by name"),
        error_messages=choice_said(),
    )

    def __init__(self, *args: Any, project: Project, and_also: set[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of(agencies_of(project), and_also)

    @property
    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class JudgeForm(RiskForm, AtVersion):
    state = forms.ChoiceField(
        label=_("State"), choices=RiskState.choices, widget=forms.RadioSelect, error_messages=choice_said()
    )
    reason = TypedText(
        label=_("Why"),
        help_text=_("Needed when it is accepted or closed."),
        max_length=2000,
        required=False,
        error_messages=said(),
    )

    @classmethod
    def of(cls, risk: Risk, data: Any = None) -> JudgeForm:
        names = ("kind", "title", "likelihood", "impact", "state", "version")
        initial = {**{name: getattr(risk, name) for name in names}, "owner": risk.owner_id}
        return cls(data, project=risk.project, and_also={pk for pk in [risk.owner_id] if pk}, initial=initial)


def agencies_of(project: Project) -> set[int]:
    return {
        project.lead_agency_id,
        *(link.agency_id for link in project.partnerships.all() if link.until is None),
    }


class MemberForm(SentOnce):
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Somebody from outside"),
        error_messages=choice_said(),
    )
    outside_name = TypedText(
        label=_("Name of somebody from outside"),
        help_text=_("Only of who has no account here. Write no more than the work needs."),
        max_length=120,
        required=False,
        error_messages=said(),
    )
    role = TypedText(
        label=_("Role in the team"), max_length=120, error_messages=said(_("Say what the person does in the team."))
    )
    since = TypedDate(label=_("From"))
    until = TypedDate(label=_("To"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(agencies_of(project))
        self.fields["since"].error_messages["required"] = _("Give the first day.")
        self.initial.setdefault("since", today())

    @property
    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class FileForm(SentOnce):
    title = TypedText(label=_("What it shows"), max_length=200, error_messages=said(_("Say what the file shows.")))
    content = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, pictures, CSV or text, up to 20 MB."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class QuestionForm(SentOnce):
    question = TypedLines(
        label=_("What has leadership to decide?"),
        rows=3,
        max_length=2000,
        error_messages=said(_("Say what leadership has to decide.")),
    )
    options = TypedLines(
        label=_("Options"),
        help_text=_("From two to eight, one a line."),
        rows=4,
        max_length=4000,
        error_messages=said(_("Give from two to eight options, one a line.")),
    )
    asked_of = forms.ModelChoiceField(
        label=_("Who is asked"),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
        error_messages=choice_said(_("Choose who is asked.")),
    )
    wanted_by = TypedDate(label=_("Wanted by"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_of"].queryset = leaders_over(project)
        self.fields["wanted_by"].error_messages["required"] = _("Give the day by which the decision is wanted.")

    @property
    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def leaders_over(project: Project) -> Any:
    leading = Membership.objects.valid_on(today()).filter(
        Q(agency=None) | Q(agency=project.lead_agency_id), role=Role.LEADER
    )
    return Person.objects.filter(is_active=True, pk__in=leading.values("person")).order_by(column_of("name"), "pk")


class AnswerForm(SentOnce):
    chosen = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect, error_messages=choice_said(_("Choose one of the options."))
    )
    reason = TypedLines(label=_("Reason"), rows=3, max_length=2000, required=False, error_messages=said())

    def __init__(self, *args: Any, question: LeadershipQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(str(place), option) for place, option in enumerate(question.choices)]
        self.options = question.choices

    @property
    def option(self) -> str:
        return self.options[int(self.cleaned_data["chosen"])]
