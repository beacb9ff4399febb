"""Creating organisations by hand, choosing the judged units, linking them to GHT and groups."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.journal.models import Entry
from hygie.organisations.departments import region_of_department
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.hooks import units_changed
from hygie.organisations.models import Link, Organisation, identity_seen
from hygie.organisations.models.organisation import LOCAL_FIELDS
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

ROLES_IN = {
    Kind.GHT: (LinkRole.SUPPORT, LinkRole.PART),
    Kind.GROUP: (LinkRole.HEADQUARTERS, LinkRole.MEMBER),
    Kind.EJ: (LinkRole.SITE,),
}


def write_down(organisation: Organisation, author: User | None, verb: str, **data: Any) -> None:
    """One journal line about an organisation."""
    journal.record(
        author=author,
        verb=verb,
        room=Room.ORGANISATION,
        subject_kind="organisation",
        subject_id=organisation.pk,
        subject_label=organisation.name,
        organisation_id=organisation.pk,
        data={
            key: value if isinstance(value, (int, bool)) else str(value)
            for key, value in data.items()
        },
    )


@transaction.atomic
def unit_create(
    *,
    scope: Scope,
    acting_user: User,
    finess: str,
    values: Mapping[str, Any],
    region: Organisation | None,
) -> Organisation:
    """A judged unit written by hand, before any FINESS import; the same number twice: the first.

    Raises `ServiceRefusal("not_allowed")` and `ValidationError`.
    """
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    existing = Organisation.objects.filter(finess=finess).first()
    if existing is not None:
        return unit_choose(scope=scope, acting_user=acting_user, organisation=existing)
    unit = Organisation(kind=Kind.EJ, finess=finess, region=region, is_unit=True, **values)
    unit.full_clean()
    unit.save()
    write_down(unit, acting_user, "organisation.created", finess=finess)
    units_changed([unit.pk])
    return unit


@transaction.atomic
def unit_choose(*, scope: Scope, acting_user: User, organisation: Organisation) -> Organisation:
    """Makes an EJ, or an ET of its own, a judged unit. Raises "not_allowed", "not_judgeable"."""
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    if organisation.kind not in (Kind.EJ, Kind.ET):
        raise ServiceRefusal("not_judgeable")
    if not organisation.is_unit:
        organisation.is_unit = True
        organisation.save(update_fields=["is_unit"])
        write_down(organisation, acting_user, "organisation.made_unit")
        units_changed([organisation.pk])
    return organisation


@transaction.atomic
def unit_change(
    *, scope: Scope, acting_user: User, unit: Organisation, seen: str, changes: Mapping[str, Any]
) -> Organisation:
    """Corrects what an establishment knows better than FINESS; its region follows its department.

    `seen`: `identity_seen` of what was shown when the changes were typed. Raises `ServiceRefusal`:
    "not_allowed", "stale"; `ValidationError`.
    """
    if not scope.is_admin() and not scope.may(unit, Room.ORGANISATION, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    moved = {
        name: f"{getattr(locked, name)} → {value}"
        for name, value in changes.items()
        if name in LOCAL_FIELDS and getattr(locked, name) != value
    }
    if not moved:
        return locked
    if seen != identity_seen(locked):
        last = Entry.objects.about("organisation", locked.pk).first()
        by, at = (last.author_name, last.at) if last else ("", locked.updated_at)
        raise ServiceRefusal("stale", by=by, at=at)
    for name in moved:
        setattr(locked, name, changes[name])
    if "department" in moved:
        locked.region = region_of_department(locked.department)
    locked.full_clean()
    locked.save()
    write_down(locked, acting_user, "organisation.changed", **moved)
    units_changed([locked.pk])
    return locked


@transaction.atomic
def group_create(
    *,
    scope: Scope,
    acting_user: User,
    kind: Kind,
    code: str,
    name: str,
    region: Organisation | None,
    is_demo: bool = False,
) -> Organisation:
    """A GHT or a private group. The same code twice: the first. Raises "not_allowed"."""
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    existing = Organisation.objects.filter(kind=kind, code=code).first()
    if existing is not None:
        return existing
    group = Organisation(kind=kind, code=code, name=name, region=region, is_demo=is_demo)
    group.full_clean()
    group.save()
    write_down(group, acting_user, "organisation.created", code=code)
    return group


@transaction.atomic
def link_set(
    *,
    scope: Scope,
    acting_user: User,
    child: Organisation,
    parent: Organisation,
    role: LinkRole,
    since: date | None,
    until: date | None = None,
) -> Link:
    """Attaches a unit to a GHT or group with a role and days; another role ends the former link.

    Attached already with that role and that day: unchanged. Raises `ServiceRefusal`:
    "not_allowed", "link_role_not_here", "link_since_other"; `ValidationError`.
    """
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    if role not in ROLES_IN.get(Kind(parent.kind), ()) or child.kind not in (Kind.EJ, Kind.ET):
        raise ServiceRefusal("link_role_not_here")
    Organisation.objects.select_for_update(of=("self",)).get(pk=child.pk)
    former = Link.objects.filter(child=child, parent=parent, until=None).first()
    if former is not None and former.role == role and until is None:
        if since is not None and since != former.since:
            raise ServiceRefusal(_other_since(former), since=former.since, field="since")
        return former
    link = Link(child=child, parent=parent, role=role, since=since, until=until)
    if former is not None:
        link.since = since or timezone.localdate()
        _close(former, link.since)
    link.full_clean()
    link.save()
    left = "" if former is None else LinkRole(former.role).label
    days = {"since": link.since or "", "until": link.until or ""}
    write_down(
        child, acting_user, "link.set", parent=parent.name, role=role.label, former=left, **days
    )
    units_changed([child.pk])
    return link


def _other_since(former: Link) -> str:
    return "link_always" if former.since is None else "link_since_other"


def _close(link: Link, until: date) -> None:
    """Ends a link on `until`; one that had not begun is erased."""
    if link.since is not None and link.since >= until:
        link.delete()
        return
    link.until = until
    link.full_clean()
    link.save(update_fields=["until"])


@transaction.atomic
def link_end(*, scope: Scope, acting_user: User, link_id: int, until: date) -> None:
    """Ends an attachment on `until` (first day without it); ended already: nothing.

    One that had not begun is erased. Raises "not_allowed", "gone".
    """
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    links = Link.objects.select_for_update(of=("self",)).select_related("child", "parent")
    link = links.filter(pk=link_id).first()
    if link is None:
        raise ServiceRefusal("gone")
    if link.until is not None and link.until <= until:
        return
    _close(link, until)
    write_down(link.child, acting_user, "link.ended", parent=link.parent.name, until=until)
    units_changed([link.child_id])
