"""Taking one import back: exactly what it wrote, and only where nobody passed since."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.audits.models import AdsResult, Directory
from hygie.continuity.models import Bia, Copil, CopilMeeting
from hygie.continuity.services import BIA_OBLIGATIONS
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import OBLIGATIONS as BUDGET_OBLIGATIONS
from hygie.documents.models import Evidence
from hygie.documents.services import evidence_withdraw
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import Outcome
from hygie.exchanges.history import words
from hygie.exchanges.history.table import ASSESSMENT, EXERCISE, REGISTERS, SETUP
from hygie.exchanges.history.writers import AUDIT_OBLIGATIONS
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_remove
from hygie.obligations import services as obligations
from hygie.obligations.platform_entries import entry_undo
from hygie.obligations.recording import fact_change, fact_remove
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.models import Finding, PlanAction, PlanNumber
from hygie.quality_plan.services import action_remove
from hygie.self_assessments.models import Answer, SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.services import self_assessment_remove
from hygie.web import refusals

# Model of the fact of each register's rows, and the obligations of those removed as plain facts.
FACTS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "exercises": (Exercise, ()),
    "directories": (Directory, AUDIT_OBLIGATIONS),
    "ads": (AdsResult, AUDIT_OBLIGATIONS),
    "assessments": (SelfAssessment, ()),
    "bias": (Bia, BIA_OBLIGATIONS),
    "actions": (PlanAction, ()),
    "budgets": (BudgetComputation, BUDGET_OBLIGATIONS),
}
ENTRIES: Mapping[str, Any] = {EXERCISE: ExerciseEntry, ASSESSMENT: SelfAssessmentEntry}


ROWS_AT_ONCE, PAUSE_SECONDS = 50, 0.2  # as the writing


class Kept(Exception):
    """A row that stays, with why."""


def fact_of(row: HistoryRow) -> tuple[Any, tuple[str, ...]]:
    """Model and obligations of the fact of a row; of its subject, for an entry."""
    if row.register == "copil":
        return (Copil, ("4.a",)) if row.values["nature"] == SETUP else (CopilMeeting, ())
    if row.register == "entries":
        key = {EXERCISE: "exercises", ASSESSMENT: "assessments"}.get(row.values["action"])
        return FACTS[key or "budgets"]
    return FACTS[row.register]


def subject_kind_of(row: HistoryRow) -> str | None:
    """The kind under which pieces are added to the fact of a row; None when it is not there."""
    model, _ = fact_of(row)
    kind: str = model.fact_kind
    return kind if model.objects.filter(pk=row.fact_id).exists() else None


def rows_undo(
    *,
    history: HistoryImport,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    reason: str,
) -> dict[str, int]:
    """Removes what may be, the last written first; returns how many were removed and kept."""
    who = {"scope": scope, "acting_user": acting_user, "unit": unit}
    written = history.rows.filter(outcome=Outcome.WRITTEN)
    rank = {register.key: place for place, register in enumerate(REGISTERS)}
    rows = sorted(written, key=lambda one: (rank[one.register], one.pk), reverse=True)
    versions = _last_versions(rows)
    for first in range(0, len(rows), ROWS_AT_ONCE):
        if first:
            time.sleep(PAUSE_SECONDS)
        _some_undo(rows[first : first + ROWS_AT_ONCE], who, reason, versions)
    counts = Counter(history.rows.values_list("outcome", flat=True))
    return {"removed": counts[Outcome.UNDONE], "kept": counts[Outcome.KEPT]}


def _some_undo(
    rows: list[HistoryRow], who: dict[str, Any], reason: str, versions: dict[UUID, int]
) -> None:
    """These rows in one transaction: nobody else waits long to write."""
    with obligations.deferred_refresh():
        for row in rows:
            try:
                with transaction.atomic():
                    _row_undo(row, who, reason, versions)
            except Kept as kept:
                row.outcome, row.message = Outcome.KEPT, str(kept)[:500]
            except ServiceRefusal as refusal:
                in_use = refusal.code == "in_use"
                sentence = words.KEPT_PARTS if in_use else refusals.sentence(refusal)
                row.outcome, row.message = Outcome.KEPT, sentence[:500]
            else:
                row.outcome = Outcome.UNDONE
                row.message = words.KEPT_SERVICE if row.register == "bias" and row.message else ""
        HistoryRow.objects.bulk_update(rows, ["outcome", "message"], batch_size=200)


def _last_versions(rows: list[HistoryRow]) -> dict[UUID, int]:
    """The version of each budget that this import left: its entry is noted on the same record."""
    versions: dict[UUID, int] = {}
    for row in rows:
        is_own_entry = row.register == "entries" and row.values["action"] in ENTRIES
        if not is_own_entry:
            versions[row.fact_id] = max(versions.get(row.fact_id, 0), row.fact_version or 0)
    return versions


def _row_undo(row: HistoryRow, who: dict[str, Any], reason: str, versions: dict[UUID, int]) -> None:
    if row.register == "entries":
        _entry_undo(row, who, versions)
        return
    model, obligation_ids = fact_of(row)
    fact = model.objects.filter(pk=row.fact_id, bearer=who["unit"]).first()
    if fact is None:
        raise Kept(words.KEPT_GONE)
    _refuse_changed(row, fact, versions)
    for evidence_id in row.evidence_ids:
        evidence_withdraw(**who, evidence_id=UUID(evidence_id), reason=reason)
    removal = {"expected_version": fact.version, "reason": reason}
    special = REMOVALS.get(model)
    if special is not None:
        special(fact.pk, {**who, **removal})
    else:
        fact_remove(**who, **removal, model=model, fact_id=fact.pk, obligation_ids=obligation_ids)


def _refuse_changed(row: HistoryRow, fact: Any, versions: dict[UUID, int]) -> None:
    """What people did since stays, with the fact that it stands on."""
    if fact.version != versions.get(fact.pk):
        raise Kept(words.KEPT_CHANGED)
    added = Evidence.objects.kept().about(fact.fact_kind, [fact.pk])
    if added.exclude(pk__in=row.evidence_ids).exists():
        raise Kept(words.KEPT_PROOFS)
    if Finding.objects.filter(source_kind=fact.fact_kind, source_id=fact.pk).exists():
        raise Kept(words.KEPT_FINDINGS)
    if isinstance(fact, Exercise) and fact.entries.exists():
        raise Kept(words.KEPT_CHANGED)
    if isinstance(fact, SelfAssessment):
        if Answer.objects.filter(assessment=fact).exists():
            raise Kept(words.KEPT_ANSWERS)
        if fact.entries.exists():
            raise Kept(words.KEPT_CHANGED)
    if isinstance(fact, PlanAction):
        _refuse_used(row, fact)


def _refuse_used(row: HistoryRow, action: PlanAction) -> None:
    if action.findings.exists():
        raise Kept(words.KEPT_FINDINGS)
    if action.parts.exists():
        raise Kept(words.KEPT_PARTS)
    numbers = list(PlanNumber.objects.filter(action=action).values_list("number", flat=True))
    given = row.values.get("number", "")
    if numbers != ([given] if given else []) or action.postponements.exists():
        raise Kept(words.KEPT_CHANGED)


def _entry_undo(row: HistoryRow, who: dict[str, Any], versions: dict[UUID, int]) -> None:
    """The entry on the platform, as it was written: the subject stays as it was before."""
    model = ENTRIES.get(row.values["action"])
    if model is None:
        _budget_entry_undo(row, who, versions)
        return
    try:
        entry_undo(model, **who, subject_id=row.fact_id, expected_version=row.fact_version or 0)
    except ServiceRefusal as refusal:
        known = {"gone": words.KEPT_GONE, "stale": words.KEPT_CHANGED}
        raise Kept(known.get(refusal.code) or refusals.sentence(refusal)) from refusal


def _budget_entry_undo(row: HistoryRow, who: dict[str, Any], versions: dict[UUID, int]) -> None:
    budget = BudgetComputation.objects.filter(pk=row.fact_id).first()
    if budget is None:
        raise Kept(words.KEPT_GONE)
    if budget.version != row.fact_version:
        raise Kept(words.KEPT_CHANGED)
    changed = fact_change(
        **who,
        model=BudgetComputation,
        fact_id=budget.pk,
        expected_version=budget.version,
        changes={"entered_on": None, "receipt": ""},
        obligation_ids=BUDGET_OBLIGATIONS,
    )
    versions[budget.pk] = changed.version


REMOVALS: Mapping[Any, Callable[[UUID, dict[str, Any]], object]] = {
    Exercise: lambda pk, given: exercise_remove(exercise_id=pk, **given),
    SelfAssessment: lambda pk, given: self_assessment_remove(assessment_id=pk, **given),
    PlanAction: lambda pk, given: action_remove(action_id=pk, **given),
}
