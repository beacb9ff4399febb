"""Writes of the people of an exercise: added one by one or by a list, corrected, removed,
reached."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.services import link_create, link_revoke
from hygie.domain.names import search_key
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_enums import AFTER, BEFORE, LIVE, PartRole, RunState
from hygie.exercises.run_scenario import played, public_of
from hygie.exercises.services.runs import (
    ROOM,
    run_played,
    run_settle,
    run_write_down,
    units_written,
)
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

KIND = "participant"
FIELDS = frozenset({"name", "function", "role", "cell", "email", "phone", "replaces_id", "unit_id"})
# Somebody may come late, or be written down after an exercise played on paper.
OPEN = BEFORE | LIVE | (AFTER - {RunState.CLOSED})
LINK_DAYS_AFTER, LINK_DAYS_MOST = 30, 365


@transaction.atomic
def participant_add(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    values: Mapping[str, Any],
) -> Participant:
    """Adds somebody; `values` by name of `FIELDS`. Sent twice with the same `new_id`, once.

    Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun") and `ValidationError`.
    """
    run = run_played(scope, unit, run_id, OPEN)
    known = Participant.objects.filter(pk=new_id).first()
    if known is not None:
        if known.run_id != run.pk:
            raise ServiceRefusal("gone")
        return known
    made = _made(run, unit, new_id, values, acting_user, units_written(run, unit))
    made.full_clean()
    made.save(force_insert=True)
    run_write_down(run, acting_user, "participant_added", _told(made))
    run_settle(run, acting_user)
    return made


@transaction.atomic
def participants_add(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    rows: Sequence[Mapping[str, Any]],
) -> list[Participant]:
    """Adds the people of a list, all or none; returns those added.

    Who is already there under the same name and function is left as she is. Sent twice with the
    same `new_id`, once. Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun") and
    `ValidationError`.
    """
    run = run_played(scope, unit, run_id, OPEN)
    allowed = units_written(run, unit)
    there = {_same(one.name, one.function, one.unit_id) for one in people_of(run, unit)}
    made = []
    for rank, values in enumerate(rows):
        one = _made(run, unit, uuid5(new_id, str(rank)), values, acting_user, allowed)
        key = _same(one.name, one.function, one.unit_id)
        if key not in there:
            there.add(key)
            one.full_clean()
            made.append(one)
    if not made:
        return []
    Participant.objects.bulk_create(made)
    run_write_down(run, acting_user, "participants_added", {"names": [one.name for one in made]})
    run_settle(run, acting_user)
    return made


def _same(name: str, function: str, unit_id: int) -> tuple[str, str, int]:
    return search_key(name), function, unit_id


def people_of(run: Run, unit: Organisation) -> "QuerySet[Participant]":
    """Whom this establishment may write: its own people; everybody for the one that leads."""
    people = run.participants.all()
    return people if unit.pk == run.bearer_id else people.filter(unit=unit)


def _made(
    run: Run,
    unit: Organisation,
    pk: UUID,
    values: Mapping[str, Any],
    author: User,
    allowed: Collection[int],
) -> Participant:
    made = Participant(pk=pk, run=run, unit_id=unit.pk)
    _fill(run, made, values, allowed)
    made.updated_by_name = author.full_name
    return made


def _fill(run: Run, one: Participant, values: Mapping[str, Any], allowed: Collection[int]) -> None:
    """Writes these values; without a cell, that of her function in the scenario."""
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not of a participant: {sorted(unknown)}")
    for name, value in values.items():
        setattr(one, name, value.strip() if isinstance(value, str) else value)
    if one.unit_id not in allowed:
        raise ServiceRefusal("gone", field="unit")
    if one.replaces_id is not None:
        others = run.participants.filter(unit__in=allowed).exclude(pk=one.pk)
        if not others.filter(pk=one.replaces_id).exists():
            raise ServiceRefusal("gone", field="replaces")
    public = public_of(played(run), one.function)
    if not one.cell and one.role == PartRole.JOUEUR and public is not None and public.cell:
        one.cell = public.cell.value


@transaction.atomic
def participant_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    participant_id: UUID,
    expected_version: int,
    values: Mapping[str, Any],
) -> Participant:
    """Corrects somebody; `values` by name of `FIELDS`. Sent twice, once.

    Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun", "stale") and `ValidationError`.
    """
    run = run_played(scope, unit, run_id, OPEN)
    one = _one(run, unit, participant_id)
    before = {name: getattr(one, name) for name in FIELDS}
    shown = (one.version, one.updated_by_name, one.updated_at)
    _fill(run, one, values, units_written(run, unit))
    moved = {name: str(getattr(one, name)) for name in FIELDS if getattr(one, name) != before[name]}
    if not moved:
        return one
    if shown[0] != expected_version:
        raise ServiceRefusal("stale", by=shown[1], at=shown[2])
    if "email" in moved:
        one.comcheck_at = one.convoked_at = None
        # The link went to the former address: whoever reads it there must not open her page.
        links_end(acting_user, [one])
    one.version += 1
    one.updated_by_name = acting_user.full_name
    one.full_clean()
    one.save()
    told = {**_told(one), "changed": sorted(moved)}
    run_write_down(run, acting_user, "participant_changed", told)
    run_settle(run, acting_user)
    return one


@transaction.atomic
def participant_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    participant_id: UUID,
    expected_version: int,
) -> UUID:
    """Takes somebody away before the exercise begins; her links open nothing any more.

    Done twice, nothing more. Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun",
    "stale_removal".
    """
    run = run_played(scope, unit, run_id)
    one = people_of(run, unit).filter(pk=participant_id).first()
    if one is None:
        return participant_id
    if one.version != expected_version:
        raise ServiceRefusal("stale_removal", by=one.updated_by_name, at=one.updated_at)
    links_end(acting_user, [one])
    told = _told(one)
    one.delete()
    run_write_down(run, acting_user, "participant_removed", told)
    run_settle(run, acting_user)
    return participant_id


@transaction.atomic
def participants_reach(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    participant_ids: Sequence[UUID],
    reached: bool = True,
) -> int:
    """The animateur says that these people were reached (comcheck), or not after all.

    Returns how many changed. Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun".
    """
    run = run_played(scope, unit, run_id, BEFORE | LIVE)
    chosen = people_of(run, unit).filter(pk__in=participant_ids, comcheck_at__isnull=reached)
    names = list(chosen.values_list("name", flat=True))
    if not names:
        return 0
    chosen.update(comcheck_at=timezone.now() if reached else None)
    act = "reached" if reached else "unreached"
    run_write_down(run, acting_user, act, {"names": names})
    return len(names)


@transaction.atomic
def participant_answer(*, link: PersonalLink) -> Participant:
    """The holder of a link says that she can be reached. Said twice, once.

    The link was resolved for this request. Raises `ServiceRefusal`: "gone", "run_begun" (the
    exercise is over or cancelled).
    """
    one = participant_of(link)
    if one is None:
        raise ServiceRefusal("gone")
    if one.run.state not in BEFORE | LIVE:
        raise ServiceRefusal("run_begun", state=one.run.get_state_display())
    now = timezone.now()
    if Participant.objects.filter(pk=one.pk, comcheck_at=None).update(comcheck_at=now):
        one.comcheck_at = now
        run_write_down(one.run, link, "reached", {"names": [one.name]})
    return one


def participant_of(link: PersonalLink) -> Participant | None:
    """The one participant that a link opens; None when she was taken away."""
    return _opened_by(link).select_related("run__scenario_version", "run__bearer", "unit").first()


def run_id_of(link: PersonalLink) -> UUID | None:
    """The exercise of the participant that a link opens; None when she was taken away."""
    return _opened_by(link).values_list("run_id", flat=True).first()


def _opened_by(link: PersonalLink) -> "QuerySet[Participant]":
    """A link is made by the establishment that leads, or by that of the participant."""
    made_by = Q(run__bearer=link.organisation_id) | Q(unit=link.organisation_id)
    return Participant.objects.filter(made_by, pk=link.subject_id)


@transaction.atomic
def participant_link_give(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    participant_id: UUID,
    new_id: UUID | None = None,
) -> tuple[PersonalLink, str]:
    """Makes the personal link of somebody who takes part; its secret is shown once.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun", those of `link_create`.
    """
    run = run_played(scope, unit, run_id, BEFORE | LIVE)
    one = _one(run, unit, participant_id)
    now = timezone.now()
    last = run.planned_on or timezone.localdate()
    days = (last - timezone.localdate()).days + LINK_DAYS_AFTER
    return link_create(
        acting_user=acting_user,
        organisation_id=unit.pk,
        room=ROOM,
        subject_kind=KIND,
        subject_id=one.pk,
        subject_label=run.title,
        holder_name=one.name,
        # Reminders have nothing to say of it: the address stays with the participant.
        holder_email="",
        expires_at=now + timedelta(days=min(max(days, LINK_DAYS_AFTER), LINK_DAYS_MOST)),
        new_id=new_id,
    )


def links_end(acting_user: User, people: Iterable[Participant]) -> None:
    """Their links open nothing any more."""
    keys = [str(one.pk) for one in people]
    for link in PersonalLink.objects.filter(subject_kind=KIND, subject_id__in=keys):
        link_revoke(acting_user=acting_user, link=link)


def _one(run: Run, unit: Organisation, participant_id: UUID) -> Participant:
    one = people_of(run, unit).filter(pk=participant_id).first()
    if one is None:
        raise ServiceRefusal("gone")
    return one


def _told(one: Participant) -> dict[str, str]:
    return {"name": one.name, "function": one.function, "role": one.role}
