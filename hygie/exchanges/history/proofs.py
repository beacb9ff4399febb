"""The ZIP of proofs: every entry checked before any is opened, each matched to rows by its name."""

import hashlib
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from hygie.accounts.models import User
from hygie.documents.contents import content_type_of
from hygie.documents.enums import Form
from hygie.documents.models import Evidence
from hygie.documents.services import evidence_add
from hygie.documents.storage import clean_name
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.history import words
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.web import refusals
from hygie.web.formats import file_size

FOLDER = "history"
MAX_ZIP_BYTES = 300 * 1024 * 1024
MAX_UNPACKED = 600 * 1024 * 1024
MAX_FILES, MAX_RATIO, RATIO_FLOOR = 500, 200, 10 * 1024 * 1024
PIECE = 1024 * 1024
LINK = 0o120000
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """One file of the ZIP. `why`: the French sentence of its refusal, "" when it may be kept."""

    name: str
    entry: str
    size: int
    why: str = ""


def proofs_path(stored_name: str) -> Path:
    """Where the ZIP of an import is kept until it ends."""
    return Path(settings.MEDIA_ROOT) / FOLDER / stored_name


def proofs_forget(stored_name: str) -> None:
    if stored_name:
        proofs_path(stored_name).unlink(missing_ok=True)


def key_of(name: str) -> str:
    """What makes two names the same: no folder, no case, accents composed one way."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", " ".join(last.split())).casefold()


def read_proofs(path: Path) -> dict[str, Proof]:
    """The files of the archive by `key_of` their name; two of one name are both refused.

    Raises `ServiceRefusal`: history_proofs_zip, history_proofs_too_large, history_proofs_unpacks,
    history_proofs_path.
    """
    if path.stat().st_size > MAX_ZIP_BYTES:
        raise ServiceRefusal(
            "history_proofs_too_large", field="proofs", limit=file_size(MAX_ZIP_BYTES)
        )
    try:
        with zipfile.ZipFile(path) as archive:
            files = _checked_entries(archive)
            found: dict[str, Proof] = {}
            for one in files:
                key = key_of(one.filename)
                is_twice = key in found
                why = words.PROOF_TWICE if is_twice else _why_refused(archive, one)
                found[key] = Proof(clean_name(one.filename), one.filename, one.file_size, why)
            return found
    except DAMAGED as error:
        raise ServiceRefusal("history_proofs_zip", field="proofs") from error


def _checked_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Entries that are files, none of which leaves the archive's folder or unpacks abnormally."""
    entries = archive.infolist()
    total = sum(one.file_size for one in entries)
    if len(entries) > 2 * MAX_FILES or total > MAX_UNPACKED:
        raise _unpacks()
    for one in entries:
        if one.flag_bits & 1:
            raise ServiceRefusal("history_proofs_zip", field="proofs")
        if _leaves(one):
            raise ServiceRefusal("history_proofs_path", field="proofs", name=one.filename[:60])
        packed = max(one.compress_size, 1)
        if one.file_size > RATIO_FLOOR and one.file_size / packed > MAX_RATIO:
            raise _unpacks()
    files = [one for one in entries if not one.is_dir() and not _is_litter(one.filename)]
    if len(files) > MAX_FILES:
        raise _unpacks()
    return files


def _unpacks() -> ServiceRefusal:
    limit = file_size(MAX_UNPACKED)
    return ServiceRefusal("history_proofs_unpacks", field="proofs", files=MAX_FILES, limit=limit)


def _leaves(entry: zipfile.ZipInfo) -> bool:
    """Whether its path climbs out of the folder, is absolute, or is a link."""
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    is_absolute = name.startswith("/") or (len(name) > 1 and name[1] == ":")
    return is_absolute or ".." in parts or (entry.external_attr >> 16) & 0o170000 == LINK


def _is_litter(name: str) -> bool:
    """What systems leave in archives."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last in (".DS_Store", "Thumbs.db", "desktop.ini")


def _why_refused(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """The sentence of what `documents` would refuse; "" when it would keep the file."""
    try:
        with extracted(archive, entry.filename) as path:
            content_type_of(path, clean_name(entry.filename))
    except ServiceRefusal as refusal:
        return refusals.sentence(refusal)
    return ""


@contextmanager
def extracted(archive: zipfile.ZipFile, entry: str) -> Iterator[Path]:
    """One file of the archive, in a temporary file under a name of ours.

    Raises `ServiceRefusal` "file_too_big", "file_empty" and those of reading a broken archive.
    """
    limit = settings.EVIDENCE_MAX_BYTES
    with tempfile.TemporaryDirectory(prefix="hygie-piece-") as folder:
        path, size = Path(folder) / "piece", 0
        with archive.open(entry) as source, path.open("wb") as target:
            while piece := source.read(PIECE):
                size += len(piece)
                if size > limit:
                    raise ServiceRefusal("file_too_big", limit=file_size(limit))
                target.write(piece)
        if size == 0:
            raise ServiceRefusal("file_empty")
        yield path


def proof_attach(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    archive: zipfile.ZipFile,
    proof: Proof,
    subject_kind: str,
    subject_id: UUID,
    import_id: UUID,
) -> Evidence | None:
    """Adds one file of the archive to a fact, through documents; None when it had it already.

    Added before by the same import, the same piece is returned. Raises `ServiceRefusal`: those of
    `evidence_add`.
    """
    with extracted(archive, proof.entry) as path:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        new_id = uuid5(subject_id, f"{import_id}:{sha256}")
        there = Evidence.objects.kept().about(subject_kind, [subject_id]).filter(bearer=unit)
        same = list(there.filter(sha256=sha256))
        if same:
            return next((one for one in same if one.pk == new_id), None)
        with path.open("rb") as stream:
            return evidence_add(
                scope=scope,
                acting_user=acting_user,
                unit=unit,
                subject_kind=subject_kind,
                subject_id=subject_id,
                new_id=new_id,
                kind=Form.FILE,
                title=Path(proof.name).stem[:200],
                upload=UploadedFile(file=stream, name=proof.name, size=path.stat().st_size),
            )
