"""A value of a text, the day from which it counts, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Scalar = bool | int | str | date | None
Value = Scalar | tuple[str, ...]


class Force(StrEnum):
    """How strongly a source binds. A closed list: screens say obligation or recommendation."""

    LAW = "law"
    DECREE = "decree"
    ARRETE = "arrete"
    INSTRUCTION = "instruction"
    GUIDE = "guide"
    LABEL = "label"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is written. `where` is the page, article or section, in French."""

    title: str
    where: str
    force: Force
    published_on: date
    href: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of one parameter, in force from `since` (included) until the next one.

    `path` names the parameter ("action_4/bia_due_day"). `value` None means repealed.
    `is_choice` says that the text is open and that the value is Hygie's: `reason` (French) says
    why, and is empty when the value is the text's own.
    """

    path: str
    since: date
    value: Value = field(hash=False)
    source: Source
    label: str = ""
    is_choice: bool = False
    reason: str = ""
