"""The FINESS number and its key: a warning, never a refusal."""

from __future__ import annotations

import re
from enum import StrEnum

_SHAPE = re.compile(r"[0-9][0-9A-Z][0-9]{7}\Z")
_CORSICA = str.maketrans({"A": "1", "B": "2"})


class FinessCheck(StrEnum):
    """What can be said of a FINESS number by looking at it."""

    OK = "ok"
    WRONG_KEY = "wrong_key"  # a warning: no official text on the key was read
    WRONG_SHAPE = "wrong_shape"  # not nine characters of a FINESS number


def finess_normalised(text: str) -> str:
    """The number as it is kept: capital letters, without spaces, points or dashes."""
    return re.sub(r"[\s.\-\u00a0\u202f]", "", text).upper()


def finess_check(number: str) -> FinessCheck:
    """Whether a normalised number has the shape of a FINESS and the key that goes with it.

    The last digit is a Luhn key over the nine, the A and B of Corsica counted as 1 and 2.
    """
    if not _SHAPE.match(number):
        return FinessCheck.WRONG_SHAPE
    digits = number.translate(_CORSICA)
    if not digits.isdigit():
        return FinessCheck.WRONG_SHAPE
    return FinessCheck.OK if luhn_is_valid(digits) else FinessCheck.WRONG_KEY


def luhn_is_valid(digits: str) -> bool:
    """Whether a string of digits, its key last, passes the Luhn check (FINESS, SIREN, SIRET)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def finess_with_key(first_eight: str) -> str:
    """The full number for its first eight characters; used to make fictitious ones.

    Raises ValueError when they are not eight characters of a FINESS number.
    """
    for key in "0123456789":
        if finess_check(first_eight + key) is FinessCheck.OK:
            return first_eight + key
    raise ValueError(f"{first_eight!r} is not the beginning of a FINESS number")
