"""Who works on an import: a thread of some process, which holds a claim and signs as it goes.

What is written goes by parts: each is one short transaction, whole, that checks first that the
claim is still its own. A process killed, even in a part, leaves the parts before it, and another
one goes on; a process taken for dead that comes back finds its claim gone and writes nothing more.
"""

import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connections
from django.utils import timezone

from hygie.exchanges.enums import BUSY, State
from hygie.exchanges.history import words
from hygie.exchanges.models import HistoryImport
from hygie.obligations.services import deferred_refresh

logger = logging.getLogger(__name__)

# A part ends at the first of both; between two, who waits to write does. Where the statuses take
# longer than the rows, as they do under load, the rows take as long: fewer parts, fewer statuses.
ROWS_AT_ONCE, PART_SECONDS, LONGEST_SECONDS, PAUSE_SECONDS = 50, 0.4, 0.8, 0.2

# What a stopped work is shown as, and may be taken up again from.
STOPPED = {
    State.RUNNING: (State.INTERRUPTED, words.STOPPED),
    State.UNDOING: (State.UNDO_STOPPED, words.UNDO_STOPPED),
}

_threads: dict[UUID, threading.Thread] = {}
# Claims taken by this process whose thread has not begun: it does once they are committed.
_starting: dict[UUID, str] = {}
# Rows of the part being written: its transaction shows them to nobody before its end.
_steps: dict[UUID, int] = {}
# Seconds that the statuses of the last part took.
_refreshed_in: dict[UUID, float] = {}


class TakenOver(Exception):
    """Another process works on this import now: this one must stop."""


def start_behind(history_id: UUID, work: Callable[[UUID], object]) -> None:
    """Works in a thread of this process; the page asks for its progress."""
    thread = threading.Thread(
        target=_run, args=(history_id, work), name=f"history-{history_id}", daemon=True
    )
    _threads[history_id] = thread
    thread.start()


def _run(history_id: UUID, work: Callable[[UUID], object]) -> None:
    _starting.pop(history_id, None)
    try:
        work(history_id)
    except TakenOver:
        logger.warning("history import %s was taken over", history_id)
    except Exception:
        # The top of the thread: above, nobody could tell. The detail is for who keeps the server.
        logger.exception("history import %s stopped", history_id)
    finally:
        if _threads.get(history_id) is threading.current_thread():
            _threads.pop(history_id, None)
        connections.close_all()


def take(history: HistoryImport, state: State, *, steps_total: int) -> None:
    """Marks an import, locked, as being worked on by this process; whoever did before must stop."""
    history.state, history.message = state, ""
    history.claim, history.alive_at = secrets.token_hex(16), timezone.now()
    history.host, history.process = platform.node()[:200], os.getpid()
    history.steps_done, history.steps_total = 0, steps_total
    history.save()
    _starting[history.pk] = history.claim


def seen(history: HistoryImport) -> HistoryImport:
    """The same import, as it really is: stopped, when whoever worked on it is gone. Unsaved."""
    if history.state in BUSY and _is_gone(history):
        history.state, history.message = STOPPED[State(history.state)]
    return history


def _is_gone(history: HistoryImport) -> bool:
    if history.host != platform.node()[:200]:
        return history.is_silent
    if history.process == os.getpid():
        if _starting.get(history.pk) == history.claim:
            return history.is_silent
        thread = _threads.get(history.pk)
        return thread is None or not thread.is_alive()
    return history.is_silent or not _is_alive(history.process)


def _is_alive(process: int) -> bool:
    """Whether a process of this machine may still be there; always, where asking would kill it."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def stopped(history_id: UUID, claim: str) -> None:
    """Notes that the work of this claim stopped by a fault; nothing if another one goes on."""
    mine = HistoryImport.objects.filter(pk=history_id, claim=claim, state__in=BUSY)
    for history in mine:
        state, _ = STOPPED[State(history.state)]
        fault = words.FAULT if state == State.INTERRUPTED else words.UNDO_FAULT
        mine.update(state=state, message=fault)


@contextmanager
def part(history: HistoryImport) -> Iterator[None]:
    """One transaction of an import, with its statuses. Raises `TakenOver` before writing."""
    with deferred_refresh():
        mine = HistoryImport.objects.select_for_update(of=("self",)).filter(
            pk=history.pk, claim=history.claim, state=history.state
        )
        if mine.values_list("pk").first() is None:
            raise TakenOver
        yield
        ended = time.monotonic()
    _refreshed_in[history.pk] = time.monotonic() - ended


class Clock:
    """The time left to a part: it always takes its first row."""

    def __init__(self, history: HistoryImport) -> None:
        as_long = min(LONGEST_SECONDS, _refreshed_in.get(history.pk, 0.0))
        self.end = time.monotonic() + max(PART_SECONDS, as_long)
        self.rows = 0

    def takes(self) -> bool:
        """Whether one more row goes in this part."""
        fits = self.rows == 0 or (self.rows < ROWS_AT_ONCE and time.monotonic() < self.end)
        self.rows += fits
        return fits


def pause() -> None:
    """Lets the others write."""
    time.sleep(PAUSE_SECONDS)


def step(history: HistoryImport, done: int) -> None:
    """Rows of the part under way, for the page of this process."""
    _steps[history.pk] = done


def progress(history: HistoryImport, steps: int) -> None:
    """Signs, in the transaction of the part that did these steps."""
    history.steps_done += steps
    history.alive_at = timezone.now()
    history.save(update_fields=["steps_done", "alive_at"])
    _steps.pop(history.pk, None)


def forget_steps(history: HistoryImport) -> None:
    _steps.pop(history.pk, None)
    _refreshed_in.pop(history.pk, None)


def steps_done(history: HistoryImport) -> int:
    """Rows and pieces done, those of the part under way included."""
    return min(history.steps_done + _steps.get(history.pk, 0), history.steps_total)
