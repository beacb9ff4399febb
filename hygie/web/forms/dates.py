"""Days as people write them: 21/11/26, 21-11-2026, 2026-11-21, 21 nov 2026, hier."""

import re
import unicodedata
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from hygie.web.formats import MONTHS

RELATIVE_DAYS = {
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "hier": -1,
    "avant-hier": -2,
    "avant hier": -2,
    "demain": 1,
}
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FIGURES = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
WORDS = re.compile(r"(\d{1,2})(?:er)?\s*([a-z]+)\.?\s*(\d{4}|\d{2})?")
MONTH_FIGURES = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})")
MONTH_WORDS = re.compile(r"([a-z]{3,})\.?\s*(\d{4})")
EXAMPLES = "21/11/2026, 21\u00a0nov\u00a02026 ou hier"


class DateRefusal(ValueError):
    """The text is not a day; its message is the French sentence to show."""


def parse_french_date(text: str, *, today: date) -> date:
    """The day that a person typed; two-figure years are in 2000–2099.

    Raises: DateRefusal with a sentence that says what to type instead.
    """
    plain = simplified(text)
    if plain in RELATIVE_DAYS:
        return today + timedelta(days=RELATIVE_DAYS[plain])
    if iso := ISO.fullmatch(plain):
        return built(int(iso[3]), int(iso[2]), int(iso[1]), text)
    if figures := FIGURES.fullmatch(plain):
        return built(int(figures[1]), int(figures[2]), full_year(figures[3]), text)
    if words := WORDS.fullmatch(plain):
        return built(int(words[1]), month_number(words[2], text), said_year(words[3], text), text)
    raise DateRefusal(f"«\u00a0{text}\u00a0» n’est pas une date reconnue. Écrivez {EXAMPLES}.")


def month_typed(text: str) -> date | None:
    """The last day of a month typed without its day (« mars 2024 », 03/2024, 2024-03).

    None for anything else: a whole day, a year alone, a word that is no month.
    """
    plain = simplified(text)
    if figures := MONTH_FIGURES.fullmatch(plain):
        year, month = int(figures[2]), int(figures[1])
    elif iso := MONTH_ISO.fullmatch(plain):
        year, month = int(iso[1]), int(iso[2])
    elif words := MONTH_WORDS.fullmatch(plain):
        try:
            year, month = int(words[2]), month_number(words[1], text)
        except DateRefusal:
            return None
    else:
        return None
    if not (1 <= month <= 12 and MINYEAR <= year <= MAXYEAR):
        return None
    return date(year, month, monthrange(year, month)[1])


def simplified(text: str) -> str:
    """Lower case, without accents, weekday or doubled spaces; every apostrophe and dash plain."""
    text = text.replace("’", "'").replace("–", "-").replace("\u2011", "-")
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    words = plain.split()
    if words and words[0].rstrip(",") in WEEKDAYS:
        words = words[1:]
    if words[:1] == ["le"]:
        words = words[1:]
    return " ".join(words)


def full_year(figures: str) -> int:
    """26 is 2026."""
    return int(figures) + 2000 if len(figures) == 2 else int(figures)


def said_year(figures: str | None, text: str) -> int:
    """The year of a day written in words; it must be there."""
    if figures is None:
        raise DateRefusal(f"Il manque l’année dans «\u00a0{text}\u00a0». Écrivez {EXAMPLES}.")
    return full_year(figures)


def month_number(word: str, text: str) -> int:
    """1–12 for a month in full or cut at three letters or more (« juil », « sept »)."""
    names = [simplified(month) for month in MONTHS]
    found = [n for n, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)]
    if len(found) != 1:
        raise DateRefusal(
            f"«\u00a0{word}\u00a0» n’est pas un mois reconnu dans «\u00a0{text}\u00a0». "
            f"Écrivez {EXAMPLES}."
        )
    return found[0]


def built(day: int, month: int, year: int, text: str) -> date:
    """The day of the calendar, or a refusal when it does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        raise DateRefusal(
            f"Le jour «\u00a0{text}\u00a0» n’existe pas dans le calendrier. Écrivez {EXAMPLES}."
        ) from None
