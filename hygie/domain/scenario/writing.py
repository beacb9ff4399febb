"""A scenario written as the one text that everybody reads, edits, compares and exchanges.

The same scenario always gives the same text, whatever the machine: texts are compared, and their
fingerprint is kept. `load(dump(scenario))` is the scenario, once its texts are `cleaned`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from hygie.domain.scenario.document import as_document, cleaned, mapped
from hygie.domain.scenario.shape import Scenario

WIDTH = 100
HEAD = """\
# Scénario d’exercice de crise cyber, format scenario-exercice/2 (Hygie).
# Les heures «\u00a0t\u00a0» et «\u00a0t_court\u00a0» sont des minutes après DEBEX, ou "H:MM:SS".
# «\u00a0t_court\u00a0»\u00a0: moment dans la version courte, qui ne joue que ces stimuli.
# Dans tout texte, {{nom}} est remplacé par la variable de ce nom.
"""
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(/[0-9]+)?")
# What YAML 1.1 takes for something else than a text.
RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
INLINE = {"destinataires", "objectifs", "criteres_cites", "actions_instruction"}
ROWS = {"objectifs", "publics", "criteres"}
APART = {"stimuli"}
SECTIONS = {"resume", "decor", "variables", "objectifs", "criteres", "publics", "stimuli", "retex"}


def dump(scenario: Scenario) -> str:
    """The YAML of a scenario (version 2)."""
    lines = [HEAD.rstrip("\n")]
    for key, value in mapped(as_document(scenario), cleaned).items():
        if key in SECTIONS:
            lines.append("")
        lines += _entry(key, value, "")
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    """« key: value » at this depth."""
    name = f"{indent}{_word(key)}:"
    if isinstance(value, dict):
        yield name if value else f"{name} {{}}"
        for inner, item in value.items():
            yield from _entry(inner, item, indent + "  ")
    elif isinstance(value, list):
        yield from _list(key, value, indent)
    else:
        yield from _scalar(f"{name} ", value, indent)


def _list(key: str, value: list[Any], indent: str) -> Iterator[str]:
    name = f"{indent}{_word(key)}:"
    in_rows = key in ROWS and value and isinstance(value[0], dict)
    if not value or (key in INLINE and not in_rows):
        yield f"{name} [{', '.join(_word(one) for one in value)}]"
        return
    yield name
    for rank, item in enumerate(value):
        if in_rows:
            fields = ", ".join(f"{inner}: {_word(one)}" for inner, one in item.items())
            yield f"{indent}  - {{{fields}}}"
        elif isinstance(item, dict):
            if rank and key in APART:
                yield ""
            yield from _item(item, indent)
        else:
            yield from _scalar(f"{indent}  - ", item, indent + "  ")


def _item(item: dict[str, Any], indent: str) -> Iterator[str]:
    """A mapping in a list: its first key stands behind the dash."""
    lines = [line for key, value in item.items() for line in _entry(key, value, indent + "    ")]
    yield f"{indent}  - {lines[0].strip()}"
    yield from lines[1:]


def _scalar(lead: str, value: Any, indent: str) -> Iterator[str]:
    """A short value on its line, a long text as a block."""
    word = _word(value)
    if not isinstance(value, str) or (len(lead) + len(word) <= WIDTH and "\n" not in value):
        yield lead + word
        return
    below = indent + "  "
    block = _block(value, WIDTH - len(below))
    if block is None:
        yield lead + word
        return
    yield f"{lead}>-"
    yield from (below + line if line else "" for line in block)


def _block(text: str, width: int) -> list[str] | None:
    """The lines of a folded block; None: the text has blanks that a block would lose.

    In such a block one line break is a blank, and a line break of the text is an empty line.
    """
    lines = text.split("\n")
    if any(line[:1].isspace() or "\t" in line for line in lines):
        return None
    block: list[str] = []
    for rank, line in enumerate(lines):
        if rank:
            block.append("")
        if line:
            block += _wrapped(line, width)
        elif rank in (0, len(lines) - 1):
            return None
    return block


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Cut at single blanks only: never at a no-break space, nor beside another blank."""
    words = re.split(r"(?<=\S) (?=\S)", line)
    current = words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) > width:
            yield current
            current = word
        else:
            current += " " + word
    yield current


def _word(value: Any) -> str:
    """A value on one line: codes as they are, other texts between quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if PLAIN.fullmatch(value) and value.lower() not in RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)
