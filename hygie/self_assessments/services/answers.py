"""The answering grid: answers saved as they are given, then closed, sometimes reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hygie.accounts.models import PersonalLink, User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations.recording import fact_change, require_write
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.judging import computed_of
from hygie.self_assessments.models import (
    Answer,
    SelfAssessment,
    answer_fingerprint,
    answers_fingerprint,
    field_key,
    fingerprint_of,
)

OBLIGATIONS = ("2.a", "2.b")
BY_QUESTIONS = "D’après les réponses aux questions."


@dataclass(frozen=True, slots=True)
class Given:
    """What a person answers to one measure. `level` None and applicable: not answered yet.

    `confirms`: what was taken over from before is still true. `choices`: answers to the questions
    of the measure, by id: a text, or a list of ids of choices; None leaves them as they are.
    """

    level: int | None = None
    is_not_applicable: bool = False
    reason: str = ""
    comment: str = ""
    target_level: int | None = None
    target_on: date | None = None
    confirms: bool = False
    choices: Mapping[str, Any] | None = None


@transaction.atomic
def answers_save(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    given: Mapping[str, Given],
    expected: Mapping[str, str],
) -> list[Answer]:
    """Saves the answers to some measures, by id; an empty answer takes it back.

    `expected`: `answer_fingerprint` of each when it was shown: several people answer at once. A
    measure that is sent as it was shown is left as it is stored; one that two people changed is
    refused, unless both say the same. Sent twice, the second changes nothing. Returns the stored
    answers to these measures. Raises `ServiceRefusal`: "not_allowed", "gone", "borne_by_other",
    "assessment_closed", "unknown_measure", "stale"; `ValidationError` with a dict: field
    « <key>-level » and so on (`field_key`).
    """
    assessment = locked(scope, unit, assessment_id)
    return answers_write(assessment, given, expected, acting_user)


def answers_write(
    assessment: SelfAssessment,
    given: Mapping[str, Given],
    expected: Mapping[str, str],
    author: User | PersonalLink,
) -> list[Answer]:
    """The same on a self-assessment locked, once the right of `author` is known."""
    if assessment.is_closed:
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    measures = {one["id"]: one for one in assessment.measures if one["id"] in given}
    if len(measures) != len(given):
        raise ServiceRefusal("unknown_measure")
    stored = {row.measure_id: row for row in assessment.answers.filter(measure_id__in=given)}
    wanted = _answers(assessment, given, stored, author)
    seen = {key: expected.get(key, "") for key in given}
    touched = [key for key in given if answer_fingerprint(wanted[key]) != seen[key]]
    changed = [key for key in touched if _says(stored.get(key)) != _says(wanted[key])]
    moved = [key for key in changed if answer_fingerprint(stored.get(key)) != seen[key]]
    if moved:
        _refuse_stale([stored[key] for key in moved if key in stored])
    if changed:
        _replace(assessment, stored, wanted, changed)
        data = {key: [_plain(stored.get(key)), _plain(wanted[key])] for key in changed}
        themes = list(dict.fromkeys(measures[key]["theme"] for key in changed))
        said = {"theme": ", ".join(themes)[:300], "moved": data}
        write_down(assessment, author, "answered", said)
    return [row for key in given if (row := {**stored, **_kept(wanted, changed)}.get(key))]


def _kept(wanted: Mapping[str, Answer | None], changed: Sequence[str]) -> dict[str, Any]:
    return {key: wanted[key] for key in changed}


def _says(row: Answer | None) -> list[Any] | None:
    return None if row is None else row.values()


def _replace(
    assessment: SelfAssessment,
    stored: Mapping[str, Answer],
    wanted: Mapping[str, Answer | None],
    changed: Sequence[str],
) -> None:
    """Writes what changed in few queries, whatever the number of measures."""
    assessment.answers.filter(measure_id__in=[key for key in changed if key in stored]).delete()
    Answer.objects.bulk_create([row for key in changed if (row := wanted[key]) is not None])


def locked(scope: Scope, unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    """The self-assessment that `unit` bears, locked. Raises `ServiceRefusal`."""
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
    assessment: SelfAssessment,
    given: Mapping[str, Given],
    stored: Mapping[str, Answer],
    author: User | PersonalLink,
) -> dict[str, Answer | None]:
    """The row of each measure, None for an empty answer."""
    rows: dict[str, Answer | None] = {}
    errors: dict[str, list[str]] = {}
    for measure_id, one in given.items():
        row = _row(assessment, measure_id, one, stored.get(measure_id))
        row.updated_by_name = author.journal_name
        try:
            row.clean_fields(exclude=["assessment"])
            row.clean()
            row.validate_constraints(exclude=["assessment"])
        except ValidationError as error:
            errors.update(_named(measure_id, error))
        for name in ("level", "target_level"):
            if getattr(row, name) not in (None, *assessment.pack.levels):
                errors[f"{field_key(measure_id)}-{name}"] = ["Ce niveau n’est pas dans l’échelle."]
        rows[measure_id] = None if row.is_blank else row
    if errors:
        raise ValidationError(errors)
    return rows


def _row(assessment: SelfAssessment, measure_id: str, one: Given, before: Answer | None) -> Answer:
    """What is given; taken over from before, it stays so until it is confirmed or changed."""
    row = Answer(
        assessment=assessment,
        measure_id=measure_id,
        level=one.level,
        is_not_applicable=one.is_not_applicable,
        reason=one.reason.strip() if one.is_not_applicable else "",
        comment=one.comment.strip(),
        target_level=one.target_level,
        target_on=one.target_on,
        choices=dict(one.choices) if one.choices is not None else before.choices if before else {},
    )
    if one.choices:
        _compute(assessment, row, before)
    if before is not None and before.carried_from and not one.confirms:
        row.carried_from = before.carried_from
        if _says(row) != _says(before):
            row.carried_from = ""
    return row


def _compute(assessment: SelfAssessment, row: Answer, before: Answer | None) -> None:
    """The level that the questions give, where the person did not choose another one."""
    measure = assessment.measure(row.measure_id)
    now = None if measure is None else computed_of(assessment.pack, measure, row.choices)
    if measure is None or now is None:
        return
    old = computed_of(assessment.pack, measure, before.choices) if before else None
    said = (row.level, row.is_not_applicable)
    is_silent = said == (None, False)
    is_as_before = before is not None and said == (before.level, before.is_not_applicable)
    was_computed = old is not None and said == (old.level, old.is_not_applicable)
    if is_silent or (is_as_before and was_computed):
        row.level, row.is_not_applicable = now.level, now.is_not_applicable
        row.reason = BY_QUESTIONS if now.is_not_applicable else ""


def _named(measure_id: str, error: ValidationError) -> dict[str, list[str]]:
    return {f"{field_key(measure_id)}-{name}": texts for name, texts in error.message_dict.items()}


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
    assessment = locked(scope, unit, assessment_id)
    if assessment.is_closed:
        if assessment.declared_on == declared_on:
            return assessment
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    asked = {one["id"] for one in assessment.measures}
    answers = [row for row in assessment.answers.all() if row.measure_id in asked]
    missing = len(asked) - sum(row.is_given for row in answers)
    if missing:
        raise ServiceRefusal("answers_missing", count=missing)
    pack = assessment.pack
    said = [pack.code, pack.version, pack.measures, answers_fingerprint(answers)]
    pairs = assessment.proofs.values_list("measure_id", "evidence_id")
    proofs = sorted([measure_id, str(evidence_id)] for measure_id, evidence_id in pairs)
    more = [one for one in (assessment.groups, {"proofs": proofs} if proofs else None) if one]
    proof = fingerprint_of(*said, *more)
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
    assessment = locked(scope, unit, assessment_id)
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
    write_down(changed, acting_user, "reopening_reason", {"reason": reason.strip()[:300]})
    return changed


def write_down(
    assessment: SelfAssessment,
    author: User | PersonalLink,
    act: str,
    data: Mapping[str, object],
) -> None:
    """A line of the journal about it."""
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
