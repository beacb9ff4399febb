"""A hospital served in a process of its own, whose hours the test may move forward.

python -m tests.e2e.hospital prepare serve:8000 statuses

`HYGIE_TEST_AHEAD`: a file that holds how many seconds its clock is ahead. Nothing of this is in the
product: the clock of Django is replaced here, in this process.
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from hygie.exercises.models import Exercise  # noqa: E402
from hygie.logbook.tests.process import say  # noqa: E402
from hygie.logbook.tests.process import serve as serve_now  # noqa: E402
from hygie.obligations.selectors import unit_verdicts  # noqa: E402
from hygie.organisations.models import Organisation  # noqa: E402
from hygie.organisations.rights import Role  # noqa: E402
from hygie.quality_plan.models import PlanAction  # noqa: E402
from tests.cast import client_of, make_unit, member  # noqa: E402

AHEAD = "HYGIE_TEST_AHEAD"
_now = timezone.now


def now_ahead() -> datetime:
    """The instant of the machine, and what the file adds to it."""
    return _now() + timedelta(seconds=int(Path(os.environ[AHEAD]).read_text() or 0))


def prepare() -> None:
    """An establishment and its RSSI; says the address of its exercises and her session, twice."""
    unit = make_unit(name="CH de Valmorin", finess="310000001")
    session = client_of(member(unit, Role.RSSI)).cookies["sessionid"].value
    say(f"/etablissements/{unit.finess}/exercices/", session, session)


def serve(port: str) -> None:
    timezone.now = now_ahead
    serve_now(port)


def statuses() -> None:
    """What 1.a to 1.d say today; then how many exercises and actions of the plan there are."""
    unit = Organisation.objects.units().get()
    found = unit_verdicts(unit, timezone.localdate())
    first = [one for one in found if one.obligation.id.startswith("1.")]
    say(*(f"{one.obligation.id}={one.verdict.status}" for one in first))
    say(Exercise.objects.count(), PlanAction.objects.count())


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "serve": serve,
    "statuses": statuses,
}


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    for word in words:
        name, _, argument = word.partition(":")
        GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
