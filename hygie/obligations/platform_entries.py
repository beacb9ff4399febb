"""Every write of an entry on the platform, whatever the fact entered."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import services as obligations
from hygie.obligations.platform_entry import PlatformEntry
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

E = TypeVar("E", bound=PlatformEntry)


def _any(_subject: Any) -> None:
    """Every fact of the kind may be entered."""


@transaction.atomic
def entry_close(
    model: type[E],
    subjects: Any,
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    subject_id: UUID,
    entered_on: date,
    receipt: str,
    expected_version: int,
    refuse: Callable[[Any], None] = _any,
) -> E:
    """Writes that `unit` entered one of `subjects` on the platform, proved by a receipt.

    The fact may be borne by another organisation: each unit enters its own. Who writes the entry
    sheets may close it too. `expected_version`: that of the entry shown, 0 for none. `refuse`
    raises for a fact that is not to be entered. Sent twice, the second changes nothing. Raises
    `ServiceRefusal`: "not_allowed", "gone", "receipt_missing", "stale"; and `ValidationError`.
    """
    require_entry_right(scope, unit, subjects.model.room)
    if not receipt.strip():
        raise ServiceRefusal("receipt_missing", field="receipt")
    subject = subjects.select_for_update(of=("self",)).filter(pk=subject_id).first()
    if subject is None:
        raise ServiceRefusal("gone")
    refuse(subject)
    entry = _entry(model, subject_id, unit)
    if entry is not None:
        if (entry.entered_on, entry.receipt) == (entered_on, receipt.strip()):
            return entry
        _refuse_moved(entry, expected_version)
    return entry_write(model, subject, unit, entry, entered_on, receipt, acting_user)


def entry_write(
    model: type[E],
    subject: Fact,
    unit: Organisation,
    entry: E | None,
    entered_on: date,
    receipt: str,
    acting_user: User,
) -> E:
    """Writes the entry of one unit, its journal line and the status that it settles.

    The caller checked the right. Raises `ValidationError`.
    """
    before = None if entry is None else entry.plain()
    if entry is None:
        entry = model(unit=unit, version=0, **{model.SUBJECT: subject})
    entry.entered_on = entered_on
    entry.receipt = receipt.strip()
    entry.version += 1
    entry.updated_by_name = acting_user.full_name
    entry.full_clean()
    entry.save()
    _write_down(entry, acting_user, "entered", before, entry.plain())
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=[model.OBLIGATION])
    return entry


@transaction.atomic
def entry_undo(
    model: type[PlatformEntry],
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    subject_id: UUID,
    expected_version: int,
) -> None:
    """Takes back an entry noted by mistake, as it was written; the fact stays as it was before.

    Raises `ServiceRefusal`: "not_allowed", "gone", "stale".
    """
    entry = _entry(model, subject_id, unit, lock=True)
    if entry is None:
        raise ServiceRefusal("gone")
    require_entry_right(scope, unit, entry.subject.room)
    _refuse_moved(entry, expected_version)
    _write_down(entry, acting_user, "entry_undone", entry.plain(), None)
    entry.delete()
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=[model.OBLIGATION])


def told_elsewhere(subject: Any, unit: Organisation) -> str:
    """What to add to « C’est corrigé » when the unit already entered the fact; "" otherwise."""
    if not subject.entries.filter(unit=unit).exclude(receipt="").exists():
        return ""
    return (
        " Déjà saisi sur la plateforme nationale\u00a0: si une valeur recopiée a changé, "
        "corrigez-la aussi là-bas («\u00a0Fiches et état annuel\u00a0»)."
    )


def entered_by_another(
    model: type[PlatformEntry], subject_id: UUID, unit: Organisation
) -> Organisation | None:
    """Another unit that entered the fact: it is not removed then; None when nobody else did."""
    entries: QuerySet[Any] = (
        QuerySet(model).filter(**{model.SUBJECT: subject_id}).exclude(unit=unit)
    )
    other = entries.select_related("unit").first()
    return None if other is None else other.unit


def _entry(model: type[E], subject_id: UUID, unit: Organisation, *, lock: bool = False) -> E | None:
    entries: QuerySet[Any] = QuerySet(model).filter(unit=unit, **{model.SUBJECT: subject_id})
    return (entries.select_for_update(of=("self",)) if lock else entries).first()


def require_entry_right(scope: Scope, unit: Organisation, room: Room) -> None:
    """Who writes in the room of the fact, or the entry sheets; else "not_allowed"."""
    if not any(scope.may(unit, one, Right.WRITE) for one in (room, Room.STATEMENTS)):
        raise ServiceRefusal("not_allowed")


def _refuse_moved(entry: PlatformEntry, expected_version: int) -> None:
    if entry.version != expected_version:
        raise ServiceRefusal("stale", by=entry.updated_by_name, at=entry.updated_at)


def _write_down(
    entry: PlatformEntry, author: User, act: str, before: list[Any] | None, after: list[Any] | None
) -> None:
    subject = entry.subject
    journal.record(
        author=author,
        verb=f"{subject.fact_kind}.{act}",
        room=subject.room,
        subject_kind=subject.fact_kind,
        subject_id=subject.pk,
        subject_label=str(subject),
        organisation_id=entry.unit_id,
        data={"before": before, "after": after},
    )
