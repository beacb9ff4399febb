"""Writes of an exercise being prepared: what is played, when, in which cells, and whether it is
ready."""

from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.library import loaded
from hygie.exercises.models import Run, RunCell, RunUnit, ScenarioVersion
from hygie.exercises.run_enums import BEFORE, RunState
from hygie.exercises.run_scenario import lacks_of, open_lacks, own_words
from hygie.exercises.scenario_selectors import owners_read
from hygie.journal import services as journal
from hygie.journal.services import Author
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

KIND = "run"
ROOM = Room.EXERCISES
# What `run_change` may change.
FIELDS = frozenset(
    {
        "title", "is_short", "values", "planned_on", "starts_at", "place", "note", "simulated",
        "aliases", "mail_domains", "mail_is_dry", "mail_stopped",
    }
)  # fmt: skip
# What a convocation says.
CONVOKED = frozenset({"planned_on", "starts_at", "place"})


@transaction.atomic
def run_create(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    version: ScenarioVersion,
    title: str,
    is_short: bool = False,
    values: Mapping[str, str] | None = None,
    planned_on: date | None = None,
    starts_at: time | None = None,
    place: str = "",
) -> Run:
    """Begins to prepare an exercise from one version of a scenario.

    `values`: words of the establishment by name of variable. Sent twice with the same `new_id`,
    one exercise. Raises `ServiceRefusal` ("not_allowed", "gone", "run_no_short") and
    `ValidationError`.
    """
    _require(scope, unit)
    owner = version.scenario.owner_id
    if owner is not None and not owners_read(unit, scope.on).filter(pk=owner).exists():
        raise ServiceRefusal("gone")
    known = Run.objects.filter(pk=new_id).first()
    if known is not None:
        if known.bearer_id != unit.pk:
            raise ServiceRefusal("gone")
        return known
    scenario = loaded(version.text)
    if is_short and scenario.short_s is None:
        raise ServiceRefusal("run_no_short", field="is_short")
    run = Run(
        pk=new_id,
        bearer=unit,
        title=title.strip(),
        scenario_version=version,
        is_short=is_short,
        values=own_words(scenario, values or {}),
        planned_on=planned_on,
        starts_at=starts_at,
        place=place.strip(),
        created_by_name=acting_user.full_name,
        updated_by_name=acting_user.full_name,
    )
    run.state = _dated_state(run)
    run.full_clean()
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise ServiceRefusal("refused") from error
    RunUnit.objects.create(run=run, unit=unit)
    told = {"scenario": str(version), "fingerprint": version.fingerprint, "short": is_short}
    run_write_down(run, acting_user, "created", told)
    return run


@transaction.atomic
def run_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    act: str = "changed",
) -> Run:
    """Changes what is prepared; `changes` by name of `FIELDS`. Sent twice, once.

    Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun", "stale", "run_no_short") and
    `ValidationError`.
    """
    unknown = set(changes) - FIELDS
    if unknown:
        raise ValueError(f"not to be changed: {sorted(unknown)}")
    run = run_locked(scope, unit, run_id)
    scenario = loaded(run.scenario_version.text)
    asked = dict(changes)
    if "values" in asked:
        asked["values"] = own_words(scenario, asked["values"])
    moved = {name: value for name, value in asked.items() if getattr(run, name) != value}
    if not moved:
        return run
    run_touch(run, expected_version, acting_user)
    if moved.get("is_short") and scenario.short_s is None:
        raise ServiceRefusal("run_no_short", field="is_short")
    for name, value in moved.items():
        setattr(run, name, value)
    if {"planned_on", "starts_at"} & set(moved):
        run.state = _dated_state(run)
    run.full_clean()
    run.save()
    if CONVOKED & set(moved):
        # Who was told another day, hour or place is to be told again.
        run.participants.exclude(convoked_at=None).update(convoked_at=None)
    run_write_down(run, acting_user, act, {"changed": {k: str(v) for k, v in moved.items()}})
    run_settle(run, acting_user)
    return run


def run_plan(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    planned_on: date,
    starts_at: time,
    place: str = "",
) -> Run:
    """Sets the day, hour and place: the exercise is planned. Raises what `run_change` raises."""
    return run_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        run_id=run_id,
        expected_version=expected_version,
        changes={"planned_on": planned_on, "starts_at": starts_at, "place": place.strip()},
        act="planned",
    )


def _dated_state(run: Run) -> str:
    """A draft until it has its day and hour; what was ready stays so."""
    if run.planned_on is None or run.starts_at is None:
        return RunState.DRAFT
    return RunState.READY if run.state == RunState.READY else RunState.PLANNED


@transaction.atomic
def run_cells_set(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    cells: Mapping[tuple[int, str], tuple[str, str]],
) -> Run:
    """Sets room and telephone by (unit id, kind of cell); both empty takes the cell away.

    An establishment that only plays sets its own cells; the one that leads, those of all that play.
    Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun", "stale") and `ValidationError`.
    """
    run = run_played(scope, unit, run_id)
    mine = units_written(run, unit)
    if {unit_id for unit_id, _ in cells} - mine:
        raise ServiceRefusal("gone")
    wanted = {key: (place.strip(), phone.strip()) for key, (place, phone) in cells.items()}
    wanted = {key: both for key, both in wanted.items() if any(both)}
    held = run.cells.filter(unit__in=mine)
    known = {(one.unit_id, one.kind): (one.place, one.phone) for one in held}
    if wanted == known:
        return run
    run_touch(run, expected_version, acting_user)
    run.save()
    made = [
        RunCell(run=run, unit_id=unit_id, kind=kind, place=place, phone=phone)
        for (unit_id, kind), (place, phone) in wanted.items()
    ]
    for one in made:
        one.full_clean(validate_unique=False, validate_constraints=False)
    held.all().delete()
    RunCell.objects.bulk_create(made)
    told = {str(one.get_kind_display()): [one.place, one.phone] for one in made}
    run_write_down(run, acting_user, "cells_set", {"cells": told})
    return run


@transaction.atomic
def run_waive(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    key: str,
    reason: str,
) -> Run:
    """Writes why a lack (`Lack.key`) is accepted; an empty reason takes the waiver back.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun", "run_lack_solved" (nothing lacks
    there any more).
    """
    run = run_locked(scope, unit, run_id)
    said = reason.strip()
    known = run.waivers.get(key)
    if not said:
        if known is None:
            return run
        del run.waivers[key]
    else:
        if known is not None and known["reason"] == said:
            return run
        if key not in {one.key for one in lacks_of(run, run.participants.all())}:
            raise ServiceRefusal("run_lack_solved")
        run.waivers[key] = {
            "reason": said[:1000],
            "by": acting_user.full_name,
            "at": timezone.now().isoformat(),
        }
    run.updated_by_name = acting_user.full_name
    run.save()
    run_write_down(
        run, acting_user, "waived" if said else "unwaived", {"lack": key, "reason": said}
    )
    run_settle(run, acting_user)
    return run


@transaction.atomic
def run_ready(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """Says that the exercise is ready. Said twice, once.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun", "run_no_day", "run_not_ready"
    (`count`: lacks neither solved nor waived).
    """
    run = run_locked(scope, unit, run_id)
    if run.state == RunState.READY:
        return run
    if run.planned_on is None or run.starts_at is None:
        raise ServiceRefusal("run_no_day")
    left = open_lacks(run, run.participants.all())
    if left:
        raise ServiceRefusal("run_not_ready", count=len(left))
    run.state = RunState.READY
    run.updated_by_name = acting_user.full_name
    run.save()
    run_write_down(run, acting_user, "ready", {"waivers": run.waivers})
    return run


@transaction.atomic
def run_cancel(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, reason: str
) -> Run:
    """Cancels an exercise that has not begun; what was prepared stays readable.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun", "reason_missing".
    """
    known = Run.objects.filter(pk=run_id, bearer=unit, state=RunState.CANCELLED).first()
    if known is not None and scope.may(unit, ROOM, Right.WRITE):
        return known
    run = run_locked(scope, unit, run_id)
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    run.state = RunState.CANCELLED
    run.updated_by_name = acting_user.full_name
    run.version += 1
    run.save()
    run_write_down(run, acting_user, "cancelled", {"reason": reason.strip()})
    return run


def run_locked(
    scope: Scope, unit: Organisation, run_id: UUID, states: Collection[str] = BEFORE
) -> Run:
    """The exercise locked for a write, inside the caller's transaction.

    Raises `ServiceRefusal`: "not_allowed", "gone" (unknown, or led by another), "run_begun" (its
    state is not one of `states`).
    """
    _require(scope, unit)
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("scenario_version")
        .filter(pk=run_id, bearer=unit)
        .first()
    )
    if run is None:
        raise ServiceRefusal("gone")
    if run.state not in states:
        raise ServiceRefusal("run_begun", state=run.get_state_display())
    return run


def run_played(
    scope: Scope, unit: Organisation, run_id: UUID, states: Collection[str] = BEFORE
) -> Run:
    """The same for what an establishment that plays does of its own: its people, who came.

    Raises what `run_locked` raises; "gone" also before the establishment accepted to play.
    """
    _require(scope, unit)
    rows = Run.objects.select_for_update(of=("self",)).select_related("scenario_version")
    run = rows.played_by(unit).filter(pk=run_id).first()
    if run is None:
        raise ServiceRefusal("gone")
    if run.state not in states:
        raise ServiceRefusal("run_begun", state=run.get_state_display())
    return run


def units_written(run: Run, unit: Organisation) -> set[int]:
    """Where it may write people and cells: at home; everywhere that plays for the one that
    leads."""
    if unit.pk != run.bearer_id:
        return {unit.pk}
    return set(run.units.playing().values_list("unit_id", flat=True))


def run_touch(run: Run, expected_version: int, author: User) -> None:
    """Takes the exercise for writing: refuses "stale" when someone saved it since it was read."""
    if run.version != expected_version:
        raise ServiceRefusal("stale", by=run.updated_by_name, at=run.updated_at)
    run.version += 1
    run.updated_by_name = author.full_name


def run_settle(run: Run, author: Author) -> None:
    """What was ready and lacks something again is only planned; the journal says it."""
    if run.state != RunState.READY:
        return
    left = open_lacks(run, run.participants.all())
    if left:
        run.state = RunState.PLANNED
        run.save(update_fields=["state", "updated_at"])
        run_write_down(run, author, "unready", {"lacks": [one.key for one in left]})


def run_write_down(run: Run, author: Author, act: str, data: Mapping[str, Any]) -> None:
    """One line of the journal about the exercise."""
    journal.record(
        author=author,
        verb=f"run.{act}",
        room=ROOM,
        subject_kind=KIND,
        subject_id=run.pk,
        subject_label=run.title,
        organisation_id=run.bearer_id,
        data=data,
    )


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
