"""Files by their content: written aside, flushed, then named by their SHA-256 in one move."""

import contextlib
import errno
import hashlib
import os
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from hygie.documents.contents import ContentType, content_type_of
from hygie.domain.refusal import ServiceRefusal
from hygie.web.formats import file_size

if TYPE_CHECKING:
    Upload: TypeAlias = UploadedFile[Any]
else:
    Upload = UploadedFile

NAME_LENGTH = 120
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is now on the disk under its SHA-256, whatever happens next."""

    sha256: str
    size: int
    content_type: str
    name: str


def path_of(sha256: str) -> Path:
    """Where the file with this SHA-256 (64 hexadecimal characters) is kept."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def open_stored(sha256: str) -> BinaryIO:
    """The kept file, open for reading. Raises FileNotFoundError when it is not on the disk."""
    return path_of(sha256).open("rb")


def file_store(upload: Upload, *, max_bytes: int | None = None) -> StoredFile:
    """Keeps an uploaded file; `max_bytes` is EVIDENCE_MAX_BYTES by default.

    The same content is kept once. Raises `ServiceRefusal`: "file_empty", "file_too_big",
    "disk_full", "file_not_stored" and those of `content_type_of`; nothing is then left behind.
    """
    limit = settings.EVIDENCE_MAX_BYTES if max_bytes is None else max_bytes
    if upload.size is not None and upload.size > limit:
        raise ServiceRefusal("file_too_big", field="upload", limit=file_size(limit))
    try:
        return _store(upload, limit)
    except ServiceRefusal as refusal:
        refusal.data.setdefault("field", "upload")
        raise
    except OSError as error:
        code = "disk_full" if error.errno in FULL else "file_not_stored"
        raise ServiceRefusal(code, field="upload") from error


def _store(upload: Upload, limit: int) -> StoredFile:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix="depot-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(upload, target, limit)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise ServiceRefusal("file_empty")
        shown = clean_name(upload.name or "")
        found = content_type_of(aside, shown)
        _move(aside, path_of(sha256))
        return StoredFile(sha256, size, found.mime, with_extension(shown, found))
    finally:
        aside.unlink(missing_ok=True)


def _copy(upload: Upload, target: BinaryIO, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise ServiceRefusal("file_too_big", limit=file_size(limit))
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def _move(aside: Path, place: Path) -> None:
    place.parent.mkdir(exist_ok=True, mode=0o700)
    os.replace(aside, place)
    if hasattr(os, "O_DIRECTORY"):  # a folder cannot be flushed on Windows
        folder = os.open(place.parent, os.O_RDONLY)
        with contextlib.suppress(OSError):
            os.fsync(folder)
        os.close(folder)


def clean_name(raw: str) -> str:
    """A name to show and to send back: no path, no control or direction character, not too long."""
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    kept = " ".join(kept.split()).lstrip(". ")
    if len(kept) > NAME_LENGTH:
        stem, dot, extension = kept.rpartition(".")
        kept = f"{stem[: NAME_LENGTH - 10]}{dot}{extension[:9]}" if stem else kept[:NAME_LENGTH]
    return kept or "piece"


def with_extension(name: str, found: ContentType) -> str:
    """The name, ended by the usual extension of its content unless it has one of its own."""
    if Path(name).suffix.lower() in found.extensions:
        return name
    return f"{name}{found.extensions[0]}"
