"""Taking one import back: exactly what it wrote, and only where nobody passed since."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.audits.models import AdsResult, Directory
from hygie.continuity.models import Bia, Copil, CopilMeeting
from hygie.continuity.services import BIA_OBLIGATIONS
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import OBLIGATIONS as BUDGET_OBLIGATIONS
from hygie.documents.models import Evidence
from hygie.documents.services import evidence_withdraw
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import at_work, milestones, words
from hygie.exchanges.history.natures import NATURES
from hygie.exchanges.history.proofs import proofs_forget
from hygie.exchanges.history.table import ASSESSMENT, EXERCISE, REGISTERS, SETUP
from hygie.exchanges.history.writers import AUDIT_OBLIGATIONS
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_remove
from hygie.journal import services as journal
from hygie.obligations.platform_entries import entry_undo
from hygie.obligations.recording import fact_change, fact_remove
from hygie.organisations.rights import Room
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


class Kept(Exception):
    """A row that stays, with why."""


def fact_of(row: HistoryRow) -> tuple[Any, tuple[str, ...]]:
    """Model and obligations of the fact of a row; of its subject, for an entry."""
    if row.register in NATURES:
        one = milestones.of_values(row.values)
        return one.model, one.obligations
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


def history_take_back(history_id: UUID) -> HistoryImport:
    """Removes what an import taken by `at_work.take` wrote and nobody changed since, and ends it.

    By short parts, the last written first; stopped in one, it goes on there when asked again.
    """
    history = HistoryImport.objects.select_related("unit", "author").get(pk=history_id)
    claim = history.claim
    try:
        _rows_undo(history)
        _end(history)
    except BaseException:
        # Whatever stops it, it must not stay « en cours »; the same exception goes on.
        at_work.stopped(history_id, claim)
        raise
    finally:
        at_work.forget_steps(history)
    history.refresh_from_db()
    return history


def _rows_undo(history: HistoryImport) -> None:
    written = history.rows.filter(outcome=Outcome.WRITTEN)
    rank = {register.key: place for place, register in enumerate(REGISTERS)}
    rows = sorted(written, key=lambda one: (rank[one.register], one.pk), reverse=True)
    versions = _last_versions(rows)
    while rows:
        rows = rows[_some_undo(history, rows, versions) :]
        if rows:
            at_work.pause()


def _some_undo(history: HistoryImport, rows: list[HistoryRow], versions: dict[UUID, int]) -> int:
    """The first of these rows in one transaction; how many."""
    author = history.author
    who = {"scope": Scope(author), "acting_user": author, "unit": history.unit}
    before, clock, tried = dict(versions), at_work.Clock(history), list[HistoryRow]()
    with at_work.part(history):
        for row in rows:
            if not clock.takes():
                break
            tried.append(row)
            try:
                with transaction.atomic():
                    _row_undo(row, who, history.undo_reason, versions)
            except Kept as kept:
                row.outcome, row.message = Outcome.KEPT, str(kept)[:500]
            except ServiceRefusal as refusal:
                in_use = refusal.code == "in_use"
                sentence = words.KEPT_PARTS if in_use else refusals.sentence(refusal)
                row.outcome, row.message = Outcome.KEPT, sentence[:500]
            else:
                row.outcome = Outcome.UNDONE
                row.message = words.KEPT_SERVICE if row.register == "bias" and row.message else ""
            at_work.step(history, len(tried))
        HistoryRow.objects.bulk_update(tried, ["outcome", "message"], batch_size=200)
        for fact_id in (one for one in versions if versions[one] != before[one]):
            # An entry taken back leaves a new version of its fact: known again after a stop.
            history.rows.filter(fact_id=fact_id).update(fact_version=versions[fact_id])
        at_work.progress(history, len(tried))
    return len(tried)


def _end(history: HistoryImport) -> None:
    """The end of an undo, with its journal line."""
    with at_work.part(history):
        counts = Counter(history.rows.values_list("outcome", flat=True))
        history.state, history.undone_at = State.UNDONE, timezone.now()
        history.steps_done = history.steps_total
        stored, history.stored_proofs, history.claim = history.stored_proofs, "", ""
        history.save()
        journal.record(
            author=history.author,
            verb="history.undone",
            room=Room.STATUS,
            subject_kind="history_import",
            subject_id=history.pk,
            subject_label=str(history),
            organisation_id=history.unit_id,
            data={
                "sha256": history.sha256,
                "reason": history.undo_reason,
                "removed": counts[Outcome.UNDONE],
                "kept": counts[Outcome.KEPT],
            },
        )
        transaction.on_commit(lambda: proofs_forget(stored))


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
