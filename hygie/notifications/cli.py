"""The command of the room: `hygie worker`."""

import signal
import sys
from types import FrameType

import click
from rich.console import Console

from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.worker import Worker

NOT_ITS_TURN = 3


@click.command("worker", help="Prépare et envoie les rappels par courriel, jusqu’à Ctrl+C.")
@click.option("--once", "--une-fois", is_flag=True, help="Un seul tour, puis s’arrête (cron).")
def worker_command(once: bool) -> None:
    """One at a time for an instance: a second one waits until the first stops.

    Exit code: 0 when asked to stop or its turn done, 3 with --once when another one is at work.
    """
    console, worker = Console(highlight=False), Worker()

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if not mail_is_configured():
        console.print("Pas de serveur de courriel (HYGIE_SMTP_HOST)\u00a0: rien ne partira.")
    if once:
        turned = worker.turn()
        worker.release()
        sys.exit(0 if turned else NOT_ITS_TURN)
    console.print(f"Rappels\u00a0: en route, {worker.place}. Arrêter\u00a0: Ctrl+C")
    worker.run()
    console.print("Rappels\u00a0: arrêté.")
