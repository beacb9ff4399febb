"""The mapping file: which lines, in which order, under which labels. Strict."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hygie.domain.dated.strict_yaml import Document, Place, StrictYamlError, read_yaml
from hygie.web.formats import one_line

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
    """What is wrong in a mapping file, in French: file, line, key, problem, what is allowed."""


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
    return read_mapping(DEFAULT.read_text(encoding="utf-8"), name=DEFAULT.name)


def read_mapping(text: str, *, name: str = "fichier") -> Mapping:
    """A mapping from its YAML text; `name`: of its file, said in errors. Raises MappingError."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise MappingError(f"{name}\u00a0: le fichier est trop grand ({MAX_BYTES} octets permis).")
    try:
        document = read_yaml(text)
    except StrictYamlError as error:
        raise MappingError(_unreadable(name, error)) from error
    top = _Part(name, document, ())
    top.only({"version", "provenance", "sheets"})
    sheets = tuple(read_sheet(one) for one in top.parts("sheets"))
    if sorted(one.action for one in sheets) != list(ACTIONS):
        raise top.wrong(
            "sheets", "il faut une fiche, une seule, pour chacune des actions 1, 2 et 7"
        )
    return Mapping(top.words("version", 40), top.words("provenance", 500), sheets)


def read_sheet(part: "_Part") -> Sheet:
    """One sheet of the file."""
    part.only({"action", "title", "when", "lines"})
    action = part.value("action")
    if isinstance(action, bool) or action not in ACTIONS:
        raise part.wrong("action", "1, 2 ou 7 seulement")
    lines: list[Line] = []
    for one in part.parts("lines"):
        line = read_line(action, one)
        if line.key in (known.key for known in lines):
            raise one.wrong("key", f"«\u00a0{line.key}\u00a0» est deux fois dans cette fiche")
        lines.append(line)
    if not lines:
        raise part.wrong("lines", "il faut au moins une ligne")
    return Sheet(action, part.words("title", 200), part.words("when", 300), tuple(lines))


def read_line(action: int, part: "_Part") -> Line:
    """One line of a sheet."""
    part.only({"key", "label"}, {"unit"})
    key = part.value("key")
    if not isinstance(key, str) or key not in KEYS[action]:
        allowed = ", ".join(sorted(KEYS[action]))
        raise part.wrong("key", f"valeur inconnue dans la fiche {action}. Permis\u00a0: {allowed}")
    unit = part.words("unit", 20) if "unit" in part.content else ""
    return Line(key, part.words("label", 200), unit)


@dataclass(frozen=True)
class _Part:
    """The whole file, a sheet or a line, with where it stands."""

    name: str
    document: Document
    place: Place

    @property
    def content(self) -> dict[Any, Any]:
        found: Any = self.document.content
        for step in self.place:
            found = found[step]
        if not isinstance(found, dict):
            raise self.wrong("", "on attendait des clés et des valeurs")
        return found

    def wrong(self, key: str, problem: str) -> MappingError:
        """The error about one key of this part ("": the part itself)."""
        place = (*self.place, key) if key else self.place
        path = "".join(f"[{one + 1}]" if isinstance(one, int) else f".{one}" for one in place)
        where = f"{self.name}, ligne {self.document.line(*place)}"
        said = f", clé «\u00a0{path.lstrip('.')[:120]}\u00a0»" if path else ""
        return MappingError(f"{where}{said}\u00a0: {problem}.")

    def only(self, needed: set[str], optional: frozenset[str] | set[str] = frozenset()) -> None:
        """All needed keys are there, and no other."""
        allowed = ", ".join(sorted(needed | optional))
        for key in self.content:
            if key not in needed | optional:
                raise self.wrong(str(key), f"clé inconnue. Permis\u00a0: {allowed}")
        for key in sorted(needed - set(self.content)):
            raise self.wrong(key, f"cette clé manque. Il faut\u00a0: {', '.join(sorted(needed))}")

    def value(self, key: str) -> Any:
        return self.content[key]

    def parts(self, key: str) -> list["_Part"]:
        """The items of a list of mappings."""
        items = self.value(key)
        if not isinstance(items, list):
            raise self.wrong(key, "on attendait une liste")
        return [_Part(self.name, self.document, (*self.place, key, n)) for n in range(len(items))]

    def words(self, key: str, longest: int) -> str:
        """A text that is there and not too long."""
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "on attendait un texte")
        if len(value) > longest:
            raise self.wrong(key, f"plus de {longest} caractères")
        return one_line(value)


def _unreadable(name: str, error: StrictYamlError) -> str:
    """What the YAML reader refuses, in French."""
    where = f", ligne {error.line}" if error.line is not None else ""
    key = f"«\u00a0{error.key[:120]}\u00a0»"
    said = {
        "duplicate": f"la clé {key} est donnée deux fois",
        "alias": f"le renvoi {key} n’est pas permis, écrivez la valeur en entier",
    }.get(error.problem, "ce n’est pas un fichier YAML lisible")
    return f"{name}{where}\u00a0: {said}."
