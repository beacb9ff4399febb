"""Answers taken over: from last year, from a former version of the text; and what is asked."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.packs.moves import moves_between
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import fact_change
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import Answer, MeasurePack, SelfAssessment
from hygie.self_assessments.services.answers import OBLIGATIONS, locked, write_down
from hygie.self_assessments.services.packs import plain_of
from hygie.self_assessments.services.proofs import proofs_carry


@transaction.atomic
def answers_carry(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    from_id: UUID,
) -> int:
    """Takes over the answers of another self-assessment, for the measures not answered here.

    Their proofs come with them. Each then asks « toujours vrai ? » and is no answer before. Done
    twice, nothing happens twice. Returns how many were taken. Raises `ServiceRefusal`:
    "assessment_closed", "carry_nothing", those of `locked`.
    """
    assessment = _open(scope, unit, assessment_id)
    source = (
        SelfAssessment.objects.offered_to(unit)
        .filter(pk=from_id, pack__code=assessment.pack.code)
        .exclude(pk=assessment_id)
        .first()
    )
    if source is None:
        raise ServiceRefusal("carry_nothing")
    have = set(assessment.answers.values_list("measure_id", flat=True))
    asked = {one["id"] for one in assessment.measures} - have
    rows = [
        _taken(row, assessment, f"l’auto-évaluation {source.year}", acting_user)
        for row in source.answers.all()
        if row.measure_id in asked and not row.carried_from and not row.is_blank
    ]
    Answer.objects.bulk_create(rows)
    proofs_carry(source, assessment, [row.measure_id for row in rows])
    if rows:
        data = {"from": str(source), "id": str(source.pk), "count": len(rows)}
        write_down(assessment, acting_user, "carried", data)
    return len(rows)


def _taken(row: Answer, assessment: SelfAssessment, label: str, acting_user: User) -> Answer:
    """A copy to confirm; a level that the scale does not have any more is left to be given."""
    level = row.level if row.level in assessment.pack.levels else None
    target = row.target_level if row.target_level in assessment.pack.levels else None
    return Answer(
        assessment=assessment,
        measure_id=row.measure_id,
        level=level,
        is_not_applicable=row.is_not_applicable,
        reason=row.reason,
        comment=row.comment,
        target_level=target,
        target_on=row.target_on,
        choices=row.choices,
        carried_from=label[:60],
        updated_by_name=acting_user.full_name,
    )


def _open(scope: Scope, unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    assessment = locked(scope, unit, assessment_id)
    if assessment.is_closed:
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    return assessment


@transaction.atomic
def groups_choose(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    groups: Iterable[str],
) -> SelfAssessment:
    """Says which groups of the pack concern the establishment; none: all of its measures.

    Answers outside are kept, and come back with their group. Raises `ServiceRefusal`:
    "assessment_closed", "unknown_group", "no_measure_left", those of `fact_change`.
    """
    assessment = _open(scope, unit, assessment_id)
    wanted = set(groups)
    known = [one["id"] for one in assessment.pack.groups]
    if not wanted <= set(known):
        raise ServiceRefusal("unknown_group", field="chosen")
    chosen = [one for one in known if one in wanted]
    count = len(assessment.pack.asked(chosen))
    if not count:
        raise ServiceRefusal("no_measure_left", field="chosen")
    return _change(
        assessment, scope, acting_user, unit, expected_version, "scoped",
        {"groups": chosen, "measure_count": count},
    )  # fmt: skip


@transaction.atomic
def assessment_pack_update(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    pack_id: int,
) -> SelfAssessment:
    """Answers another version of the same text; every answer is kept.

    Those whose measure asks something else now, or whose level is gone, ask « toujours vrai ? ».
    Raises `ServiceRefusal`: "assessment_closed", "unknown_pack", those of `fact_change`.
    """
    assessment = _open(scope, unit, assessment_id)
    before = assessment.pack
    after = MeasurePack.objects.usable_by(unit).filter(pk=pack_id, code=before.code).first()
    if after is None:
        raise ServiceRefusal("unknown_pack")
    if after.pk == before.pk:
        return assessment
    moves = moves_between(plain_of(before), plain_of(after))
    to_read = {one.id for one in moves.of_kind("reworded")}
    if moves.scale_moved:
        to_read = set(assessment.answers.values_list("measure_id", flat=True))
    assessment.pack = after
    rows = list(assessment.answers.filter(measure_id__in=to_read))
    for row in rows:
        row.carried_from = row.carried_from or f"la version {before.version} du texte"[:60]
        row.level = row.level if row.level in after.levels else None
        row.target_level = row.target_level if row.target_level in after.levels else None
    Answer.objects.bulk_update(rows, ["carried_from", "level", "target_level"])
    groups = [one["id"] for one in after.groups if one["id"] in assessment.groups]
    values = {"pack": after, "groups": groups, "measure_count": len(after.asked(groups))}
    return _change(assessment, scope, acting_user, unit, expected_version, "pack_changed", values)


def _change(
    assessment: SelfAssessment,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    expected_version: int,
    verb: str,
    changes: Mapping[str, Any],
) -> SelfAssessment:
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=SelfAssessment,
        fact_id=assessment.pk,
        expected_version=expected_version,
        changes=changes,
        obligation_ids=OBLIGATIONS,
        verb=verb,
    )
