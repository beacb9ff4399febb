"""Pieces of the establishment that prove the answers: given once, used for many measures."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.documents.models import Evidence
from hygie.documents.selectors import evidence_readable, rooms_readable
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import MeasureProof, SelfAssessment
from hygie.self_assessments.services.answers import locked, write_down


@transaction.atomic
def proofs_choose(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    measure_id: str,
    shown: Collection[UUID],
    chosen: Collection[UUID],
) -> list[MeasureProof]:
    """Sets which of the pieces `shown` prove one measure; the others are left as they are.

    Sent twice, the second changes nothing. Returns the proofs of the measure. Raises
    `ServiceRefusal`: "assessment_closed", "unknown_measure", "unknown_proof" (a piece that the
    person may not read, withdrawn, or of a fact that `unit` declined), those of `locked`.
    """
    assessment = locked(scope, unit, assessment_id)
    if assessment.is_closed:
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    if assessment.measure(measure_id) is None:
        raise ServiceRefusal("unknown_measure")
    rows = MeasureProof.objects.filter(assessment=assessment, measure_id=measure_id)
    before = set(rows.values_list("evidence_id", flat=True))
    added = set(chosen) - before
    readable = evidence_readable(unit, rooms_readable(scope, unit))
    pieces = readable.counting_for(unit).in_bulk(added)
    if len(pieces) != len(added):
        raise ServiceRefusal("unknown_proof", field="chosen")
    removed = (set(shown) & before) - set(chosen)
    rows.filter(evidence__in=removed).delete()
    MeasureProof.objects.bulk_create(
        MeasureProof(
            assessment=assessment,
            measure_id=measure_id,
            evidence=piece,
            added_by_name=acting_user.full_name,
        )
        for piece in sorted(pieces.values(), key=lambda one: (one.added_at, one.pk))
    )
    if added or removed:
        data = {
            "measure": measure_id,
            "added": sorted(map(str, added)),
            "removed": sorted(map(str, removed)),
        }
        write_down(assessment, acting_user, "proved", data)
    return list(rows.select_related("evidence"))


def proofs_carry(source: SelfAssessment, target: SelfAssessment, measures: Collection[str]) -> None:
    """The pieces of last year that still count prove the same measures, taken over with them."""
    rows = MeasureProof.objects.filter(assessment=source, measure_id__in=measures)
    kept = rows.filter(evidence__in=Evidence.objects.kept().counting_for(target.bearer))
    MeasureProof.objects.bulk_create(
        [
            MeasureProof(
                assessment=target,
                measure_id=one.measure_id,
                evidence_id=one.evidence_id,
                added_by_name=one.added_by_name,
            )
            for one in kept
        ],
        ignore_conflicts=True,
    )
