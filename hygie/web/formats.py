"""Days, figures, money and sizes as they are written in French.

One space matters: NBSP (U+00A0), before : ; ! ? % € and between thousands (the narrow one, U+202F,
is missing from the font carried and reads as no space at all).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
BYTE_UNITS = ("o", "Ko", "Mo", "Go")


def as_day(value: object) -> date | None:
    """The local day of a date or an instant; None for anything else."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def day_short(value: object) -> str:
    """21/11/2026; an empty text when there is no day."""
    day = as_day(value)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""


def day_long(value: object) -> str:
    """21 novembre 2026, 1er janvier 2027; an empty text when there is no day."""
    day = as_day(value)
    if day is None:
        return ""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def grouped(value: object, decimals: int | None = None) -> str:
    """1 234 567,89: thousands by no-break spaces, decimal comma, true minus.

    decimals: number of figures after the comma (rounded half up); None keeps those given.
    """
    if value is None or value == "" or isinstance(value, bool):
        return ""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if not number.is_finite():
        return str(value)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign, body = (MINUS, -number) if number < 0 else ("", number)
    return sign + f"{body:,f}".replace(",", NBSP).replace(".", ",")


def euros(value: object, decimals: int = 2) -> str:
    """1 234 567,89 €."""
    text = grouped(value, decimals)
    return f"{text}{NBSP}€" if text else ""


def percent(value: object, decimals: int = 1) -> str:
    """2,4 % for a value already in percent."""
    text = grouped(value, decimals)
    return f"{text}{NBSP}%" if text else ""


def file_size(value: int) -> str:
    """1,4 Mo: a number of bytes in the largest unit that leaves at least 1 (1 Ko = 1 024 o)."""
    size, unit = Decimal(value), 0
    while size >= 1024 and unit < len(BYTE_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    decimals = 0 if unit == 0 or size >= 100 else 1
    text = grouped(size, decimals)
    return f"{text.removesuffix(',0')}{NBSP}{BYTE_UNITS[unit]}"


def one_line(text: str) -> str:
    """The text on one line, without double spaces; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def plural(count: object, forms: str = "s") -> str:
    """The ending that goes with a count: « s » from 2 on; forms "al,aux" gives both endings."""
    singular, _, many = forms.rpartition(",")
    try:
        quantity = abs(Decimal(str(count)))
    except ArithmeticError:
        return singular
    return many if quantity >= 2 else singular
