"""A value of a text, the day from which it counts, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = bool | int | str | date | tuple[str, ...] | None


class Force(StrEnum):
    """What kind of text a source is. A closed list."""

    LAW = "law"
    DECREE = "decree"
    ARRETE = "arrete"
    INSTRUCTION = "instruction"
    GUIDE = "guide"
    PROGRAMME = "programme"
    BILL = "bill"


class Strength(StrEnum):
    """Whether a rule binds. A recommendation is never late."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is written.

    `text` is the stable key of the text in `rules/sources.yaml`; `title` its official title and
    reference (French); `where` the page, article or section; `href` "" when none is public.
    """

    text: str
    title: str
    where: str
    force: Force
    published_on: date
    href: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of one parameter, in force from `since` (included) until the next one.

    `path` names the parameter ("action_4/bia_first_due_on"). `value` None: repealed.
    `is_choice`: the text is open and the value is Hygie's; `reason` (French) says why. `reason`
    is empty when the value is the text's own.
    """

    path: str
    since: date
    value: Value = field(hash=False)
    source: Source
    label: str = ""
    is_choice: bool = False
    reason: str = ""
    strength: Strength = Strength.REQUIRED


@dataclass(frozen=True, slots=True)
class Announced:
    """A change expected, never applied; may be shown as « à venir ». `expected` is free text."""

    value: Value = field(hash=False)
    expected: str
    source: Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number, day or list of a text through time. `values`: oldest first, never empty."""

    path: str
    label: str
    unit: str
    checked_on: date
    values: tuple[DatedValue, ...]
    announced: tuple[Announced, ...] = ()

    @property
    def is_choice(self) -> bool:
        """Whether its present value is a choice of Hygie where the text is open."""
        return self.values[-1].is_choice

    def at(self, day: date) -> DatedValue | None:
        """The value in force on `day`; None before the first one."""
        found = None
        for value in self.values:
            if value.since > day:
                break
            found = value
        return found


@dataclass(frozen=True, slots=True)
class Action:
    """One of the seven actions. `title` is the official one."""

    number: int
    title: str
    short_label: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation of an action, in Hygie's cutting of the text (« découpage Hygie »).

    `label`: one sentence, own words. `population`, `when`: who and until when or how often, in
    French. `strength`: required or recommended. `parameters`: paths of the parameters read.
    `source`: the line of the text.
    """

    id: str
    action: int
    label: str
    short_label: str
    population: str
    when: str
    strength: Strength
    source: Source
    checked_on: date
    parameters: tuple[str, ...]
    has_deadline: bool


@dataclass(frozen=True, slots=True)
class Help:
    """A help that is not the law, with its source: a title, an introduction and lines (French)."""

    path: str
    title: str
    introduction: str
    lines: tuple[str, ...]
    source: Source
    checked_on: date
