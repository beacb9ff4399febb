"""A real mail server on this machine, that accepts, refuses, delays or breaks as it is told."""

import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings


class Post:
    """What the server received, and how it answers by address."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.to: list[str] = []
        self.rcpt: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.cut: set[str] = set()
        self.on_mail: Callable[[], object] = lambda: None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: Any
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        if address in self.data:
            return self.data[address]
        mail: Mail = message_from_bytes(envelope.content, policy=default)  # type: ignore[assignment]
        self.mails.append(mail)
        self.to.append(address)
        self.on_mail()
        if address in self.cut:
            server.transport.abort()
        return "250 Pris"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(port: int, **options: Any) -> Generator[Post]:
    """The server, listening on that port of 127.0.0.1; `options`: TLS and authentication."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def configure(settings: LazySettings, port: int) -> None:
    """Makes this instance send by that server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_ENABLED = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "hygie@exemple.fr"


@pytest.fixture
def post(settings: LazySettings) -> Generator[Post]:
    """The server, and this instance set to send by it."""
    port = free_port()
    configure(settings, port)
    with post_office(port) as one:
        yield one
