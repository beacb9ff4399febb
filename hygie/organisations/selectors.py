"""Reads of the room, with right."""

from datetime import date

from django.db.models import Q

from hygie.organisations.enums import Kind, ServiceFamily
from hygie.organisations.models import HospitalService, Link, Membership, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import GROUP_ROLES, OVERSIGHT_ROLES, Role
from hygie.organisations.scope import Scope


def units_reachable(scope: Scope) -> OrganisationQuerySet:
    """Units that the person may open: hers, and those delegated to her group."""
    return scope.known_units().order_by("search", "id")


def group_memberships(scope: Scope) -> list[Membership]:
    """Her roles in a GHT, group, region or the nation: each opens a page of its own."""
    return list(
        Membership.objects.active_on(scope.on)
        .filter(user=scope.user, role__in=(*GROUP_ROLES, *OVERSIGHT_ROLES))
        .select_related("organisation")
        .order_by("organisation__search", "id")
    )


def roles_in(scope: Scope, unit: Organisation) -> list[str]:
    """Labels of the person's roles in a unit."""
    return list(dict.fromkeys(str(Role(role).label) for role, _ in scope.held_in(unit)))


def my_memberships(scope: Scope) -> list[Membership]:
    """Everything the person holds today."""
    return list(
        Membership.objects.active_on(scope.on)
        .filter(user=scope.user)
        .select_related("organisation")
        .order_by("organisation__search", "id")
    )


def is_unused() -> bool:
    """Whether nobody holds any role but the administration's: an import alone fills no post."""
    return not Membership.objects.exclude(role=Role.ADMIN).exists()


def memberships_of(organisation: Organisation, on: date) -> list[Membership]:
    """People who hold a role in an organisation, now or later."""
    return list(
        Membership.objects.filter(organisation=organisation)
        .filter(Q(until=None) | Q(until__gt=on))
        .select_related("user")
        .order_by("role", "user__search", "id")
    )


def links_of(unit: Organisation, on: date) -> list[Link]:
    """GHT, groups and EJ of a unit on a day."""
    return list(
        Link.objects.active_on(on).filter(child=unit).select_related("parent").order_by("id")
    )


def sites_of(unit: Organisation, on: date) -> list[Organisation]:
    """Geographical sites of an EJ."""
    sites = Link.objects.active_on(on).filter(parent=unit, role="site").values("child")
    return list(Organisation.objects.filter(pk__in=sites).order_by("search", "id")[:200])


def hospital_services_of(unit: Organisation) -> list[HospitalService]:
    """Services of a unit, open ones first, by family in the order of the instruction."""
    services = HospitalService.objects.filter(unit=unit).select_related("pole")
    rank = {family.value: number for number, family in enumerate(ServiceFamily)}
    return sorted(services, key=lambda one: (one.closed_on is not None, rank[one.family]))


def regions() -> OrganisationQuerySet:
    """The regions, by name."""
    return Organisation.objects.filter(kind=Kind.REGION).order_by("search", "id")
