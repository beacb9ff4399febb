"""Reads of the pieces that prove the answers, for who may read each of them."""

from dataclasses import dataclass

from hygie.documents.models import Evidence
from hygie.documents.selectors import evidence_readable, rooms_readable
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import MeasureProof, SelfAssessment

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class MeasureProofs:
    """The proofs of one measure. `hidden`: how many are pieces that the person may not read.

    `away`: how many are of a fact of another, declined since or no longer borne for the unit.
    """

    pieces: tuple[Evidence, ...]
    hidden: int
    away: int


def proofs_of(
    scope: Scope, unit: Organisation, assessment: SelfAssessment, measure_id: str
) -> MeasureProofs:
    """What proves one measure: three queries at most."""
    rows = MeasureProof.objects.filter(assessment=assessment, measure_id=measure_id)
    cited = [one.evidence for one in rows.select_related("evidence__bearer")]
    others = [one.pk for one in cited if one.bearer_id != unit.pk]
    counting = Evidence.objects.counting_for(unit).filter(pk__in=others)
    kept = set(counting.values_list("pk", flat=True)) if others else set()
    pieces = [one for one in cited if one.bearer_id == unit.pk or one.pk in kept]
    rooms = rooms_readable(scope, unit) if pieces else []
    shown = tuple(one for one in pieces if one.room in rooms)
    return MeasureProofs(shown, len(pieces) - len(shown), len(cited) - len(pieces))


def pieces_to_choose(
    scope: Scope, unit: Organisation, assessment: SelfAssessment, measure_id: str, words: str
) -> tuple[list[Evidence], list[Evidence]]:
    """Pieces that prove the measure already, and others that may, whose title holds `words`."""
    cited = list(proofs_of(scope, unit, assessment, measure_id).pieces)
    others = evidence_readable(unit, rooms_readable(scope, unit)).counting_for(unit)
    others = others.exclude(pk__in=[one.pk for one in cited])
    if words:
        others = others.filter(title__icontains=words)
    return cited, list(others[:MOST_SHOWN])
