"""Signing in, and confirming one's password."""

from typing import Any

from allauth.account import forms as allauth_forms

from hygie.accounts.forms.base import AllauthFormMixin


class LoginForm(AllauthFormMixin, allauth_forms.LoginForm):  # type: ignore[misc]  # untyped base
    """E-mail and password."""

    labels = {"login": "Adresse électronique", "password": "Mot de passe"}
    first = "login"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(AllauthFormMixin, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before a gesture that protects the account."""

    labels = {"password": "Mot de passe"}
    first = "password"
