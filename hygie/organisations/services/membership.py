"""Giving, ending and extending roles; opening rooms to a GHT or group by delegation."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from hygie.accounts import services as accounts
from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.enums import Kind
from hygie.organisations.models import Delegation, Link, Membership, Organisation
from hygie.organisations.rights import (
    DELEGABLE,
    GUEST_ROOMS,
    HELD_IN,
    Right,
    Role,
    Room,
    writes_somewhere,
)
from hygie.organisations.scope import Scope
from hygie.web.formats import day_short


class Outcome(StrEnum):
    """What giving a role did."""

    GIVEN = "given"
    EXTENDED = "extended"
    HELD = "held"


class Granted(NamedTuple):
    """The role as it stands, and what giving it did."""

    membership: Membership
    outcome: Outcome


def may_grant(scope: Scope, organisation: Organisation) -> bool:
    """Whether the person gives roles there: the direction in its establishment, else the admin."""
    if scope.is_admin():
        return True
    return organisation.is_unit and scope.may(organisation, Room.PEOPLE, Right.GRANT)


def second_factor_refresh(user: User) -> None:
    """A second factor is required as soon as one role held, now or later, writes somewhere."""
    today = timezone.localdate()
    roles = user.memberships.exclude(until__lte=today).values_list("role", flat=True)
    required = any(writes_somewhere(Role(role)) for role in roles)
    accounts.user_require_second_factor(user=user, required=required)


@transaction.atomic
def membership_grant(
    *,
    scope: Scope,
    acting_user: User,
    organisation: Organisation,
    user: User,
    role: Role,
    since: date,
    until: date | None = None,
    room: Room | None = None,
    is_interim: bool = False,
) -> Granted:
    """Gives a role, or extends the one already held on some of these days.

    `room`: what a guest reads, left out for every other role. Raises `ServiceRefusal`:
    "not_allowed", "role_not_here", "guest_needs_room", "guest_needs_end", "interim_needs_end",
    "role_held_longer" (a role held ends by `membership_end` only); `ValidationError` for days out
    of order.
    """
    _refuse_grant(scope, organisation, role, room, until, is_interim)
    opened = room if role == Role.GUEST and room else ""
    wanted = Membership(
        user=user,
        organisation=organisation,
        role=role,
        room=opened,
        since=since,
        until=until,
        is_interim=is_interim,
    )
    wanted.full_clean()
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    held = (
        Membership.objects.overlapping(since, until)
        .filter(user=user, organisation=organisation, role=role, room=opened)
        .first()
    )
    if held is not None:
        return _extended(held, wanted, acting_user)
    wanted.save()
    second_factor_refresh(user)
    _write_down(wanted, acting_user, "membership.granted")
    return Granted(wanted, Outcome.GIVEN)


def _extended(held: Membership, wanted: Membership, author: User) -> Granted:
    """The role held, to the day now asked; a role is never shortened by being given again."""
    if wanted.until is not None and (held.until is None or held.until > wanted.until):
        code = "role_held_for_ever" if held.until is None else "role_held_longer"
        raise ServiceRefusal(code, name=held.user.full_name, until=held.until, field="until")
    since = min(held.since, wanted.since)
    after = (since, wanted.until, wanted.is_interim)
    if (held.since, held.until, held.is_interim) == after:
        return Granted(held, Outcome.HELD)
    before = "" if held.until is None else held.until.isoformat()
    held.since, held.until, held.is_interim = after
    held.full_clean()
    held.save(update_fields=["since", "until", "is_interim"])
    second_factor_refresh(held.user)
    until = "" if held.until is None else held.until.isoformat()
    _write_down(held, author, "membership.extended", before=before, until=until)
    return Granted(held, Outcome.EXTENDED)


def _refuse_grant(
    scope: Scope,
    organisation: Organisation,
    role: Role,
    room: Room | None,
    until: date | None,
    is_interim: bool,
) -> None:
    if not may_grant(scope, organisation):
        raise ServiceRefusal("not_allowed")
    if organisation.kind not in HELD_IN[role]:
        raise ServiceRefusal("role_not_here", role=role.label)
    if role in (Role.ADMIN, Role.MINISTRY, Role.ARS) and not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    if role == Role.GUEST and room not in GUEST_ROOMS:
        raise ServiceRefusal("guest_needs_room")
    if role == Role.GUEST and until is None:
        raise ServiceRefusal("guest_needs_end")
    if is_interim and until is None:
        raise ServiceRefusal("interim_needs_end")


@transaction.atomic
def membership_end(
    *, scope: Scope, acting_user: User, membership: Membership, until: date
) -> Membership:
    """Ends a role on `until` (first day without it). Raises "not_allowed", "last_direction",
    "last_admin"."""
    if not may_grant(scope, membership.organisation):
        raise ServiceRefusal("not_allowed")
    # The place before the role: two directions that end each other meet here, one after the other.
    Organisation.objects.select_for_update(of=("self",)).get(pk=membership.organisation_id)
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if locked.until is not None and locked.until <= until:
        return locked
    if _is_last_grantor(locked, until):
        raise ServiceRefusal("last_admin" if locked.role == Role.ADMIN else "last_direction")
    locked.until = max(until, locked.since + timedelta(days=1))
    if locked.since >= until:
        locked.delete()
    else:
        locked.save(update_fields=["until"])
    second_factor_refresh(locked.user)
    _write_down(membership, acting_user, "membership.ended", until=str(until))
    return locked


def _is_last_grantor(membership: Membership, day: date) -> bool:
    """Whether ending it would leave nobody to give rights there."""
    if membership.role not in (Role.DIRECTION, Role.ADMIN):
        return False
    others = Membership.objects.active_on(day).filter(
        organisation=membership.organisation, role=membership.role, user__is_active=True
    )
    return not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def delegation_give(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    grantee: Organisation,
    rooms: list[Room],
    can_write: bool,
    since: date,
    until: date | None,
    reference: str,
) -> list[Delegation]:
    """Opens rooms of `unit` to its GHT or group: one row a room. A room already open is widened.

    Never narrowed, nor widened further than asked: "delegation_wider" then.

    Raises `ServiceRefusal`: "not_allowed", "not_my_group", "room_not_delegable".
    """
    if not scope.may(unit, Room.PEOPLE, Right.GRANT):
        raise ServiceRefusal("not_allowed")
    if grantee not in groups_of(unit, since):
        raise ServiceRefusal("not_my_group")
    if not rooms or any(room not in DELEGABLE for room in rooms):
        raise ServiceRefusal("room_not_delegable")
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    rows = [_delegation_of(unit, grantee, room, since, until) for room in rooms]
    for row in rows:
        _refuse_narrower(row, can_write, until)
    asked = (can_write, until, reference)
    changed = [
        row
        for row in rows
        if row.pk is None or row.since > since or (row.can_write, row.until, row.reference) != asked
    ]
    act = _act_of(unit, grantee, reference)
    for row in changed:
        if row.reference != reference:
            row.file_sha256, row.file_name = act
        row.can_write, row.until, row.reference = asked
        row.since = min(row.since, since)
        row.full_clean()
        row.save()
    if not changed:
        return rows
    journal.record(
        author=acting_user,
        verb="delegation.given",
        room=Room.PEOPLE,
        subject_kind="delegation",
        subject_id=unit.pk,
        subject_label=f"{unit} → {grantee}",
        organisation_id=unit.pk,
        data={
            "rooms": [row.room for row in changed],
            "write": can_write,
            "since": since.isoformat(),
            "until": "" if until is None else until.isoformat(),
            "reference": reference,
        },
    )
    return rows


def _delegation_of(
    unit: Organisation, grantee: Organisation, room: Room, since: date, until: date | None
) -> Delegation:
    """The delegation of this room that holds on some of these days, or a new one."""
    given = Delegation.objects.overlapping(since, until)
    given = given.filter(unit=unit, grantee=grantee, room=room).order_by("-can_write", "pk")
    return given.first() or Delegation(unit=unit, grantee=grantee, room=room, since=since)


def _act_of(unit: Organisation, grantee: Organisation, reference: str) -> tuple[str, str]:
    """The written act already joined under this reference: fingerprint and name, or nothing."""
    rows = Delegation.objects.filter(unit=unit, grantee=grantee, reference=reference)
    joined = rows.exclude(file_sha256="").values_list("file_sha256", "file_name")
    return joined.first() or ("", "")


def _refuse_narrower(row: Delegation, can_write: bool, until: date | None) -> None:
    if row.pk is None:
        return
    is_shorter = until is not None and (row.until is None or row.until > until)
    if is_shorter or (row.can_write and not can_write):
        raise ServiceRefusal(
            "delegation_wider",
            room=Room(row.room).label,
            right="lire et écrire" if row.can_write else "lire",
            end=f"jusqu’au {day_short(row.until)}" if row.until else "sans date de fin",
        )


@transaction.atomic
def delegation_set_file(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    delegation_id: int,
    sha256: str,
    name: str,
) -> Delegation:
    """Joins the written act, a file already kept, to every delegation that it carries.

    Those of the same group and reference. Raises `ServiceRefusal`: "not_allowed", "gone".
    """
    if not scope.may(unit, Room.PEOPLE, Right.GRANT):
        raise ServiceRefusal("not_allowed")
    rows = Delegation.objects.select_for_update(of=("self",)).filter(unit=unit)
    delegation = rows.filter(pk=delegation_id).first()
    if delegation is None:
        raise ServiceRefusal("gone")
    if (delegation.file_sha256, delegation.file_name) == (sha256, name):
        return delegation
    same = Delegation.objects.filter(unit=unit, grantee=delegation.grantee_id)
    same.filter(reference=delegation.reference).update(file_sha256=sha256, file_name=name)
    journal.record(
        author=acting_user,
        verb="delegation.file_joined",
        room=Room.PEOPLE,
        subject_kind="delegation",
        subject_id=unit.pk,
        subject_label=str(delegation),
        organisation_id=unit.pk,
        data={
            "reference": delegation.reference,
            "name": name,
            "sha256": sha256,
            "before": delegation.file_sha256,
        },
    )
    delegation.refresh_from_db()
    return delegation


@transaction.atomic
def delegation_end(
    *, scope: Scope, acting_user: User, unit: Organisation, delegation_id: int
) -> None:
    """Takes back a delegation from today on. Raises "not_allowed", "gone"."""
    if not scope.may(unit, Room.PEOPLE, Right.GRANT):
        raise ServiceRefusal("not_allowed")
    delegation = Delegation.objects.select_for_update(of=("self",)).filter(
        pk=delegation_id, unit=unit
    )
    row = delegation.first()
    if row is None:
        raise ServiceRefusal("gone")
    today = timezone.localdate()
    if row.until is not None and row.until <= today:
        return
    label = str(row)
    if row.since >= today:
        row.delete()
    else:
        row.until = today
        row.save(update_fields=["until"])
    journal.record(
        author=acting_user,
        verb="delegation.ended",
        room=Room.PEOPLE,
        subject_kind="delegation",
        subject_id=unit.pk,
        subject_label=label,
        organisation_id=unit.pk,
    )


def groups_of(unit: Organisation, on: date) -> list[Organisation]:
    """The GHT and groups of a unit on a day."""
    parents = Link.objects.active_on(on).filter(child=unit).values("parent")
    return list(Organisation.objects.filter(pk__in=parents, kind__in=(Kind.GHT, Kind.GROUP)))


def _write_down(membership: Membership, author: User, verb: str, **data: str) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=Room.PEOPLE,
        subject_kind="membership",
        subject_id=membership.pk or 0,
        subject_label=str(membership),
        organisation_id=membership.organisation_id,
        data={"role": membership.role, "user": membership.user_id, **data},
    )
