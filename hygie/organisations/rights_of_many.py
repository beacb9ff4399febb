"""The rights of many people at once, for what is prepared without a request: the rule of `Scope`.

A test holds both together. Two queries whatever the number of people and establishments.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, Exists, F, OuterRef, Q, QuerySet, Value

from hygie.organisations.enums import LinkRole
from hygie.organisations.models import Link, Membership, Organisation
from hygie.organisations.rights import GROUP_ROLES, GUEST_ROOMS, TABLE, Right, Role, Room

Grant = tuple[Room, Right]
Grants = Mapping[int, frozenset[Grant]]
SITES, OPENED = "organisation__child_links", "organisation__delegations_received"


class UnitName(NamedTuple):
    """How a unit is called and addressed."""

    name: str
    finess: str


@dataclass(frozen=True, slots=True)
class RightsOfMany:
    """`by_person`: by user id then unit id, the rights held; who has none is left out.

    `units`: the units of all of them.
    """

    by_person: Mapping[int, Grants]
    units: Mapping[int, UnitName]


@cache
def grants_of_role(role: str, guest_room: str = "") -> frozenset[Grant]:
    """What a role gives in the establishment where it is held."""
    given = {(room, right) for room, rights in TABLE[Role(role)].items() for right in rights}
    if role == Role.GUEST and guest_room in GUEST_ROOMS:
        given.add((Room(guest_room), Right.READ))
    return frozenset(given)


@cache
def grants_of_delegation(room: str, can_write: bool) -> frozenset[Grant]:
    """What a delegation opens to those who hold a role in the group."""
    rights = (Right.READ, Right.WRITE) if can_write else (Right.READ,)
    return frozenset((Room(room), right) for right in rights)


def rights_of_many(user_ids: Collection[int], on: date) -> RightsOfMany:
    """The rights of these accounts on `on`, in the judged units open that day.

    Whether an account is open is for the caller to say.
    """
    found: dict[int, dict[int, frozenset[Grant]]] = defaultdict(dict)
    for user_id, unit_id, role, room, can_write in _held(user_ids, on):
        given = grants_of_role(role, room) if role else grants_of_delegation(room, can_write)
        known = found[user_id].get(unit_id)
        if given:
            found[user_id][unit_id] = given if known is None else known | given
    places = {unit_id for grants in found.values() for unit_id in grants}
    rows = Organisation.objects.units().open_on(on).filter(pk__in=list(places)).order_by()
    units = {
        pk: UnitName(name, finess or "")
        for pk, name, finess in rows.values_list("pk", "name", "finess")
    }
    judged = {
        user_id: {unit_id: given for unit_id, given in grants.items() if unit_id in units}
        for user_id, grants in found.items()
    }
    return RightsOfMany({user_id: one for user_id, one in judged.items() if one}, units)


def _held(user_ids: Collection[int], on: date) -> QuerySet[Any]:
    """(user, organisation, role, guest room, can write): roles, those of an EJ in its sites, and
    what units still in a group opened to it, with role "": one query."""
    memberships = Membership.objects.active_on(on).filter(user_id__in=list(user_ids)).order_by()
    never = Value(False, output_field=BooleanField())
    own = memberships.annotate(writes=never)
    in_sites = memberships.filter(
        _active(SITES, on, opens_at_once=True), **{f"{SITES}__role": LinkRole.SITE}
    ).annotate(writes=never)
    still_in_group = Link.objects.active_on(on).filter(
        child=OuterRef("opened_unit"), parent=OuterRef("organisation")
    )
    delegated = (
        memberships.filter(_active(OPENED, on), role__in=GROUP_ROLES)
        .annotate(
            opened_unit=F(f"{OPENED}__unit_id"),
            no_role=Value("", output_field=CharField()),
        )
        .filter(Exists(still_in_group))
    )
    return own.values_list("user_id", "organisation_id", "role", "room", "writes").union(
        in_sites.values_list("user_id", f"{SITES}__child_id", "role", "room", "writes"),
        delegated.values_list(
            "user_id", "opened_unit", "no_role", f"{OPENED}__room", f"{OPENED}__can_write"
        ),
        all=True,
    )


def _active(path: str, on: date, *, opens_at_once: bool = False) -> Q:
    """Between its days; `opens_at_once`: no first day means since ever."""
    begun = Q(**{f"{path}__since__lte": on})
    if opens_at_once:
        begun |= Q(**{f"{path}__since": None})
    return begun & (Q(**{f"{path}__until": None}) | Q(**{f"{path}__until__gt": on}))
