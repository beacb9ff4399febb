"""The writing of an import: register by register, by short parts, then its proofs.

A part is one transaction, whole: the first refusal takes its part back and stops the register
there. Nobody else waits longer to write than one part lasts.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import at_work, words
from hygie.exchanges.history.proofs import proofs_forget
from hygie.exchanges.history.proving import proofs_write
from hygie.exchanges.history.reading import from_plain
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import REGISTERS, Register
from hygie.exchanges.history.writers import WRITERS, Written
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.journal import services as journal
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.web import refusals

FIELDS = ["outcome", "message", "fact_id", "fact_version", "evidence_ids"]


class RegisterRefused(Exception):
    """A row was refused: the transaction of its part is taken back."""


def steps_total(history: HistoryImport) -> int:
    """Rows to write and pieces to add."""
    rows = history.rows.values_list("outcome", "proofs")
    return sum((outcome == Outcome.NEW) + len(proofs) for outcome, proofs in rows)


def history_write(history_id: UUID) -> HistoryImport:
    """Writes what is still to be written of an import taken by `at_work.take`, and ends it."""
    history = HistoryImport.objects.select_related("unit", "author").get(pk=history_id)
    claim = history.claim
    try:
        for register in REGISTERS:
            _register_write(history, register)
        proofs_write(history)
        _end(history)
    except BaseException:
        # Whatever stops it, it must not stay « en cours »; the same exception goes on.
        at_work.stopped(history_id, claim)
        raise
    finally:
        at_work.forget_steps(history)
    history.refresh_from_db()
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
    """The rows of a sheet, by parts: one for a sheet of some rows."""
    rows = list(history.rows.filter(register=register.key, outcome=Outcome.NEW))
    while rows:
        done = _some_write(history, register, rows)
        if done is None:
            _refuse(history, rows)
            return
        rows = rows[done:]
        if rows:
            at_work.pause()


def _some_write(history: HistoryImport, register: Register, rows: list[HistoryRow]) -> int | None:
    """The first of these rows in one transaction: how many; None, and none, when one is refused."""
    try:
        with at_work.part(history):
            tried, fine = _rows_write(history, register, rows)
            if not fine:
                raise RegisterRefused
            HistoryRow.objects.bulk_update(tried, FIELDS, batch_size=200)
            at_work.progress(history, len(tried))
    except RegisterRefused:
        return None
    return len(tried)


def _refuse(history: HistoryImport, rows: list[HistoryRow]) -> None:
    """Says of each row why it is not written."""
    with at_work.part(history):
        for row in rows:
            was_written = row.outcome == Outcome.WRITTEN  # and taken back: its note is not why
            row.message = words.REGISTER_BACK if was_written or not row.message else row.message
            row.outcome = Outcome.REFUSED
        HistoryRow.objects.bulk_update(rows, ["outcome", "message"], batch_size=200)
        at_work.progress(history, len(rows))


def _rows_write(
    history: HistoryImport, register: Register, rows: list[HistoryRow]
) -> tuple[list[HistoryRow], bool]:
    """Writes the rows of one part through their service; those tried, and whether none was
    refused."""
    setting, writer, fine = setting_of(history), WRITERS[register.key], True
    clock, tried = at_work.Clock(history), list[HistoryRow]()
    for row in rows:
        if not clock.takes():
            break
        tried.append(row)
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
        at_work.step(history, len(tried))
    return tried, fine


def _write_down(row: HistoryRow, written: Written) -> None:
    row.outcome, row.message = Outcome.WRITTEN, written.note
    row.fact_id, row.fact_version = written.fact_id, written.version


def _end(history: HistoryImport) -> None:
    """The last state, with its journal line; the ZIP is let go."""
    with at_work.part(history):
        counts: dict[str, dict[str, int]] = {}
        for register, outcome in history.rows.values_list("register", "outcome"):
            of_register = counts.setdefault(register, {})
            of_register[outcome] = of_register.get(outcome, 0) + 1
        refused = any(Outcome.REFUSED in one for one in counts.values())
        left_out = any(one["errors"] or one["refusal"] for one in history.sheets.values())
        history.state = State.PARTIAL if refused or left_out else State.DONE
        history.ended_at = history.alive_at = timezone.now()
        history.steps_done = history.steps_total
        stored, history.stored_proofs, history.claim = history.stored_proofs, "", ""
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
