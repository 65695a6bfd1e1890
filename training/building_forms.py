"""What the lab types about a course: its words, its rule of completion, its lessons and questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Value
from django.utils.translation import gettext_lazy as _

from records.bilingual import column_of
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedLines, TypedNumber, TypedText
from training.actions.building import Asked
from training.actions.courses import CODE_TAKEN, COLUMNS, NO_TITLE, Described
from training.enums import LessonKind, Level
from training.models import Competency, Course, CourseVersion, Question
from training.models.course import code_shape
from training.queries import course_called

LTR = {"dir": "ltr", "lang": "en"}
RTL = {"dir": "rtl", "lang": "ar"}
MOST_ANSWERS = 4
MOST_IN_SIGHT = 12


def number_said(least: Any = "", most: Any = "") -> dict[str, Any]:
    return {
        "required": _("Say how many."),
        "invalid": _("This is no number."),
        "min_value": least or _("At least one."),
        "max_value": most or _("This is too much."),
    }


def _line(label: Any, attrs: dict[str, str], **kwargs: Any) -> TypedText:
    kwargs.setdefault("error_messages", said())
    return TypedText(label=label, widget=forms.TextInput(attrs=attrs), **kwargs)


def _lines(label: Any, attrs: dict[str, str], most: int, rows: int) -> TypedLines:
    return TypedLines(
        label=label,
        max_length=most,
        required=False,
        rows=rows,
        error_messages=said(),
        widget=forms.Textarea(attrs=attrs | {"rows": rows}),
    )


def has_a_title(form: forms.Form, typed: dict[str, Any] | None) -> dict[str, Any] | None:
    """The actions ask for it, too; told here, it is told with whatever else is missing."""
    if not ({"title_en", "title_ar"} & form.errors.keys() or (typed and (typed["title_en"] or typed["title_ar"]))):
        form.add_error("title_en", NO_TITLE)
    return typed


class CourseForm(SentOnce):
    code = _line(_("Code"), LTR, max_length=60, validators=[code_shape], help_text=_("It stands in the address."))
    title_en = _line(_("Title in English"), LTR, max_length=200, required=False)
    title_ar = _line(_("Title in Arabic"), RTL, max_length=200, required=False)
    summary_en = _lines(_("Summary in English"), LTR, 1000, 3)
    summary_ar = _lines(_("Summary in Arabic"), RTL, 1000, 3)
    outcomes_en = _lines(_("What one can do afterwards, in English"), LTR, 2000, 4)
    outcomes_ar = _lines(_("What one can do afterwards, in Arabic"), RTL, 2000, 4)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, error_messages=choice_said())
    minutes = TypedNumber(
        label=_("Length in minutes"), min_value=1, max_value=100_000, required=False, error_messages=number_said()
    )
    validity_months = TypedNumber(
        label=_("Valid for (months)"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Empty: without end. It holds for what is completed from now on."),
        error_messages=number_said(),
    )
    competencies = forms.ModelMultipleChoiceField(
        label=_("Competencies"),
        queryset=Competency.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )
    prerequisites = forms.ModelMultipleChoiceField(
        label=_("Courses to complete before"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(),
    )
    is_open_to_all = forms.BooleanField(label=_("People can enrol themselves"), required=False)
    is_offered = forms.BooleanField(label=_("It is offered"), required=False, initial=True)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        if course is not None:
            told = {name: getattr(course, name) for name in COLUMNS}
            links = {"competencies": course.competencies.all(), "prerequisites": course.prerequisites.all()}
            kwargs["initial"] = {**told, **links, "seen": course.version}
        super().__init__(*args, **kwargs)
        before: Any = self.fields["prerequisites"]
        others = Course.objects.exclude(pk=course.pk) if course else Course.objects.all()
        # Those that are chosen stand first: of a hundred courses they would not be seen.
        is_chosen = Exists(others.filter(pk=OuterRef("pk"), leads_to=course)) if course else Value(False)
        before.queryset = others.annotate(is_chosen=is_chosen).order_by("-is_chosen", column_of("title"), "pk")
        self.offers_many = before.queryset.count() > MOST_IN_SIGHT
        if course is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if course_called(code) is not None:
            raise ValidationError(CODE_TAKEN)
        return code

    def clean(self) -> dict[str, Any] | None:
        return has_a_title(self, super().clean())

    @property
    def described(self) -> Described:
        return Described(**{name: self.cleaned_data[name] for name in COLUMNS})

    @property
    def links(self) -> dict[str, Any]:
        return {name: list(self.cleaned_data[name]) for name in ("competencies", "prerequisites")}


class RuleForm(SentOnce):
    needs_lessons = forms.BooleanField(label=_("Every lesson that is not optional"), required=False)
    needs_quiz = forms.BooleanField(label=_("The quiz"), required=False)
    pass_mark = TypedNumber(label=_("Pass mark (of 100)"), min_value=1, max_value=100, error_messages=number_said())
    attempts = TypedNumber(
        label=_("Attempts at the quiz"), min_value=1, max_value=20, error_messages=number_said(most=_("At most 20."))
    )
    attendance_percent = TypedNumber(
        label=_("Days to attend (of 100)"),
        min_value=0,
        max_value=100,
        help_text=_("0: none; 100: every day of the session."),
        error_messages=number_said(),
    )
    needs_assessment = forms.BooleanField(label=_("An assessment by the lab"), required=False)

    def __init__(self, *args: Any, version: CourseVersion, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(version, name) for name in self.base_fields if name != "key"}
        super().__init__(*args, **kwargs)

    @property
    def rule(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class LessonForm(SentOnce):
    title_en = _line(_("Title in English"), LTR, max_length=200, required=False)
    title_ar = _line(_("Title in Arabic"), RTL, max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=LessonKind.choices, error_messages=choice_said())
    minutes = TypedNumber(
        label=_("Length in minutes"), min_value=1, max_value=10_000, required=False, error_messages=number_said()
    )

    def clean(self) -> dict[str, Any] | None:
        return has_a_title(self, super().clean())

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title_en", "title_ar", "kind", "minutes")}


class PlaceForm(SentOnce):
    move = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "out", "optional", "needed")])


class QuestionForm(SentOnce):
    text_en = _line(_("Question in English"), LTR, max_length=500)
    text_ar = _line(_("Question in Arabic"), RTL, max_length=500)
    right = forms.TypedChoiceField(
        label=_("Which answer is right?"),
        choices=[(number, str(number + 1)) for number in range(MOST_ANSWERS)],
        coerce=int,
        initial=0,
        widget=forms.RadioSelect,
        error_messages=choice_said(_("Say which answer is right.")),
    )
    why_en = _line(_("Why, in English"), LTR, max_length=500, required=False)
    why_ar = _line(_("Why, in Arabic"), RTL, max_length=500, required=False)
    is_measuring = forms.BooleanField(label=_("Asked in the tests before and after, too"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        choices = list(question.choices.all()) if question else []
        if question is not None:
            told = {name: getattr(question, name) for name in ("text_en", "text_ar", "why_en", "why_ar")}
            right = next((place for place, one in enumerate(choices) if one.is_right), 0)
            kwargs["initial"] = {**told, "is_measuring": question.is_measuring, "right": right}
        super().__init__(*args, **kwargs)
        for place in range(MOST_ANSWERS):
            for language, attrs, label in (
                ("en", LTR, _("Answer %(number)s in English")),
                ("ar", RTL, _("Answer %(number)s in Arabic")),
            ):
                self.fields[f"choice_{place + 1}_{language}"] = _line(
                    label % {"number": place + 1},
                    attrs,
                    max_length=300,
                    required=place < 2,
                    initial=getattr(choices[place], f"text_{language}") if place < len(choices) else "",
                )

    @property
    def pairs(self) -> list[Any]:
        return [(self[f"choice_{n}_en"], self[f"choice_{n}_ar"]) for n in range(1, MOST_ANSWERS + 1)]

    def clean(self) -> dict[str, Any] | None:
        typed = super().clean() or self.cleaned_data
        for number in range(3, MOST_ANSWERS + 1):
            both = [typed.get(f"choice_{number}_{language}") for language in ("en", "ar")]
            if any(both) and not all(both):
                missing = "en" if both[1] else "ar"
                self.add_error(f"choice_{number}_{missing}", _("Write the answer in both languages."))
        right = typed.get("right")
        if right is not None and right >= 2 and not typed.get(f"choice_{right + 1}_en"):
            self.add_error("right", _("This answer is empty."))
        return typed

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        written = [
            (place, (typed[f"choice_{place + 1}_en"], typed[f"choice_{place + 1}_ar"]))
            for place in range(MOST_ANSWERS)
            if typed[f"choice_{place + 1}_en"]
        ]
        return Asked(
            choices=[pair for _place, pair in written],
            right=[place for place, _pair in written].index(typed["right"]),
            **{name: typed[name] for name in ("text_en", "text_ar", "why_en", "why_ar", "is_measuring")},
        )
