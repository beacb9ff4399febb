"""An archive is read with suspicion: what is not as its manifest says is not taken."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from hygie.domain.playing import archive
from hygie.domain.playing.archive import MANIFEST, Archive, ArchiveFault, Writer


def made(**files: Any) -> bytes:
    target = io.BytesIO()
    writer = Writer(target)
    for name, content in (files or {"a": {"b": 1}}).items():
        writer.add_json(f"{name}.json", content)
    writer.finish({"names": True})
    return target.getvalue()


def again(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with its files changed, its manifest left as it was unless changed too."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        files = {one: source.read(one) for one in source.namelist()}
    change(files)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return target.getvalue()


def fault(content: bytes) -> str:
    with pytest.raises(ArchiveFault) as raised:
        Archive(io.BytesIO(content)).check()
    return raised.value.code


def manifest(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), **changes}).encode()

    return change


def test_what_was_written_is_read() -> None:
    content = made(run={"title": "Été"})
    assert content == made(run={"title": "Été"})  # the same bytes for the same content
    found = Archive(io.BytesIO(content))
    found.check()
    assert found.json("run.json") == {"title": "Été"}
    assert found.json("nothing.json", []) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: files.pop("a.json"), "missing"),
        (lambda files: files.update({"b.txt": b"x"}), "unlisted"),
        (lambda files: files.update({"a.json": b"{}"}), "changed"),
        (lambda files: files.pop(MANIFEST), "no_manifest"),
        (lambda files: files.update({MANIFEST: b"{"}), "bad_manifest"),
        (lambda files: files.update({"../a": b""}), "bad_path"),
        (lambda files: files.update({"/etc/a": b""}), "bad_path"),
        (manifest(format="autre"), "other_format"),
        (manifest(schema=2), "newer_schema"),
        (manifest(schema="1"), "bad_manifest"),
        (manifest(files=[{"path": "a.json"}]), "bad_manifest"),
        (manifest(files=[{"path": "a.json", "sha256": "", "bytes": 1e400}]), "bad_manifest"),
        (lambda files: files.update({MANIFEST: b"[" * 200_000}), "bad_manifest"),
        (lambda files: files.update({MANIFEST: b'{"format": "\\ud800"}'}), "bad_manifest"),
    ],
)
def test_what_is_not_as_it_says_is_not_taken(
    change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    assert fault(again(made(), change)) == code


def test_a_file_that_is_no_archive() -> None:
    assert fault(b"") == "not_zip"
    assert fault(b"PK\x03\x04 nothing") == "not_zip"
    assert fault(made()[:-40]) == "not_zip"


def test_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = again(made(), lambda files: files.update({"zeros": bytes(3_000_000)}))
    assert len(bomb) < 10_000
    monkeypatch.setattr(archive, "MAX_UNPACKED", 2_000_000)
    assert fault(bomb) == "unpacks_too_big"
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    assert fault(bomb) == "too_many"


def test_a_way_of_packing_that_hygie_never_uses() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as out:
        out.writestr(MANIFEST, b"{}")
    assert fault(target.getvalue()) == "damaged"


def test_half_a_character_is_read_by_nobody() -> None:
    found = Archive(io.BytesIO(again(made(), lambda files: files.update({"a.json": b'"\\ud800"'}))))
    with pytest.raises(ArchiveFault, match="bad_content"):
        found.json("a.json")


def test_texts_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TEXTS", 300)
    assert fault(made(a="x" * 200, b="y" * 200)) == "too_many"


def test_a_file_damaged_on_its_way() -> None:
    content = bytearray(made(a={"text": "x" * 500}))
    at = content.index(b"a.json") + len("a.json") + 3
    content[at] ^= 0xFF
    assert fault(bytes(content)) == "damaged"
