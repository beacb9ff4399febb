"""The FINESS number: nine characters, the last a key. A wrong key is a warning, no refusal."""

import re

SHAPE = re.compile(r"[0-9][0-9A-Z][0-9]{7}")
CORSICA = {"A": "1", "B": "2"}
DIGITS = re.compile(r"[0-9]+")


def tidy_finess(text: str) -> str:
    """What a person typed or a file gives: without blanks, in capitals."""
    return "".join(text.split()).upper()


def finess_is_shaped(finess: str) -> bool:
    """Nine characters, a letter being allowed in second place only (Corsica)."""
    return SHAPE.fullmatch(finess) is not None


def luhn_is_right(digits: str) -> bool:
    """Whether the last digit is the Luhn key of the others."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def finess_key_is_right(finess: str) -> bool:
    """Whether the key of a well-shaped number is right; in Corsica A counts 1 and B counts 2.

    No official text was read on this: measured on numbers in use. So: warn, never refuse.
    """
    digits = finess[:1] + CORSICA.get(finess[1:2], finess[1:2]) + finess[2:]
    return DIGITS.fullmatch(digits) is not None and luhn_is_right(digits)


def with_key(first_eight: str) -> str:
    """The nine-character number of eight digits, its key added."""
    return next(first_eight + key for key in "0123456789" if luhn_is_right(first_eight + key))
