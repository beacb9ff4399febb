"""What is accepted as a piece is told by its content, whatever its name."""

import errno
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hygie.documents import contents, storage
from hygie.documents.storage import clean_name, file_store, path_of
from hygie.documents.tests.notebook import PDF, PNG, docx, uploaded, zipped
from hygie.domain.refusal import ServiceRefusal

ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX_PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}
MAIL = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: recu\r\n\r\n<html><body>Recu</body></html>"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "pieces"


def left_behind(settings: Any) -> list[str]:
    folder = Path(settings.MEDIA_ROOT)
    return [path.name for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def code_of(content: bytes, name: str = "piece.pdf") -> str:
    with pytest.raises(ServiceRefusal) as refused:
        file_store(uploaded(content, name))
    assert refused.value.data["field"] == "upload"
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "name", "mime", "kept"),
    [
        (PDF, "retex.pdf", "application/pdf", "retex.pdf"),
        (PDF, "retex.exe", "application/pdf", "retex.exe.pdf"),
        (PNG, "photo.png", "image/png", "photo.png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(30), "a.jpeg", "image/jpeg", "a.jpeg"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30), "a.webp", "image/webp", "a.webp"),
        (docx(), "note.docx", contents.DOCX.mime, "note.docx"),
        (zipped(XLSX_PARTS), "tableau.xlsx", contents.XLSX.mime, "tableau.xlsx"),
        (zipped({"mimetype": ODT.encode()}), "note.odt", ODT, "note.odt"),
        (zipped({"mimetype": ODS.encode()}), "note.ods", ODS, "note.ods"),
        ("été\tcafé\n".encode(), "note.txt", "text/plain", "note.txt"),
        ("été".encode("cp1252"), "note", "text/plain", "note.txt"),
        (b"a;b\n1;2\n", "releve.csv", "text/csv", "releve.csv"),
        (MAIL, "accuse.eml", "message/rfc822", "accuse.eml"),
    ],
)
def test_an_accepted_content_is_kept_by_its_fingerprint(
    content: bytes, name: str, mime: str, kept: str, settings: Any
) -> None:
    stored = file_store(uploaded(content, name))
    assert (stored.content_type, stored.name, stored.size) == (mime, kept, len(content))
    assert path_of(stored.sha256).read_bytes() == content
    assert left_behind(settings) == [stored.sha256]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "page.pdf"),
        (b"\n  <html><body>x</body></html>", "page.txt"),
        (b"bonjour <script>alert(1)</script>", "page.txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "dessin.png"),
        (b'<?xml version="1.0"?><svg/>', "dessin.svg"),
        (b"MZ\x90\0" + bytes(60), "retex.pdf"),
        (b"\x7fELF" + bytes(60), "retex.pdf"),
        (b"#!/bin/sh\nrm -rf /\n", "note.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien.doc"),
        (b"GIF89a" + bytes(40), "image.gif"),
        (b"text\0with a null", "note.txt"),
        (zipped({"a.txt": b"a"}), "archive.zip"),
        (zipped({"mimetype": b"application/epub+zip"}), "livre.odt"),
        (zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"x"}), "a.docx"),
    ],
)
def test_any_other_content_is_refused(content: bytes, name: str, settings: Any) -> None:
    assert code_of(content, name) == "file_type_refused"
    assert left_behind(settings) == []


def test_a_document_with_macros_is_refused(settings: Any) -> None:
    with_project = docx(**{"word/vbaProject.bin": b"x"})
    said = b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    declared = zipped({"[Content_Types].xml": said, "word/document.xml": b"<w/>"})
    basic = zipped({"mimetype": ODT.encode(), "Basic/Standard/Module1.xml": b"x"})
    for content in (with_project, declared, basic):
        assert code_of(content, "note.docx") == "file_has_macros"
    assert left_behind(settings) == []


def test_a_zip_bomb_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(**{"word/media/image1.bmp": bytes(30 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert code_of(bomb, "note.docx") == "file_unpacks_too_big"
    monkeypatch.setattr(contents, "MAX_ENTRIES", 10)
    many = docx(**{f"word/{n}.xml": b"" for n in range(11)})
    assert code_of(many, "note.docx") == "file_unpacks_too_big"
    assert left_behind(settings) == []


def test_a_document_with_a_password_is_refused() -> None:
    content = bytearray(docx())
    with zipfile.ZipFile(uploaded(bytes(content))) as archive:
        assert archive.infolist()
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(mark)
        content[position + shift] |= 1
    assert code_of(bytes(content), "note.docx") == "file_encrypted"


def test_a_truncated_file_is_refused(settings: Any) -> None:
    assert code_of(docx()[:-30], "note.docx") == "file_damaged"
    assert code_of(b"%PDF-1.7\nhalf of it", "retex.pdf") == "file_damaged"
    assert left_behind(settings) == []


def test_an_empty_file_is_refused(settings: Any) -> None:
    assert code_of(b"") == "file_empty"
    assert left_behind(settings) == []


def test_a_file_too_big_is_refused_whatever_it_declares(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    assert code_of(PDF + bytes(200)) == "file_too_big"
    liar = uploaded(PDF + bytes(200))
    liar.size = None
    with pytest.raises(ServiceRefusal) as refused:
        file_store(liar)
    assert refused.value.code == "file_too_big"
    assert left_behind(settings) == []


def test_a_full_disk_is_said_and_leaves_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    assert code_of(PDF) == "disk_full"
    assert left_behind(settings) == []


def test_a_folder_that_cannot_be_written_is_said(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "replace", denied)
    assert code_of(PDF) == "file_not_stored"
    assert left_behind(settings) == []


def test_the_same_content_is_kept_once(settings: Any) -> None:
    assert file_store(uploaded()).sha256 == file_store(uploaded(name="autre.pdf")).sha256
    assert len(left_behind(settings)) == 1


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/abs/retex.pdf", "retex.pdf"),
        ("re\u202etxe\r\n.pdf", "retxe.pdf"),
        ("..", "piece"),
        ("", "piece"),
        (".cache", "cache"),
        ("a" * 300 + ".pdf", "a" * 110 + ".pdf"),
        ("b" * 300, "b" * 120),
    ],
)
def test_a_name_loses_its_path_and_its_tricks(raw: str, shown: str) -> None:
    assert clean_name(raw) == shown


def test_a_name_that_climbs_folders_stays_in_the_folder(settings: Any) -> None:
    upload = uploaded()
    upload._name = "../../x"
    stored = file_store(upload)
    assert stored.name == "x.pdf"
    assert left_behind(settings) == [stored.sha256]


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_document_whose_packed_bytes_are_broken_is_refused(settings: Any, packing: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("[Content_Types].xml", b"<Types>" + bytes(range(256)) * 20 + b"</Types>")
        archive.writestr("word/document.xml", b"<x/>")
    content = bytearray(buffer.getvalue())
    start = 30 + len("[Content_Types].xml")
    content[start : start + 60] = b"\xff" * 60

    assert code_of(bytes(content), "note.docx") == "file_damaged"
    assert left_behind(settings) == []
