"""allauth's pages that change the protection of an account, each with its journal line."""

from typing import Any

from allauth.account import views as account_pages
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base_pages
from allauth.mfa.recovery_codes import views as recovery_pages
from allauth.mfa.totp import views as totp_pages
from allauth.mfa.webauthn import views as webauthn_pages
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator

from hygie.accounts import selectors, services
from hygie.accounts.middleware import WANTED_PAGE_KEY
from hygie.web.http import see_other


class WrittenDownMixin:
    """The gesture and its journal line stand or fall together. `verb`: of the line."""

    verb = ""
    request: HttpRequest

    def person(self) -> Any:
        """Whose account changes."""
        return self.request.user

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            user = self.person()
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view
            services.second_factor_written_down(request=self.request, user=user, verb=self.verb)
            return response


class ChangePassword(WrittenDownMixin, account_pages.PasswordChangeView):  # type: ignore[misc]
    verb = "account.password_changed"


class SetPassword(WrittenDownMixin, account_pages.PasswordSetView):  # type: ignore[misc]
    verb = "account.password_chosen"


class ResetPasswordFromKey(WrittenDownMixin, account_pages.PasswordResetFromKeyView):  # type: ignore[misc]
    verb = "account.password_reset"

    def person(self) -> Any:
        return self.reset_user


class ActivateTOTP(WrittenDownMixin, totp_pages.ActivateTOTPView):  # type: ignore[misc]
    verb = "account.totp_enabled"


class DeactivateTOTP(WrittenDownMixin, totp_pages.DeactivateTOTPView):  # type: ignore[misc]
    verb = "account.totp_disabled"


class GenerateRecoveryCodes(WrittenDownMixin, recovery_pages.GenerateRecoveryCodesView):  # type: ignore[misc]
    verb = "account.recovery_codes_made"


class AddPasskey(WrittenDownMixin, webauthn_pages.AddWebAuthnView):  # type: ignore[misc]
    verb = "account.passkey_added"


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RemovePasskey(WrittenDownMixin, webauthn_pages.RemoveWebAuthnView):  # type: ignore[misc]
    """Refuses to take away the last factor of an account whose roles demand one."""

    verb = "account.passkey_removed"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        authenticator = self.get_object()
        if not get_adapter().can_delete_authenticator(authenticator):
            refusal = get_adapter().validation_error("cannot_delete_authenticator")
            messages.error(request, refusal.messages[0])
            return see_other("mfa_list_webauthn")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ViewRecoveryCodes(recovery_pages.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shows the codes once, then the way to the page wanted before."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["wanted_url"] = self.request.session.get(WANTED_PAGE_KEY, "")
        return context


class Index(base_pages.IndexView):  # type: ignore[misc]
    """State of the second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["second_factor"] = selectors.second_factor_of(self.request.user)
        return context
