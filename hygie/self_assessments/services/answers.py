"""The answering grid: answers saved theme by theme, then closed, sometimes reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations.recording import fact_change, require_write
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import (
    Answer,
    SelfAssessment,
    answers_fingerprint,
    fingerprint_of,
)

OBLIGATIONS = ("2.a", "2.b")


@dataclass(frozen=True, slots=True)
class Given:
    """What a person answers to one measure. `level` None and applicable: not answered yet."""

    level: int | None = None
    is_not_applicable: bool = False
    reason: str = ""
    comment: str = ""


@transaction.atomic
def answers_save(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    theme: str,
    given: Mapping[str, Given],
    expected: str,
) -> list[Answer]:
    """Saves the answers of one theme, by id of measure; an empty answer takes it back.

    `expected`: `answers_fingerprint` of the theme when it was shown; two people may answer two
    themes at once. Sent twice, the second changes nothing. Raises `ServiceRefusal`:
    "not_allowed", "gone", "borne_by_other", "assessment_closed", "unknown_measure", "stale";
    `ValidationError` with a dict: field « <id>-level », « <id>-reason » or « <id>-comment ».
    """
    assessment = _locked(scope, unit, assessment_id)
    if assessment.is_closed:
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    ids = [measure["id"] for measure in assessment.pack.measures_of(theme)]
    if not ids or not set(given) <= set(ids):
        raise ServiceRefusal("unknown_measure")
    stored = {row.measure_id: row for row in assessment.answers.filter(measure_id__in=ids)}
    wanted = _answers(assessment, given, acting_user)
    kept = [row for key, row in stored.items() if key not in given]
    before, after = answers_fingerprint(stored.values()), answers_fingerprint([*kept, *wanted])
    if before == after:
        return list(stored.values())
    if before != expected:
        _refuse_stale(list(stored.values()))
    assessment.answers.filter(measure_id__in=list(given)).delete()
    saved = Answer.objects.bulk_create(wanted)
    moved = {row.measure_id: [_plain(stored.get(row.measure_id)), _plain(row)] for row in wanted}
    taken = [key for key in given if key in stored and key not in moved]
    _write_down(
        assessment, acting_user, "answered", {"theme": theme, "moved": moved, "taken": taken}
    )
    return [*kept, *saved]


def _locked(scope: Scope, unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    require_write(scope, unit, SelfAssessment)
    assessment = (
        SelfAssessment.objects.select_for_update(of=("self",))
        .select_related("pack", "bearer")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None:
        raise ServiceRefusal("gone")
    if assessment.bearer_id != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(assessment.bearer))
    return assessment  # type: ignore[no-any-return]


def _answers(
    assessment: SelfAssessment, given: Mapping[str, Given], acting_user: User
) -> list[Answer]:
    rows, errors = [], {}
    for measure_id, one in given.items():
        row = Answer(
            assessment=assessment,
            measure_id=measure_id,
            level=one.level,
            is_not_applicable=one.is_not_applicable,
            reason=one.reason.strip() if one.is_not_applicable else "",
            comment=one.comment.strip(),
            updated_by_name=acting_user.full_name,
        )
        try:
            row.clean_fields(exclude=["assessment"])
            row.clean()
            row.validate_constraints(exclude=["assessment"])
        except ValidationError as error:
            errors.update(_named(measure_id, error))
        if one.level is not None and one.level not in assessment.pack.levels:
            errors[f"{measure_id}-level"] = ["Ce niveau n’est pas dans l’échelle."]
        if row.is_given or row.comment:
            rows.append(row)
    if errors:
        raise ValidationError(errors)
    return rows


def _named(measure_id: str, error: ValidationError) -> dict[str, list[str]]:
    return {f"{measure_id}-{name}": texts for name, texts in error.message_dict.items()}


def _refuse_stale(stored: Sequence[Answer]) -> None:
    last = max(stored, key=lambda row: row.updated_at, default=None)
    by = last.updated_by_name if last else ""
    raise ServiceRefusal("stale", by=by, at=last.updated_at if last else None)


def _plain(row: Answer | None) -> list[object] | None:
    return None if row is None else row.values()[1:]


@transaction.atomic
def assessment_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    declared_on: date,
) -> SelfAssessment:
    """Closes the grid: every measure is answered; the answers are then kept as they are.

    Already closed that day, nothing happens twice. Raises `ServiceRefusal`: "assessment_closed",
    "answers_missing", those of `fact_change`; and `ValidationError`.
    """
    assessment = _locked(scope, unit, assessment_id)
    if assessment.is_closed:
        if assessment.declared_on == declared_on:
            return assessment
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    answers = list(assessment.answers.all())
    missing = len(assessment.pack.measures) - sum(row.is_given for row in answers)
    if missing:
        raise ServiceRefusal("answers_missing", count=missing)
    pack = assessment.pack
    proof = fingerprint_of(pack.code, pack.version, pack.measures, answers_fingerprint(answers))
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=SelfAssessment,
        fact_id=assessment_id,
        expected_version=expected_version,
        changes={"declared_on": declared_on, "fingerprint": proof},
        obligation_ids=OBLIGATIONS,
        verb="closed",
    )


@transaction.atomic
def assessment_reopen(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    reason: str,
) -> SelfAssessment:
    """Opens the answers again, with a reason; refused once entered with a receipt.

    Already open, nothing happens. Raises `ServiceRefusal`: "reason_missing",
    "assessment_entered", those of `fact_change`.
    """
    assessment = _locked(scope, unit, assessment_id)
    if not assessment.is_closed:
        return assessment
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    if assessment.entries.exclude(receipt="").exists():
        raise ServiceRefusal("assessment_entered")
    changed = fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=SelfAssessment,
        fact_id=assessment_id,
        expected_version=expected_version,
        changes={"declared_on": None, "fingerprint": ""},
        obligation_ids=OBLIGATIONS,
        verb="reopened",
    )
    _write_down(changed, acting_user, "reopening_reason", {"reason": reason.strip()[:300]})
    return changed


def _write_down(
    assessment: SelfAssessment, author: User, act: str, data: Mapping[str, object]
) -> None:
    journal.record(
        author=author,
        verb=f"{assessment.fact_kind}.{act}",
        room=assessment.room,
        subject_kind=assessment.fact_kind,
        subject_id=assessment.pk,
        subject_label=str(assessment),
        organisation_id=assessment.bearer_id,
        data=data,
    )
