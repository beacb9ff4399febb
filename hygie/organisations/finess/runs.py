"""The life of an import: asked, taken, run, ended, found stopped, taken up again."""

import logging
import os
import platform
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.finess import report
from hygie.organisations.finess.importer import Progress, file_read, silent
from hygie.organisations.models import FinessImport, FinessState
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.web.formats import file_size

logger = logging.getLogger(__name__)

RESUMABLE = (FinessState.INTERRUPTED, FinessState.FAILED)
COUNTS = tuple(report.COUNT_LABELS)
NAME_LENGTH = 200

_at_work: dict[UUID, threading.Thread] = {}


def stored_path(run: FinessImport) -> Path | None:
    """Where the file sent is kept until its import ends; its name is ours, never the sender's."""
    return Path(settings.MEDIA_ROOT) / "finess" / run.stored_name if run.stored_name else None


def shown_name(name: str) -> str:
    """The last part of a file's name, for display only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_LENGTH] or "fichier"


def file_import(*, path: Path, everything: bool, progress: Progress = silent) -> FinessImport:
    """Imports a file of this machine, for the command. Ends with the state of the run.

    Raises `ServiceRefusal("finess_already_running")`.
    """
    run = FinessImport.objects.create(
        state=FinessState.WAITING,
        everything=everything,
        file_name=shown_name(path.name),
        file_size=path.stat().st_size,
    )
    try:
        run_take(run)
    except ServiceRefusal:
        run.delete()
        raise
    return run_execute(run, path, progress)


def upload_accept(
    *,
    scope: Scope,
    acting_user: User,
    new_id: UUID,
    upload: "UploadedFile[bytes]",
    everything: bool,
) -> FinessImport:
    """Keeps the file sent and starts its import behind; sent twice (`new_id`), it starts once.

    Raises `ServiceRefusal`: finess_not_allowed, finess_too_large, finess_already_running.
    """
    if not scope.is_admin():
        raise ServiceRefusal("finess_not_allowed")
    known = FinessImport.objects.filter(pk=new_id).first()
    if known is not None:
        return known
    if (upload.size or 0) > settings.FINESS_UPLOAD_MAX_BYTES:
        raise too_large()
    run = FinessImport(
        pk=new_id,
        state=FinessState.WAITING,
        everything=everything,
        file_name=shown_name(upload.name or ""),
        file_size=upload.size or 0,
        stored_name=f"{uuid4()}.upload",
        author=acting_user,
    )
    run.full_clean(exclude=["sha256", "message", "host", "schema_version"])
    # Known before its file is written: a second one sent meanwhile is refused, or leaves it there.
    with transaction.atomic():
        refuse_while_running()
        run.save(force_insert=True)
    drop_stored_files()
    try:
        _keep(run, upload)
    except BaseException:
        run.delete()
        raise
    transaction.on_commit(lambda: start_behind(run.pk))
    return run


def _keep(run: FinessImport, upload: "UploadedFile[bytes]") -> None:
    """Writes the file sent; it takes its name once whole, so that half of one is never read."""
    path = stored_path(run)
    assert path is not None  # noqa: S101  (stored_name was just given)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as kept:
            for piece in upload.chunks():
                kept.write(piece)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def too_large() -> ServiceRefusal:
    """The refusal of a file over the size permitted."""
    return ServiceRefusal("finess_too_large", most=most_permitted())


def most_permitted() -> str:
    """The size permitted to a file sent, in words."""
    return file_size(settings.FINESS_UPLOAD_MAX_BYTES)


def can_resume(run: FinessImport) -> bool:
    """Whether this import stopped and its file is still there."""
    path = stored_path(run)
    return run.state in RESUMABLE and path is not None and path.exists()


def figures(run: FinessImport) -> list[tuple[str, int]]:
    """The counts of an import with their labels, in the order of the report."""
    return [(label, getattr(run, name)) for name, label in report.COUNT_LABELS.items()]


def upload_resume(*, scope: Scope, acting_user: User, run_id: UUID) -> FinessImport:
    """Takes up again an import that stopped, from the file kept; what is done is recognised.

    Raises `ServiceRefusal`: finess_not_allowed, finess_not_resumable, finess_file_gone,
    finess_already_running.
    """
    if not scope.is_admin():
        raise ServiceRefusal("finess_not_allowed")
    refuse_while_running()
    with transaction.atomic():
        run = FinessImport.objects.select_for_update().get(pk=run_id)
        if run.state not in RESUMABLE:
            raise ServiceRefusal("finess_not_resumable")
        path = stored_path(run)
        if path is None or not path.exists():
            raise ServiceRefusal("finess_file_gone")
        for name in COUNTS:
            setattr(run, name, 0)
        run.state, run.message, run.bytes_done = FinessState.WAITING, "", 0
        run.alive_at, run.ended_at, run.author = timezone.now(), None, acting_user
        run.save()
        run.lines.all().delete()
        transaction.on_commit(lambda: start_behind(run.pk))
    return run


def start_behind(run_id: UUID) -> None:
    """Runs an import in a thread of this process; the page asks for its progress."""
    thread = threading.Thread(target=_work, args=(run_id,), name=f"finess-{run_id}", daemon=True)
    _at_work[run_id] = thread
    thread.start()


def _work(run_id: UUID) -> None:
    try:
        stored_import(run_id)
    except Exception:
        # The top of the thread: above, nobody could tell. The run says that it failed, or is found
        # stopped by `stopped_note`; the detail is for who keeps the server.
        logger.exception("FINESS import %s stopped", run_id)
    finally:
        _at_work.pop(run_id, None)
        connections.close_all()


def stored_import(run_id: UUID) -> FinessImport:
    """Runs the import of a file that was sent."""
    run = FinessImport.objects.get(pk=run_id)
    path = stored_path(run)
    try:
        run_take(run)
    except ServiceRefusal as refusal:
        message = report.REFUSALS[refusal.code].format(**refusal.data)
        run_end(run, FinessState.INTERRUPTED, message)
        return run
    if path is None or not path.exists():
        run_end(run, FinessState.REFUSED, report.REFUSALS["finess_file_gone"])
        return run
    return run_execute(run, path)


def run_take(run: FinessImport) -> None:
    """Makes this import the only one running. Raises `ServiceRefusal("finess_already_running")`."""
    stopped_note()
    try:
        with transaction.atomic():
            run.state, run.alive_at = FinessState.RUNNING, timezone.now()
            run.host, run.process = platform.node()[:200], os.getpid()
            run.save(update_fields=["state", "alive_at", "host", "process"])
    except IntegrityError:
        run.state = FinessState.WAITING
        raise already_running() from None


def refuse_while_running() -> None:
    """Refuses when an import waits or runs."""
    stopped_note()
    under_way = (FinessState.WAITING, FinessState.RUNNING)
    if FinessImport.objects.filter(state__in=under_way).exists():
        raise already_running()


def already_running() -> ServiceRefusal:
    """The refusal of a second import, with the progress of the first."""
    running = FinessImport.objects.filter(state=FinessState.RUNNING).first()
    return ServiceRefusal("finess_already_running", percent=running.percent if running else 0)


def run_execute(run: FinessImport, path: Path, progress: Progress = silent) -> FinessImport:
    """Runs an import already taken and ends it, whatever happens but the death of the process."""
    started = time.monotonic()
    try:
        state = file_read(run=run, path=path, progress=progress)
        run_end(run, state, run.message, seconds=time.monotonic() - started)
    except ServiceRefusal as refusal:
        message = report.REFUSALS[refusal.code].format(**refusal.data)
        run_end(run, FinessState.REFUSED, message)
    except BaseException as error:
        # Whatever stops it (disk full, database gone, a fault of ours, Ctrl+C), the run must not
        # stay « en cours ». Nothing is silenced: the same exception goes on.
        _stop_note(run, error)
        raise
    return run


def _stop_note(run: FinessImport, error: BaseException) -> None:
    """Writes that an import stopped; without its database, `stopped_note` will find it later."""
    is_fault = isinstance(error, Exception)
    state = FinessState.FAILED if is_fault else FinessState.INTERRUPTED
    try:
        run_end(run, state, report.FAILED if is_fault else report.INTERRUPTED)
    except DatabaseError:
        logger.exception("FINESS import %s stopped, and could not say so", run.pk)


@transaction.atomic
def run_end(
    run: FinessImport, state: FinessState, message: str, *, seconds: float | None = None
) -> None:
    """Writes the last state with its journal line; lets the file go unless it may serve again."""
    run.refresh_from_db()
    run.state, run.message = state, message
    run.ended_at = run.alive_at = timezone.now()
    run.save(update_fields=["state", "message", "ended_at", "alive_at"])
    journal.record(
        author=run.author,
        verb="finess.imported",
        room=Room.ORGANISATION,
        subject_kind="finess_import",
        subject_id=run.pk,
        subject_label=f"Import FINESS {run.file_name}",
        data={
            "state": state.value,
            "sha256": run.sha256,
            "generated_on": run.generated_on.isoformat() if run.generated_on else None,
            "everything": run.everything,
            "seconds": round(seconds, 1) if seconds is not None else None,
            **{name: getattr(run, name) for name in COUNTS},
        },
    )
    if state not in RESUMABLE:
        transaction.on_commit(lambda: drop_file(run))


def drop_file(run: FinessImport) -> None:
    """Takes away the file sent."""
    path = stored_path(run)
    if path is not None:
        path.unlink(missing_ok=True)


def drop_stored_files() -> None:
    """Takes away the files of former imports, which a new one replaces; not of those under way."""
    states = (FinessState.WAITING, FinessState.RUNNING)
    names = FinessImport.objects.filter(state__in=states).values_list("stored_name", flat=True)
    kept = {Path(name).stem for name in names}
    for file in (Path(settings.MEDIA_ROOT) / "finess").glob("*"):
        if file.stem not in kept:
            file.unlink(missing_ok=True)


def stopped_note() -> None:
    """Marks as interrupted the imports whose process is gone; called before each look."""
    under_way = (FinessState.WAITING, FinessState.RUNNING)
    for run in FinessImport.objects.filter(state__in=under_way):
        if is_gone(run):
            run_end(run, FinessState.INTERRUPTED, report.INTERRUPTED)


def is_gone(run: FinessImport) -> bool:
    """Whether nobody carries this import any more."""
    if run.state == FinessState.RUNNING and run.host == platform.node()[:200]:
        if run.process == os.getpid():
            thread = _at_work.get(run.pk)
            return run.stored_name != "" and (thread is None or not thread.is_alive())
        if os.name == "posix" and not is_alive(run.process):
            return True
    return run.is_silent()


def is_alive(process: int) -> bool:
    """Whether a process of this machine exists (POSIX only)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
