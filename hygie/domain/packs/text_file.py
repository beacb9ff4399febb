"""A YAML file read with the line of everything in it, safely and without deep recursion.

The C parser gives events one by one; nothing is built twice. Anchors, tags and deep nesting are
refused: packs need none, and they are how a small file eats a machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from hygie.domain.packs.shape import MAX_BYTES, PackRefused, Problem

MAX_DEPTH = 60
LONGEST_NUMBER = 40  # « 1:02:03… » is a number too, and a long one takes hours to build
RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
PREFIX = "tag:yaml.org,2002:"
# What a plain word may become; a day stays the text that was written.
BUILT = frozenset(f"{PREFIX}{name}" for name in ("bool", "int", "float", "null"))
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class TextFile:
    """What the file says, and where. `lines`: line by (id of its container, key or rank)."""

    data: Any = None
    lines: dict[tuple[int, Any], int] = field(default_factory=dict)

    def line_of(self, path: tuple[str | int, ...]) -> int | None:
        """Line of the value at `path`, or of the nearest thing above it that is there."""
        here, line = self.data, None
        for step in path:
            line = self.lines.get((id(here), step), line)
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                break
        return line


@dataclass(slots=True)
class _Open:
    """A list or mapping being read; `key` waits for its value."""

    value: Any
    key: Any = None
    has_key: bool = False


def read_text(content: bytes) -> TextFile:
    """The file as plain values with their lines.

    Raises `PackRefused`: "too_large", "not_utf8", "bad_yaml", "empty_file", "too_deep",
    "alias_refused", "tag_refused", "bad_character", "duplicate_key", "bad_key",
    "several_documents".
    """
    if len(content) > MAX_BYTES:
        raise PackRefused([Problem("too_large", data={"most": MAX_BYTES})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackRefused([Problem("not_utf8", line)]) from error
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PackRefused([Problem("bad_yaml", mark.line + 1 if mark else None)]) from error
    except yaml.YAMLError as error:
        raise PackRefused([Problem("bad_yaml", _line_of_reader(error, text))]) from error
    if builder.file.data is None:
        raise PackRefused([Problem("empty_file")])
    if builder.problems:
        raise PackRefused(builder.problems)
    return builder.file


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=LOADER)


def _line_of_reader(error: yaml.YAMLError, text: str) -> int | None:
    """A character that YAML forbids: its line, from its place in the text."""
    place = getattr(error, "position", None)
    return None if place is None else text.count("\n", 0, place) + 1


class _Builder:
    """Turns events into values, one at a time."""

    def __init__(self) -> None:
        self.file = TextFile()
        self.stack: list[_Open] = []
        self.problems: list[Problem] = []
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1  # type: ignore[union-attr]  # a parsed event has one
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise PackRefused([Problem("several_documents", line)])
        elif isinstance(event, yaml.AliasEvent):
            raise PackRefused([Problem("alias_refused", line)])
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse(event, line)
            self._place(event.value if self._waits_for_key(event) else _scalar(event), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse(event, line)
            self._open([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _refuse(self, event: Any, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            raise PackRefused([Problem("tag_refused", line)])
        if "\0" in getattr(event, "value", ""):  # no database keeps it
            raise PackRefused([Problem("bad_character", line)])

    def _waits_for_key(self, event: yaml.ScalarEvent) -> bool:
        """Whether this word is a key: it stays the text that was written (« no » is Norwegian)."""
        top = self.stack[-1] if self.stack else None
        return (
            top is not None
            and isinstance(top.value, dict)
            and not top.has_key
            and bool(event.value)
        )

    def _open(self, value: Any, line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise PackRefused([Problem("too_deep", line, data={"most": MAX_DEPTH})])
        self._place(value, line)
        self.stack.append(_Open(value))

    def _place(self, value: Any, line: int) -> None:
        if not self.stack:
            self.file.data = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            self.file.lines[(id(top.value), len(top.value))] = line
            top.value.append(value)
        elif not top.has_key:
            self._take_key(top, value, line)
        else:
            if top.key is not None:
                top.value[top.key] = value
            top.key, top.has_key = None, False

    def _take_key(self, top: _Open, key: Any, line: int) -> None:
        top.has_key = True
        if isinstance(key, list | dict) or key is None:
            raise PackRefused([Problem("bad_key", line)])
        if key in top.value:
            self.problems.append(Problem("duplicate_key", line, data={"key": str(key)}))
            return
        top.key = key
        self.file.lines[(id(top.value), key)] = line


_BUILDER = yaml.constructor.SafeConstructor()


def _scalar(event: yaml.ScalarEvent) -> Any:
    """A text, or what YAML 1.1 reads in a plain word: yes, 12, 1.5, null."""
    text: str = event.value
    if event.style or event.tag == "!":  # quoted, or a block: a text
        return text
    if len(text) > LONGEST_NUMBER:
        return text
    for tag, pattern in RESOLVERS.get(text[:1], ()):
        if tag in BUILT and pattern.match(text):
            node = yaml.ScalarNode(tag, text)
            try:
                value = _BUILDER.construct_object(node)
            except (ValueError, OverflowError):
                return text
            is_endless = isinstance(value, float) and not math.isfinite(value)
            return text if is_endless else value
    return text
