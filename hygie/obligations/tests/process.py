"""A process of its own, for the tests that kill one or run several at once.

python -m hygie.obligations.tests.process prepare:120 rebuild verify die:3 write:5 asks
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from hygie.obligations import rebuilding, registry, selectors, services  # noqa: E402
from hygie.obligations.models import Generation, OpenQuestion, Pointer  # noqa: E402
from hygie.obligations.tests import notebook, truth  # noqa: E402
from hygie.organisations.models import Organisation  # noqa: E402

DAY = date(2026, 11, 21)
REAL = dict(registry._sources)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def note_facts() -> None:
    """The same facts in every process: they depend on the unit's number only."""
    registry._sources = notebook.sources(REAL)
    for pk in Organisation.objects.units().values_list("pk", flat=True):
        for facts_type, facts in notebook.some_facts(pk).items():
            notebook.NOTEBOOK[facts_type][pk] = facts


def prepare(count: str) -> None:
    Organisation.objects.bulk_create(
        Organisation(
            kind="ej", finess=f"{n:09d}", name=f"CH {n}", is_unit=True, sector="public",
            department="31",
        )
        for n in range(1, int(count) + 1)
    )  # fmt: skip


def rebuild(lease_seconds: str = "1") -> None:
    rebuilding.LEASE_SECONDS = float(lease_seconds)
    generation = services.rebuild(progress=lambda done, total: say(done, total))
    say("over", generation.pk, generation.units_done)


def die(batch: str) -> None:
    """A rebuild killed by SIGKILL in one of its batches, its rows written, not yet committed."""
    write_timelines, calls = rebuilding.write_timelines, []

    def killed(*given: Any) -> int:
        changed = write_timelines(*given)
        calls.append(changed)
        if len(calls) == int(batch):
            os.kill(os.getpid(), signal.SIGKILL)
        return changed

    rebuilding.write_timelines = killed
    rebuild()


def write(seconds: str) -> None:
    """Opens and closes questions one after the other; says how many, and the longest wait."""
    longest, number, until = 0.0, 0, time.monotonic() + float(seconds)
    ids = list(Organisation.objects.units().values_list("pk", flat=True))
    while time.monotonic() < until:
        began = time.monotonic()
        unit_id = ids[(number * 37) % len(ids)]
        with transaction.atomic():
            known = OpenQuestion.objects.filter(unit_id=unit_id, obligation="6.a", closed_at=None)
            if not known.delete()[0]:
                OpenQuestion.objects.create(unit_id=unit_id, obligation="6.a", noted_by_name="A")
            services.refresh(unit_ids=[unit_id], obligation_ids=["6.a"])
        longest = max(longest, time.monotonic() - began)
        number += 1
        time.sleep(0.01)
    say(number, longest)


def verify() -> None:
    faults = truth.differences([date(2025, 6, 30), DAY, date(2029, 12, 31)])
    building = Generation.objects.filter(state="building").first()
    say(len(faults), Pointer.objects.get().generation_id, building.pk if building else 0)


def asks() -> None:
    """Milliseconds of processor: counts of all units, spread over days in percent, one unit."""
    units = Organisation.objects.units()
    days = (date(2023, 6, 1), date(2025, 6, 30), DAY, date(2027, 7, 1), date(2029, 12, 31))
    spent = [_cpu_ms(lambda day=day: selectors.counts(units.values("pk"), day)) for day in days]
    unit = units.get(finess="000000007")
    one = _cpu_ms(
        lambda: (
            selectors.unit_verdicts(unit, DAY),
            selectors.unit_timelines(unit, date(2025, 1, 1), date(2027, 12, 31)),
        )
    )
    say(max(spent), (max(spent) / min(spent) - 1) * 100, one)


def _cpu_ms(work: Callable[[], object]) -> float:
    work()
    began = time.process_time()
    for _ in range(5):
        work()
    return (time.process_time() - began) * 1000 / 5


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "rebuild": rebuild,
    "die": die,
    "write": write,
    "verify": verify,
    "asks": asks,
}


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    for word in words:
        name, _, argument = word.partition(":")
        if name != "prepare":
            note_facts()
        GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
