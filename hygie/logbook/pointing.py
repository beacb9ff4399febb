"""What other rooms know of an event: each registers how to find it, the pages only show it.

A room above tells, here, what its records owe to an event (a PCRA tested during it); pages of the
event, and of the exercise that opened it, link there without knowing that room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope


@dataclass(frozen=True, slots=True)
class Pointer:
    """One record that points to the event, or a gesture that makes some (`is_gesture`)."""

    label: str
    url: str
    is_gesture: bool = False


Finder = Callable[[Scope, Organisation, UUID], list[Pointer]]
_finders: list[Finder] = []


def register(find: Finder) -> None:
    """Called at start by a room; `find` answers what the person may read, in few queries."""
    if find not in _finders:
        _finders.append(find)


def pointers(scope: Scope, unit: Organisation, event_id: UUID | None) -> list[Pointer]:
    """Everything that points to an event of this unit; nothing without event."""
    if event_id is None:
        return []
    return [one for find in _finders for one in find(scope, unit, event_id)]
