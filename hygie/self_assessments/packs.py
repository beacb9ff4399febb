"""Packs of measures read from files: the official one, empty, and our demonstration one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hygie.domain.dated.strict_yaml import StrictYamlError, read_yaml

FOLDER = Path(__file__).parent / "data"
OFFICIAL, DEMONSTRATION = "mesures-prioritaires", "demonstration"
FILES = {OFFICIAL: "official.yaml", DEMONSTRATION: "demonstration.yaml"}
KEYS: Mapping[str, type | tuple[type, ...]] = {
    "code": str,
    "version": str,
    "title": str,
    "issuer": str,
    "is_official": bool,
    "is_demonstration": bool,
    "notice": str,
    "target_level": (int, type(None)),
    "scale": list,
    "measures": list,
}
MEASURE_KEYS = {"id", "number", "theme", "title", "question"}


class PackFileError(ValueError):
    """A pack file that cannot be used: its name, the key, what is allowed."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """What one file says. `target_level`: a lower answer is a gap; None: no level to reach."""

    code: str
    version: str
    title: str
    issuer: str
    is_official: bool
    is_demonstration: bool
    notice: str
    target_level: int | None
    scale: tuple[Mapping[str, Any], ...]
    measures: tuple[Mapping[str, Any], ...]


@cache
def shipped() -> Mapping[str, PackFile]:
    """The packs that come with Hygie, by code, the official one first. Raises PackFileError."""
    return {code: read_pack(FOLDER / name) for code, name in FILES.items()}


def read_pack(path: Path) -> PackFile:
    """Reads one file strictly: unknown or missing key, wrong type, repeated id are refused."""
    try:
        said = read_yaml(path.read_text(encoding="utf-8")).content
    except (StrictYamlError, UnicodeDecodeError) as error:
        raise PackFileError(f"{path.name}: {error}") from error
    if not isinstance(said, dict) or set(said) != set(KEYS):
        wrong = sorted(set(said) ^ set(KEYS)) if isinstance(said, dict) else ["(not a mapping)"]
        raise PackFileError(f"{path.name}: keys missing or unknown: {', '.join(wrong)}")
    for key, kind in KEYS.items():
        if not isinstance(said[key], kind):
            raise PackFileError(f"{path.name}: {key}: wrong type")
    values = _scale(path, said["scale"])
    _measures(path, said["measures"])
    if said["target_level"] is not None and said["target_level"] not in values:
        raise PackFileError(f"{path.name}: target_level: not a value of the scale")
    if bool(said["measures"]) != bool(values):
        raise PackFileError(f"{path.name}: measures and scale go together")
    scale, measures = tuple(said.pop("scale")), tuple(said.pop("measures"))
    return PackFile(**said, scale=scale, measures=measures)


def _scale(path: Path, rows: list[Any]) -> list[int]:
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"value", "label"}:
            raise PackFileError(f"{path.name}: scale: each line has a value and a label")
    values = [row["value"] for row in rows]
    if values != sorted(set(values)):
        raise PackFileError(f"{path.name}: scale: values rise and are given once")
    return values


def _measures(path: Path, rows: list[Any]) -> None:
    for row in rows:
        if not isinstance(row, dict) or set(row) != MEASURE_KEYS:
            raise PackFileError(f"{path.name}: measures: keys are {sorted(MEASURE_KEYS)}")
        if not all(isinstance(value, str) and value.strip() for value in row.values()):
            raise PackFileError(f"{path.name}: measures: {row.get('id')}: an empty text")
    ids = [row["id"] for row in rows]
    if len(ids) != len(set(ids)):
        raise PackFileError(f"{path.name}: measures: an id is given twice")
