"""The proofs of an import, once its rows are written; then the actions that they verify."""

import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import Outcome
from hygie.exchanges.history import at_work, words
from hygie.exchanges.history.proofs import (
    DAMAGED,
    Proof,
    key_of,
    proof_attach,
    proofs_path,
    read_proofs,
)
from hygie.exchanges.history.reading import from_plain
from hygie.exchanges.history.table import BY_KEY
from hygie.exchanges.history.undoing import subject_kind_of
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services import action_move
from hygie.web import refusals

FIELDS = ["evidence_ids", "message", "fact_version"]


def proofs_write(history: HistoryImport) -> None:
    """Each row's pieces, through documents; one refused does not stop the rest.

    A row known before is only completed when a file wrote it. A file is read and kept outside of
    any transaction: it may be long, and the same piece added again is the same.
    """
    rows = [
        one
        for one in history.rows.filter(outcome__in=(Outcome.WRITTEN, Outcome.KNOWN))
        if one.proofs
    ]
    if not rows:
        return
    path = proofs_path(history.stored_proofs)
    try:
        files = read_proofs(path)
        archive = zipfile.ZipFile(path)
    except (ServiceRefusal, *DAMAGED):
        for row in rows:
            _row_end(history, row, [words.PROOFS_GONE])
        return
    with archive:
        for row in rows:
            _row_end(history, row, _row_proofs(history, row, archive, files))


def _row_proofs(
    history: HistoryImport, row: HistoryRow, archive: zipfile.ZipFile, files: dict[str, Proof]
) -> list[str]:
    """Adds the pieces of a row; returns why not, for those refused."""
    kind, notes = subject_kind_of(row), list[str]()
    if kind is not None:
        for proof in (files.get(key_of(name)) for name in row.proofs):
            if proof is not None and not proof.why:
                notes += _attach(history, row, archive, proof, kind)
    return notes


def _row_end(history: HistoryImport, row: HistoryRow, notes: list[str]) -> None:
    """Writes what became of the pieces of a row; taken up again, what was said is not repeated."""
    with at_work.part(history):
        if row.register == "actions" and row.outcome == Outcome.WRITTEN:
            notes = [*notes, *_verify(history, row)]
        said = [row.message] if row.message else []
        row.message = " ".join([*said, *(one for one in notes if one not in row.message)])[:500]
        row.save(update_fields=FIELDS)
        at_work.progress(history, len(row.proofs))


def _attach(
    history: HistoryImport, row: HistoryRow, archive: zipfile.ZipFile, proof: Proof, kind: str
) -> list[str]:
    """Adds one piece to the fact of a row; returns why not, if it is refused."""
    try:
        evidence = proof_attach(
            **_who(history),
            archive=archive,
            proof=proof,
            subject_kind=kind,
            subject_id=row.fact_id,
            import_id=history.pk,
        )
    except ServiceRefusal as refusal:
        why = refusals.sentence(refusal)
        return [words.PROOF_REFUSED.format(name=proof.name, why=why)]
    except (ValidationError, *DAMAGED):
        return [words.PROOF_REFUSED.format(name=proof.name, why="elle est illisible.")]
    if evidence is not None and str(evidence.pk) not in row.evidence_ids:
        row.evidence_ids = [*row.evidence_ids, str(evidence.pk)]
    return []


def _verify(history: HistoryImport, row: HistoryRow) -> list[str]:
    """An action that the file says verified is so once its piece is there; returns why not."""
    values = from_plain(BY_KEY[row.register], row.values)
    if values["state"] != State.VERIFIED:
        return []
    action = PlanAction.objects.filter(pk=row.fact_id, state=State.DONE).first()
    if action is None:
        return []
    try:
        with transaction.atomic():
            moved = action_move(
                **_who(history),
                action_id=action.pk,
                expected_version=action.version,
                to_state=State.VERIFIED,
                on=values["verified_on"],
            )
    except ServiceRefusal as refusal:
        return [words.NOT_VERIFIED.format(why=refusals.sentence(refusal))]
    row.fact_version = moved.version
    return []


def _who(history: HistoryImport) -> dict[str, Any]:
    author = history.author
    return {"scope": Scope(author), "acting_user": author, "unit": history.unit}
