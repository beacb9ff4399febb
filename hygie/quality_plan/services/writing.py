"""What the services of the room share: statuses to refresh, journal lines, days that make sense."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.journal.services import Author
from hygie.obligations import registry
from hygie.obligations import services as obligations
from hygie.organisations.models import Fact, Organisation

# Obligations that read the plan: its own, and the link to the PAQ of actions 1, 2 and 3.
OBLIGATIONS = ("1.c", "2.b", "3.d", "5.a")


def plan_obligations() -> tuple[str, ...]:
    """Those of `OBLIGATIONS` whose room is there."""
    known = registry.registered()
    return tuple(one for one in OBLIGATIONS if one in known)


def refresh(unit_ids: Iterable[int]) -> None:
    """Makes the statuses that read the plan true again for these units."""
    obligations.refresh(unit_ids=sorted(set(unit_ids)), obligation_ids=plan_obligations())


def write_down(
    fact: Fact,
    *,
    author: Author,
    act: str,
    unit: Organisation | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One line of journal about an action or a finding."""
    journal.record(
        author=author,
        verb=f"{fact.fact_kind}.{act}",
        room=fact.room,
        subject_kind=fact.fact_kind,
        subject_id=fact.pk,
        subject_label=str(fact),
        organisation_id=unit.pk if unit else fact.bearer_id,
        data=data,
    )


def refuse_future(day: date, *, field: str) -> None:
    """What was done or decided is not in the future."""
    if day > timezone.localdate():
        raise ServiceRefusal("plan_future_day", field=field, day=day)


def refuse_before(day: date, floor: date | None, *, field: str) -> None:
    """A step does not precede the one before it."""
    if floor is not None and day < floor:
        raise ServiceRefusal("plan_day_too_early", field=field, day=day, floor=floor)
