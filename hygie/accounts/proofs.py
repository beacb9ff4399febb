"""What a session knows of itself: when it was last used, whether it proved a second factor."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from hygie.accounts.models import User

SEEN_KEY = "seen_at"
SINCE_KEY = "signed_in_at"


def has_proved_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this very session gave a code or a key of this account, at sign-in or since."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def second_factor_proved(request: HttpRequest, user: User) -> None:
    """Writes in the session that it has just set up a factor, which proves it."""
    record_authentication(request, user, method="mfa")
