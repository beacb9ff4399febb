"""Every gesture on an import of the history: read, confirm, drop, undo."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.storage import Upload, clean_name
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.enums import RESUMABLE, UNDOABLE, Outcome, State
from hygie.exchanges.history import at_work, running
from hygie.exchanges.history.checking import Checked, check
from hygie.exchanges.history.opening import MAX_BYTES, open_workbook
from hygie.exchanges.history.proofs import (
    MAX_ZIP_BYTES,
    Proof,
    key_of,
    proofs_forget,
    proofs_path,
    read_proofs,
)
from hygie.exchanges.history.reading import MAX_PROBLEMS, Problem, Reading, read_sheets, to_plain
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import REGISTERS
from hygie.exchanges.history.undoing import history_take_back
from hygie.exchanges.history.words import PROOF_UNUSED, PROOF_WAITS
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.web.formats import file_size

KIND = "history_import"


def history_read(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    file: Upload,
    proofs: Upload | None = None,
) -> HistoryImport:
    """Reads a workbook and its ZIP, and keeps what would be written; no fact is written.

    Sent twice with the same `new_id`, once. Raises `ServiceRefusal`: "history_no_right",
    "history_no_sheet", "history_nothing", those of `open_workbook` and `read_proofs`.
    """
    known = HistoryImport.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    if not scope.may_write_somewhere(unit):
        raise ServiceRefusal("history_no_right")
    if (file.size or 0) > MAX_BYTES:
        raise ServiceRefusal("history_too_large", field="file", limit=file_size(MAX_BYTES))
    content = b"".join(file.chunks())
    today = timezone.localdate()
    reading = read_sheets(open_workbook(content), today=today)
    _refuse_empty(reading.rows, reading.problems)
    stored = proofs_store(proofs) if proofs is not None else ""
    try:
        files = read_proofs(proofs_path(stored)) if stored else None
        setting = Setting(scope=scope, acting_user=acting_user, unit=unit, today=today)
        checked = check(setting, reading, files)
        history = HistoryImport(
            id=new_id,
            unit=unit,
            file_name=clean_name(file.name or "")[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            stored_proofs=stored,
            author=acting_user,
        )
        kept = _keep(history, checked, setting, reading, files)
    except (ValidationError, IntegrityError):
        proofs_forget(stored)
        if (same := HistoryImport.objects.filter(pk=new_id, unit=unit).first()) is not None:
            return same
        raise
    except BaseException:
        proofs_forget(stored)
        raise
    _former_drop(kept)
    return kept


def _former_drop(history: HistoryImport) -> None:
    """A file that the same person left unconfirmed gives way to this one."""
    former = HistoryImport.objects.filter(
        unit=history.unit, author=history.author, state=State.READ
    ).exclude(pk=history.pk)
    for one in former:
        proofs_forget(one.stored_proofs)
        one.rows.all().delete()
    former.update(state=State.DROPPED, stored_proofs="", problems=[], ended_at=timezone.now())


def _refuse_empty(rows: dict[str, list[Any]], problems: list[Problem]) -> None:
    if not rows and not any(one.register for one in problems):
        sheets = ", ".join(one.sheet for one in REGISTERS)
        raise ServiceRefusal("history_no_sheet", field="file", sheets=sheets)
    if not any(rows.values()) and not any(not one.warning for one in problems):
        raise ServiceRefusal("history_nothing", field="file")


def proofs_store(upload: Upload) -> str:
    """Keeps the ZIP sent until its import ends, under a new name: it is of this sending only.

    Raises `ServiceRefusal("history_proofs_too_large")`.
    """
    if (upload.size or 0) > MAX_ZIP_BYTES:
        limit = file_size(MAX_ZIP_BYTES)
        raise ServiceRefusal("history_proofs_too_large", field="proofs", limit=limit)
    name = f"{uuid4()}.zip"
    path = proofs_path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as kept:
        for piece in upload.chunks():
            kept.write(piece)
    return name


def unused(key: str, taken: Collection[str], named: Collection[str]) -> str:
    """What is said of a file that joins no row: its sheet is left out, or no row names it."""
    if key in taken:
        return ""
    return PROOF_WAITS if key in named else PROOF_UNUSED


def names_in(values: Iterable[Mapping[str, Any]]) -> set[str]:
    """The files that these rows name."""
    return {key_of(name) for one in values for name in one.get("proofs", [])}


@transaction.atomic
def _keep(
    history: HistoryImport,
    checked: Checked,
    setting: Setting,
    reading: Reading,
    files: dict[str, Proof] | None,
) -> HistoryImport:
    history.sheets = checked.sheets
    errors_first = sorted(checked.problems, key=lambda one: one.warning)
    history.problems = [one.plain() for one in errors_first[:MAX_PROBLEMS]]
    taken = names_in(one.row.values for one in checked.found)
    named = names_in(one.values for rows_read in reading.rows.values() for one in rows_read)
    history.proofs = [
        {
            "name": one.name,
            "size": one.size,
            "why": one.why or unused(key, taken, named),
        }
        for key, one in (files or {}).items()
    ]
    usable = {key for key, one in (files or {}).items() if not one.why}
    rows = [
        HistoryRow(
            history=history,
            register=one.row.register.key,
            number=one.row.number,
            label=one.label,
            values=to_plain(one.row.values),
            proofs=[name for name in one.row.values.get("proofs", []) if key_of(name) in usable],
            fact_id=setting.id_of(one.row.register.key, one.identity),
            outcome=one.outcome,
        )
        for one in checked.found
    ]
    history.steps_total = sum(one.outcome == Outcome.NEW for one in rows)
    history.steps_total += sum(len(one.proofs) for one in rows)
    history.full_clean()
    history.save(force_insert=True)
    HistoryRow.objects.bulk_create(rows, batch_size=500)
    return history


@transaction.atomic
def history_confirm(
    *, scope: Scope, acting_user: User, unit: Organisation, history_id: UUID
) -> HistoryImport:
    """Starts the writing behind, or takes it up again where it stopped.

    Raises `ServiceRefusal`: "history_not_yours", "history_not_ready".
    """
    history = _locked(acting_user, unit, history_id)
    if history.state not in RESUMABLE:
        raise ServiceRefusal("history_not_ready")
    at_work.take(history, State.RUNNING, steps_total=running.steps_total(history))
    transaction.on_commit(lambda: at_work.start_behind(history.pk, running.history_write))
    return history


@transaction.atomic
def history_drop(
    *, scope: Scope, acting_user: User, unit: Organisation, history_id: UUID
) -> HistoryImport:
    """Gives up a file read and not confirmed. Raises those of `history_confirm`."""
    history = _locked(acting_user, unit, history_id)
    if history.state != State.READ:
        raise ServiceRefusal("history_not_ready")
    history.state, history.ended_at = State.DROPPED, timezone.now()
    history.problems = []
    stored, history.stored_proofs = history.stored_proofs, ""
    history.save()
    history.rows.all().delete()
    transaction.on_commit(lambda: proofs_forget(stored))
    return history


@transaction.atomic
def history_undo(
    *, scope: Scope, acting_user: User, unit: Organisation, history_id: UUID, reason: str = ""
) -> HistoryImport:
    """Starts to take away what one import wrote and nobody changed since, or goes on with it.

    The rest is kept and listed. Asked twice, it is done once; taken up again, the reason given
    first holds. Raises `ServiceRefusal`: "history_not_yours", "not_allowed" (who may write no
    register any more would take nothing away), "history_not_undoable", "reason_missing".
    """
    history = _locked(acting_user, unit, history_id)
    if history.state in (State.UNDONE, State.UNDOING):
        return history
    if not scope.may_write_somewhere(unit):
        raise ServiceRefusal("not_allowed")
    written = history.rows.filter(outcome=Outcome.WRITTEN).count()
    resumes = history.state == State.UNDO_STOPPED
    if history.state not in UNDOABLE or not (written or resumes):
        raise ServiceRefusal("history_not_undoable")
    history.undo_reason = history.undo_reason or reason.strip()
    if not history.undo_reason:
        raise ServiceRefusal("reason_missing", field="reason")
    at_work.take(history, State.UNDOING, steps_total=written)
    transaction.on_commit(lambda: at_work.start_behind(history.pk, history_take_back))
    return history


def _locked(acting_user: User, unit: Organisation, history_id: UUID) -> HistoryImport:
    """The import as it really is, locked; only who sent the file goes on with it."""
    rows = HistoryImport.objects.select_for_update(of=("self",))
    history = rows.filter(pk=history_id, unit=unit).first()
    if history is None:
        raise ServiceRefusal("history_not_ready")
    if history.author_id != acting_user.pk:
        raise ServiceRefusal("history_not_yours")
    return at_work.seen(history)
