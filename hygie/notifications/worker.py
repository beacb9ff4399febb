"""The worker: makes the mails of the day and sends them, one worker at a time for an instance.

It signs a row again and again; who finds no signature for `LEASE` takes its place. Stopped at any
moment, even killed, the next one goes on where it was.
"""

import logging
import os
import secrets
import socket
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import close_old_connections, connections, transaction
from django.utils import timezone

from hygie.notifications.chores import chores_do
from hygie.notifications.models import Lease
from hygie.notifications.services.administration import messages_purge
from hygie.notifications.services.outbox import mail_is_configured, outbox_recover, outbox_send
from hygie.notifications.services.rounds import rounds_make

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
SIGN_EVERY = timedelta(seconds=10)
TICK_SECONDS = 15.0


class LeaseLost(Exception):
    """Another worker is at work: this one stops what it was doing."""


@dataclass
class Worker:
    """One worker of this process. `stop` is set from anywhere: it ends its message, then leaves."""

    stop: threading.Event = field(default_factory=threading.Event)
    owner: str = field(default_factory=lambda: secrets.token_hex(16))
    place: str = field(default_factory=lambda: f"{socket.gethostname()} ({os.getpid()})"[:100])
    signed_at: datetime | None = None
    purged_on: date | None = None

    def take(self) -> bool:
        """Becomes the worker of the instance, or stays so; False when another one is alive."""
        now = timezone.now()
        with transaction.atomic():
            Lease.objects.get_or_create(pk=Lease.ONLY_ID)
            lease = Lease.objects.select_for_update().get(pk=Lease.ONLY_ID)
            is_mine = lease.owner == self.owner
            if lease.owner and not is_mine and not is_over(lease, now):
                return False
            if not is_mine:
                lease.taken_at = now
            lease.owner, lease.place, lease.signed_at = self.owner, self.place, now
            lease.save(update_fields=["owner", "place", "taken_at", "signed_at"])
        self.signed_at = now
        return True

    def beat(self) -> None:
        """Signs, when the last signature is some seconds old. Raises LeaseLost."""
        now = timezone.now()
        if self.signed_at is not None and now - self.signed_at < SIGN_EVERY:
            return
        mine = Lease.objects.filter(pk=Lease.ONLY_ID, owner=self.owner)
        if not mine.update(signed_at=now):
            raise LeaseLost
        self.signed_at = now

    def release(self) -> None:
        """Leaves the place to another at once."""
        mine = Lease.objects.filter(pk=Lease.ONLY_ID, owner=self.owner)
        mine.update(owner="", signed_at=None)

    def turn(self) -> bool:
        """One round of work: what is to be made, then what is to be sent. False: not its turn."""
        if not self.take():
            return False
        outbox_recover()
        if mail_is_configured():
            rounds_make(now=timezone.now(), beat=self.beat)
            outbox_send(owner=self.owner, beat=self.beat, stopping=self.stop.is_set)
        today = timezone.localdate()
        if self.purged_on != today:
            messages_purge()
            chores_do()
            self.purged_on = today
        return True

    def run(self) -> None:
        """Works until `stop` is set; an error is logged, and tried again at the next turn."""
        while not self.stop.is_set():
            try:
                self.turn()
            except LeaseLost:
                logger.warning("another worker took over")
            except Exception:
                # The top of the worker: one turn that fails must not end it.
                logger.exception("the worker failed; it tries again")
            finally:
                close_old_connections()
            self.stop.wait(TICK_SECONDS)
        try:
            self.release()
        except Exception:
            # It leaves all the same: its place is free once its last signature is old.
            logger.exception("the worker could not say that it stopped")


def is_over(lease: Lease, now: datetime) -> bool:
    """Whether the worker that signed gave no sign of life for too long."""
    return lease.signed_at is None or now - lease.signed_at >= LEASE


class LaptopWorker:
    """The worker inside the server, for an instance of one process: a thread that stops with it."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.thread = threading.Thread(target=self._run, name="hygie-worker", daemon=True)

    def _run(self) -> None:
        try:
            self.worker.run()
        finally:
            connections.close_all()

    def start(self) -> None:
        self.thread.start()

    def stop(self, timeout_seconds: float = 20) -> None:
        """Asks it to stop and waits for the message under way."""
        self.worker.stop.set()
        self.thread.join(timeout_seconds)
