"""Accounts of the tests of this room: real ones, with a password, unlike those of tests.cast."""

import itertools
import time
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from hygie.accounts.models import User

PASSWORD = "quatre chevaux verts dansent"
LOGIN = "/compte/connexion/"
CODE = "/compte/second-facteur/code/"
ACTIVATE = "/compte/second-facteur/application/activer/"
_numbers = itertools.count(1)


def make_account(**fields: Any) -> User:
    """An account with a password; `must_use_second_factor=True` makes it a writer."""
    number = next(_numbers)
    values = {"full_name": f"Claire Vidal {number}", **fields}
    email = values.pop("email", f"claire{number}@exemple.fr")
    return User.objects.create_user(email, PASSWORD, **values)


def sign_in(
    user: User, *, client: Client | None = None, password: str = PASSWORD, **extra: Any
) -> tuple[Client, Any]:
    """Types the address and the password; the browser and the answer."""
    browser = client or Client()
    return browser, browser.post(LOGIN, {"login": user.email, "password": password}, **extra)


def signed_in(user: User) -> Client:
    """A browser signed in with the password alone."""
    browser, answer = sign_in(user)
    assert answer.status_code == 303
    return browser


def code_of(secret: str, *, periods: int = 0) -> str:
    """What the application shows now, or some periods of thirty seconds away."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + periods))


def enrol(browser: Client) -> str:
    """Sets up the application; the secret it keeps."""
    secret: str = browser.get(ACTIVATE).context["form"].secret
    answer = browser.post(ACTIVATE, {"code": code_of(secret)})
    assert answer.status_code == 303, answer.context["form"].errors
    return secret


def text_of(answer: Any) -> str:
    """The page as its reader reads it, no-break spaces being plain ones."""
    return answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")
