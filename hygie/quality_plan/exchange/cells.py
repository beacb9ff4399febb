"""Cells of a file: from the text read to a value, and from a value to the text compared."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from uuid import UUID

from hygie.quality_plan.exchange.columns import BY_KEY, CODES, COMPARED, RECURRENCES, plain
from hygie.web.formats import day_short
from hygie.web.forms.dates import DateRefusal, parse_french_date
from hygie.web.forms.fields import EARLIEST, LATEST

MARK_LENGTH = 6
BASE_VERSION = "h2"
LONGEST_SHOWN = 60
MOST_EUROS = Decimal(10) ** 10
SPACES = re.compile(r"[\s\u00a0\u202f]+")


class CellError(ValueError):
    """A cell cannot be read; the message is the French sentence to show."""


TEXTS = ("text", "code", "parent", "base")


@dataclass(slots=True)
class Row:
    """One row read: its number in the file, its values by key, the cells refused by key."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_row(number: int, cells: list[str], mapping: Mapping[int, str], today: date) -> Row:
    """The values of the columns chosen; an empty cell gives the empty value of its kind."""
    row = Row(number)
    for rank, key in mapping.items():
        text = cells[rank].strip() if rank < len(cells) else ""
        if not text:
            row.values[key] = empty_of(BY_KEY[key].kind)
            continue
        try:
            row.values[key] = value_of(key, text, today)
        except CellError as error:
            row.errors[key] = str(error)
    return row


def empty_of(kind: str) -> Any:
    """What an empty cell of this kind says."""
    if kind in TEXTS:
        return ""
    return [] if kind == "codes" else None


def value_of(key: str, text: str, today: date) -> Any:
    """The value of one cell: None for an empty day, figure or choice. Raises `CellError`."""
    column = BY_KEY[key]
    if not text:
        return empty_of(column.kind)
    if column.kind in TEXTS:
        if len(text) > column.longest and column.kind == "text":
            raise CellError(f"{len(text)} caractères, au plus {column.longest}.")
        return text
    if column.kind == "codes":
        return _codes(key, text)
    if column.kind == "info":
        return None
    readers = {
        "id": _uuid, "day": _day, "percent": _percent, "money": _money, "choice": _state,
        "recurrence": _recurrence,
    }  # fmt: skip
    reader = readers[column.kind]
    return _day(text, today) if column.kind == "day" else reader(text)  # type: ignore[operator]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CellError(
            f"«\u00a0{shown(text)}\u00a0» n’est pas un identifiant de Hygie. Laissez vide pour une "
            "action nouvelle."
        ) from None


def _day(text: str, today: date) -> date:
    bare = text.split("T")[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else text
    bare = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?$", "", bare)
    try:
        day = parse_french_date(bare, today=today)
    except DateRefusal as error:
        raise CellError(str(error)) from None
    if not EARLIEST <= day <= LATEST:
        raise CellError(
            f"Le {day_short(day)} est hors des années tenues, de {EARLIEST.year} à {LATEST.year}."
        )
    return day


def _number(text: str) -> Decimal:
    bare = SPACES.sub("", text).replace("€", "").replace("%", "")
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise CellError(f"«\u00a0{shown(text)}\u00a0» n’est pas un nombre.") from None
    if not number.is_finite():
        raise CellError(f"«\u00a0{shown(text)}\u00a0» n’est pas un nombre.")
    return number


def _percent(text: str) -> int:
    """« 40 », « 40 % », and 0,4 as spreadsheets keep a percentage."""
    number = _number(text)
    if "%" not in text and 0 < number < 1:
        number *= 100
    if not 0 <= number <= 100:
        raise CellError("L’avancement va de 0 à 100\u00a0%.")
    return int(number.to_integral_value())


def _money(text: str) -> Decimal:
    number = _number(text)
    if not 0 <= number < MOST_EUROS:
        raise CellError("Le coût est un montant positif, en euros.")
    return number.quantize(Decimal("0.01"))


STATE_WORDS = {
    "proposed": ("a valider", "proposee", "nouvelle", "a faire", "non demarree", "ouverte"),
    "accepted": ("acceptee", "validee", "planifiee", "programmee"),
    "in_progress": ("en cours", "demarree", "commencee"),
    "done": ("realisee", "terminee", "faite", "fait", "cloturee", "close", "soldee", "termine"),
    "verified": ("verifiee", "evaluee", "efficace"),
    "cancelled": ("abandonnee", "annulee", "sans suite"),
}
STATES = {word: state for state, words in STATE_WORDS.items() for word in words}


def _state(text: str) -> str:
    state = STATES.get(plain(text))
    if state is None:
        known = ", ".join(CODES["state"].values())
        raise CellError(f"«\u00a0{shown(text)}\u00a0» n’est pas un état connu\u00a0: {known}.")
    return state


RECURRENCE_WORDS = {
    1: ("mensuel", "mensuelle", "chaque mois"),
    3: ("trimestriel", "trimestrielle", "chaque trimestre"),
    6: ("semestriel", "semestrielle", "tous les semestres"),
    12: ("annuel", "annuelle", "chaque annee"),
    24: ("bisannuel", "bisannuelle", "biennale"),
    0: ("non", "jamais", "aucune", "unique", "ponctuelle", "ne revient pas"),
}
MONTHS_OF = {
    **{word: months for months, words in RECURRENCE_WORDS.items() for word in words},
    **{plain(label): months for months, label in RECURRENCES.items()},
    **{str(months): months for months in (0, *RECURRENCES)},
}


def _recurrence(text: str) -> int | None:
    """Months between two occurrences; None for an action that does not come back."""
    months = MONTHS_OF.get(plain(text))
    if months is None:
        known = ", ".join(RECURRENCES.values())
        raise CellError(f"«\u00a0{shown(text)}\u00a0» n’est pas un rythme connu\u00a0: {known}.")
    return months or None


KNOWN = {
    key: {plain(label): code for code, label in labels.items()} for key, labels in CODES.items()
}


def _codes(key: str, text: str) -> list[str]:
    """Labels separated by « ; » (or by « , » where no label holds one), as codes in our order."""
    known = KNOWN[key]
    if plain(text) in known:
        return [known[plain(text)]]
    pattern = ";" if key == "criteria" or ";" in text else "[;,/]"
    words = [word.strip() for word in re.split(pattern, text) if word.strip()]
    unknown = [word for word in words if plain(word) not in known]
    if unknown and key == "origins":
        return ["other"]  # a suite has its own words: kept as another origin
    if unknown:
        raise CellError(f"Choix inconnu\u00a0: {shown(', '.join(unknown))}.")
    chosen = {known[plain(word)] for word in words}
    return [code for code in CODES[key] if code in chosen]


def shown(text: str) -> str:
    """A text short enough for a sentence."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def text_of(value: Any) -> str:
    """The one text of a value, whatever wrote it: what two sides are compared by."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, list | tuple):
        return " ".join(sorted(value))
    return "\n".join(line.strip() for line in str(value).strip().splitlines())


def mark_of(value: Any) -> str:
    """Six figures that tell whether a value changed."""
    return _mark(text_of(value))


@lru_cache(maxsize=4096)  # most cells of a file say the same few things
def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def base_of(values: Mapping[str, Any], *, with_details: bool) -> str:
    """What Hygie writes in the file to know, when it comes back, what each side changed.

    Without details, the file tells nothing of the restricted detail, not even its mark.
    """
    kept = {**values, "restricted_detail": values["restricted_detail"] if with_details else ""}
    return BASE_VERSION + "".join(mark_of(kept[key]) for key in COMPARED)


def marks_in(base: str) -> dict[str, str]:
    """The marks by key; empty when the text was lost, cut or retyped."""
    marks = base.removeprefix(BASE_VERSION)
    if not base.startswith(BASE_VERSION) or len(marks) != MARK_LENGTH * len(COMPARED):
        return {}
    return {
        key: marks[rank * MARK_LENGTH : (rank + 1) * MARK_LENGTH]
        for rank, key in enumerate(COMPARED)
    }


def label_of(key: str, value: Any) -> str:
    """A value as people read it, in the file and beside another."""
    if isinstance(value, list | tuple):
        return "\u00a0; ".join(str(CODES[key].get(code, code)) for code in value)
    if key == "state":
        return CODES["state"].get(value or "", "")
    if key == "recurs_every_months":
        return RECURRENCES.get(value, "")
    if isinstance(value, date):
        return day_short(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return "" if value is None else str(value)


def joined(labels: Iterable[str]) -> str:
    """Several labels in one cell."""
    return "\u00a0; ".join(labels)
