"""Reads of evidence, with the right."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from hygie.documents.models import Evidence, EvidenceQuerySet
from hygie.documents.subjects import Subject, subject_of
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden, Scope


def evidence_for(
    subject_kind: str, subject_ids: Iterable[UUID | str]
) -> defaultdict[str, list[Evidence]]:
    """Pieces not withdrawn of each object, newest first, by the object's id as text: one query.

    An object without any gives an empty list. The caller has the right to read these objects.
    """
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.kept().about(subject_kind, subject_ids).select_related("bearer")
    for evidence in rows:
        found[evidence.subject_id].append(evidence)
    return found


def rooms_readable(scope: Scope, unit: Organisation) -> list[Room]:
    """The rooms of `unit` that the person may read: one query."""
    asked = {
        f"may_{room.value}": Exists(scope.units(room, Right.READ).filter(pk=OuterRef("pk")))
        for room in Room
    }
    answers = Organisation.objects.filter(pk=unit.pk).values(**asked).order_by().first() or {}
    return [room for room in Room if answers.get(f"may_{room.value}")]


def evidence_readable(unit: Organisation, rooms: Iterable[Room]) -> EvidenceQuerySet:
    """Every piece of `unit` in these rooms: its own and those of facts borne for it."""
    return (
        Evidence.objects.kept()
        .concerning(unit)
        .filter(room__in=list(rooms))
        .select_related("bearer")
        .order_by("-added_at", "id")
    )


def evidence_or_refuse(
    scope: Scope, unit: Organisation, evidence_id: UUID, right: Right
) -> Evidence:
    """One piece of `unit`: 404 when it does not concern the unit, `Forbidden` without the right."""
    evidence = Evidence.objects.concerning(unit).filter(pk=evidence_id).first()
    if evidence is None:
        raise Http404("Pièce inconnue ou hors de votre périmètre.")
    room = Room(evidence.room)
    if not scope.may(unit, room, right):
        raise Forbidden(unit, room, right)
    return evidence


def subject_or_refuse(
    scope: Scope, unit: Organisation, kind: str, subject_id: UUID, right: Right
) -> Subject:
    """The object that a piece is to prove: 404 when `unit` has none, `Forbidden` without right."""
    subject = subject_of(kind, subject_id, unit)
    if subject is None:
        raise Http404("Fiche inconnue ou hors de votre périmètre.")
    if not scope.may(unit, subject.room, right):
        raise Forbidden(unit, subject.room, right)
    return subject
