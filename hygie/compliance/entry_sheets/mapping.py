"""The mapping file: which lines, in which order, under which labels. Strict."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEFAULT = Path(__file__).resolve().parent.parent / "data" / "entry_sheets.yaml"
MAX_BYTES = 100_000
ACTIONS = (1, 2, 7)
IDENTITY = frozenset({"finess", "unit_name"})
KEYS: MappingType[int, frozenset[str]] = {
    1: IDENTITY
    | {"year", "held_on", "theme", "continuity", "cyber_event", "functions", "participants"}
    | {"retex_on", "improvements"},
    2: IDENTITY | {"year", "pack", "level", "declared_on"},
    7: IDENTITY
    | {"sector", "fiscal_year", "charges_total", "digital_total", "shared_part", "share"}
    | {"etp_ssi", "formula"},
}


class MappingError(ValueError):
    """What is wrong in a mapping file, in French, with where."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet. `unit` is written after the value."""

    key: str
    label: str
    unit: str = ""


@dataclass(frozen=True)
class Sheet:
    """The sheet of one action."""

    action: int
    title: str
    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Mapping:
    """A whole file."""

    version: str
    provenance: str
    sheets: tuple[Sheet, ...]

    def sheet(self, action: int) -> Sheet:
        return next(one for one in self.sheets if one.action == action)


@cache
def default_mapping() -> Mapping:
    """The file that comes with Hygie."""
    return read_mapping(DEFAULT.read_text(encoding="utf-8"))


def read_mapping(text: str) -> Mapping:
    """A mapping from its YAML text. Raises MappingError: what is wrong, and where."""
    if len(text.encode()) > MAX_BYTES:
        raise MappingError("Le fichier est trop grand pour un fichier de libellés.")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", ligne {mark.line + 1}" if mark else ""
        raise MappingError(f"Ce n’est pas un fichier YAML lisible{where}.") from error
    except (ValueError, RecursionError) as error:
        raise MappingError("Ce n’est pas un fichier YAML lisible.") from error
    fields = known(raw, {"version", "provenance", "sheets"}, "le fichier")
    if not isinstance(fields["sheets"], list):
        raise MappingError("« sheets » doit être une liste de fiches.")
    sheets = tuple(read_sheet(one) for one in fields["sheets"])
    if sorted(one.action for one in sheets) != list(ACTIONS):
        raise MappingError("Il faut une fiche, une seule, pour chacune des actions 1, 2 et 7.")
    return Mapping(words(fields, "version", 40), words(fields, "provenance", 500), sheets)


def read_sheet(raw: Any) -> Sheet:
    """One sheet of the file."""
    fields = known(raw, {"action", "title", "when", "lines"}, "une fiche")
    action = fields["action"]
    if isinstance(action, bool) or action not in ACTIONS:
        raise MappingError(f"« action » vaut {action!r} : 1, 2 ou 7 seulement.")
    if not isinstance(fields["lines"], list) or not fields["lines"]:
        raise MappingError(f"La fiche de l’action {action} n’a pas de lignes.")
    lines = tuple(read_line(action, one) for one in fields["lines"])
    keys = [line.key for line in lines]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise MappingError(f"Fiche de l’action {action} : « {twice[0]} » y est deux fois.")
    return Sheet(action, words(fields, "title", 200), words(fields, "when", 300), lines)


def read_line(action: int, raw: Any) -> Line:
    """One line of a sheet."""
    place = f"une ligne de la fiche {action}"
    fields = known(raw, {"key", "label"}, place, optional={"unit"})
    key = fields["key"]
    if not isinstance(key, str) or key not in KEYS[action]:
        allowed = ", ".join(sorted(KEYS[action]))
        raise MappingError(f"Fiche {action} : la clé « {key} » est inconnue. Clés : {allowed}.")
    unit = fields.get("unit", "")
    return Line(str(key), words(fields, "label", 200), str(unit)[:20])


def known(
    raw: Any, needed: set[str], place: str, optional: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    """The keys of a mapping, all needed ones there and no other."""
    if not isinstance(raw, dict):
        raise MappingError(f"On attendait des clés et des valeurs dans {place}.")
    unknown = sorted(str(key) for key in raw if key not in needed | set(optional))
    if unknown:
        raise MappingError(f"La clé « {unknown[0]} » est inconnue dans {place}.")
    lacking = sorted(needed - set(raw))
    if lacking:
        raise MappingError(f"La clé « {lacking[0]} » manque dans {place}.")
    return raw


def words(fields: dict[str, Any], key: str, longest: int) -> str:
    """A text that is there and not too long."""
    value = fields[key]
    if not isinstance(value, str) or not value.strip():
        raise MappingError(f"« {key} » doit être un texte.")
    if len(value) > longest:
        raise MappingError(f"« {key} » dépasse {longest} caractères.")
    return " ".join(value.split())
