"""What people type about training: parsed here, judged by the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms import AgencyChoice
from accounts.models import Agency, Membership, Person
from accounts.standing import standing_of
from records.bilingual import column_of
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedDate, TypedLines, TypedNumber, TypedText, western_digits
from training.enums import EnrolmentStatus, Level, Use
from training.models import Competency, Course, Enrolment, Question, Session
from training.queries import open_version, sessions_to_come
from training.rules import SENDERS

MOST_DAYS = 30
# Of those who are not chosen; the others are found by name.
MOST_SHOWN = 50


class CatalogueForm(forms.Form):
    """A filter: what cannot be understood is left out."""

    q = TypedText(label=_("Search"), max_length=100, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All levels")), *Level.choices], required=False)
    competency = forms.ModelChoiceField(
        label=_("Competency"),
        queryset=Competency.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All competencies"),
    )


class PeopleBoxes(forms.CheckboxSelectMultiple):
    """`standing`: where those stand who are in the course already, and cannot be chosen again."""

    standing: Mapping[int, str] = {}

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        stands = self.standing.get(value)
        option = super().create_option(name, value, f"{label} ({stands})" if stands else label, *args, **kwargs)
        return option | {"attrs": option["attrs"] | {"disabled": bool(stands)}}


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session: Any) -> str:
        first = min(day.day for day in session.days.all())
        place = session.place or gettext("over a link")
        return f"{date_format(first, 'DATE_FORMAT')} · {place}"


class NominationForm(SentOnce):
    find = TypedText(label=_("Find by name or address"), max_length=100, required=False, error_messages=said())
    people = forms.ModelMultipleChoiceField(
        label=_("Whom do you nominate?"),
        queryset=Person.objects.none(),
        widget=PeopleBoxes,
        error_messages=choice_said(_("Choose at least one person.")),
    )
    session = SessionChoice(
        label=_("Session"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("No session: by oneself"),
        error_messages=choice_said(_("Choose a session: to complete this course one has to be there.")),
    )

    def __init__(self, *args: Any, person: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sends = standing_of(person).agencies_as(*SENDERS)
        held = Membership.objects.valid_today().filter(agency__in=sends)
        people: Any = self.fields["people"]
        people.queryset = Person.objects.filter(
            Q(pk__in=held.values("person")) | Q(learner__agency__in=sends), is_active=True, forgotten_at=None
        ).order_by(column_of("name"), "pk")
        open_now = Enrolment.objects.filter(course=course).open_now().filter(agency__in=sends)
        people.widget.standing = {
            pk: str(EnrolmentStatus(status).label) for pk, status in open_now.values_list("person", "status")
        }
        self.everybody = people.queryset.count()
        shown = self._shown(people.queryset)
        people.widget.choices = [(one.pk, str(one)) for one in shown]
        self.shown = len(shown)
        session: Any = self.fields["session"]
        session.queryset = sessions_to_come(course)
        version = open_version(course)
        if version is not None and version.attendance_percent:
            session.required, session.empty_label = True, _("Choose a session")

    @classmethod
    def looked_through(cls, typed: QueryDict, **kwargs: Any) -> NominationForm:
        """To find somebody is not to send: what was chosen stays chosen, and nothing is found wrong."""
        names = ("find", "session")
        return cls(initial={"people": typed.getlist("people"), **{name: typed.get(name) for name in names}}, **kwargs)

    @property
    def are_many(self) -> bool:
        return self.everybody > MOST_SHOWN

    def _shown(self, people: QuerySet[Person]) -> list[Person]:
        """Whoever is chosen already, then those who are looked for; the first of all where nobody is."""
        typed = [str(pk) for pk in self["people"].value() or []]
        chosen = list(people.filter(pk__in=[pk for pk in typed if pk.isascii() and pk.isdigit() and len(pk) < 10]))
        others = people.exclude(pk__in=[one.pk for one in chosen])
        words = str(self["find"].value() or "")
        return chosen + list((others.filter(words__have=words) if words.strip() else others)[:MOST_SHOWN])


class AcceptForm(SentOnce):
    enrolments = forms.ModelMultipleChoiceField(queryset=Enrolment.objects.all(), error_messages=choice_said())


class EnrolForm(SentOnce):
    session = forms.ModelChoiceField(queryset=Session.objects.none(), required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions_to_come(course)  # type: ignore[attr-defined]


class ReasonForm(SentOnce):
    reason = TypedText(label=_("Reason"), max_length=300, error_messages=said(_("Say why.")))


class OptionalReasonForm(SentOnce):
    reason = TypedText(label=_("Reason"), max_length=300, required=False, error_messages=said())


class HourField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        kwargs.setdefault("error_messages", {"required": _("Say when."), "invalid": _("Write it as 09:00.")})
        super().__init__(**kwargs)


class WhereForm(SentOnce):
    place_en = TypedText(
        label=_("Place in English"),
        max_length=200,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )
    place_ar = TypedText(
        label=_("Place in Arabic"),
        max_length=200,
        required=False,
        error_messages=said(),
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    link = forms.URLField(
        label=_("Link"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("For a session that is held over the net."),
        error_messages={"invalid": _("This is no address of a page.")},
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    @property
    def where(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("place_en", "place_ar", "link")}


class SessionForm(WhereForm):
    first_day = TypedDate(label=_("First day"), error_messages={"required": _("Give at least one day.")})
    number_of_days = TypedNumber(
        label=_("Working days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=1,
        help_text=_("One after the other; Fridays and Saturdays are left out."),
        error_messages={
            "required": _("Say how many."),
            "min_value": _("At least one."),
            "max_value": _("At most 30."),
            "invalid": _("This is no number."),
        },
    )
    starts_at = HourField(label=_("From"), initial=dt.time(9))
    ends_at = HourField(label=_("To"), initial=dt.time(13))
    capacity = TypedNumber(
        label=_("Seats"),
        min_value=1,
        max_value=2000,
        error_messages={
            "required": _("Say how many."),
            "min_value": _("At least one."),
            "max_value": _("At most 2,000."),
            "invalid": _("This is no number."),
        },
    )

    def clean_first_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["first_day"]
        if day < today():
            raise forms.ValidationError(
                _("This day has passed, and nobody could enrol. Choose today or a day to come."), code="past"
            )
        return day

    @property
    def days(self) -> list[tuple[dt.date, dt.time, dt.time]]:
        typed = self.cleaned_data
        found: list[dt.date] = []
        day = typed["first_day"]
        while len(found) < typed["number_of_days"]:
            # The first day is taken as it was typed.
            if day.weekday() not in (4, 5) or not found:
                found.append(day)
            day += dt.timedelta(days=1)
        return [(one, typed["starts_at"], typed["ends_at"]) for one in found]

    @property
    def described(self) -> dict[str, Any]:
        return {**self.where, "capacity": self.cleaned_data["capacity"]}


class CapacityForm(SentOnce):
    capacity = TypedNumber(
        label=_("Seats"),
        min_value=1,
        max_value=2000,
        error_messages={
            "required": _("Say how many."),
            "min_value": _("At least one."),
            "max_value": _("At most 2,000."),
            "invalid": _("This is no number."),
        },
    )


class CodeForm(SentOnce):
    code = TypedText(
        label=_("Code of today"),
        max_length=20,
        error_messages=said(_("Type the code that was told in the room.")),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        return western_digits(self.cleaned_data["code"])


class AnswersForm(SentOnce):
    """A field for each question; its answers stand in the order of the course."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"question_{question.pk}"] = forms.TypedChoiceField(
                label=question.text,
                choices=[(choice.pk, choice.text) for choice in question.choices.all()],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages=choice_said(_("Choose an answer.")),
            )

    @property
    def asked(self) -> list[Any]:
        return [self[f"question_{question.pk}"] for question in self.questions]

    @property
    def answers(self) -> dict[int, int]:
        return {question.pk: self.cleaned_data[f"question_{question.pk}"] for question in self.questions}


class CompletionForm(SentOnce):
    person = TypedText(
        label=_("Whose? (e-mail address)"),
        max_length=254,
        error_messages=said(_("Say who completed it.")),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    completed_on = TypedDate(label=_("Completed on"), error_messages={"required": _("Say when.")})
    score = TypedNumber(
        label=_("Score (of 100)"),
        min_value=0,
        max_value=100,
        required=False,
        error_messages={
            "min_value": _("At least 0."),
            "max_value": _("At most 100."),
            "invalid": _("This is no number."),
        },
    )

    def clean_person(self) -> Person:
        found = Person.objects.filter(email__iexact=self.cleaned_data["person"], forgotten_at=None).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return found


FIVE = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


class OneToFive(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("5 is the best."))
        super().__init__(
            choices=FIVE, coerce=int, widget=forms.RadioSelect, error_messages=choice_said(), empty_value=None, **kwargs
        )


class FeedbackForm(SentOnce):
    liked = OneToFive(label=_("How did you like the course?"))
    useful = OneToFive(label=_("How useful is it for your work?"))
    comment = TypedLines(
        label=_("What should be otherwise?"), max_length=1000, required=False, error_messages=said(), rows=4
    )

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("liked", "useful", "comment")}


class FollowUpForm(forms.Form):
    use = forms.ChoiceField(
        label=_("Have you used at work what you learned?"),
        choices=Use.choices,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    helped = OneToFive(label=_("How much did it help?"), required=False)
    what = TypedLines(
        label=_("What did you use, and for what?"), max_length=1000, required=False, error_messages=said(), rows=4
    )

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("use", "helped", "what")}


class AssessmentForm(SentOnce):
    verdict = forms.ChoiceField(
        label=_("Assessment"),
        choices=[("passed", _("Passed")), ("failed", _("Not passed"))],
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    note = TypedText(label=_("Note"), max_length=500, required=False, error_messages=said())


class RequirementForm(SentOnce):
    agency = AgencyChoice(required=False, error_messages=choice_said())
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Every role")), *Role.choices], required=False, error_messages=choice_said()
    )
    grade = TypedText(
        label=_("Grade"), max_length=20, required=False, help_text=_("Empty: every grade."), error_messages=said()
    )
    due_on = TypedDate(label=_("To be completed by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.open_on(today()).order_by("code")
        agency.empty_label = _("Every agency")

    def clean_grade(self) -> str:
        """As HR systems tell grades: ٧ names the same people as 7."""
        return western_digits(self.cleaned_data["grade"])


class TokenForm(forms.Form):
    """What somebody was shown as a certificate, typed or pasted by whoever wants to know whether it is one."""

    credential = forms.CharField(
        label=_("Code, address or signed text of the certificate"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}),
        error_messages=said(_("Type the code that stands under the square, or paste the signed text.")),
    )


class ShownForm(SentOnce):
    shown = forms.BooleanField(required=False)


class StatementSourceForm(SentOnce):
    name = TypedText(label=_("Name of the system"), max_length=80, error_messages=said(_("Give it a name.")))


class MergeForm(SentOnce):
    kept = forms.ChoiceField(
        label=_("Who stays?"), widget=forms.RadioSelect, error_messages=choice_said(_("Choose who stays."))
    )

    def __init__(self, *args: Any, pair: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["kept"]
        kept.choices = [(str(person.pk), f"{person} ({person.email})") for person in pair]
