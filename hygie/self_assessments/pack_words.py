"""What the readers of packs found, in French: problems, losses, moves."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hygie.domain.dated.strict_yaml import read_yaml
from hygie.domain.packs import Problem
from hygie.web.formats import file_size, grouped, plural

SENTENCES: Mapping[str, Mapping[str, str]] = read_yaml(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
).content
PROBLEMS, LOSSES = SENTENCES["problems"], SENTENCES["losses"]
KINDS: Mapping[str, str] = {
    "framework": "référentiel",
    "frameworks": "référentiels",
    "threats": "menaces",
    "reference_controls": "mesures de référence",
    "risk_matrix": "matrice de risques",
    "risk_matrices": "matrices de risques",
    "metric_definitions": "indicateurs",
    "ttp_catalogs": "catalogues de techniques",
    "tactics": "tactiques",
    "techniques": "techniques",
    "preset": "préréglage",
    "workflows": "enchaînements",
    "requirement_mapping_set": "correspondances",
    "requirement_mapping_sets": "correspondances",
}
MOVES: Mapping[str, str] = {
    "added": "Ajoutée",
    "removed": "Retirée",
    "reworded": "Texte changé",
    "moved": "Déplacée",
    "detailed": "Aide ou preuves changées",
}
TYPES = {
    "string": "un texte, entre guillemets", "integer": "un nombre entier", "number": "un nombre",
    "boolean": "oui ou non", "array": "une liste", "object": "des clés et des valeurs",
    "null": "rien",
}  # fmt: skip
SHOWN = 12


def problems_shown(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Each problem: its place, its sentence."""
    return [{"place": _place(one), "text": _problem(one)} for one in problems]


def _place(problem: Problem) -> str:
    if problem.cell:
        return problem.cell
    return f"ligne {problem.line}" if problem.line else ""


def _problem(problem: Problem) -> str:
    text = PROBLEMS.get(problem.code, "Cette partie du fichier n’est pas lisible.")
    data = {key: _value(problem.code, key, value) for key, value in problem.data.items()}
    try:
        return text.format(**data)
    except (KeyError, IndexError):
        return text


def _value(code: str, key: str, value: Any) -> str:
    """One value of a sentence, as a person reads it."""
    if key == "held" and isinstance(value, Mapping):
        held = [f"{KINDS.get(name, name)} ({grouped(count)})" for name, count in value.items()]
        return ", ".join(held) or "rien"
    if key == "first":
        return f"ligne {value}" if isinstance(value, int) else str(value)
    if key == "most" and code in ("too_large", "unpacks_too_big"):
        return file_size(value)
    if key == "allowed" and code == "wrong_type":
        kinds = value if isinstance(value, list) else [value]
        return " ou ".join(TYPES.get(str(one), str(one)) for one in kinds)
    if isinstance(value, list | tuple):
        more = f" et {len(value) - SHOWN} autres" if len(value) > SHOWN else ""
        return ", ".join(map(str, value[:SHOWN])) + more
    return grouped(value) if isinstance(value, int) else str(value)[:200]


def losses_shown(losses: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each thing left out: its node, its line, what it was."""
    return [{"node": one["node"], "line": one["line"], "text": loss_text(one)} for one in losses]


def loss_text(loss: Mapping[str, Any]) -> str:
    """What was left out, in words."""
    text = LOSSES.get(loss["code"], "non repris")
    data = {
        key: KINDS.get(str(value), str(value)) if key == "kind" else str(value)
        for key, value in loss["data"].items()
    }
    try:
        return text.format(**data)
    except (KeyError, IndexError):
        return text


def losses_counted(losses: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How many of each kind, the most frequent first."""
    counts: dict[str, int] = {}
    for one in losses:
        text = LOSSES.get(one["code"], "non repris").split("\u00a0: {")[0].split(" {")[0]
        counts[text] = counts.get(text, 0) + 1
    return sorted(counts.items(), key=lambda one: -one[1])


def count_words(count: int, word: str = "mesure") -> str:
    """« 12 mesures »."""
    return f"{grouped(count)} {word}{plural(count)}"
