"""What a file holds, found from its content: a closed list of types, everything else refused."""

import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import puremagic

from hygie.domain.refusal import ServiceRefusal

HEAD_BYTES = 8192
MAX_ENTRIES = 5000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 10 * 1024 * 1024  # under that, a high ratio harms nobody
PDF_END_BYTES = 2048
# All that reading a broken archive may raise.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ContentType:
    """A type accepted: its MIME name and the extensions of its files, the usual one first."""

    mime: str
    extensions: tuple[str, ...]


PDF = ContentType("application/pdf", (".pdf",))
PNG = ContentType("image/png", (".png",))
JPEG = ContentType("image/jpeg", (".jpg", ".jpeg"))
WEBP = ContentType("image/webp", (".webp",))
OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = ContentType(f"{OOXML}.wordprocessingml.document", (".docx",))
XLSX = ContentType(f"{OOXML}.spreadsheetml.sheet", (".xlsx",))
ODT = ContentType("application/vnd.oasis.opendocument.text", (".odt",))
ODS = ContentType("application/vnd.oasis.opendocument.spreadsheet", (".ods",))
TEXT = ContentType("text/plain", (".txt", ".log", ".md"))
CSV = ContentType("text/csv", (".csv",))
EML = ContentType("message/rfc822", (".eml",))

BY_MAGIC = {"application/pdf": PDF, "image/png": PNG, "image/jpeg": JPEG, "image/webp": WEBP}
BY_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
BY_ODF = {one.mime.encode(): one for one in (ODT, ODS)}
MARKUP = ("<!doctype", "<html", "<svg", "<script", "<body", "<iframe", "<?php")
MAIL_HEADERS = (
    "received:",
    "return-path:",
    "from:",
    "delivered-to:",
    "message-id:",
    "mime-version:",
)
BY_TEXT_NAME = {".csv": CSV, ".eml": EML}
ACCEPT = ",".join(
    extension
    for one in (PDF, PNG, JPEG, WEBP, DOCX, XLSX, ODT, ODS, TEXT, CSV, EML)
    for extension in one.extensions
)


def content_type_of(path: Path, name: str) -> ContentType:
    """The type of the file at `path`; `name` only tells kinds of plain text apart.

    Raises `ServiceRefusal`: "file_type_refused", "file_has_macros", "file_encrypted",
    "file_unpacks_too_big", "file_damaged".
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith(b"PK"):
        return _office_type(path)
    found = BY_MAGIC.get(_sniffed(head))
    if found is not None:
        _refuse_truncated(path, found)
        return found
    if is_plain_text(path):
        return BY_TEXT_NAME.get(Path(name).suffix.lower(), TEXT)
    raise ServiceRefusal("file_type_refused")


def _sniffed(head: bytes) -> str:
    """MIME name of the first accepted type among those that the library recognises at the start."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    at_start = (one.mime_type for one in matches if one.offset in (0, 8))
    return next((mime for mime in at_start if mime in BY_MAGIC), "")


def _refuse_truncated(path: Path, found: ContentType) -> None:
    if found is not PDF:
        return
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - PDF_END_BYTES))
        if b"%%EOF" not in stream.read():
            raise ServiceRefusal("file_damaged")


def _office_type(path: Path) -> ContentType:
    """The type of a zipped office document; any other zip is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_dangerous(entries, path.stat().st_size)
            names = {entry.filename for entry in entries}
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _known(BY_ODF.get(stream.read(200).strip()))
            if "[Content_Types].xml" in names:
                with archive.open("[Content_Types].xml") as stream:
                    if b"macroEnabled" in stream.read(1_000_000):
                        raise ServiceRefusal("file_has_macros")
                found = next((one for part, one in BY_PART.items() if part in names), None)
                return _known(found)
    except DAMAGED:
        raise ServiceRefusal("file_damaged") from None
    raise ServiceRefusal("file_type_refused")


def _known(found: ContentType | None) -> ContentType:
    if found is None:
        raise ServiceRefusal("file_type_refused")
    return found


def _refuse_dangerous(entries: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    """Zip bombs, passwords and macros, told from the directory of the archive alone."""
    unpacked = sum(entry.file_size for entry in entries)
    ratio_limit = max(RATIO_FLOOR_BYTES, packed_bytes * MAX_RATIO)
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED_BYTES, ratio_limit):
        raise ServiceRefusal("file_unpacks_too_big")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ServiceRefusal("file_encrypted")
    for entry in entries:
        lower = entry.filename.lower()
        if lower.endswith("vbaproject.bin") or lower.startswith(("basic/", "scripts/")):
            raise ServiceRefusal("file_has_macros")


def is_plain_text(path: Path) -> bool:
    """Whether the whole file reads as text, and as no page or script that a browser would run."""
    data = path.read_bytes()
    if b"\0" in data:
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            return False
    if any(character < " " and character not in "\t\n\r\f" for character in text):
        return False
    start = text.lstrip()[:1024].lower()
    if start.startswith(("<", "#!", "%!ps", "{\\rtf")):
        return False
    return start.startswith(MAIL_HEADERS) or not any(tag in start for tag in MARKUP)
