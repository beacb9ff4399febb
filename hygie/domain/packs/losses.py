"""What an import could not keep, node by node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hygie.domain.packs.text_file import TextFile


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing left out. `node`: the id or label of what it was on; `line`: of the file."""

    code: str
    node: str
    line: int | None
    data: Mapping[str, Any] = field(default_factory=dict)


class Losses:
    """Gathers them while a file is read."""

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self._found: list[Loss] = []

    def add(self, code: str, node: str, path: tuple[str | int, ...], **data: Any) -> None:
        self._found.append(Loss(code, node, self.file.line_of(path), data))

    def found(self) -> tuple[Loss, ...]:
        """In the order of the file."""
        return tuple(sorted(self._found, key=lambda one: one.line or 0))
