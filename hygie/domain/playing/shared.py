"""The file of an anonymised RETEX: plain texts under known names, and nothing else.

It says what an exercise taught to whoever was not there: functions, objectives, gaps, constats,
actions. No person, no establishment, no place, no day but its year.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT, SCHEMA = "hygie-retex", 1
MAX_BYTES = 2 * 1024 * 1024
MAX_TEXT = 12_000
MAX_ROWS = 600
Line = Mapping[str, str]


class SharedFault(Exception):
    """A file that is not taken. `code`: too_big, not_json, other_format, newer_schema, bad_content;
    `about`: the name at fault, "" for the whole."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about[:60]


@dataclass(frozen=True, slots=True)
class SharedRetex:
    """What the file says. `texts`: by name; `lists`: lines of texts by name."""

    texts: Mapping[str, str]
    lists: Mapping[str, Sequence[Line]]


def written(said: SharedRetex) -> bytes:
    """The file: the same bytes for the same content."""
    values = {"format": FORMAT, "schema": SCHEMA, "texts": said.texts, "lists": said.lists}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1).encode()


def digest(content: bytes) -> str:
    """SHA-256 of the file."""
    return hashlib.sha256(content).hexdigest()


def read(
    content: bytes, *, texts: Sequence[str], lists: Mapping[str, Sequence[str]]
) -> SharedRetex:
    """What a file says, under the names given: what it has besides is left aside.

    `lists`: names of the columns by name of list. Raises SharedFault.
    """
    if len(content) > MAX_BYTES:
        raise SharedFault("too_big")
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SharedFault("not_json") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise SharedFault("other_format")
    schema = values.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise SharedFault("bad_content", "schema")
    if schema > SCHEMA:
        raise SharedFault("newer_schema")
    held, rows = _mapping(values, "texts"), _mapping(values, "lists")
    return SharedRetex(
        {name: _text(held, name) for name in texts},
        {name: _lines(rows, name, columns) for name, columns in lists.items()},
    )


def _mapping(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name, {})
    if not isinstance(found, dict):
        raise SharedFault("bad_content", name)
    return found


def _text(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name, "")
    if not isinstance(found, str) or len(found) > MAX_TEXT:
        raise SharedFault("bad_content", name)
    if any("\ud800" <= one <= "\udfff" for one in found):  # half a character: no file holds it
        raise SharedFault("bad_content", name)
    return "".join(one for one in found if one >= " " or one == "\n")


def _lines(values: Mapping[str, Any], name: str, columns: Sequence[str]) -> list[Line]:
    found = values.get(name, [])
    if not isinstance(found, list) or len(found) > MAX_ROWS:
        raise SharedFault("bad_content", name)
    if not all(isinstance(one, dict) for one in found):
        raise SharedFault("bad_content", name)
    return [{column: _text(one, column) for column in columns} for one in found]
