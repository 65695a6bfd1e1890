"""What people type about actions: parsed here, judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Membership, Person
from portfolio.followups.models import FollowUp
from records.bilingual import column_of
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_text import TypedDate, TypedLines, TypedText


def people_of(agencies: set[int], and_also: set[int] | None = None) -> QuerySet[Person]:
    """Who works in these agencies today."""
    there = Membership.objects.valid_on(today()).filter(agency__in=agencies).values("person")
    return Person.objects.filter(Q(pk__in=there, is_active=True) | Q(pk__in=and_also or set())).order_by(
        column_of("name"), "pk"
    )


class OwnerFields(SentOnce):
    """Who owes it: a person, an agency, or a person for an agency."""

    owner = forms.ModelChoiceField(
        label=_("Who does it"),
        help_text=_("Without a person, the agency's officers and lead answer for it."),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody by name"),
        error_messages=choice_said(),
    )
    owner_agency = forms.ModelChoiceField(
        label=_("For which agency"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("No agency"),
        error_messages=choice_said(),
    )

    def __init__(self, *args: Any, agencies: set[int], and_also: set[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of(agencies, and_also)
        self.fields["owner_agency"].queryset = Agency.objects.open_on(today())


class PromiseForm(OwnerFields):
    """An action with its owner and its day: for whatever opens one."""

    title = TypedText(
        label=_("What has to be done"), max_length=300, error_messages=said(_("Say what has to be done."))
    )
    due_on = TypedDate(label=_("Due"))

    field_order = ["key", "title", "owner", "owner_agency", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].error_messages["required"] = _("Give the day by which it is due.")

    @property
    def promise(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "owner", "owner_agency", "due_on")}


class AtVersion(SentOnce):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})


class DueForm(AtVersion):
    due_on = TypedDate(label=_("New due date"))
    reason = TypedText(
        label=_("Why does the date change?"), max_length=2000, error_messages=said(_("Say why the date changes."))
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].error_messages["required"] = _("Give the day by which it is due.")


class HandOnForm(OwnerFields, AtVersion):
    reason = TypedText(label=_("Why"), max_length=2000, required=False, error_messages=said())

    field_order = ["key", "version", "owner", "owner_agency", "reason"]


class CloseForm(AtVersion):
    outcome = TypedLines(
        label=_("What came of it?"), rows=3, max_length=2000, error_messages=said(_("Say what came of it."))
    )
    closed_on = TypedDate(label=_("Done on"), required=False)


class DropForm(AtVersion):
    reason = TypedText(label=_("Why is it dropped?"), max_length=2000, error_messages=said(_("Say why it is dropped.")))


def agencies_around(followup: FollowUp) -> set[int]:
    return {pk for pk in (followup.owner_agency_id, followup.subject_agency_id) if pk is not None}
