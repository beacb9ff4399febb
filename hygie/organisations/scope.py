"""Who sees what: the only place where rights are decided, always as one SQL subquery."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from hygie.accounts.models import User
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.models import Delegation, Link, Membership, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import (
    ACTION_ROOMS,
    GROUP_ROLES,
    GUEST_ROOMS,
    OVERSIGHT_ROLES,
    TABLE,
    Right,
    Role,
    Room,
    roles_with,
)

Rights = Mapping[Room, frozenset[Right]]


class Forbidden(Exception):
    """Inside the person's scope, without the right: the page names who has it."""

    def __init__(self, organisation: Organisation, room: Room, right: Right) -> None:
        super().__init__(f"{right} in {room} of {organisation.pk}")
        self.organisation = organisation
        self.room = room
        self.right = right


@dataclass
class Scope:
    """The rights of one account on one day. `user` None is nobody: it sees nothing."""

    user: User | None
    on: date = field(default_factory=timezone.localdate)
    _rights: dict[int, Rights] = field(default_factory=dict, repr=False)
    _held: dict[int, list[tuple[str, str]]] = field(default_factory=dict, repr=False)
    _lent: Rights = field(default_factory=dict, repr=False)
    _lent_by: int | None = field(default=None, repr=False)

    def _memberships(self) -> QuerySet[Membership]:
        return Membership.objects.active_on(self.on).filter(user=self.user)

    def _held_in(self, memberships: QuerySet[Membership]) -> Q:
        """Units where one of these memberships is held, or that are sites of the EJ where it is."""
        organisations = memberships.values("organisation")
        sites = Link.objects.active_on(self.on).filter(role=LinkRole.SITE, parent__in=organisations)
        return Q(pk__in=organisations) | Q(pk__in=sites.values("child"))

    def _delegated(self, room: Room, *, write: bool) -> Exists:
        held = self._memberships().filter(role__in=GROUP_ROLES).values("organisation")
        given = Delegation.objects.active_on(self.on).filter(
            unit=OuterRef("pk"), room=room, grantee__in=held
        )
        still_in_group = Link.objects.active_on(self.on).filter(
            child=OuterRef("unit"), parent=OuterRef("grantee")
        )
        given = given.filter(Exists(still_in_group))
        return Exists(given.filter(can_write=True) if write else given)

    def units(self, room: Room, right: Right) -> OrganisationQuerySet:
        """Judged units where the person has `right` in `room`."""
        units = Organisation.objects.units()
        if self.user is None:
            return units.none()
        held = Q(role__in=roles_with(room, right))
        if right == Right.READ and room in GUEST_ROOMS:
            held |= Q(role=Role.GUEST, room=room)
        allowed = self._held_in(self._memberships().filter(held))
        if right in (Right.READ, Right.WRITE):
            allowed |= Q(self._delegated(room, write=right == Right.WRITE))
        return units.filter(allowed)

    def known_units(self) -> OrganisationQuerySet:
        """Units inside the person's scope, with any right on their working status or registers."""
        units = Organisation.objects.units()
        if self.user is None:
            return units.none()
        own = self._held_in(self._memberships().exclude(role__in=(*GROUP_ROLES, *OVERSIGHT_ROLES)))
        held = self._memberships().filter(role__in=GROUP_ROLES).values("organisation")
        linked = Link.objects.active_on(self.on).filter(
            child=OuterRef("unit"), parent=OuterRef("grantee")
        )
        given = Delegation.objects.active_on(self.on).filter(
            Exists(linked), unit=OuterRef("pk"), grantee__in=held
        )
        return units.filter(own | Q(Exists(given)))

    def published_units(self) -> OrganisationQuerySet:
        """Units whose published status the person may read: ARS by region, ministry all."""
        units = Organisation.objects.units()
        if self.user is None:
            return units.none()
        overseen = self._memberships().filter(role__in=OVERSIGHT_ROLES)
        regions = overseen.filter(organisation__kind=Kind.REGION).values("organisation")
        nation = overseen.filter(organisation__kind=Kind.NATION)
        return units.filter(Q(region__in=regions) | Q(Exists(nation)))

    def rights_in(self, unit: Organisation) -> Rights:
        """Rights of the person in each room of `unit`: two queries, asked once per request.

        The same rule as `units`, which filters many units in SQL; a test holds them together.
        """
        if unit.pk not in self._rights:
            self._rights[unit.pk] = self._rights_of(unit) if self.user else {}
        return self._rights[unit.pk]

    def held_in(self, unit: Organisation) -> list[tuple[str, str]]:
        """Roles of the person that count in a unit, each with its guest room: asked once."""
        if unit.pk not in self._held:
            held = held_over(unit, self.on).filter(user=self.user)
            self._held[unit.pk] = list(held.values_list("role", "room"))
        return self._held[unit.pk]

    def _rights_of(self, unit: Organisation) -> Rights:
        rights: dict[Room, set[Right]] = defaultdict(set)
        for role, guest_room in self.held_in(unit):
            for room, given in TABLE[Role(role)].items():
                rights[room] |= given
            if role == Role.GUEST and guest_room in GUEST_ROOMS:
                rights[Room(guest_room)].add(Right.READ)
        for opened, can_write in self._delegations_of(unit).values_list("room", "can_write"):
            rights[Room(opened)] |= {Right.READ, Right.WRITE} if can_write else {Right.READ}
        for lent_room, given in self._lent.items() if unit.pk == self._lent_by else ():
            rights[lent_room] |= given
        return {room: frozenset(given) for room, given in rights.items()}

    def _delegations_of(self, unit: Organisation) -> QuerySet[Delegation]:
        held = self._memberships().filter(role__in=GROUP_ROLES).values("organisation")
        groups = Link.objects.active_on(self.on).filter(child=unit).values("parent")
        return Delegation.objects.active_on(self.on).filter(
            Q(grantee__in=held) & Q(grantee__in=groups), unit=unit
        )

    def lent(self, unit: Organisation, room: Room, *rights: Right) -> "Scope":
        """The same person for one act, with rights in a room that `unit` agreed to lend.

        The caller has checked the agreement (an exercise that the unit accepted to play). Only what
        is asked of that unit sees them, never `units`: no page opens with a lent right.
        """
        return Scope(self.user, self.on, _lent={room: frozenset(rights)}, _lent_by=unit.pk)

    def may(self, unit: Organisation, room: Room, right: Right) -> bool:
        """Whether the person has `right` in `room` of `unit`."""
        return right in self.rights_in(unit).get(room, frozenset())

    def may_write_somewhere(self, unit: Organisation) -> bool:
        """Whether the person may note a fact in at least one register of `unit`."""
        return any(self.may(unit, room, Right.WRITE) for room in ACTION_ROOMS)

    def unit_or_refuse(self, finess: str, room: Room, right: Right) -> Organisation:
        """The unit, with the right: 404 outside the scope, `Forbidden` inside without the right."""
        units = Organisation.objects.units().select_related("region")
        unit = units.filter(finess=finess).first()
        if unit is None or not self.rights_in(unit):
            raise Http404("Établissement inconnu ou hors de votre périmètre.")
        if not self.may(unit, room, right):
            raise Forbidden(unit, room, right)
        return unit

    def organisation_or_404(self, kind: Kind, code: str, roles: tuple[Role, ...]) -> Organisation:
        """The GHT, group, region or nation where the person holds one of these roles."""
        held = self._memberships().filter(role__in=roles).values("organisation")
        overseeing_nation = (
            kind == Kind.REGION
            and self._memberships().filter(role=Role.MINISTRY).exists()
            and Role.MINISTRY in roles
        )
        organisations = Organisation.objects.filter(kind=kind, code=code)
        found = (organisations if overseeing_nation else organisations.filter(pk__in=held)).first()
        if found is None:
            raise Http404("Organisation inconnue ou hors de votre périmètre.")
        return found

    def is_admin(self) -> bool:
        """Whether the person runs the instance."""
        return self.user is not None and self._memberships().filter(role=Role.ADMIN).exists()


def held_over(unit: Organisation, on: date) -> QuerySet[Membership]:
    """Roles that count in a unit on a day: held there, or in the EJ of which it is a site."""
    sites = Link.objects.active_on(on).filter(role=LinkRole.SITE, child=unit)
    here = Q(organisation=unit) | Q(organisation__in=sites.values("parent"))
    return Membership.objects.active_on(on).filter(here)


def holders(organisation: Organisation, room: Room, right: Right, on: date) -> QuerySet[Membership]:
    """Roles, of open accounts, that give the right there; one person may hold several."""
    roles = roles_with(room, right)
    return held_over(organisation, on).filter(role__in=roles, user__is_active=True)


def who_can(organisation: Organisation, room: Room, right: Right, on: date) -> list[Membership]:
    """Who has the right there, to name them on the page of refusal (ten at most)."""
    found = holders(organisation, room, right, on).select_related("user")
    return list(found.order_by("role", "id")[:10])
