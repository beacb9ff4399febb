"""The writing of an import: register by register, then its proofs.

A register is one transaction; a long one is several, so that nobody else waits long to write: each
is whole, and the first refusal stops the register there.
"""

import logging
import os
import platform
import threading
import time
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import words
from hygie.exchanges.history.proofs import DAMAGED, Proof, key_of, proof_attach, read_proofs
from hygie.exchanges.history.reading import from_plain
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import REGISTERS, Register
from hygie.exchanges.history.undoing import subject_kind_of
from hygie.exchanges.history.writers import WRITERS, Written
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.journal import services as journal
from hygie.obligations.services import deferred_refresh
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.web import refusals

logger = logging.getLogger(__name__)

FOLDER = "history"
FIELDS = ["outcome", "message", "fact_id", "fact_version", "evidence_ids"]

# Rows of one transaction, about two seconds of an idle machine; then others write.
ROWS_AT_ONCE, PAUSE_SECONDS = 50, 0.2

_at_work: dict[UUID, threading.Thread] = {}
# Rows of the register being written: its transaction shows them to nobody before its end.
_steps: dict[UUID, int] = {}


class RegisterRefused(Exception):
    """A row was refused: the transaction of its register is taken back."""


def proofs_path(stored_name: str) -> Path:
    """Where the ZIP of an import is kept until it ends."""
    return Path(settings.MEDIA_ROOT) / FOLDER / stored_name


def proofs_forget(stored_name: str) -> None:
    if stored_name:
        proofs_path(stored_name).unlink(missing_ok=True)


def steps_done(history: HistoryImport) -> int:
    """Rows and pieces done, those of the register being written included."""
    return min(history.steps_done + _steps.get(history.pk, 0), history.steps_total)


def start_behind(history_id: UUID) -> None:
    """Writes in a thread of this process; the page asks for its progress."""
    thread = threading.Thread(
        target=_work, args=(history_id,), name=f"history-{history_id}", daemon=True
    )
    _at_work[history_id] = thread
    thread.start()


def _work(history_id: UUID) -> None:
    try:
        history_write(history_id)
    except Exception:
        # The top of the thread: above, nobody could tell. The detail is for who keeps the server.
        logger.exception("history import %s stopped", history_id)
    finally:
        _at_work.pop(history_id, None)
        connections.close_all()


def run_take(history: HistoryImport) -> None:
    """Marks an import as being written by this process."""
    history.state, history.alive_at, history.message = State.RUNNING, timezone.now(), ""
    history.host, history.process = platform.node()[:200], os.getpid()
    history.save(update_fields=["state", "alive_at", "message", "host", "process"])


def stopped_note() -> None:
    """Marks as interrupted the writings whose process is gone; called before each look."""
    for history in HistoryImport.objects.filter(state=State.RUNNING):
        is_here = history.host == platform.node()[:200] and history.process == os.getpid()
        thread = _at_work.get(history.pk)
        is_dead = is_here and (thread is None or not thread.is_alive())
        if is_dead or (not is_here and history.is_silent):
            history.state, history.message = State.INTERRUPTED, words.STOPPED
            history.save(update_fields=["state", "message"])


def history_write(history_id: UUID) -> HistoryImport:
    """Writes what is still to be written of an import taken by `run_take`, and ends it."""
    history = HistoryImport.objects.select_related("unit", "author").get(pk=history_id)
    try:
        for register in REGISTERS:
            _register_write(history, register)
        _proofs_write(history)
        _end(history)
    except BaseException:
        # Whatever stops it, it must not stay « en cours »; the same exception goes on.
        history.state, history.message = State.INTERRUPTED, words.FAULT
        history.save(update_fields=["state", "message"])
        raise
    finally:
        _steps.pop(history.pk, None)
    return history


def setting_of(history: HistoryImport) -> Setting:
    """What is noted now, read by the author of the import."""
    return Setting(
        scope=Scope(history.author),
        acting_user=history.author,
        unit=history.unit,
        today=timezone.localdate(),
    )


def _register_write(history: HistoryImport, register: Register) -> None:
    """The rows of a sheet, in one transaction as long as they are at most `ROWS_AT_ONCE`."""
    rows = list(history.rows.filter(register=register.key, outcome=Outcome.NEW))
    for first in range(0, len(rows), ROWS_AT_ONCE):
        if first:
            time.sleep(PAUSE_SECONDS)
        if not _some_write(history, register, rows[first : first + ROWS_AT_ONCE]):
            _refuse(history, rows[first:])
            return


def _some_write(history: HistoryImport, register: Register, rows: list[HistoryRow]) -> bool:
    """These rows in one transaction; False, and none of them, when one is refused."""
    try:
        with deferred_refresh():
            if not _rows_write(history, register, rows):
                raise RegisterRefused
            HistoryRow.objects.bulk_update(rows, FIELDS, batch_size=200)
            _progress(history, len(rows))
    except RegisterRefused:
        return False
    return True


def _refuse(history: HistoryImport, rows: list[HistoryRow]) -> None:
    """Says of each row why it is not written."""
    with transaction.atomic():
        for row in rows:
            was_written = row.outcome == Outcome.WRITTEN  # and taken back: its note is not why
            row.message = words.REGISTER_BACK if was_written or not row.message else row.message
            row.outcome = Outcome.REFUSED
        HistoryRow.objects.bulk_update(rows, ["outcome", "message"], batch_size=200)
        _progress(history, len(rows))


def _rows_write(history: HistoryImport, register: Register, rows: list[HistoryRow]) -> bool:
    """Writes each row through its service; False when one was refused, all having been tried."""
    setting, writer, fine = setting_of(history), WRITERS[register.key], True
    for done, row in enumerate(rows, 1):
        values = from_plain(register, row.values)
        if writer.is_known(setting, values):
            row.outcome = Outcome.KNOWN
            continue
        try:
            with transaction.atomic():
                written = writer.write(setting, values, row.fact_id)
        except ServiceRefusal as refusal:
            row.message, fine = refusals.sentence(refusal)[:500], False
        except ValidationError as error:
            row.message, fine = " ".join(error.messages)[:500], False
        else:
            _write_down(row, written)
        _steps[history.pk] = done
    return fine


def _write_down(row: HistoryRow, written: Written) -> None:
    row.outcome, row.message = Outcome.WRITTEN, written.note
    row.fact_id, row.fact_version = written.fact_id, written.version


def _progress(history: HistoryImport, steps: int) -> None:
    history.steps_done += steps
    history.alive_at = timezone.now()
    history.save(update_fields=["steps_done", "alive_at"])
    _steps.pop(history.pk, None)


def _proofs_write(history: HistoryImport) -> None:
    """Each piece in its own transaction, through documents; one refused does not stop the rest."""
    rows = [
        one
        for one in history.rows.filter(outcome__in=(Outcome.WRITTEN, Outcome.KNOWN))
        if one.proofs
    ]
    path = proofs_path(history.stored_proofs) if history.stored_proofs else None
    if not rows or path is None or not path.exists():
        return
    files = read_proofs(path)
    with zipfile.ZipFile(path) as archive:
        for row in rows:
            _row_proofs(history, row, archive, files)
            _progress(history, len(row.proofs))


def _row_proofs(
    history: HistoryImport, row: HistoryRow, archive: zipfile.ZipFile, files: dict[str, Proof]
) -> None:
    """The pieces of one row; a row known before is only completed when a file wrote it."""
    kind = subject_kind_of(row)
    if kind is None:
        return
    notes = [row.message] if row.message else []
    for name in row.proofs:
        proof = files.get(key_of(name))
        if proof is None or proof.why:
            continue
        try:
            evidence = proof_attach(
                scope=Scope(history.author),
                acting_user=history.author,
                unit=history.unit,
                archive=archive,
                proof=proof,
                subject_kind=kind,
                subject_id=row.fact_id,
                import_id=history.pk,
            )
        except ServiceRefusal as refusal:
            why = refusals.sentence(refusal)
            notes.append(words.PROOF_REFUSED.format(name=proof.name, why=why))
        except (ValidationError, *DAMAGED):
            notes.append(words.PROOF_REFUSED.format(name=proof.name, why="elle est illisible."))
        else:
            if evidence is not None and str(evidence.pk) not in row.evidence_ids:
                row.evidence_ids = [*row.evidence_ids, str(evidence.pk)]
    row.message = " ".join(notes)[:500]
    row.save(update_fields=["evidence_ids", "message"])


@transaction.atomic
def _end(history: HistoryImport) -> None:
    """The last state, with its journal line; the ZIP is let go."""
    outcomes = list(history.rows.values_list("register", "outcome"))
    counts: dict[str, dict[str, int]] = {}
    for register, outcome in outcomes:
        of_register = counts.setdefault(register, {})
        of_register[outcome] = of_register.get(outcome, 0) + 1
    refused = any(outcome == Outcome.REFUSED for _, outcome in outcomes)
    left_out = any(one["errors"] or one["refusal"] for one in history.sheets.values())
    history.state = State.PARTIAL if refused or left_out else State.DONE
    history.ended_at = history.alive_at = timezone.now()
    history.steps_done = history.steps_total
    stored, history.stored_proofs = history.stored_proofs, ""
    history.save()
    data: dict[str, Any] = {"sha256": history.sha256, "state": history.state, "rows": counts}
    journal.record(
        author=history.author,
        verb="history.imported",
        room=Room.STATUS,
        subject_kind="history_import",
        subject_id=history.pk,
        subject_label=str(history),
        organisation_id=history.unit_id,
        data=data,
    )
    transaction.on_commit(lambda: proofs_forget(stored))
