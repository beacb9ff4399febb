"""The archive of an exercise: one ZIP that says what it holds, read with suspicion.

`manifest.json` comes first: the format, its version, where it was made, and the SHA-256 of every
other file. A digest tells a file that was damaged on its way; it does not tell who made it.
"""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, NoReturn

FORMAT, SCHEMA = "hygie-exercice", 1
MANIFEST = "manifest.json"
MAX_BYTES = 100 * 1024 * 1024
MAX_FILES = 2000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_TEXT = 20 * 1024 * 1024
# What is read into memory, all files together.
MAX_TEXTS = 40 * 1024 * 1024
TEXTS = (".json", ".yaml")
MAX_MANIFEST = 2 * 1024 * 1024
MAX_PATH = 200
CHUNK = 256 * 1024
LINK = 0o120000
# A ZIP knows no earlier day; the same content gives the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)
# What Hygie writes, and every tool reads.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that reading a broken archive may raise.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip


class ArchiveFault(Exception):
    """An archive that is not taken. `code`: why; `about`: the file it is about, "" for the whole.

    Codes: not_zip, too_big, too_many, unpacks_too_big, bad_path, encrypted, damaged, no_manifest,
    bad_manifest, other_format, newer_schema, missing, unlisted, changed, bad_content.
    """

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about[:120]


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the manifest. `sha256`: hexadecimal."""

    path: str
    sha256: str
    size: int


class Writer:
    """Writes an archive file after file; `finish` adds the manifest."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.listed: list[Listed] = []

    def add(self, path: str, content: bytes) -> None:
        """Adds a file held in memory."""
        self.copy(path, iter((content,)))

    def add_json(self, path: str, content: Any) -> None:
        """Adds plain values as JSON, keys sorted."""
        self.add(path, as_json(content))

    def copy(self, path: str, chunks: Iterator[bytes]) -> None:
        """Adds a file piece by piece."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_named(path), "w") as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.listed.append(Listed(path, digest.hexdigest(), size))

    def finish(self, head: Mapping[str, Any]) -> str:
        """Writes the manifest and closes; returns its SHA-256, which names the whole."""
        files = [{"path": o.path, "sha256": o.sha256, "bytes": o.size} for o in self.listed]
        text = as_json({"format": FORMAT, "schema": SCHEMA, **head, "files": files})
        self._zip.writestr(_named(MANIFEST), text)
        self._zip.close()
        return hashlib.sha256(text).hexdigest()


def _named(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def as_json(content: Any) -> bytes:
    """Plain values as JSON that a person may read."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


class Archive:
    """An archive open for reading, its manifest read; `check` reads every file of it."""

    def __init__(self, source: IO[bytes]) -> None:
        """Raises ArchiveFault: everything but what `check` says."""
        try:
            self._zip = zipfile.ZipFile(source)
            self._infos = _safe(self._zip.infolist())
        except DAMAGED as error:
            raise ArchiveFault("not_zip") from error
        self.manifest = self._read_manifest()
        self.listed = {one.path: one for one in _listed(self.manifest)}
        for path in self.listed:
            if path not in self._infos:
                raise ArchiveFault("missing", path)
        for path in self._infos:
            if path != MANIFEST and path not in self.listed:
                raise ArchiveFault("unlisted", path)

    def _read_manifest(self) -> dict[str, Any]:
        if MANIFEST not in self._infos:
            raise ArchiveFault("no_manifest")
        try:
            found = _plain(self._bytes(MANIFEST, MAX_MANIFEST))
        except (ValueError, RecursionError) as error:
            raise ArchiveFault("bad_manifest") from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ArchiveFault("other_format")
        schema = found.get("schema")
        if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            raise ArchiveFault("bad_manifest")
        if schema > SCHEMA:
            raise ArchiveFault("newer_schema", str(schema))
        return found

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest: two archives of the same one hold the same."""
        return hashlib.sha256(self._bytes(MANIFEST, MAX_MANIFEST)).hexdigest()

    def check(self) -> None:
        """Reads every file whole. Raises ArchiveFault: damaged, changed."""
        for one in self.listed.values():
            digest, size = hashlib.sha256(), 0
            for chunk in self.chunks(one.path):
                digest.update(chunk)
                size += len(chunk)
            if (digest.hexdigest(), size) != (one.sha256, one.size):
                raise ArchiveFault("changed", one.path)

    def chunks(self, path: str) -> Iterator[bytes]:
        """One file piece by piece. Raises ArchiveFault: damaged."""
        try:
            with self._zip.open(self._infos[path]) as stream:
                yield from read_chunks(stream)
        except DAMAGED as error:
            raise ArchiveFault("damaged", path) from error

    def json(self, path: str, default: Any = None) -> Any:
        """The plain values of a file; `default` when the archive has not got it.

        Raises ArchiveFault: damaged, bad_content.
        """
        if path not in self.listed:
            return default
        try:
            return _plain(self._bytes(path, MAX_TEXT))
        except (ValueError, RecursionError) as error:
            raise ArchiveFault("bad_content", path) from error

    def text(self, path: str) -> str:
        """A file of text, "" without it. Raises ArchiveFault: damaged, bad_content."""
        if path not in self.listed:
            return ""
        try:
            return self._bytes(path, MAX_TEXT).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ArchiveFault("bad_content", path) from error

    def under(self, folder: str) -> list[str]:
        """Paths of the files of a folder, sorted."""
        return sorted(path for path in self.listed if path.startswith(f"{folder}/"))

    def _bytes(self, path: str, most: int) -> bytes:
        if self._infos[path].file_size > most:
            raise ArchiveFault("too_big", path)
        return b"".join(self.chunks(path))


def _plain(content: bytes) -> Any:
    """The values of a file in JSON. Raises ValueError and RecursionError: not JSON in UTF-8, a
    number that is none, half of a character (which no one could write again)."""
    text = content.decode("utf-8")
    found = json.loads(text, parse_constant=_no_number)
    if "\\ud" in text or "\\uD" in text:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _safe(infos: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by path, none opened yet: no folder above, no link, no secret, not too much."""
    if len(infos) > MAX_FILES:
        raise ArchiveFault("too_many")
    if sum(one.file_size for one in infos) > MAX_UNPACKED:
        raise ArchiveFault("unpacks_too_big")
    if sum(one.file_size for one in infos if one.filename.endswith(TEXTS)) > MAX_TEXTS:
        raise ArchiveFault("too_many")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in infos:
        if one.is_dir():
            continue
        path = PurePosixPath(one.filename)
        is_wrong = path.is_absolute() or ".." in path.parts or "\\" in one.filename
        is_wrong |= ":" in one.filename or len(one.filename) > MAX_PATH
        if is_wrong or one.filename in found or (one.external_attr >> 16) & 0o170000 == LINK:
            raise ArchiveFault("bad_path", one.filename)
        if one.flag_bits & 0x1:
            raise ArchiveFault("encrypted", one.filename)
        if one.compress_type not in PACKED:
            raise ArchiveFault("damaged", one.filename)
        found[one.filename] = one
    return found


def _listed(manifest: Mapping[str, Any]) -> list[Listed]:
    files = manifest.get("files")
    if not isinstance(files, list):
        raise ArchiveFault("bad_manifest")
    found = []
    for one in files:
        try:
            path, sha256, size = one["path"], one["sha256"], one["bytes"]
        except (KeyError, TypeError) as error:
            raise ArchiveFault("bad_manifest") from error
        if not (isinstance(path, str) and isinstance(sha256, str) and isinstance(size, int)):
            raise ArchiveFault("bad_manifest")
        found.append(Listed(path, sha256, size))
    return found
