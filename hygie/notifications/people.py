"""Who has what to do today: the items of many people, by their rights of the day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hygie.notifications.due import DueItem, Grants, concerns, escalates, said_once
from hygie.notifications.registry import due_items
from hygie.organisations.rights_of_many import rights_of_many


@dataclass(frozen=True, slots=True)
class Waiting:
    """`mine`: what one person has to do; `escalated`: what is late with others, that she must know.

    Each in the order of `due.order`.
    """

    mine: list[DueItem]
    escalated: list[DueItem]


@dataclass(frozen=True, slots=True)
class WaitingOfMany:
    """`by_person` has no entry for who has nothing, or may read nothing any more."""

    by_person: dict[int, Waiting]
    unit_names: dict[int, str]


def waiting_of_many(person_ids: Collection[int], as_of: date) -> WaitingOfMany:
    """What waits for each of these accounts on `as_of`: a constant number of queries."""
    rights = rights_of_many(person_ids, as_of)
    by_unit = _by_unit(due_items(rights.units, as_of))
    found = {
        person: _waiting(person, grants, by_unit) for person, grants in rights.by_person.items()
    }
    return WaitingOfMany(
        by_person={person: one for person, one in found.items() if one.mine or one.escalated},
        unit_names={unit_id: unit.name for unit_id, unit in rights.units.items()},
    )


def _by_unit(items: Iterable[DueItem]) -> dict[int, list[DueItem]]:
    found: dict[int, list[DueItem]] = defaultdict(list)
    for item in items:
        found[item.unit_id].append(item)
    return found


def _waiting(person_id: int, grants: Grants, by_unit: dict[int, list[DueItem]]) -> Waiting:
    here = [item for unit_id in grants for item in by_unit.get(unit_id, ())]
    mine = [item for item in here if concerns(item, person_id, grants)]
    own = {item.key for item in mine}
    late = [item for item in here if item.key not in own and escalates(item, person_id, grants)]
    return Waiting(said_once(mine), said_once(late))


def waiting_of(person_id: int, as_of: date) -> tuple[Waiting, dict[int, str]]:
    """The same for one person, with the names of the units."""
    found = waiting_of_many([person_id], as_of)
    return found.by_person.get(person_id, Waiting([], [])), found.unit_names


def still_reads(about: Sequence[Sequence[object]], grants: Grants) -> bool:
    """Whether a person may still read every (unit id, room, right) that a message speaks of."""
    spoken: dict[object, set[tuple[str, str]]] = defaultdict(set)
    for unit_id, room, right in about:
        spoken[unit_id].add((str(room), str(right)))
    for unit_id, asked in spoken.items():
        given = grants.get(unit_id, frozenset()) if isinstance(unit_id, int) else frozenset()
        if not asked <= {(str(room), str(right)) for room, right in given}:
            return False
    return True
