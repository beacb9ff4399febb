"""Writes of the exercises held: noted, corrected, entered on the platform, removed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Exercise, ExerciseEntry, RunUnit
from hygie.obligations import services as obligations
from hygie.obligations.platform_entries import entered_by_another, entry_close, entry_write
from hygie.obligations.recording import fact_change, fact_for_write, fact_record, fact_remove
from hygie.organisations.bearing import coverage_answer, covered_unit_ids
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.models import Finding
from hygie.quality_plan.services import (
    action_from_finding,
    finding_record,
    findings_of_source_remove,
    retests_withdraw,
)

OBLIGATIONS = ("1.a", "1.b", "1.c", "1.d")
RETEX_FIELDS = ("retex_validated_on", "retex_validated_by")
# What also changes with the units that an exercise counts for: its improvements are in the PAQ.
COVERED = (*OBLIGATIONS, "5.a")


@transaction.atomic
def exercise_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    held_on: date,
    new_id: UUID | None = None,
    title: str = "",
    theme: str = "",
    tested_care: bool | None = None,
    tested_missions: bool | None = None,
    under_cyber_event: bool | None = None,
    tested_text: str = "",
    functions: Sequence[str] | None = None,
    participants: int | None = None,
    retex_validated_on: date | None = None,
    retex_validated_by: str = "",
    entered_on: date | None = None,
    receipt: str = "",
    provenance: str = Provenance.MEMORY,
    note: str = "",
    units: Iterable[Organisation] | None = None,
) -> Exercise:
    """Notes an exercise held; all but its day may be unknown (None).

    `functions`: codes of who was present; None: not known; empty: nobody of the list.
    `entered_on`, `receipt`: entry of `unit` on the platform, if done. Sent twice with the same
    `new_id`, one exercise. Raises `ServiceRefusal` ("not_allowed", "not_bearable") and
    `ValidationError`.
    """
    exercise = Exercise(
        pk=new_id or uuid4(),
        title=title.strip(),
        held_on=held_on,
        theme=theme,
        tested_care=tested_care,
        tested_missions=tested_missions,
        under_cyber_event=under_cyber_event,
        tested_text=tested_text.strip(),
        functions=None if functions is None else list(functions),
        participants=participants,
        retex_validated_on=retex_validated_on,
        retex_validated_by=retex_validated_by.strip(),
        provenance=provenance,
        note=note.strip(),
    )
    recorded = fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=exercise,
        obligation_ids=OBLIGATIONS,
        units=units,
    )
    if recorded is exercise and entered_on is not None:
        entry_write(ExerciseEntry, exercise, unit, None, entered_on, receipt, acting_user)
    return recorded


def exercise_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    units: Iterable[Organisation] | None = None,
) -> Exercise:
    """Changes what is noted of an exercise; `changes` by field name.

    `units` None keeps the units covered. Raises what `fact_change` raises, and `ServiceRefusal`
    "retex_by_its_page" when the validation of one played in Hygie would change: its RETEX says it.
    """
    if set(RETEX_FIELDS) & set(changes) and is_played(exercise_id):
        raise ServiceRefusal("retex_by_its_page")
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=Exercise,
        fact_id=exercise_id,
        expected_version=expected_version,
        changes=changes,
        obligation_ids=COVERED if units is not None else OBLIGATIONS,
        units=units,
    )


def is_played(exercise_id: UUID) -> bool:
    """Whether this exercise held comes of one played, or noted after the fact, in Hygie."""
    return RunUnit.objects.filter(exercise=exercise_id).exists()


@transaction.atomic
def retex_validate(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise_id: UUID,
    expected_version: int,
    validated_on: date,
    validated_by: str,
    by_its_page: bool = False,
) -> Exercise:
    """Writes that the RETEX was formally validated, on a day, by someone named.

    `by_its_page`: the RETEX of an exercise played in Hygie says so, whatever was typed before; no
    one else may. Sent twice, the second changes nothing. Raises `ServiceRefusal`
    ("retex_by_its_page"; "retex_validated" when it is already, with another day or name; those of
    `fact_change`) and `ValidationError`.
    """
    if not by_its_page and is_played(exercise_id):
        raise ServiceRefusal("retex_by_its_page")
    done: Exercise | None = Exercise.objects.filter(pk=exercise_id, bearer=unit).first()
    if done is not None and done.retex_validated_on is not None and not by_its_page:
        same = (done.retex_validated_on, done.retex_validated_by) == (validated_on, validated_by)
        if same and scope.may(unit, Room.EXERCISES, Right.WRITE):
            return done
        raise ServiceRefusal("retex_validated", on=done.retex_validated_on)
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=Exercise,
        fact_id=exercise_id,
        expected_version=expected_version,
        changes={
            "retex_validated_on": validated_on,
            "retex_validated_by": validated_by.strip(),
        },
        obligation_ids=OBLIGATIONS,
        verb="retex_validated",
    )


@transaction.atomic
def exercise_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise_id: UUID,
    expected_version: int,
    reason: str,
) -> UUID:
    """Removes an exercise noted by mistake, its improvements and this unit's entry.

    The journal keeps what they were; the actions of the PAQ stay.

    Raises `ServiceRefusal`: "entered_by_others" when another unit entered it on the platform,
    "stale_removal" when someone saved it since it was read, and those of `fact_remove`.
    """
    try:
        fact_for_write(
            scope=scope,
            unit=unit,
            model=Exercise,
            fact_id=exercise_id,
            expected_version=expected_version,
            acting_user=acting_user,
        )
    except ServiceRefusal as refusal:
        if refusal.code != "stale":
            raise
        raise ServiceRefusal("stale_removal", **refusal.data) from refusal
    other = entered_by_another(ExerciseEntry, exercise_id, unit)
    if other is not None:
        raise ServiceRefusal("entered_by_others", name=str(other))
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    findings_of_source_remove(
        acting_user=acting_user,
        source_kind=Exercise.fact_kind,
        source_ids=[exercise_id],
        reason=reason.strip(),
        unit_ids=covered_unit_ids(exercise_id),
    )
    retests_withdraw(acting_user=acting_user, source_id=exercise_id, reason=reason.strip())
    fact_remove(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=Exercise,
        fact_id=exercise_id,
        expected_version=expected_version,
        reason=reason,
        obligation_ids=COVERED,
    )
    return exercise_id


def exercise_entry_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise_id: UUID,
    entered_on: date,
    receipt: str,
    expected_version: int = 0,
) -> ExerciseEntry:
    """Writes that `unit` entered the exercise on the platform: see `entry_close`."""
    return entry_close(
        ExerciseEntry,
        Exercise.objects.borne_for(unit),
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        subject_id=exercise_id,
        entered_on=entered_on,
        receipt=receipt,
        expected_version=expected_version,
    )


@transaction.atomic
def improvement_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise_id: UUID,
    new_id: UUID,
    wording: str,
    action: Mapping[str, Any] | None = None,
) -> Finding:
    """Notes what the exercise showed as to be improved and, in one gesture, the action.

    `action`: values of the action of the PAQ that carries it (pilote_name, due_on, number…);
    None: it will be decided later. Sent twice with the same `new_id`, once. Raises
    `ServiceRefusal`: "gone", "borne_by_other", those of `finding_record` and
    `action_from_finding`; and `ValidationError`.
    """
    exercise = Exercise.objects.offered_to(unit).filter(pk=exercise_id).first()
    if exercise is None:
        raise ServiceRefusal("gone")
    if exercise.bearer_id != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(exercise.bearer))
    finding = finding_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        new_id=new_id,
        origin=Origin.EXERCISE,
        wording=wording,
        source_kind=Exercise.fact_kind,
        source_id=exercise.pk,
        source_label=str(exercise),
        room=Room.EXERCISES,
    )
    if action is not None:
        action_from_finding(
            scope=scope,
            acting_user=acting_user,
            unit=unit,
            finding_id=finding.pk,
            new_id=uuid5(new_id, "action"),
            **action,
        )
    return finding


@transaction.atomic
def exercise_answer(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    exercise: Exercise,
    declines: bool,
    reason: str = "",
) -> Exercise:
    """A unit declines an exercise that another bears for it, or takes it back.

    Raises `ServiceRefusal`: "not_allowed", "own_fact", "reason_missing".
    """
    coverage_answer(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=exercise,
        declines=declines,
        reason=reason,
    )
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=COVERED)
    return exercise
