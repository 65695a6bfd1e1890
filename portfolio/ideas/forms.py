"""What people type about ideas and calls: parsed here, judged by the actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency
from portfolio.agenda.queries import objectives_in_force
from portfolio.ideas.actions.calls import Asked
from portfolio.ideas.answers import choices_of
from portfolio.ideas.enums import Audience, QuestionKind, Showing
from portfolio.ideas.models import Call, Idea, Question
from portfolio.projects.forms import ObjectiveChoices
from portfolio.projects.models import Project
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_numbers import TypedDecimal
from records.typed_text import TypedDate, TypedLines, TypedNumber, TypedText, western_digits


class AgencyOf(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", choice_said())
        super().__init__(queryset=Agency.objects.none(), empty_label="—", **kwargs)

    def label_from_instance(self, agency: Agency) -> str:
        return f"{agency.name} ({agency.code})"


def agencies_open() -> QuerySet[Agency]:
    return Agency.objects.open_on(today())


# Sending an idea


def field_of(question: Question) -> forms.Field:
    """How an extra question is asked. What comes out is what is kept: text, a code, a number as text, or yes and no."""
    words: dict[str, Any] = {"label": question.label, "required": question.is_required, "error_messages": said()}
    if question.kind == QuestionKind.LONG:
        return TypedLines(max_length=4000, **words)
    if question.kind == QuestionKind.NUMBER:
        return TypedDecimal(max_digits=18, label=question.label, required=question.is_required)
    if question.kind in (QuestionKind.CHOICE, QuestionKind.YES_NO):
        words["error_messages"] = choice_said()
        choices = (
            choices_of(question)
            if question.kind == QuestionKind.CHOICE
            else [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
        )
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
    return TypedText(max_length=200, **words)


def kept(question: Question, value: Any) -> Any:
    if value is None or value == "":
        return None
    if question.kind == QuestionKind.YES_NO:
        return value == "yes"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class IdeaForm(SentOnce):
    title = TypedText(
        label=_("Title"),
        help_text=_("One line that says what would change."),
        max_length=200,
        error_messages=said(_("Give your idea a title.")),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    body = TypedLines(
        label=_("Your idea"),
        help_text=_("What is hard today, for whom, and what you would do about it."),
        rows=8,
        max_length=6000,
        error_messages=said(_("Describe your idea in a few sentences.")),
    )

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[self.name_of(question)] = field_of(question)

    @staticmethod
    def name_of(question: Question) -> str:
        return f"answer_{question.key}"

    @property
    def answers(self) -> dict[str, Any]:
        found = {one.key: kept(one, self.cleaned_data.get(self.name_of(one))) for one in self.questions}
        return {key: value for key, value in found.items() if value is not None}

    @property
    def asked(self) -> list[Any]:
        return [self[self.name_of(question)] for question in self.questions]


class IdeaByAddressForm(IdeaForm):
    """Sent without an account: with an address that is confirmed before anybody reads it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it. It is shown to nobody, and removed a year after your idea is decided."),
        error_messages={
            "required": _("Without an address we could not answer you."),
            "invalid": _("This is no e-mail address. Write it like name@example.com."),
            "max_length": _("This address is too long."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    name = TypedText(
        label=_("Your name"),
        help_text=_("The lab sees it with your idea; the public does not."),
        max_length=120,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    # People do not see it; what fills in every field of a page does.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_filled_by_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={
            "required": _("Write the address that you sent your idea from."),
            "invalid": _("This is no e-mail address. Write it like name@example.com."),
            "max_length": _("This address is too long."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


# Triage


class QuestionForm(SentOnce):
    question = TypedLines(
        label=_("What do you want to know?"),
        help_text=_("Its authors read it as you write it, and the idea waits for their answer."),
        max_length=4000,
        error_messages=said(_("Write what you want to know.")),
    )


class AnswerForm(SentOnce):
    words = TypedLines(label=_("Your answer"), max_length=4000, error_messages=said(_("Write your answer.")))


class DeclineForm(SentOnce):
    reason = TypedLines(
        label=_("Why is it not taken further?"),
        help_text=_("Its authors read it as you write it."),
        max_length=4000,
        error_messages=said(_("Tell the author why the idea is not taken further.")),
    )


class ReopenForm(SentOnce):
    reason = TypedLines(
        label=_("Why is it taken up again?"),
        max_length=4000,
        error_messages=said(_("Say why the idea is taken up again.")),
    )


class IdeaReference(TypedText):
    """An idea by its number, of those that the person sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ideas: QuerySet[Idea] = Idea.objects.none()

    def clean(self, value: Any) -> Any:
        text = western_digits(super().clean(value)).lower().strip()
        number = text.removeprefix("i-").strip()
        idea = self.ideas.filter(pk=int(number)).first() if number.isdigit() and len(number) < 16 else None
        if idea is None:
            raise ValidationError(_("There is no such idea. Write its number, for example i-0042."))
        return idea


class MergeForm(SentOnce):
    into = IdeaReference(
        label=_("Join it to"),
        help_text=_("The number of the other idea, for example i-0042. Authors and supporters go with it."),
        max_length=20,
        error_messages=said(_("Write the number of the other idea.")),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    reason = TypedLines(label=_("Why do they belong together?"), max_length=4000, required=False, error_messages=said())

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].ideas = Idea.objects.visible_to(person)


PARTS_SHOWN = 4


class SplitForm(SentOnce):
    reason = TypedLines(label=_("Why is it split?"), rows=2, max_length=4000, required=False, error_messages=said())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS_SHOWN + 1):
            self.fields[f"title_{number}"] = TypedText(
                label=_("Title"), max_length=200, required=False, error_messages=said()
            )
            self.fields[f"body_{number}"] = TypedLines(
                label=_("What it says"), rows=3, max_length=6000, required=False, error_messages=said()
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"title_{number}"], self[f"body_{number}"]) for number in range(1, PARTS_SHOWN + 1)]

    @property
    def parts(self) -> list[tuple[str, str]]:
        typed = self.cleaned_data
        pairs = [(typed[f"title_{number}"], typed[f"body_{number}"]) for number in range(1, PARTS_SHOWN + 1)]
        return [pair for pair in pairs if any(pair)]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number in range(1, PARTS_SHOWN + 1):
            title, body = typed.get(f"title_{number}"), typed.get(f"body_{number}")
            if body and not title and f"title_{number}" not in self.errors:
                self.add_error(f"title_{number}", _("Give this part a title."))
            if title and not body and f"body_{number}" not in self.errors:
                self.add_error(f"body_{number}", _("Say in a few sentences what this part is."))
        if not self.errors and len(self.parts) < 2:
            self.add_error("title_1", _("Split an idea into two parts at least."))
        return typed


class ProjectReference(TypedText):
    """A project by its number, of those that the person sees wholly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.projects: QuerySet[Project] = Project.objects.none()

    def clean(self, value: Any) -> Any:
        text = western_digits(super().clean(value)).lower().strip()
        if not text:
            return None
        number = text.removeprefix("p-").strip()
        project = self.projects.filter(pk=int(number)).first() if number.isdigit() and len(number) < 16 else None
        if project is None:
            raise ValidationError(_("There is no such project. Write its number, for example p-0042."))
        return project


class AdoptForm(SentOnce):
    """Into a project that is there already, or into a new one of an agency."""

    project = ProjectReference(
        label=_("A project that is there already"),
        help_text=_("Its number, for example p-0042. Leave it empty to register a new project with what follows."),
        max_length=20,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    lead_agency = AgencyOf(label=_("Lead agency"), required=False)
    title_ar = TypedText(
        label=_("Title in Arabic"),
        max_length=200,
        required=False,
        error_messages=said(),
        language="ar",
    )
    title_en = TypedText(
        label=_("Title in English"),
        max_length=200,
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
    summary_en = TypedLines(
        label=_("Summary in English"),
        max_length=2000,
        required=False,
        error_messages=said(),
        language="en",
    )
    words = TypedLines(
        label=_("What do you tell its authors?"), rows=3, max_length=4000, required=False, error_messages=said()
    )

    DESCRIBING = ("title_en", "title_ar", "summary_en", "summary_ar")
    # Optional only where a project is there already, so that they are not marked as such.
    NEEDED_WHERE_NEW = ("lead_agency", "title_ar", "title_en")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_agency"].queryset = agencies_open()
        self.fields["project"].projects = Project.objects.wholly_visible_to(person).select_related("stage")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("project") or "project" in self.errors:
            return typed
        if not typed.get("lead_agency") and "lead_agency" not in self.errors:
            self.add_error("lead_agency", _("Choose the agency that leads the new project."))
        for name in ("title_ar", "title_en"):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, _("Give the title in both languages."))
        return typed

    @classmethod
    def of(cls, idea: Idea, person: Any) -> AdoptForm:
        """In the language that it was written in; the other is for the lab to write."""
        return cls(
            person=person,
            initial={
                f"title_{idea.language}": idea.title,
                f"summary_{idea.language}": idea.body[:2000],
                "lead_agency": idea.call.agency_id,
            },
        )


class ShowingForm(SentOnce):
    showing = forms.ChoiceField(
        label=_("Who sees it besides its authors, the lab and leadership?"),
        choices=Showing.choices,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    reason = TypedText(
        label=_("Why?"), help_text=_("Needed when it is hidden."), max_length=300, required=False, error_messages=said()
    )


class CommentForm(SentOnce):
    words = TypedLines(label=_("Your comment"), rows=3, max_length=2000, error_messages=said(_("Write your comment.")))


class HideCommentForm(SentOnce):
    reason = TypedText(
        label=_("Why is it hidden?"),
        help_text=_("Everybody who sees the idea reads it in place of the comment."),
        max_length=300,
        error_messages=said(_("Say why the comment is hidden.")),
    )


# Calls


class CallForm(SentOnce):
    title_ar = TypedText(
        label=_("Title in Arabic"),
        max_length=160,
        error_messages=said(_("Give the title in both languages.")),
        language="ar",
    )
    title_en = TypedText(
        label=_("Title in English"),
        max_length=160,
        error_messages=said(_("Give the title in both languages.")),
        language="en",
    )
    theme_ar = TypedText(
        label=_("Theme in Arabic"),
        max_length=120,
        required=False,
        error_messages=said(),
        language="ar",
    )
    theme_en = TypedText(
        label=_("Theme in English"),
        max_length=120,
        required=False,
        error_messages=said(),
        language="en",
    )
    description_ar = TypedLines(
        label=_("What is looked for, in Arabic"),
        max_length=4000,
        required=False,
        error_messages=said(),
        language="ar",
    )
    description_en = TypedLines(
        label=_("What is looked for, in English"),
        max_length=4000,
        required=False,
        error_messages=said(),
        language="en",
    )
    objectives = ObjectiveChoices(
        label=_("Objectives that it serves"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )
    audience = forms.ChoiceField(
        label=_("Who may answer?"), choices=Audience.choices, widget=forms.RadioSelect, error_messages=choice_said()
    )
    agency = AgencyOf(label=_("Agency"), help_text=_("For a call to the staff of one agency."), required=False)
    domains = TypedLines(
        label=_("Mail domains of students"),
        help_text=_("For a call to students: one a line, for example university.example."),
        rows=3,
        max_length=2000,
        required=False,
        error_messages=said(),
        widget=forms.Textarea(attrs={"dir": "ltr"}),
    )
    opens_on = TypedDate(label=_("Opens on"), error_messages={"required": _("Give the day on which it opens.")})
    closes_on = TypedDate(
        label=_("Last day"), help_text=_("Left empty, it is an idea box that stays open."), required=False
    )

    DESCRIBING = (
        "title_en",
        "title_ar",
        "theme_en",
        "theme_ar",
        "description_en",
        "description_ar",
        "audience",
        "agency",
        "domains",
        "opens_on",
        "closes_on",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectives"].queryset = objectives_in_force(today())
        self.fields["agency"].queryset = agencies_open()

    @property
    def described(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DESCRIBING}


class EditCallForm(CallForm):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    @classmethod
    def of(cls, call: Call) -> EditCallForm:
        return cls(initial=values_of(call))


def values_of(call: Call) -> dict[str, Any]:
    values = {name: getattr(call, name) for name in CallForm.DESCRIBING if name != "agency"}
    return {
        **values,
        "agency": call.agency_id,
        "objectives": [objective.pk for objective in call.objectives.all()],
        "version": call.version,
    }


class AskedForm(forms.Form):
    """One question of the form that a curator lays out; a row without words is no question."""

    key = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of answer"), choices=QuestionKind.choices, error_messages=choice_said(), required=False
    )
    label_ar = TypedText(
        label=_("Question in Arabic"),
        max_length=200,
        required=False,
        error_messages=said(),
        language="ar",
    )
    label_en = TypedText(
        label=_("Question in English"),
        max_length=200,
        required=False,
        error_messages=said(),
        language="en",
    )
    choices_ar = TypedLines(
        label=_("Choices in Arabic, one a line"),
        rows=3,
        max_length=2000,
        required=False,
        error_messages=said(),
        language="ar",
    )
    choices_en = TypedLines(
        label=_("Choices in English, one a line"),
        rows=3,
        max_length=2000,
        required=False,
        error_messages=said(),
        language="en",
    )
    is_required = forms.BooleanField(label=_("It has to be answered"), required=False)
    place = TypedNumber(
        label=_("Place"),
        required=False,
        min_value=1,
        max_value=99,
        error_messages={
            "invalid": _("Write a number."),
            "min_value": _("The first place is 1."),
            "max_value": _("The last place is 99."),
        },
    )
    leave_out = forms.BooleanField(label=_("Leave this question out"), required=False)

    @property
    def offers_choices(self) -> bool:
        return bool(self["kind"].value() == QuestionKind.CHOICE)

    @property
    def is_meant(self) -> bool:
        typed = self.cleaned_data
        return not typed["leave_out"] and bool(typed["label_en"] or typed["label_ar"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors or not self.is_meant:
            return typed
        # Read once: a field that is found wrong leaves what was typed.
        empty = [name for name in ("label_ar", "label_en") if not typed[name]]
        for name in empty:
            self.add_error(name, _("Write the question in both languages."))
        if typed["kind"] == QuestionKind.CHOICE:
            english, arabic = self.lines("choices_en"), self.lines("choices_ar")
            if len(english) != len(arabic):
                self.add_error("choices_ar", _("Give as many choices in Arabic as in English."))
            elif len(english) < 2:
                self.add_error("choices_en", _("Give two choices at least."))
        return typed

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(
            key=typed["key"],
            kind=typed["kind"] or QuestionKind.SHORT,
            label_en=typed["label_en"],
            label_ar=typed["label_ar"],
            is_required=typed["is_required"],
            choices=list(zip(self.lines("choices_en"), self.lines("choices_ar"), strict=True))
            if typed["kind"] == QuestionKind.CHOICE
            else [],
        )

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        return {
            "key": question.key,
            "kind": question.kind,
            "label_ar": question.label_ar,
            "label_en": question.label_en,
            "choices_ar": "\n".join(choice["ar"] for choice in question.choices),
            "choices_en": "\n".join(choice["en"] for choice in question.choices),
            "is_required": question.is_required,
            "place": question.order,
        }


NEW_ROWS = 3


class QuestionsForm(SentOnce):
    """The whole form of extra questions; `form` is the version that the curator had before them."""

    form = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})
    rows_shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=60, required=False)

    def __init__(self, data: Any = None, *, questions: list[Question], version: int) -> None:
        shown = len(questions) + NEW_ROWS
        if data is not None and str(data.get("rows_shown", "")).isdigit():
            shown = min(int(data["rows_shown"]), 60)
        self.rows: list[AskedForm] = []
        super().__init__(data, initial={"form": version, "rows_shown": shown})
        first: list[dict[str, Any]] = [AskedForm.initial_of(question) for question in questions]
        first += [{"place": number, "kind": QuestionKind.SHORT} for number in range(len(first) + 1, shown + 1)]
        self.rows = [AskedForm(data, initial=first[number], prefix=f"q{number}") for number in range(shown)]

    def __iter__(self) -> Any:
        # With its rows, so that the summary of errors names theirs too.
        yield from super().__iter__()
        for row in self.rows:
            yield from row

    def is_valid(self) -> bool:
        # Every row is looked at, so that all that is wrong is told at once.
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def asked(self) -> list[Asked]:
        meant = [row for row in self.rows if row.is_meant]
        return [row.asked for row in sorted(meant, key=lambda row: row.cleaned_data["place"] or 99)]
