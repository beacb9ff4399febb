"""The one YAML reader of the product: nothing is taken in silence, and every key has its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

Place = tuple[str | int, ...]
DEEPEST = 50
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictYamlError(ValueError):
    """A text is refused. `problem`: unreadable, duplicate or alias; `key` is "" when unreadable.

    `line` counts from 1; None when the reader cannot tell.
    """

    def __init__(self, problem: str, key: str, line: int | None, detail: str) -> None:
        place = f" (line {line})" if line is not None else ""
        super().__init__(f"{detail}{place}")
        self.problem = problem
        self.key = key
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says, and the line of each key and of each item of a list."""

    content: Any
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """The line of a place, counted from 1; that of what holds it when it has none."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str) -> Document:
    """The content of a text and its lines. Raises StrictYamlError.

    Refused: a key given twice (YAML keeps the last one), an alias (by them a hundred bytes hold
    thousands of millions of items), more than `DEEPEST` levels, a NUL character, a text that holds
    two documents.
    """
    lines: dict[Place, int] = {}
    try:
        _refuse_aliases_and_depth(text)
        node = yaml.compose(text, Loader=LOADER)
        if node is None:
            return Document(None, lines)
        _note_lines(node, (), lines)
        return Document(_construct(node), lines)
    except yaml.YAMLError as error:
        raise StrictYamlError("unreadable", "", _line_of(error, text), _said(error)) from error
    except UnicodeEncodeError as error:  # half of a character
        raise StrictYamlError("unreadable", "", None, str(error)) from error


def _refuse_aliases_and_depth(text: str) -> None:
    """Before anything is built: the quick reader dies of too many levels."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = _number(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise StrictYamlError("alias", f"*{event.anchor}", line, "an alias: write it in full")
        if "\0" in (getattr(event, "value", None) or ""):  # no database keeps it
            raise StrictYamlError("unreadable", "", line, "a NUL character")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise StrictYamlError("unreadable", "", line, f"more than {DEEPEST} levels")


def _note_lines(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    """Notes where each key and item stands; refuses a key given twice."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            key, line = str(key_node.value), _number(key_node.start_mark)
            inner = (*place, key)
            if inner in lines:
                raise StrictYamlError("duplicate", key, line, f"{key}: key given twice")
            lines[inner] = line
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*place, number)] = _number(item.start_mark)
            _note_lines(item, (*place, number), lines)


class _Constructor(SafeConstructor):
    """What `!!int x` and 2026-13-45 raise, as one error with its line."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=True)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            mark = node.start_mark
            raise yaml.constructor.ConstructorError(None, None, str(error), mark) from error

    def construct_int_or_time(self, node: yaml.ScalarNode) -> int | str:
        """« 1:30:00 » stays the text that was written: YAML 1.1 makes it 5400."""
        text = self.construct_scalar(node)
        return text if ":" in text else self.construct_yaml_int(node)


_Constructor.yaml_constructors = {
    **SafeConstructor.yaml_constructors,
    "tag:yaml.org,2002:int": _Constructor.construct_int_or_time,
}


def _construct(node: yaml.Node) -> Any:
    return _Constructor().construct_document(node)


def _number(mark: Any) -> int:
    return int(mark.line) + 1


def _line_of(error: yaml.YAMLError, text: str) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return _number(mark)
    position = getattr(error, "position", None)  # a character that YAML does not take
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else None


def _said(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
