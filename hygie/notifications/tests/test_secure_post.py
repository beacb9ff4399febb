"""Sending by a server that encrypts and asks who one is; a certificate in doubt sends nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import LazySettings

from hygie.notifications.enums import State
from hygie.notifications.models import Lease
from hygie.notifications.tests.certificates import Authority, self_signed
from hygie.notifications.tests.post import Post, configure, free_port, post_office
from hygie.notifications.tests.test_outbox import again, mail_for, send
from hygie.organisations.models import Organisation
from tests.cast import make_unit

pytestmark = [
    pytest.mark.django_db,
    # aiosmtpd warns of a server without STARTTLS, though its whole line is encrypted.
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
]
USER, PASSWORD = "hygie", "un secret d'essai"
WAYS = ("starttls", "tls")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture(autouse=True)
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts that authority, and no other."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))


def asks(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    """Lets in who has the password."""
    knows = isinstance(given, LoginPassword) and given == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=knows, handled=False)


def options(way: str, context: Any) -> dict[str, Any]:
    """A server of that kind, that takes a mail only from who signed in on an encrypted line."""
    encrypted = (
        {"tls_context": context, "require_starttls": True}
        if way == "starttls"
        else {"ssl_context": context}
    )
    # Where the whole line is encrypted, aiosmtpd does not know that it is.
    return {**encrypted, "auth_required": True, "auth_require_tls": way == "starttls",
            "authenticator": asks}  # fmt: skip


def configured(settings: LazySettings, way: str, port: int, password: str = PASSWORD) -> None:
    configure(settings, port)
    settings.EMAIL_HOST = "localhost"
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = way == "starttls", way == "tls"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, password


def tried(
    settings: LazySettings, way: str, context: Any, password: str = PASSWORD
) -> tuple[int, Post]:
    """One round of sending: how many left, and what the server has."""
    port = free_port()
    configured(settings, way, port, password)
    with post_office(port, **options(way, context)) as post:
        return send(), post


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_leaves_encrypted_and_signed_in(
    unit: Organisation, settings: LazySettings, authority: Authority, way: str
) -> None:
    message = mail_for(unit)
    sent, post = tried(settings, way, authority.context_for("localhost"))
    trouble = Lease.objects.values_list("server_trouble", flat=True).first()
    assert (sent, post.to, trouble or "") == (1, [message.user.email], "")
    assert again(message).state == State.SENT


Shown = Callable[[Authority, Path], Any]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (lambda authority, folder: self_signed(folder, "localhost"), "il est auto-signé"),
        (lambda authority, folder: authority.context_for("autre.exemple.fr"), "pas à ce nom"),
        (lambda authority, folder: authority.context_for("localhost", days=-1), "il a expiré"),
        (
            lambda authority, folder: Authority(folder).context_for("localhost"),
            "autorité n’est pas connue",
        ),
    ],
    ids=["self-signed", "other name", "expired", "unknown authority"],
)
def test_a_certificate_in_doubt_sends_nothing_and_says_why(
    unit: Organisation, settings: LazySettings, authority: Authority, tmp_path: Path,
    way: str, shown: Shown, said: str,
) -> None:  # fmt: skip
    message = mail_for(unit)
    sent, post = tried(settings, way, shown(authority, tmp_path))
    assert (sent, post.mails) == (0, [])
    assert (again(message).state, message.attempts) == (State.WAITING, 0)
    trouble = Lease.objects.get().server_trouble
    assert trouble.startswith("Le certificat du serveur est refusé")
    assert said in trouble


def test_a_password_that_the_protocol_cannot_carry_is_said(
    unit: Organisation, settings: LazySettings, authority: Authority
) -> None:
    message = mail_for(unit)
    sent, _ = tried(settings, "tls", authority.context_for("localhost"), "été")
    assert (sent, again(message).state) == (0, State.WAITING)
    assert "lettres sans accent" in Lease.objects.get().server_trouble


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_password_loses_nothing_and_says_so(
    unit: Organisation, settings: LazySettings, authority: Authority, way: str
) -> None:
    message = mail_for(unit)
    sent, post = tried(settings, way, authority.context_for("localhost"), "un autre")
    assert (sent, post.mails) == (0, [])
    assert again(message).state == State.WAITING
    assert "l’identifiant ou le mot de passe" in Lease.objects.get().server_trouble


def test_a_server_that_does_not_encrypt_is_not_used(
    unit: Organisation, settings: LazySettings
) -> None:
    message, port = mail_for(unit), free_port()
    configured(settings, "starttls", port)
    with post_office(port) as post:
        assert send() == 0
    assert post.mails == []
    assert again(message).state == State.WAITING
    assert "ne propose pas le chiffrement" in Lease.objects.get().server_trouble
    configured(settings, "tls", port)
    with post_office(port) as post, time_machine.travel("2030-01-01"):
        Lease.objects.update(server_retry_at=None)
        assert send() == 0
    assert "La liaison chiffrée ne s’établit pas" in Lease.objects.get().server_trouble
