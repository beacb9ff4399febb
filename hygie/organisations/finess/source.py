"""A first look at a FINESS file, before anything is written: what it is, how large, whole or cut.

The content decides, never the name. One pass over the decompressed bytes, in small pieces.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.finess.codes import codes

PIECE = 1 << 16
GZIP = b"\x1f\x8b"
GZIP_WINDOW = 31  # zlib's word for « a gzip with its header »
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
HISTORIC = (b"finess;etalab", b"structureet;", b"structureej;", b"nofinesset", b"geolocalisation;")
# What the two arrays that are read may be called; the key is compared in lower case.
ARRAYS = {b'"pmej"': "pmej", b'"pm_ej"': "pmej", b'"gcc"': "gcc", b'"g_c_c"': "gcc"}
OPENING = re.compile(rb"\s*:\s*([\[{])")
OVERLAP = 64
HEAD = 4096

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Root:
    """A key that may be of the top level: what it is, as it is spelt, `[` or `{`, and where it
    is found first and last (bytes)."""

    name: str
    spelling: str
    opens: str
    first_at: int
    last_at: int

    @property
    def prefix(self) -> str:
        """What ijson calls the objects under this key."""
        return f"{self.spelling}.item" if self.opens == "[" else self.spelling


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the first look tells. `size`: bytes once decompressed. `is_cut`: the gzip stops short
    or is damaged, what comes before is readable."""

    sha256: str
    size: int
    is_cut: bool
    roots: tuple[Root, ...]
    head: bytes

    def roots_of(self, name: str) -> list[Root]:
        return [root for root in self.roots if root.name == name]


class CutShortError(Exception):
    """A gzip that stops before its end, or breaks: what was given before is right."""


def decompressed(path: Path) -> Iterator[bytes]:
    """The JSON bytes in pieces, decompressed on the way if the file starts like a gzip.

    Raises: CutShortError after the last readable piece.
    """
    with path.open("rb") as stream:
        is_gzip = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
        yield from _gunzipped(stream) if is_gzip else iter(lambda: stream.read(PIECE), b"")


def _gunzipped(stream: IO[bytes]) -> Iterator[bytes]:
    """A gzip's content, member after member, never more than a piece at a time in memory."""
    decoder = zlib.decompressobj(wbits=GZIP_WINDOW)
    while raw := stream.read(PIECE):
        while raw:
            if decoder.eof:
                decoder = zlib.decompressobj(wbits=GZIP_WINDOW)
            try:
                piece = decoder.decompress(raw, PIECE)
            except zlib.error:
                raise CutShortError from None
            if piece:
                yield piece
            raw = decoder.unused_data.lstrip(b"\0") if decoder.eof else decoder.unconsumed_tail
    while not decoder.eof:
        if not (piece := decoder.decompress(b"", PIECE)):
            raise CutShortError
        yield piece


def pieces(path: Path) -> Iterator[bytes]:
    """The same without byte order mark, ending where a gzip breaks (the inspection told it)."""
    is_first = True
    try:
        for piece in decompressed(path):
            yield piece.removeprefix(BYTE_ORDER_MARK) if is_first else piece
            is_first = False
    except CutShortError:
        return


def inspect(path: Path, progress: Progress = lambda _: None) -> Inspection:
    """Looks at the whole file once.

    Raises `ServiceRefusal`: finess_empty, finess_zip, finess_xml, finess_old_csv, finess_utf16,
    finess_wrong_root, finess_not_json, finess_bad_gzip, finess_bomb, finess_too_nested,
    finess_no_structures.
    """
    limits = codes().limits
    weight = path.stat().st_size
    if weight == 0:
        raise ServiceRefusal("finess_empty")
    size, depth, head, tail, is_cut = 0, 0, b"", b"", False
    roots: dict[tuple[str, str, str], Root] = {}
    try:
        for piece in decompressed(path):
            if len(head) < HEAD:
                head = (head + piece)[:HEAD]
                refuse_other_kinds(head)
            for root in roots_in(tail + piece, size - len(tail), len(tail)):
                key = (root.name, root.spelling, root.opens)
                roots[key] = replace(roots.get(key, root), last_at=root.last_at)
            depth += nesting(piece)
            if depth > limits.depth:
                raise ServiceRefusal("finess_too_nested")
            tail = (tail + piece)[-OVERLAP:]
            size += len(piece)
            refuse_bomb(size, weight, limits.decompressed_bytes, limits.ratio)
            progress(size)
    except CutShortError:
        is_cut = True
    if is_cut and not head:
        raise ServiceRefusal("finess_bad_gzip")
    refuse_other_kinds(head)
    if not any(root.name == "pmej" for root in roots.values()):
        raise ServiceRefusal("finess_no_structures")
    return Inspection(file_digest(path), size, is_cut, tuple(roots.values()), head)


def nesting(piece: bytes) -> int:
    """How much deeper the objects and arrays are after a piece than before it, roughly: brackets
    inside texts count too.

    Raises `ServiceRefusal("finess_too_nested")` for a piece that is hardly more than brackets:
    the parser's work grows with the square of the depth.
    """
    opened = piece.count(b"[") + piece.count(b"{")
    if opened > codes().limits.openings_in_a_piece:
        raise ServiceRefusal("finess_too_nested")
    return opened - piece.count(b"]") - piece.count(b"}")


def refuse_bomb(size: int, weight: int, most: int, ratio: int) -> None:
    """A file that swells without end is refused before it is read."""
    if size > most or (size > codes().limits.ratio_checked_from_bytes and size > weight * ratio):
        raise ServiceRefusal("finess_bomb")


def refuse_other_kinds(head: bytes) -> None:
    """One sentence per kind of file that people take for this one."""
    start = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if head.startswith(UTF16):
        raise ServiceRefusal("finess_utf16")
    if start.startswith(b"PK"):
        raise ServiceRefusal("finess_zip")
    if start.startswith(b"<"):
        raise ServiceRefusal("finess_xml")
    if any(mark in start.lower() for mark in HISTORIC) and not start.startswith((b"{", b"[")):
        raise ServiceRefusal("finess_old_csv")
    if start.startswith(b"["):
        raise ServiceRefusal("finess_wrong_root")
    if not start.startswith(b"{"):
        raise ServiceRefusal("finess_not_json")


def roots_in(window: bytes, at: int, seen: int) -> list[Root]:
    """Keys « pmej » and « gcc » opening an array or an object in a window of bytes.

    `seen`: length of the start of the window already looked at; what lies wholly in it is skipped.
    """
    found = []
    lowered = window.lower()
    for mark, name in ARRAYS.items():
        place = lowered.find(mark)
        while place >= 0:
            opening = OPENING.match(window, place + len(mark))
            if opening and opening.end() > seen:
                spelling = window[place + 1 : place + len(mark) - 1].decode("ascii")
                opens = opening[1].decode("ascii")
                found.append(Root(name, spelling, opens, at + place, at + place))
            place = lowered.find(mark, place + 1)
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of the file as received, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
