"""Forms that are sent once, and what a field says when it was filled in wrongly."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

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
