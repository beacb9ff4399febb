"""A pack in Hygie's own format, from a text file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hygie.domain.packs.checks import Path_, check_pack
from hygie.domain.packs.shape import Pack, PackRefused, Problem
from hygie.domain.packs.text_file import TextFile, read_text


@dataclass(frozen=True, slots=True)
class Lines:
    """Places of a text file: its lines."""

    file: TextFile

    def place(self, code: str, path: Path_, data: Mapping[str, Any]) -> Problem:
        line = self.file.line_of(path) if path else 1
        return Problem(code, line, data={**data, "path": ".".join(map(str, path))})


def read_own(content: bytes) -> Pack:
    """The pack of a YAML or JSON file. Raises `PackRefused`."""
    return pack_of_text(read_text(content))


def pack_of_text(file: TextFile) -> Pack:
    """The pack of a file already read. Raises `PackRefused`."""
    return check_pack(file.data, Lines(file))


def is_library(said: object) -> bool:
    """Whether a file is a CISO Assistant library rather than a pack of ours."""
    return isinstance(said, dict) and "objects" in said and "urn" in said


__all__ = ["Lines", "PackRefused", "is_library", "pack_of_text", "read_own"]
