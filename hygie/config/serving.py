"""`hygie serve`: brings the database up to date, loads the demonstration once, and serves."""

import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

import click
import uvicorn
from django.conf import settings
from django.db import connection
from django.urls import reverse
from qrcode.main import QRCode
from rich.console import Console

from hygie.accounts.models import User
from hygie.accounts.services import first_admin_invitation
from hygie.config import network
from hygie.config.certificate import Certificate, certificate_for
from hygie.config.database import prepare_database
from hygie.demo.services import demo_accounts, demo_is_unfinished, demo_load
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.services.archives import archives_forget
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.worker import LaptopWorker
from hygie.obligations.services import ensure_current
from hygie.web import refusals

console = Console(highlight=False)
HERE = "127.0.0.1"
DEMO_IS_OPEN = (
    "Attention\u00a0: les comptes de démonstration ont un mot de passe connu de tous, et tout le "
    "réseau les ouvre. Pour un vrai exercice\u00a0: --vide, dans un dossier de données à part."
)


@click.command("serve", help="Sert Hygie sur cette machine.")
@click.option("--port", default=8000, show_default=True, help="Port d’écoute.")
@click.option("--hote", default=HERE, show_default=True, help="Adresse d’écoute.")
@click.option("--empty", "--vide", is_flag=True, help="Sans la région de démonstration.")
@click.option(
    "--reseau", is_flag=True, help="Pour les téléphones et les postes du même réseau, en HTTPS."
)
@click.option("--adresse", default="", help="Celle de cette machine sur ce réseau.")
def serve_command(port: int, hote: str, empty: bool, reseau: bool, adresse: str) -> None:
    place = None
    if reseau or adresse:
        if hote != HERE:
            raise click.ClickException("--hote et --reseau ne vont pas ensemble\u00a0: choisissez.")
        place = network.choose(network.places(), adresse, may_ask=sys.stdin.isatty())
        hote = place.address
    for address in (hote, HERE) if place else (hote,):
        if not port_is_free(address, port):
            raise click.ClickException(
                f"Le port {port} est déjà pris. Essayez\u00a0: hygie serve --port {port + 1}"
            )
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    prepare_database()
    if not empty and (not User.objects.exists() or demo_is_unfinished()):
        with console.status("Chargement de la région de démonstration…"):
            demo_load()
    bring_statuses_up_to_date()
    archives_forget()  # without a mail server, no worker does it
    served = on_the_network(place, port) if place else on_this_machine(hote, port)
    connection.close()
    # Static files are small: Django reads them whole, and says so at each one.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    with reminders_beside():
        run_server(served)


@dataclass(frozen=True, slots=True)
class Served:
    """How to serve: what uvicorn takes, and the sockets opened for it (None: it opens its own)."""

    options: Mapping[str, Any]
    sockets: list[socket.socket] | None = None


def on_this_machine(host: str, port: int) -> Served:
    """HTTP at one address."""
    shown = "localhost" if host in (HERE, "0.0.0.0") else host  # noqa: S104
    announce(f"http://{shown}:{port}")
    return Served({"host": host, "port": port})


def on_the_network(place: network.Place, port: int) -> Served:
    """HTTPS at one address of a network, with a certificate made here, and at localhost."""
    kept = certificate_for(settings.DATA_DIR, [place.address])
    address = network.settings_follow(place, port)
    settings.NETWORK_AUTHORITY = kept.authority_der
    settings.NETWORK_FINGERPRINT = kept.fingerprint
    try:
        sockets = network.listening(place, port)
    except OSError as error:
        where = f"{place.address}, port {port}"
        raise click.ClickException(
            f"Impossible d’écouter sur {where}\u00a0: {network.why_not(error)}."
        ) from error
    announce(address, lambda: announce_network(address, port, kept))
    return Served({"ssl_certfile": str(kept.path), "proxy_headers": False}, sockets)


def run_server(served: Served) -> None:
    """Serves until it is stopped."""
    server = uvicorn.Server(
        uvicorn.Config(
            "hygie.config.asgi:application",
            log_level="warning",
            timeout_graceful_shutdown=2,
            server_header=False,
            **served.options,
        )
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=served.sockets)
    if not server.started:
        sys.exit(1)


def bring_statuses_up_to_date() -> None:
    """Rebuilds the statuses when rules or code changed; another process at it: serves as it is."""
    try:
        ensure_current()
    except ServiceRefusal as refusal:
        console.print(refusals.sentence(refusal))
        console.print("Hygie sert en attendant les statuts calculés auparavant.")


@contextmanager
def reminders_beside() -> Iterator[None]:
    """The worker of the reminders in this process, when there is a mail server; stops with it."""
    if not (settings.WORKER_IN_SERVER and mail_is_configured()):
        yield
        return
    # uvicorn raises the signal again once it has stopped: it must not end the process before
    # the worker has.
    signal.signal(signal.SIGTERM, _leave)
    worker = LaptopWorker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def port_is_free(host: str, port: int) -> bool:
    """Whether nothing listens there yet."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


def announce(address: str, more: Callable[[], None] | None = None) -> None:
    """Prints the address, `more` about it, and how to sign in."""
    console.print(f"\n[bold]Hygie est prêt\u00a0: {address}[/bold]")
    console.print(f"Données\u00a0: {settings.DATA_DIR}", soft_wrap=True)
    if more:
        more()
    accounts = demo_accounts()
    if accounts:
        if more:
            console.print(f"\n[bold]{DEMO_IS_OPEN}[/bold]", soft_wrap=True)
        console.print("\nComptes de démonstration (sans second facteur)\u00a0:")
        for account in accounts:
            line = f"  {account.email:<38} {account.password:<22} {account.title}"
            console.print(line, soft_wrap=True)
    elif not User.objects.exists():
        secret = first_admin_invitation()
        console.print("\nPremier démarrage\u00a0: ouvrez ce lien, il sert une seule fois\u00a0:")
        console.print(f"  {address}/compte/premier-demarrage/{secret}/", soft_wrap=True)
    console.print("\nArrêter\u00a0: Ctrl+C\n")


def announce_network(address: str, port: int, kept: Certificate) -> None:
    """Prints what phones open, what they will show, and how to trust this machine."""
    sign_in = address + reverse("account_login")
    lines = (
        f"Sur cette machine seulement\u00a0: https://localhost:{port}",
        f"\nTéléphones et postes du même réseau (Wi-Fi)\u00a0: {sign_in}",
        qr_in_terminal(sign_in, console.encoding),
        "Le navigateur dira que la connexion n’est pas privée\u00a0: c’est attendu, le certificat "
        "est fait par cette machine, qu’aucune autorité publique ne connaît.",
        "  iPhone, iPad\u00a0: Afficher les détails, puis «\u00a0visiter ce site web\u00a0».",
        "  Android, Chrome\u00a0: Paramètres avancés, puis «\u00a0Continuer vers le site\u00a0».",
        "  Firefox\u00a0: Avancé, puis «\u00a0Accepter le risque et poursuivre\u00a0».",
        f"Pour ne plus être prévenu\u00a0: {address}{reverse('web:certificate')}",
        f"Empreinte SHA-256 du certificat\u00a0: {kept.fingerprint}",
        f"\nRien ne s’ouvre sur un téléphone\u00a0? Autorisez le port {port} dans le pare-feu de "
        "cette machine\u00a0; un Wi-Fi d’invités empêche souvent les appareils de se voir.",
    )
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)


def qr_in_terminal(text: str, encoding: str) -> str:
    """The text as a QR code of half blocks; "" where the terminal cannot draw it."""
    code, drawn = QRCode(border=2), StringIO()
    code.add_data(text)
    code.print_ascii(out=drawn, invert=True)
    try:
        drawn.getvalue().encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ""
    return drawn.getvalue()
