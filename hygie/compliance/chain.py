"""The chain of a unit's statements: pure functions over plain values.

Whoever changes one character of a confirmed statement, or takes one out, breaks the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """The one way to write a value as JSON: keys sorted, no spaces, accents kept."""
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def plain(value: Any) -> Any:
    """Dataclasses, dates, decimals, enums and sets as JSON values; refuses anything else.

    Of a dataclass, what was given to it: a field worked out of the others (`init=False`) is no
    fact. Statements frozen when such fields were written too stay sound: a digest covers the text
    that was stored, which is never made again from the facts.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        given = (field.name for field in fields(value) if field.init)
        return {name: plain(getattr(value, name)) for name in given}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a statement")


@dataclass(frozen=True)
class Sealed:
    """What a digest covers, besides the content."""

    unit: str
    number: int
    year: int
    on: str
    corrects: str
    prepared_by: str
    prepared_at: str
    confirmation: str
    confirmed_by: str
    confirmed_at: str
    signed_pdf_sha256: str


def digest(previous: str, content: str, sealed: Sealed) -> str:
    """SHA-256 (hexadecimal) over the previous digest, the content and the confirmation."""
    body = "\n".join((previous, hashlib.sha256(content.encode()).hexdigest(), canonical(sealed)))
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True)
class Linked:
    """One confirmed statement, as stored."""

    sealed: Sealed
    content: str
    previous_digest: str
    digest: str


def breaks(chain: Iterable[Linked], witnessed: Mapping[int, str]) -> list[str]:
    """French sentences for what is wrong in the chain of one unit, in order; empty when sound.

    `witnessed`: digest by number as the journal wrote it on the day of the confirmation.
    """
    wrong: list[str] = []
    expected_number, previous = 1, GENESIS
    seen: set[int] = set()
    for link in chain:
        number = link.sealed.number
        seen.add(number)
        if number != expected_number:
            wrong.append(f"l’état n°\u00a0{expected_number} manque")
        if link.previous_digest != previous:
            wrong.append(f"l’état n°\u00a0{number} ne suit pas celui qui le précède")
        if digest(link.previous_digest, link.content, link.sealed) != link.digest:
            wrong.append(f"l’état n°\u00a0{number} a été modifié après sa confirmation")
        if witnessed.get(number) != link.digest:
            wrong.append(f"l’état n°\u00a0{number} ne correspond pas à la ligne du journal")
        expected_number, previous = number + 1, link.digest
    wrong += [
        f"l’état n°\u00a0{number}, écrit au journal, manque"
        for number in sorted(set(witnessed) - seen)
    ]
    return wrong
