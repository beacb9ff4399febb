"""allauth as this house wants it: closed to sign-up, in plain French, secrets encrypted."""

import base64
import hashlib
import logging
import time
from io import BytesIO
from smtplib import SMTPException
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode.image.svg import SvgPathFillImage

from hygie.accounts import selectors, services
from hygie.accounts.models import User
from hygie.accounts.proofs import SEEN_KEY, SINCE_KEY, has_proved_second_factor

logger = logging.getLogger(__name__)

# A sign-in this recent is worth a confirmation of the password.
FRESH_SIGN_IN_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "L’adresse ou le mot de passe ne correspondent à aucun compte ouvert. "
            "Vérifiez les deux, majuscules comprises."
        ),
        "enter_current_password": "Ce n’est pas le mot de passe actuel.",
        "incorrect_password": "Ce n’est pas le bon mot de passe.",
        "incorrect_code": (
            "Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en affiche "
            "un autre."
        ),
        "invalid_password_reset": "Ce lien n’est plus valable.",
        "too_many_login_attempts": (
            "Trop d’essais manqués. Attendez cinq minutes, puis recommencez\u00a0: "
            "le compte n’est pas bloqué."
        ),
        "rate_limited": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by an administrator or a direction."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the site shown: never another host, even one this instance also serves."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The password again before protecting the account, unless one has just signed in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        oldest = time.time() - FRESH_SIGN_IN_SECONDS
        if any(
            record.get("method") in ("password", "mfa") and record.get("at", 0) > oldest
            for record in records
        ):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for each account, whatever host name and port the request pretends."""
        return f"sign-in:{credentials.get('email', '').strip().lower()}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A line for the instance's own log (SIEM, fail2ban), without the address typed."""
        logger.warning("sign-in refused from %s", self.get_client_ip(request))

    def login(self, request: HttpRequest, user: User) -> None:
        proved = has_proved_second_factor(request, user)
        super().login(request, user)
        request.session[SEEN_KEY] = request.session[SINCE_KEY] = int(time.time())
        services.sign_in_written_down(user=user, with_second_factor=proved)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that refuses must not break the gesture: it is logged."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.error("mail %s was not sent: %s", template_prefix, error)


def _cipher() -> MultiFernet:
    """Keys drawn from the secret key of the instance, and from the former ones to read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    salted = (hashlib.sha256(b"hygie.second_factor|" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in salted])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """The second factor. Its secrets are kept encrypted: a copy of the database opens nothing."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Vos rôles exigent un second facteur\u00a0: ajoutez d’abord une autre application ou "
            "une clé, puis retirez celui-ci."
        ),
        "cannot_generate_recovery_codes": (
            "Activez d’abord une application ou une clé\u00a0: les codes de secours la remplacent "
            "un jour de perte."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of an account whose roles demand a second factor."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        user = authenticator.user
        return not user.must_use_second_factor or selectors.has_main_factor(
            user, without=authenticator
        )

    def build_totp_svg(self, url: str) -> str:
        """Black on white, whatever the colours of the page: telephones read nothing else."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, border=2).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = selectors.second_factor_of(user).passkeys
        return f"Clé {count + 1}" if count else "Clé principale"

    def _get_site_name(self) -> str:
        return "Hygie"
