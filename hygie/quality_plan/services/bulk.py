"""Many actions at once: saved, numbered, compared with what they were."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from hygie.organisations.models import Organisation
from hygie.quality_plan.models import PlanAction, PlanNumber

# What a file may change in an action, itself or by the moves that it asks for.
CHANGED_BY_FILES = (
    "title", "restricted_detail", "pilote_name", "pilote_id", "sponsor_name", "escalation_name",
    "due_on", "current_due_on", "state", "progress", "accepted_on", "accepted_by_name", "done_on",
    "verified_on", "verified_by_name", "cancelled_on", "state_reason", "refused_on",
    "refused_reason", "indicator", "indicator_initial", "indicator_target", "indicator_measured",
    "indicator_measured_on", "cost_eur", "verification_on", "instances", "criteria",
    "criteria_text", "recurs_every_months", "parent_id",
)  # fmt: skip
WHO_SAVED = ("version", "updated_by_name", "updated_at")


def actions_save(touched: Iterable[tuple[PlanAction, Iterable[str]]]) -> None:
    """Saves these fields of each action, and who saved; the actions exist and are locked.

    Names are those of `CHANGED_BY_FILES`. One statement a set of fields, whatever the rows: the
    whole record of thousands of actions would cost ten times as much.
    """
    now = timezone.now()
    by_names: dict[tuple[str, ...], list[PlanAction]] = defaultdict(list)
    for action, names in touched:
        action.updated_at = now
        by_names[*sorted(names), *WHO_SAVED].append(action)
    for columns, actions in by_names.items():
        _update(columns, actions)


def _field(name: str) -> Any:
    return PlanAction._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001  # as below


def _update(names: Sequence[str], actions: Iterable[PlanAction]) -> None:
    meta = PlanAction._meta  # noqa: SLF001  # Django's documented door to the fields
    fields = [_field(name) for name in names]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {sets} WHERE id = %s",  # noqa: S608  # our names
            [(*_stored(fields, one), *_stored([_field("id")], one)) for one in actions],
        )


def _stored(fields: Iterable[Any], action: PlanAction) -> Iterator[Any]:
    """The values as the database keeps them."""
    for field in fields:
        yield field.get_db_prep_save(getattr(action, field.attname), connection)


def numbers_set(unit: Organisation, numbers: Mapping[UUID, str]) -> None:
    """Writes the numbers of these actions in the PAQ of `unit`; an empty one is taken away."""
    empty = [pk for pk, number in numbers.items() if not number]
    for first in range(0, len(empty), 500):
        PlanNumber.objects.filter(unit=unit, action__in=empty[first : first + 500]).delete()
    PlanNumber.objects.bulk_create(
        (
            PlanNumber(action_id=pk, unit=unit, number=number)
            for pk, number in numbers.items()
            if number
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["action", "unit"],
        update_fields=["number"],
    )


def snapshot(action: PlanAction) -> dict[str, Any]:
    """The values that a file may change, as they are."""
    return {name: getattr(action, name) for name in CHANGED_BY_FILES}


def changed_since(action: PlanAction, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Of these values, those that changed, as plain ones that JSON keeps."""
    return {
        name: plain_value(value) for name, value in kept.items() if getattr(action, name) != value
    }


def plain_value(value: Any) -> Any:
    """A value of a field as JSON keeps it."""
    return str(value) if isinstance(value, date | Decimal | UUID) else value


def put_back(action: PlanAction, before: Mapping[str, Any]) -> None:
    """Gives an action the values that `changed_since` kept, unsaved."""
    for name, value in before.items():
        setattr(action, name, _field(name).to_python(value))
