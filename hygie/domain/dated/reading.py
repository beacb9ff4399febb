"""Strict reading of one YAML file: every surprise is refused with the file and the key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hygie.domain.dated.strict_yaml import StrictYamlError, read_yaml

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")


class RuleFileError(Exception):
    """A rule file is refused. It says where, what is wrong, and what is allowed."""

    def __init__(self, file: Path | str, key: str, problem: str, allowed: str) -> None:
        super().__init__(f"{file}: {key}: {problem}; allowed: {allowed}")
        self.file = str(file)
        self.key = key
        self.problem = problem
        self.allowed = allowed


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping of one file. Raises RuleFileError (not YAML, not a mapping, key given twice)."""
    try:
        content = read_yaml(path.read_text(encoding="utf-8")).content
    except (StrictYamlError, UnicodeDecodeError) as error:
        key = getattr(error, "key", "")
        problem = str(error) if key else f"not readable as YAML: {error}"
        allowed = "UTF-8 YAML, each key once, no alias"
        raise RuleFileError(path, key or "(file)", problem, allowed) from None
    if not isinstance(content, dict):
        raise RuleFileError(path, "(file)", f"holds {type(content).__name__}", "a mapping")
    return content


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping of a file being read, and where it stands in it."""

    file: Path
    key: str
    content: Mapping[str, Any]

    def at(self, name: str) -> str:
        """The full name of a key of this mapping, for an error."""
        return f"{self.key}.{name}" if self.key else name

    def refuse(self, name: str, problem: str, allowed: str) -> RuleFileError:
        """The error to raise about one key."""
        return RuleFileError(self.file, self.at(name), problem, allowed)

    def only(self, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        """Refuses unknown keys and missing ones."""
        known = ", ".join((*required, *optional))
        for name in self.content:
            if name not in required and name not in optional:
                raise self.refuse(str(name), "unknown key", known)
        for name in required:
            if name not in self.content:
                raise self.refuse(name, "missing key", f"{known} ({', '.join(required)} required)")

    def text(self, name: str, default: str | None = None) -> str:
        """A text on one line or several, not empty unless `default` is given."""
        if name not in self.content and default is not None:
            return default
        value = self.content[name]
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(name, f"{value!r} is not a text", "a text that is not empty")
        return " ".join(value.split(" ")).strip()

    def day(self, name: str) -> date:
        """A day written YYYY-MM-DD."""
        value = self.content[name]
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(name, f"{value!r} is not a day", "a day written YYYY-MM-DD")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """true or false."""
        value = self.content.get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, f"{value!r} is not a yes or no", "true, false")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One word of a closed list."""
        value = self.content.get(name, default)
        if value not in allowed:
            raise self.refuse(name, f"{value!r} is not in the list", ", ".join(allowed))
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, maybe empty."""
        value = self.content[name]
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.refuse(name, f"{value!r} is not a list of texts", "a list of texts")
        return tuple(value)

    def child(self, name: str) -> Node:
        """The mapping under a key."""
        value = self.content[name]
        if not isinstance(value, dict):
            raise self.refuse(name, f"{value!r} is not a mapping", "a mapping")
        return Node(self.file, self.at(name), value)

    def children(self, name: str) -> tuple[Node, ...]:
        """The mappings of the list under a key; () when the key is absent."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.refuse(name, "not a list of mappings", "a list of mappings")
        return tuple(Node(self.file, f"{self.at(name)}[{i}]", one) for i, one in enumerate(value))


def typed_value(
    node: Node, name: str, kind: str
) -> bool | int | str | date | tuple[str, ...] | None:
    """The value under `name`, of the kind its unit asks for; None means repealed.

    Kinds: day, integer, flag, month_day ("MM-DD"), codes (list of texts),
    code (one text).
    """
    value = node.content[name]
    if value is None:
        return None
    if kind == "day":
        return node.day(name)
    if kind == "flag":
        return node.flag(name, default=False)
    if kind == "codes":
        return node.texts(name)
    if kind == "code":
        return node.text(name)
    if kind == "month_day":
        if not isinstance(value, str) or not _MONTH_DAY.match(value):
            raise node.refuse(name, f"{value!r} is not a day of the year", '"MM-DD" in quotes')
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise node.refuse(name, f"{value!r} is not a whole number", "a whole number, 0 or more")
    return value
