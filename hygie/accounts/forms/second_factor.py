"""Codes, keys and recovery codes."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.conf import settings
from django.core.cache import cache

from hygie.accounts.forms.base import AllauthFormMixin, code_input

# A code is accepted one period early and one late; allauth remembers it for one period only.
REMEMBERED_SECONDS = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)


class CodeMixin(AllauthFormMixin):
    """One code, typed with or without spaces, that serves once."""

    labels = {"code": "Code"}
    hints = {"code": "Les six chiffres de l’application d’authentification, ou un code de secours."}
    first = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_input(self.fields["code"])

    def clean_code(self) -> str:
        """Raises: ValidationError on a wrong code, or one that has just served."""
        code: str = super().clean_code()  # type: ignore[misc]  # given by allauth's form
        figures = "".join(filter(str.isalnum, code))
        key = f"accounts:code:{self.user.pk}:{figures}"  # type: ignore[attr-defined]  # idem
        if not cache.add(key, "served", timeout=REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeMixin, base_forms.AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class ReauthenticateForm(CodeMixin, base_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code, before a gesture that protects the account."""


class ActivateTOTPForm(AllauthFormMixin, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code that the application shows."""

    labels = {"code": "Code affiché par l’application"}
    hints = {"code": "Six chiffres, qui changent toutes les trente secondes."}
    first = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_input(self.fields["code"])


class DeactivateTOTPForm(AllauthFormMixin, totp_forms.DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill: only whether it may be done."""


class GenerateRecoveryCodesForm(AllauthFormMixin, recovery_forms.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill: only whether it may be done."""


class AddWebAuthnForm(AllauthFormMixin, webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A key and its name; the browser fills the rest."""

    labels = {"name": "Nom de la clé"}
    hints = {"name": "Pour la reconnaître dans la liste, par exemple «\u00a0clé bleue\u00a0»."}
    first = "name"


class EditWebAuthnForm(AllauthFormMixin, webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    labels = {"name": "Nom de la clé"}
    first = "name"
