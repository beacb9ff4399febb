"""A new generation of all timelines, in short transactions, then one pointer switched.

Readers go on with the old generation; writers write in both; a command killed half-way goes on
where it stopped. Two commands never build together: the one at work signs each batch.
"""

import secrets
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hygie.domain.dated import RuleBook, load_book
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import registry
from hygie.obligations.horizon import Horizon, wanted
from hygie.obligations.judging import judging_fingerprint
from hygie.obligations.models import Generation, Interval, Pointer
from hygie.obligations.writing import lock_units, write_timelines
from hygie.organisations.models import Organisation

Progress = Callable[[int, int], None]
LEASE_SECONDS = 10.0  # no sign of life for that long: the command at work was killed
FIRST_BATCH, LARGEST_BATCH = 10, 50
LONGEST_BATCH_SECONDS = 1.0  # half of what a writer may wait
SQLITE_PAUSE_SECONDS = 0.11  # SQLite's writers look again every 100 ms at most
SWEEP_UNITS = 40


def rebuild_reason() -> str | None:
    """Why a rebuild is needed: "first", "rules", "horizon", "unfinished"; None when it is not."""
    pointer = Pointer.objects.select_related("generation").first()
    if pointer is None:
        return "first" if Organisation.objects.units().exists() else None
    current = pointer.generation
    if current.fingerprint != judging_fingerprint():
        return "rules" if current.fingerprint else "first"
    if current.horizon_end < wanted(timezone.localdate()).end:
        return "horizon"
    if Generation.objects.filter(state=Generation.State.BUILDING).exists():
        return "unfinished"
    return None


def ensure_current(progress: Progress | None = None) -> str | None:
    """Rebuilds if it is needed, and says why it was; called when the server starts.

    Raises `ServiceRefusal("rebuild_running")` when another process is doing it.
    """
    reason = rebuild_reason()
    if reason is not None:
        rebuild(progress=progress)
    return reason


def rebuild(*, progress: Progress | None = None) -> Generation:
    """Builds all timelines anew with the rule book of this process, and puts them in service.

    `progress(done, total)`: numbers of units, called after each batch. Raises
    `ServiceRefusal("rebuild_running")` when another process is doing it.
    """
    book = load_book()
    generation = _take(judging_fingerprint(), wanted(timezone.localdate()))
    try:
        size = FIRST_BATCH
        while True:
            began = time.monotonic()
            is_over = _build_batch(generation, book, size)
            spent = time.monotonic() - began
            if progress is not None:
                progress(generation.units_done, max(_units_total(), generation.units_done))
            if is_over:
                break
            size = _next_size(size, spent)
            _let_writers_in()
    finally:
        Generation.objects.filter(pk=generation.pk, owner=generation.owner).update(owner="")
    _sweep()
    generation.refresh_from_db()
    return generation


def _units_total() -> int:
    return Organisation.objects.units().count()


def _next_size(size: int, spent_seconds: float) -> int:
    if spent_seconds > LONGEST_BATCH_SECONDS:
        return max(1, size // 2)
    if spent_seconds < LONGEST_BATCH_SECONDS / 2:
        return min(LARGEST_BATCH, size + 5)
    return size


def _let_writers_in() -> None:
    if connection.vendor == "sqlite":
        time.sleep(SQLITE_PAUSE_SECONDS)


def _take(fingerprint: str, horizon: Horizon) -> Generation:
    """The generation to build, signed by this process: the one left unfinished, or a new one."""
    owner = secrets.token_hex(16)
    seen = None
    while True:
        try:
            with transaction.atomic():
                building = (
                    Generation.objects.select_for_update()
                    .filter(state=Generation.State.BUILDING)
                    .first()
                )
                if building is None or not _is_alive(building):
                    return _sign(building, owner, fingerprint, horizon)
        except IntegrityError:
            raise ServiceRefusal("rebuild_running") from None
        if seen not in (None, (building.owner, building.heartbeat_at)):
            raise ServiceRefusal("rebuild_running")
        seen = (building.owner, building.heartbeat_at)
        time.sleep(0.5)


def _is_alive(building: Generation) -> bool:
    """Whether its owner may still be at work: it signed less than a lease ago."""
    if not building.owner or building.heartbeat_at is None:
        return False
    return timezone.now() - building.heartbeat_at < timedelta(seconds=LEASE_SECONDS)


def _sign(
    building: Generation | None, owner: str, fingerprint: str, horizon: Horizon
) -> Generation:
    if building is not None:
        same = (building.fingerprint, building.horizon_start, building.horizon_end) == (
            fingerprint,
            horizon.start,
            horizon.end,
        )
        if same:
            building.owner, building.heartbeat_at = owner, timezone.now()
            building.save(update_fields=["owner", "heartbeat_at"])
            return building
        building.state, building.owner = Generation.State.RETIRED, ""
        building.save(update_fields=["state", "owner"])
    return Generation.objects.create(
        state=Generation.State.BUILDING,
        fingerprint=fingerprint,
        horizon_start=horizon.start,
        horizon_end=horizon.end,
        owner=owner,
        heartbeat_at=timezone.now(),
    )


@transaction.atomic
def _build_batch(generation: Generation, book: RuleBook, size: int) -> bool:
    """Writes the next units; when none is left, puts the generation in service and answers True."""
    held = Generation.objects.select_for_update().filter(pk=generation.pk, owner=generation.owner)
    if not held.exists():
        raise ServiceRefusal("rebuild_running")
    units = Organisation.objects.units().filter(pk__gt=generation.last_unit_id).order_by("pk")
    unit_ids = list(units.values_list("pk", flat=True)[:size])
    if not unit_ids:
        _switch(generation)
        return True
    lock_units(unit_ids)
    write_timelines(unit_ids, sorted(registry.registered()), [generation], book)
    generation.last_unit_id = unit_ids[-1]
    generation.units_done += len(unit_ids)
    generation.heartbeat_at = timezone.now()
    generation.save(update_fields=["last_unit_id", "units_done", "heartbeat_at"])
    return False


def _switch(generation: Generation) -> None:
    """In the transaction that found no unit left: readers see it from the commit on."""
    Generation.objects.filter(state=Generation.State.CURRENT).update(state=Generation.State.RETIRED)
    generation.state = Generation.State.CURRENT
    generation.switched_at = timezone.now()
    generation.save(update_fields=["state", "switched_at"])
    Pointer.objects.update_or_create(pk=Pointer.ONLY_ID, defaults={"generation": generation})


def _sweep() -> None:
    """Removes the rows of the generations no longer used, some units at a time.

    The generations themselves stay: a writer that began before the switch may still name one.
    """
    for retired in Generation.objects.filter(state=Generation.State.RETIRED).order_by("pk"):
        rows = Interval.objects.filter(generation=retired)
        while True:
            ids = list(
                rows.order_by("unit_id").values_list("unit_id", flat=True).distinct()[:SWEEP_UNITS]
            )
            if not ids:
                break
            rows.filter(unit__in=ids).delete()
            _let_writers_in()
