"""Reading values where spellings, shapes and blanks vary: the schema and the files disagree."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

Record = Mapping[str, Any]

CODE_KEYS = ("code", "value", "valeur", "id", "identifiant")
BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.DOTALL)
FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
NEVER = 9999
EARLIEST, LATEST = 1700, 2200
MOST_SPELLINGS = 20000

# The key under which a record with these keys holds a name, None when it does not: (name, *keys).
_spellings: dict[tuple[str, ...], str | None] = {}


class WrongDay(ValueError):
    """A text that is not a day of the calendar, or far outside any establishment's life."""


def flat(name: str) -> str:
    """`pm_smsseId` and `pmSmsseId` are the same key."""
    return "".join(character for character in name if character.isalnum()).lower()


def pick(record: Record, name: str) -> Any:
    """The value of a key, whatever its spelling; None when it is not there."""
    if name in record:
        return record[name]
    asked = (name, *record)
    if asked not in _spellings:
        if len(_spellings) >= MOST_SPELLINGS:
            _spellings.clear()
        wanted = flat(name)
        _spellings[asked] = next((key for key in record if flat(str(key)) == wanted), None)
    key = _spellings[asked]
    return None if key is None else record[key]


def code(value: Any) -> str:
    """A plain code, or the code of an object {"code": …, "system": …}, or the first of a list."""
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    if isinstance(value, dict):
        return next((code(value[key]) for key in CODE_KEYS if value.get(key)), "")
    if isinstance(value, list):
        return code(value[0]) if value else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def text(value: Any) -> str:
    """A name: one line, single blanks, without control characters."""
    return BLANKS.sub(" ", value).strip() if isinstance(value, str) else code(value)


def records(value: Any) -> list[Record]:
    """The objects of an array, or the only one when the array was left out."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def day(value: Any) -> date | None:
    """A day, from « 2019-03-03 », « 2019-03-03 00:00:00 » or « 03/03/2019 »; 9999 means never.

    Raises: WrongDay for any other text.
    """
    written = code(value)
    return _day(written) if written else None


@lru_cache(maxsize=5000)
def _day(written: str) -> date | None:
    iso, french = DAY.fullmatch(written), FRENCH_DAY.fullmatch(written)
    if iso:
        year, month, number = (int(part) for part in iso.groups())
    elif french:
        number, month, year = (int(part) for part in french.groups())
    else:
        raise WrongDay(written[:40])
    if year == NEVER:
        return None
    try:
        found = date(year, month, number)
    except ValueError:
        raise WrongDay(written[:40]) from None
    if not EARLIEST <= year <= LATEST:
        raise WrongDay(written[:40])
    return found
