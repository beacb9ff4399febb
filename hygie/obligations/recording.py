"""The one way a register writes a fact: right, idempotence, journal, bearing, refresh."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.forms.models import model_to_dict

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import services as obligations
from hygie.organisations.bearing import (
    coverage_answer,
    coverage_set_days,
    covered_unit_ids,
    fact_bear,
    touch,
)
from hygie.organisations.models import Coverage, Fact, Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

F = TypeVar("F", bound=Fact)


def fact_values(fact: Fact) -> dict[str, Any]:
    """The record as plain values, for the journal."""
    values = model_to_dict(fact)
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple, models.QuerySet)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def require_write(scope: Scope, unit: Organisation, fact: type[Fact] | Fact) -> None:
    """Refuses "not_allowed" unless the person may write this kind of fact in this unit."""
    if not scope.may(unit, fact.room, Right.WRITE):
        raise ServiceRefusal("not_allowed")


@transaction.atomic
def fact_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    fact: F,
    obligation_ids: Sequence[str],
    units: Iterable[Organisation] | None = None,
) -> F:
    """Creates `fact`, borne by `unit` for `units` (itself by default), and returns it.

    Sent twice with the same id, the first one is returned and nothing happens twice. Raises
    `ServiceRefusal` ("not_allowed", "not_bearable", "refused": the id is that of another
    establishment's fact) and `ValidationError`.
    """
    require_write(scope, unit, fact)
    existing = type(fact).objects.filter(pk=fact.pk, bearer=unit).first()
    if existing is not None:
        return existing  # type: ignore[no-any-return]
    fact.bearer = unit
    fact.created_by_name = fact.updated_by_name = acting_user.full_name
    fact.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            fact.save(force_insert=True)
    except IntegrityError as error:
        sent_before = type(fact).objects.filter(pk=fact.pk, bearer=unit).first()
        if sent_before is None:
            raise ServiceRefusal("refused") from error
        return sent_before  # type: ignore[no-any-return]
    touched = _bear(fact, units or [unit])
    _write_down(fact, acting_user, "recorded", {"values": fact_values(fact), "units": touched})
    obligations.refresh(unit_ids=touched, obligation_ids=obligation_ids)
    return fact


def fact_for_write(
    *,
    scope: Scope,
    unit: Organisation,
    model: type[F],
    fact_id: UUID,
    expected_version: int,
    acting_user: User,
) -> F:
    """The record locked for a change, inside the caller's transaction.

    Raises `ServiceRefusal`: "not_allowed", "gone", "borne_by_other", "stale".
    """
    require_write(scope, unit, model)
    fact = model.objects.select_for_update(of=("self",)).filter(pk=fact_id).first()
    if fact is None:
        raise ServiceRefusal("gone")
    if fact.bearer_id != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(fact.bearer))
    touch(fact, expected_version=expected_version, acting_name=acting_user.full_name)
    return fact  # type: ignore[no-any-return]


@transaction.atomic
def fact_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    model: type[F],
    fact_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    obligation_ids: Sequence[str],
    units: Iterable[Organisation] | None = None,
    verb: str = "changed",
) -> F:
    """Sets the fields of `changes` on a record that nobody saved since `expected_version`.

    `units` None keeps the units covered. Raises `ServiceRefusal` ("not_allowed", "gone",
    "borne_by_other", "stale", "not_bearable") and `ValidationError`.
    """
    fact = fact_for_write(
        scope=scope,
        unit=unit,
        model=model,
        fact_id=fact_id,
        expected_version=expected_version,
        acting_user=acting_user,
    )
    before, left = fact_values(fact), covered_unit_ids(fact.coverage_id)
    for name, value in changes.items():
        setattr(fact, name, value)
    fact.full_clean()
    fact.save()
    touched = covered_unit_ids(fact.coverage_id)
    if units is not None:
        touched = _bear(fact, units)
    # A part moved to another whole no longer counts for the units of the one it left.
    touched = sorted({*left, *touched})
    after = fact_values(fact)
    moved = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _write_down(fact, acting_user, verb, {"moved": moved, "units": touched})
    obligations.refresh(unit_ids=touched, obligation_ids=obligation_ids)
    return fact


@transaction.atomic
def fact_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    model: type[F],
    fact_id: UUID,
    expected_version: int,
    reason: str,
    obligation_ids: Sequence[str],
) -> None:
    """Removes a fact noted by mistake; the journal keeps its values and the reason.

    Raises `ServiceRefusal`: those of `fact_for_write`, "reason_missing", "in_use".
    """
    if not reason.strip():
        raise ServiceRefusal("reason_missing")
    fact = fact_for_write(
        scope=scope,
        unit=unit,
        model=model,
        fact_id=fact_id,
        expected_version=expected_version,
        acting_user=acting_user,
    )
    touched = covered_unit_ids(fact.coverage_id)
    _write_down(
        fact,
        acting_user,
        "removed",
        {"values": fact_values(fact), "units": touched, "reason": reason.strip()},
    )
    Coverage.objects.filter(fact_id=fact.pk).delete()
    try:
        with transaction.atomic():
            fact.delete()
    except models.ProtectedError as error:
        raise ServiceRefusal("in_use") from error
    obligations.refresh(unit_ids=touched, obligation_ids=obligation_ids)


def _bear(fact: Fact, units: Iterable[Organisation]) -> list[int]:
    """A part counts for the units of its whole; a whole for the units chosen."""
    if fact.coverage_id != fact.pk:
        return covered_unit_ids(fact.coverage_id)
    return fact_bear(fact=fact, units=units)


def _write_down(fact: Fact, author: User, act: str, data: dict[str, Any]) -> None:
    journal.record(
        author=author,
        verb=f"{fact.fact_kind}.{act}",
        room=fact.room,
        subject_kind=fact.fact_kind,
        subject_id=fact.pk,
        subject_label=str(fact),
        organisation_id=fact.bearer_id,
        data=data,
    )


@transaction.atomic
def coverage_answer_and_refresh(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    fact: Fact,
    declines: bool,
    reason: str,
    obligation_ids: Sequence[str],
) -> Coverage:
    """`bearing.coverage_answer`, and the statuses of the unit refreshed with it."""
    coverage = coverage_answer(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=fact,
        declines=declines,
        reason=reason,
    )
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=obligation_ids)
    return coverage


@transaction.atomic
def coverage_set_days_and_refresh(*, covered_id: int, **values: Any) -> Coverage:
    """`bearing.coverage_set_days`, and all statuses of the unit covered refreshed with it."""
    coverage = coverage_set_days(covered_id=covered_id, **values)
    obligations.refresh(unit_ids=[covered_id])
    return coverage
