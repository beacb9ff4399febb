"""What a pack of measures is, and what may be wrong with a file that should hold one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MAX_BYTES = 16 * 1024 * 1024
MAX_MEASURES = 20_000
MAX_PROBLEMS = 100
# What a measure may lack in its file, and what it then is.
MEASURE_DEFAULTS: Mapping[str, Any] = {
    "number": "",
    "section": "",
    "help": "",
    "weight": 1,
    "groups": (),
    "levels": (),
    "evidence_hints": (),
    "links": (),
    "controls": (),
    "questions": (),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that prevents a file from being read, without any sentence.

    `code`: a stable word. `line`: line of a text file, from 1; None elsewhere. `cell`: « Mesures
    C5 » of a workbook, "" elsewhere. `data`: plain values for the sentence.
    """

    code: str
    line: int | None = None
    cell: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class PackRefused(Exception):
    """A file that gives no pack: every problem found, at most `MAX_PROBLEMS`, in its order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{one.code}@{one.line or one.cell}" for one in problems[:5]))
        self.problems = tuple(problems[:MAX_PROBLEMS])
        self.total = len(problems)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that is right, as plain values ready for JSON.

    `target_level`: a lower answer is a gap; None: no level to reach. `scale`: {value, label} and
    perhaps description, values rising. `groups`: {id, name} and perhaps description, default.
    `measures`: as the published schema says; `measure_of` gives the keys left out.
    """

    id: str
    version: str
    title: str
    issuer: str
    date: str
    licence: str
    is_official: bool
    demonstration: bool
    notice: str
    target_level: int | None
    scale: tuple[Mapping[str, Any], ...]
    groups: tuple[Mapping[str, Any], ...]
    measures: tuple[Mapping[str, Any], ...]

    def plain(self) -> dict[str, Any]:
        """The pack as JSON holds it; the measures are those of the pack, not copies."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in values.items()
        }

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything the pack says."""
        text = json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def measure_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """A measure with every key, those that its file left out included."""
    return {**MEASURE_DEFAULTS, **said}


def pack_of(plain: Mapping[str, Any]) -> Pack:
    """The pack of `Pack.plain`."""
    lists = {name: tuple(plain[name]) for name in ("scale", "groups", "measures")}
    return Pack(**{**plain, **lists})
