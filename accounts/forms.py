from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions import passkeys, passwords
from accounts.enums import AgencyKind, Language, Role
from accounts.models import Agency, Person
from accounts.models.agency import code_shape
from accounts.queries import DemoAccount, demo_accounts
from records.clock import today
from records.sent_forms import choice_said, said
from records.typed_text import TypedDate, TypedText


def tell_error(form: forms.Form, error: ValidationError) -> None:
    """What an action refused, said at the field that it is about."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


class AgencyChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Agency"))
        kwargs.setdefault("error_messages", choice_said())
        super().__init__(queryset=Agency.objects.none(), empty_label="—", **kwargs)

    def label_from_instance(self, agency: Agency) -> str:
        return f"{agency.name} ({agency.code})"


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "dir": "ltr"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password", "dir": "ltr"}
        self.fields.pop("remember", None)

    def demo_accounts(self) -> list[DemoAccount]:
        return demo_accounts() if settings.DEMO else []

    def demo_password(self) -> str:
        return settings.DEMO_PASSWORD if settings.DEMO else ""


class NewPasswordRequest(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs = {"autocomplete": "email", "dir": "ltr"}

    def clean_email(self) -> str:
        # Nobody is looked up here: whether the address is known, the answer takes the same way.
        return self.cleaned_data["email"]

    def save(self, request: Any, **kwargs: Any) -> str:
        passwords.ask_for_new(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]


class AsksForPassword(forms.Form):
    """allauth's own forms, their fields called as on the page, so that the list of what is wrong says the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in PASSWORDS.items():
            if name in self.fields:
                self.fields[name].label = words


PASSWORDS = {
    "oldpassword": _("The password of today"),
    "password1": _("New password"),
    "password2": _("The same once more"),
}


class PasswordChangeForm(AsksForPassword, ChangePasswordForm):
    pass


class PasswordByLetterForm(AsksForPassword, ResetPasswordKeyForm):
    pass


# What a device's answer raises on its way to being read where it is damaged, or was made up.
DAMAGED = (AttributeError, IndexError, InvalidSignature, KeyError, TypeError, ValueError, struct.error)


@contextmanager
def damaged_is_wrong() -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise get_adapter().validation_error("incorrect_code") from error


class TellsOfFailure(AuthenticateWebAuthnForm):
    """allauth tells of a wrong code by a signal, and of a wrong passkey not at all."""

    def clean_credential(self) -> Authenticator:
        with damaged_is_wrong():
            return super().clean_credential()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            signals.authentication_failed.send(
                sender=Authenticator,
                request=context.request,
                user=self.user,
                authenticator=None,
                reauthentication=self.reauthenticated,
            )
        return data


class PasskeyAtTheDoorForm(TellsOfFailure, LoginWebAuthnForm):
    pass


class PasskeyAsSecondForm(TellsOfFailure, AuthenticateWebAuthnForm):
    pass


class PasskeyOnceMoreForm(TellsOfFailure, ReauthenticateWebAuthnForm):
    pass


class AsksForCode(forms.Form):
    """allauth's own forms call the code by several names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")


class CodeToSetUpForm(AsksForCode, ActivateTOTPForm):
    pass


class CodeAsSecondForm(AsksForCode, AuthenticateForm):
    pass


class CodeOnceMoreForm(AsksForCode, ReauthenticateForm):
    pass


def name_of_passkey(*, required: bool = True) -> TypedText:
    return TypedText(label=_("What to call it"), max_length=100, required=required, error_messages=said())


class NewPasskeyForm(AddWebAuthnForm):
    name = name_of_passkey(required=False)

    def clean(self) -> dict[str, Any]:
        # With a wrong name the device is asked once more anyhow: what it has said now is left alone.
        if "name" in self.errors:
            return self.cleaned_data
        with damaged_is_wrong():
            return super().clean() or {}


class PasskeyNameForm(EditWebAuthnForm):
    name = name_of_passkey()

    def save(self) -> Authenticator:
        return passkeys.rename(by=self.instance.user, passkey=self.instance, name=self.cleaned_data["name"])


def name_in_english(*, longest: int) -> TypedText:
    return TypedText(label=_("Name in English"), max_length=longest, language="en", error_messages=said())


def name_in_arabic(*, longest: int) -> TypedText:
    return TypedText(label=_("Name in Arabic"), max_length=longest, language="ar", error_messages=said())


class NamesForm(forms.Form):
    name_en = name_in_english(longest=120)
    name_ar = name_in_arabic(longest=120)
    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=Language,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )


class ProfileForm(NamesForm):
    wants_mail = forms.BooleanField(label=_("Send me notices by mail too"), required=False)


class AcceptInvitationForm(NamesForm):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters. Three or four words are easy to remember and hard to guess."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        error_messages=said(),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices], error_messages=choice_said())
    agency = AgencyChoice(required=False, help_text=_("Leave it empty only for a leader of the whole country."))
    ends_on = TypedDate(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, AgencyChoice)
        agency.queryset = Agency.objects.open_on(today())


class InvitationForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages=said(),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=Language,
        initial=Language.ARABIC,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    field_order = ["email", "role", "agency", "ends_on", "language"]


class AgencyForm(forms.Form):
    name_en = name_in_english(longest=200)
    name_ar = name_in_arabic(longest=200)
    code = TypedText(
        label=_("Code"),
        max_length=20,
        validators=[code_shape],
        help_text=_("Short, in capital letters: it stands in addresses and tables."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        error_messages=said(),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AgencyKind, error_messages=choice_said())
    parent = AgencyChoice(label=_("Part of"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, AgencyChoice)
        parent.queryset = Agency.objects.open_on(today()).exclude(pk=agency.pk if agency else None)


class AliasForm(forms.Form):
    alias = TypedText(
        label=_("Another name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages=said(),
    )


class ClosingForm(forms.Form):
    closed_on = TypedDate(label=_("Closed from"), initial=today)


def initial_profile(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("name_en", "name_ar", "language", "wants_mail")}


def initial_agency(agency: Agency) -> dict[str, Any]:
    return {name: getattr(agency, name) for name in ("name_en", "name_ar", "code", "kind", "parent", "version")}
