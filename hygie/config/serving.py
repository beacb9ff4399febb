"""`hygie serve`: brings the database up to date, loads the demonstration once, and serves."""

import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import uvicorn
from django.conf import settings
from django.db import connection
from rich.console import Console

from hygie.accounts.models import User
from hygie.accounts.services import first_admin_invitation
from hygie.config.database import prepare_database
from hygie.demo.services import demo_accounts, demo_is_unfinished, demo_load
from hygie.domain.refusal import ServiceRefusal
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.worker import LaptopWorker
from hygie.obligations.services import ensure_current
from hygie.web import refusals

console = Console(highlight=False)


@click.command("serve", help="Sert Hygie sur cette machine.")
@click.option("--port", default=8000, show_default=True, help="Port d’écoute.")
@click.option("--hote", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--empty", "--vide", is_flag=True, help="Sans la région de démonstration.")
def serve_command(port: int, hote: str, empty: bool) -> None:
    if not port_is_free(hote, port):
        raise click.ClickException(
            f"Le port {port} est déjà pris. Essayez\u00a0: hygie serve --port {port + 1}"
        )
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    prepare_database()
    if not empty and (not User.objects.exists() or demo_is_unfinished()):
        with console.status("Chargement de la région de démonstration…"):
            demo_load()
    bring_statuses_up_to_date()
    announce(hote, port)
    connection.close()
    # Static files and pieces are small: Django reads them whole, and says so at each one.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    with reminders_beside():
        uvicorn.run(
            "hygie.config.asgi:application",
            host=hote,
            port=port,
            log_level="warning",
            timeout_graceful_shutdown=2,
            server_header=False,
        )


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


def announce(host: str, port: int) -> None:
    """Prints the address, and how to sign in."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
    address = f"http://{shown}:{port}"
    console.print(f"\n[bold]Hygie est prêt\u00a0: {address}[/bold]")
    console.print(f"Données\u00a0: {settings.DATA_DIR}")
    accounts = demo_accounts()
    if accounts:
        console.print("\nComptes de démonstration (sans second facteur)\u00a0:")
        for account in accounts:
            line = f"  {account.email:<38} {account.password:<22} {account.title}"
            console.print(line, soft_wrap=True)
    elif not User.objects.exists():
        secret = first_admin_invitation()
        console.print("\nPremier démarrage\u00a0: ouvrez ce lien, il sert une seule fois\u00a0:")
        console.print(f"  {address}/compte/premier-demarrage/{secret}/", soft_wrap=True)
    console.print("\nArrêter\u00a0: Ctrl+C\n")
