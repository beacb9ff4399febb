"""Every write of the room: statuses kept true, questions left open, publication."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.dated import load_book
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import registry
from hygie.obligations.horizon import wanted
from hygie.obligations.judging import judging_fingerprint
from hygie.obligations.models import (
    Generation,
    Interval,
    OpenQuestion,
    Pointer,
    Publication,
    PublishedInterval,
    UnitState,
)
from hygie.obligations.rebuilding import ensure_current, rebuild, rebuild_reason
from hygie.obligations.rooms import room_of
from hygie.obligations.writing import FIELDS, lock_units, write_timelines
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

__all__ = [
    "deferred_refresh",
    "ensure_current",
    "question_close",
    "question_open",
    "rebuild",
    "rebuild_reason",
    "refresh",
    "refresh_units",
    "timeline_publish",
]

UNITS_AT_ONCE = 50
PUBLISHED_FIELDS = tuple(name for name in FIELDS if name != "recommended")

# What `deferred_refresh` owes: obligations by unit id; None outside of one.
_owed: ContextVar[dict[int, set[str]] | None] = ContextVar("owed_refresh", default=None)


def refresh(
    *,
    unit_ids: Collection[int],
    obligation_ids: Collection[str] | None = None,
    are_new: bool = False,
) -> None:
    """Makes the stored timelines of these units true again, in the caller's transaction.

    Called by every service that writes a fact, after its writes. `obligation_ids` None: all. The
    units stay locked until the end of the transaction. `are_new`: made in this very transaction, so
    nothing can be noted of them yet, and no room is asked. Ids that are no judged unit lose their
    rows. Raises KeyError for an obligation without facts function.
    """
    ids = sorted(set(unit_ids))
    if not ids:
        return
    chosen = sorted(registry.registered() if obligation_ids is None else set(obligation_ids))
    owed = _owed.get()
    if owed is not None:
        for unit_id in ids:
            owed[unit_id].update(chosen)
        return
    with transaction.atomic():
        for first in range(0, len(ids), UNITS_AT_ONCE):
            some = ids[first : first + UNITS_AT_ONCE]
            lock_units(some)
            write_timelines(some, chosen, _generations_written(ids), load_book(), are_new=are_new)
            UnitState.objects.filter(unit__in=some).update(refreshed_at=timezone.now())


@contextmanager
def deferred_refresh() -> Iterator[None]:
    """One transaction of many facts, whose statuses are made true once, at its end.

    For a load of many facts at once: what is written inside is only seen outside with its
    statuses. Inside, stored timelines still tell the state of before: do not read them there.
    """
    with transaction.atomic():
        owed: dict[int, set[str]] = defaultdict(set)
        token = _owed.set(owed)
        try:
            yield
        finally:
            _owed.reset(token)
        alike: dict[frozenset[str], list[int]] = defaultdict(list)
        for unit_id, obligation_ids in owed.items():
            alike[frozenset(obligation_ids)].append(unit_id)
        for chosen, unit_ids in alike.items():
            refresh(unit_ids=unit_ids, obligation_ids=chosen)


def refresh_units(unit_ids: Sequence[int], *, are_new: bool) -> None:
    """The hook of `organisations`: these units changed themselves (sector, opening, links)."""
    refresh(unit_ids=unit_ids, are_new=are_new)


def _generations_written(unit_ids: Sequence[int]) -> list[Generation]:
    """The generation that readers see and the one being built; the first one ever is made here.

    Read after the units are locked: a rebuild that begins later waits for them.
    """
    states = (Generation.State.CURRENT, Generation.State.BUILDING)
    generations = list(Generation.objects.filter(state__in=states).order_by("pk"))
    if any(one.state == Generation.State.CURRENT for one in generations):
        return generations
    others = Organisation.objects.units().exclude(pk__in=unit_ids).exists()
    horizon = wanted(timezone.localdate())
    first = Generation.objects.create(
        state=Generation.State.CURRENT,
        fingerprint="" if others else judging_fingerprint(),
        horizon_start=horizon.start,
        horizon_end=horizon.end,
        switched_at=timezone.now(),
    )
    Pointer.objects.update_or_create(pk=Pointer.ONLY_ID, defaults={"generation": first})
    return [*generations, first]


def _require_write(scope: Scope, unit: Organisation, obligation_id: str) -> Room:
    try:
        room = room_of(load_book().obligation(obligation_id).id)
    except KeyError:
        raise ServiceRefusal("unknown_obligation", obligation=obligation_id) from None
    if not scope.may(unit, room, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    return room


@transaction.atomic
def question_open(
    *, scope: Scope, acting_user: User, unit: Organisation, obligation_id: str, note: str = ""
) -> OpenQuestion:
    """Notes « on ne sait pas encore » for one obligation; a question already open is returned.

    Raises `ServiceRefusal`: "unknown_obligation", "not_allowed".
    """
    room = _require_write(scope, unit, obligation_id)
    lock_units([unit.pk])
    known = OpenQuestion.objects.filter(unit=unit, obligation=obligation_id, closed_at=None).first()
    if known is not None:
        return known
    question = OpenQuestion(
        unit=unit,
        obligation=obligation_id,
        note=note.strip(),
        noted_by_name=acting_user.full_name,
    )
    question.full_clean()
    question.save()
    _write_down(question, acting_user, "question.opened", room)
    refresh(unit_ids=[unit.pk], obligation_ids=[obligation_id])
    return question


@transaction.atomic
def question_close(
    *, scope: Scope, acting_user: User, unit: Organisation, obligation_id: str
) -> OpenQuestion | None:
    """Takes « on ne sait pas encore » back; None when no question was open.

    Raises `ServiceRefusal`: "unknown_obligation", "not_allowed".
    """
    room = _require_write(scope, unit, obligation_id)
    lock_units([unit.pk])
    question = OpenQuestion.objects.filter(
        unit=unit, obligation=obligation_id, closed_at=None
    ).first()
    if question is None:
        return None
    question.closed_at = timezone.now()
    question.closed_by_name = acting_user.full_name
    question.full_clean()
    question.save(update_fields=["closed_at", "closed_by_name"])
    _write_down(question, acting_user, "question.closed", room)
    refresh(unit_ids=[unit.pk], obligation_ids=[obligation_id])
    return question


@transaction.atomic
def timeline_publish(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    ads_level: tuple[int, date] | None = None,
) -> Publication:
    """Shows the timeline of `unit`, as it is now, to the ARS and the ministry.

    It replaces what was published before: status, count and day per obligation, never a reason
    nor a recommendation. `ads_level`: the level of its lowest directory and the day of that audit,
    only when the establishment chose to share them; frozen with the publication. Sent twice with
    the same `new_id`, the first one is returned. Raises `ServiceRefusal`: "not_allowed", "refused"
    (the id of another establishment's publication).
    """
    if not scope.may(unit, Room.PUBLICATION, Right.PUBLISH):
        raise ServiceRefusal("not_allowed")
    lock_units([unit.pk])
    known = Publication.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    if Publication.objects.filter(pk=new_id).exists():
        raise ServiceRefusal("refused")
    publication = Publication(
        id=new_id,
        unit=unit,
        published_by_name=acting_user.full_name,
        rules_fingerprint=load_book().fingerprint,
        ads_level=ads_level[0] if ads_level else None,
        ads_level_on=ads_level[1] if ads_level else None,
    )
    publication.full_clean()
    publication.save(force_insert=True)
    PublishedInterval.objects.filter(unit=unit).delete()
    rows = Interval.objects.current().filter(unit=unit).values(*PUBLISHED_FIELDS)
    published = PublishedInterval.objects.bulk_create(
        [PublishedInterval(publication=publication, **row) for row in rows]
    )
    journal.record(
        author=acting_user,
        verb="timeline.published",
        room=Room.PUBLICATION,
        subject_kind="publication",
        subject_id=publication.pk,
        subject_label=str(publication),
        organisation_id=unit.pk,
        data={
            "rows": len(published),
            "rules": publication.rules_fingerprint,
            "ads_level_shared": ads_level is not None,
        },
    )
    return publication


def _write_down(question: OpenQuestion, author: User, verb: str, room: Room) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=room,
        subject_kind="question",
        subject_id=question.pk,
        subject_label=str(question),
        organisation_id=question.unit_id,
        data={"obligation": question.obligation, "note": question.note},
    )
