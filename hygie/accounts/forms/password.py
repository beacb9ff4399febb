"""Choosing and changing a password."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hygie.accounts.forms.base import AllauthFormMixin
from hygie.accounts.models import User
from hygie.web.forms import HygieForm

RULE = (
    "Au moins 12 caractères. Une phrase de quatre ou cinq mots fait un bon mot de passe. "
    "Un mot de passe courant, ou proche de votre nom ou de votre adresse, est refusé."
)
DIFFERENT = "Les deux mots de passe sont différents\u00a0: écrivez deux fois le même."


def password_field(label: str, hint: str = "") -> forms.CharField:
    """A new password, never shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=hint, strip=False, max_length=500, widget=widget)


class NewPasswordMixin(HygieForm):
    """A password typed twice, checked against the person it is for."""

    password1 = password_field("Mot de passe", RULE)
    password2 = password_field("Le même mot de passe, une seconde fois")

    def person(self) -> User:
        """Who the password is for: it may not look like this account."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFERENT)
        if first:
            try:
                validate_password(first, self.person())
            except ValidationError as errors:
                self.add_error("password1", errors)
        return cleaned


class InvitationForm(NewPasswordMixin):
    """The person invited chooses a password."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not self.is_bound:
            self.fields["password1"].widget.attrs["autofocus"] = True

    def person(self) -> User:
        return self.user


class FirstAccountForm(NewPasswordMixin):
    """The first account of an empty instance."""

    email = forms.EmailField(
        label="Adresse électronique", help_text="Elle sert à se connecter.", max_length=254
    )
    full_name = forms.CharField(label="Prénom et nom", max_length=150)
    job_title = forms.CharField(label="Fonction", max_length=150, required=False)

    field_order = ("email", "full_name", "job_title", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.update({"autocomplete": "username"})
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        if not self.is_bound:
            self.fields["email"].widget.attrs["autofocus"] = True

    def person(self) -> User:
        return User(
            email=self.cleaned_data.get("email", ""),
            full_name=self.cleaned_data.get("full_name", ""),
        )


class ChangePasswordForm(AllauthFormMixin, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password, then the new one twice."""

    labels = {
        "oldpassword": "Mot de passe actuel",
        "password1": "Nouveau mot de passe",
        "password2": "Le même, une seconde fois",
    }
    hints = {"password1": RULE}
    first = "oldpassword"


class SetPasswordForm(AllauthFormMixin, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password for an account that has none."""

    labels = {"password1": "Mot de passe", "password2": "Le même, une seconde fois"}
    hints = {"password1": RULE}
    first = "password1"


class ResetPasswordForm(AllauthFormMixin, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link is sent."""

    labels = {"email": "Adresse électronique"}
    first = "email"


class ResetPasswordKeyForm(AllauthFormMixin, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, chosen from the link received by mail."""

    labels = {"password1": "Nouveau mot de passe", "password2": "Le même, une seconde fois"}
    hints = {"password1": RULE}
    first = "password1"
