"""An exercise over made into one file; a file of another read, kept, taken away."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.storage import FULL, Upload, clean_name
from hygie.domain.playing.archive import MAX_BYTES, Archive, ArchiveFault
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.archives.building import Gathered, archive_gather, archive_write
from hygie.exercises.archives.reading import MOST_ROWS, Content, content_of
from hygie.exercises.models import ArchivedRun, Retex, Run
from hygie.exercises.models.archive import FOLDER, FORGOTTEN_AFTER
from hygie.exercises.run_enums import AFTER, RunState
from hygie.exercises.services.runs import ROOM, run_locked, run_write_down
from hygie.journal import services as journal
from hygie.logbook.access import may
from hygie.logbook.models import Event
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope
from hygie.web.formats import file_size

KIND = "archived_run"
# Beyond that, the archive being made goes on in a file.
IN_MEMORY = 8 * 1024 * 1024
# A file being received.
ASIDE = ".part"


def archive_make(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    with_names: bool,
    with_pieces: bool = True,
    hidden: Sequence[str] = (),
) -> IO[bytes]:
    """The archive of an exercise over, open at its beginning; the journal keeps its digest.

    It holds the main courantes and the RETEX that the person may read; `hidden`: what she chose to
    hide besides the names. The file is made while nothing is locked. Raises `ServiceRefusal`:
    "not_allowed", "gone", "run_state" before FINEX, "archive_made_too_big" and
    "archive_made_too_many" when no Hygie would take it back, "disk_full", "file_not_stored".
    """
    given = {"with_names": with_names, "with_pieces": with_pieces, "hidden": hidden}
    try:
        target, digest = _written(_gathered(scope, unit, run_id, **given))
    except ArchiveFault as fault:
        told = {"limit": file_size(MAX_BYTES), "lines": MOST_ROWS}
        raise ServiceRefusal(f"archive_made_{fault.code}", **told) from fault
    except OSError as error:
        raise ServiceRefusal("disk_full" if error.errno in FULL else "file_not_stored") from error
    with transaction.atomic():
        run = run_locked(scope, unit, run_id, RunState.values)
        run_write_down(run, acting_user, "archived", {"sha256": digest, "names": with_names})
    return target


def _written(gathered: Gathered) -> tuple[IO[bytes], str]:
    """The file, open at its beginning, and its digest."""
    target: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # sent, then closed
    try:
        digest = archive_write(target, gathered)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target, digest


def archive_doubts(*, scope: Scope, unit: Organisation, run_id: UUID) -> list[str]:
    """What would still look like a name or a place in the archive without names.

    Raises `ServiceRefusal`: those of `archive_make`.
    """
    try:
        return _gathered(scope, unit, run_id, with_names=False).doubts
    except ArchiveFault:
        return []  # said when it is made


@transaction.atomic
def _gathered(scope: Scope, unit: Organisation, run_id: UUID, **given: Any) -> Gathered:
    """Everything as it is at one moment."""
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state not in AFTER:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    logs, retexes = _logs_read(scope, run), _retexes_read(scope, run)
    return archive_gather(run, logs, retexes, made_at=timezone.now(), **given)


def _logs_read(scope: Scope, run: Run) -> list[Event]:
    """The main courantes of the exercise that the person may read, each as someone of its unit."""
    units = {one.event_id: one.unit for one in run.units.select_related("unit")}
    events = Event.objects.filter(pk__in=[key for key in units if key is not None])
    found = events.select_for_update(of=("self",)).select_related("bearer").order_by("pk")
    return [one for one in found if may(scope, units[one.pk], one, Right.READ)]


def _retexes_read(scope: Scope, run: Run) -> list[Retex]:
    """The common RETEX, and those of the establishments whose exercises the person may read."""
    found = run.retexes.select_related("unit").prefetch_related("constats")
    return [one for one in found if one.unit is None or scope.may(one.unit, ROOM, Right.READ)]


def archive_read(
    *, scope: Scope, acting_user: User, unit: Organisation, new_id: UUID, upload: Upload
) -> ArchivedRun:
    """Reads an archive whole and keeps its file aside, for somebody to look at it.

    The same archive kept already is given back. Sent twice with the same `new_id`, once. Raises
    `ServiceRefusal`: "not_allowed", "refused", "archive_<code of ArchiveFault>" (`about`),
    "disk_full", "file_not_stored"; nothing is then left behind.
    """
    _require(scope, unit)
    known = ArchivedRun.objects.filter(pk=new_id).first()
    if known is not None:
        if known.bearer_id != unit.pk:
            raise ServiceRefusal("refused")
        return known
    archives_forget()
    row = ArchivedRun(pk=new_id, bearer=unit, read_by_name=acting_user.full_name)
    aside = row.path.with_name(f"{uuid4()}{ASIDE}")
    try:
        _store(row, aside, upload)
        return _read(row, aside, acting_user)
    except OSError as error:
        code = "disk_full" if error.errno in FULL else "file_not_stored"
        raise ServiceRefusal(code, field="file") from error
    finally:
        aside.unlink(missing_ok=True)


def _store(row: ArchivedRun, aside: Path, upload: Upload) -> None:
    """Writes what is sent in a file of its own, whoever sends the same at the same time."""
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with aside.open("xb") as target:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > MAX_BYTES:
                raise ServiceRefusal("archive_too_big", field="file", limit=file_size(MAX_BYTES))
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    row.size, row.file_name = size, clean_name(upload.name or "")[:200]


def _read(row: ArchivedRun, aside: Path, author: User) -> ArchivedRun:
    with aside.open("rb") as source:
        content, digest = read_whole(source)
    taken = ArchivedRun.objects.taken().filter(bearer=row.bearer, digest=digest).first()
    if taken is not None:
        return taken
    row.digest, row.title, row.source_name = digest, content.title, content.source
    row.played_on, row.made_at = content.played_on, content.made_at
    row.has_names, row.run_key = content.has_names, content.run_key
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _write_down(row, author, "read", {"sha256": digest, "file": row.file_name})
            aside.replace(row.path)
    except IntegrityError as error:  # the same form, sent twice at the same time
        known = ArchivedRun.objects.filter(pk=row.pk, bearer=row.bearer).first()
        if known is None:
            raise ServiceRefusal("refused") from error
        return known
    return row


def read_whole(source: IO[bytes]) -> tuple[Content, str]:
    """What an archive says, every file of it checked, and its digest; refusals as above."""
    try:
        archive = Archive(source)
        archive.check()
        return content_of(archive), archive.digest
    except ArchiveFault as fault:
        refusal = {"about": fault.about, "field": "file", "limit": file_size(MAX_BYTES)}
        raise ServiceRefusal(f"archive_{fault.code}", **refusal) from fault


@transaction.atomic
def archive_take(
    *, scope: Scope, acting_user: User, unit: Organisation, archive_id: UUID
) -> ArchivedRun:
    """Keeps an archive that was read. Kept twice, or read twice, it is there once.

    Raises `ServiceRefusal`: "not_allowed", "gone".
    """
    row = _locked(scope, unit, archive_id)
    if row.taken_at is not None:
        return row
    row.taken_at, row.taken_by_name = timezone.now(), acting_user.full_name
    try:
        with transaction.atomic():
            row.save(update_fields=["taken_at", "taken_by_name"])
    except IntegrityError:
        return ArchivedRun.objects.taken().get(bearer=unit, digest=row.digest)
    _write_down(row, acting_user, "taken", {"sha256": row.digest, "file": row.file_name})
    return row


@transaction.atomic
def archive_remove(
    *, scope: Scope, acting_user: User, unit: Organisation, archive_id: UUID, reason: str
) -> UUID:
    """Takes an archive away, with its file. Raises `ServiceRefusal`: "not_allowed", "gone",
    "reason_missing"."""
    row = _locked(scope, unit, archive_id)
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    _write_down(row, acting_user, "removed", {"sha256": row.digest, "reason": reason.strip()})
    path = row.path
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return archive_id


def _locked(scope: Scope, unit: Organisation, archive_id: UUID) -> ArchivedRun:
    _require(scope, unit)
    rows = ArchivedRun.objects.select_for_update(of=("self",)).select_related("bearer")
    row: ArchivedRun | None = rows.filter(pk=archive_id, bearer=unit).first()
    if row is None:
        raise ServiceRefusal("gone")
    return row


def archives_forget() -> int:
    """Forgets what was read for more than a day and never kept, with its file; how many.

    Called each day by the worker, when Hygie starts, and at each reading.
    """
    before = timezone.now() - FORGOTTEN_AFTER
    count = 0
    for row in ArchivedRun.objects.filter(taken_at=None, read_at__lt=before):
        # Somebody may be keeping it at this very moment.
        if ArchivedRun.objects.filter(pk=row.pk, taken_at=None).delete()[0]:
            row.path.unlink(missing_ok=True)
            count += 1
    for left in (Path(settings.MEDIA_ROOT) / FOLDER).glob(f"*{ASIDE}"):  # by a server killed
        with suppress(OSError):
            if left.stat().st_mtime < before.timestamp():
                left.unlink()
    return count


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")


def _write_down(row: ArchivedRun, author: User, act: str, data: dict[str, str]) -> None:
    journal.record(
        author=author,
        verb=f"{KIND}.{act}",
        room=ROOM,
        subject_kind=KIND,
        subject_id=row.pk,
        subject_label=str(row),
        organisation_id=row.bearer_id,
        data=data,
    )
