"""A process of its own on a database shared with the test: to serve, to race, or to be killed.

python -m hygie.logbook.tests.process prepare write:5
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from hygie.logbook.models import Event  # noqa: E402
from hygie.logbook.tests.cast import opened, wrote  # noqa: E402
from hygie.logbook.verifying import verify  # noqa: E402
from hygie.organisations.models import Membership  # noqa: E402
from hygie.organisations.rights import Role  # noqa: E402
from tests.cast import client_of, make_unit, member  # noqa: E402

EVENT = UUID(int=1)
THREADS, EACH = 6, 5


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def written(text: str, **values: Any) -> Any:
    event = Event.objects.select_related("bearer").get(pk=EVENT)
    user = Membership.objects.select_related("user").get(role=Role.DSI).user
    return wrote(user, event.bearer, event, text, **values)


def prepare() -> None:
    """An event, its DSI and a director; says the address of its page and the session of each."""
    unit = make_unit(finess="310000001")
    keys = []
    for role in (Role.DSI, Role.DIRECTION):
        user = member(unit, role)
        keys.append(client_of(user).cookies["sessionid"].value)
        if role == Role.DSI:
            opened(user, unit, new_id=EVENT)
    say(reverse("logbook:event", args=[unit.finess, EVENT]), *keys)


def write(count: str) -> None:
    """Entries, the number of each said once it is acknowledged."""
    for rank in range(int(count)):
        say(written(f"Ligne {rank}").number)


def withdraw() -> None:
    """The director no longer has the role."""
    Membership.objects.filter(role=Role.DIRECTION).delete()


def race() -> None:
    """Several writers at once, one of the entries sent by all of them."""
    numbers: list[int] = []
    gate = threading.Barrier(THREADS)

    def work(rank: int) -> None:
        gate.wait()
        for turn in range(EACH):
            numbers.append(written(f"{rank}.{turn}").number)
            numbers.append(written("la même", new_id=UUID(int=100 + turn)).number)
        connection.close()

    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    say(*sorted(set(numbers)))
    check()


def check() -> None:
    """How many entries, their last number, and what the verification finds."""
    event = Event.objects.get(pk=EVENT)
    found = verify(event)
    say(event.entries.count(), event.last_number, *(one.fault for one in found.breaks))


def serve(port: str) -> None:
    import uvicorn

    uvicorn.run(
        "hygie.config.asgi:application", host="127.0.0.1", port=int(port), log_level="warning",
        timeout_graceful_shutdown=1,
    )  # fmt: skip


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "write": write,
    "withdraw": withdraw,
    "race": race,
    "check": check,
    "serve": serve,
}


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    for word in words:
        name, _, argument = word.partition(":")
        GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
