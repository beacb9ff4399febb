"""The scores of a framework as the scale of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hygie.domain.packs.losses import Losses
from hygie.domain.packs.shape import PackRefused, Problem

if TYPE_CHECKING:
    from hygie.domain.packs.library_framework import Framework

# What such a tool answers when a framework has no score: a result.
BY_RESULT = (
    {"value": 0, "label": "Non conforme"},
    {"value": 1, "label": "Partiellement conforme"},
    {"value": 2, "label": "Conforme"},
)
MOST_LEVELS, MOST_SCORE, LABEL = 21, 1000, 120
MAIN = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """The scale of the pack, and the named alternatives that nodes may ask for."""

    main: list[dict[str, Any]]
    named: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def read_scale(framework: Framework, losses: Losses) -> Scales:
    """The scale: the scores defined, else the bounds, else the three usual results.

    Raises `PackRefused` "unknown_scale" when the definition cannot be read.
    """
    said, path = framework.said, framework.path
    definition = said.get("scores_definition")
    if definition is None:
        return Scales(_bounds(framework, losses))
    if isinstance(definition, list):
        return Scales(_levels(framework, definition, losses))
    scales = definition.get("scale") if isinstance(definition, dict) else None
    named = scales if isinstance(scales, dict) else definition
    if not isinstance(named, dict) or not all(isinstance(one, list) for one in named.values()):
        line = losses.file.line_of((*path, "scores_definition"))
        raise PackRefused([Problem("unknown_scale", line, data={"value": ""})])
    read = {str(name): _levels(framework, rows, losses) for name, rows in named.items()}
    if not read:
        return Scales(_bounds(framework, losses))
    first = next(iter(read))
    return Scales(read.get("default", read[first]), read)


def _levels(framework: Framework, rows: list[Any], losses: Losses) -> list[dict[str, Any]]:
    """Scores in rising order; the usual results when they are not whole numbers."""
    path = (*framework.path, "scores_definition")
    levels: dict[int, dict[str, Any]] = {}
    for row in rows:
        score = row.get("score") if isinstance(row, dict) else None
        if not isinstance(score, int) or not _is_level(score) or score in levels:
            losses.add("score_left", str(score), path)
            continue
        label = " ".join(framework.text(row, "name").split()) or str(score)
        level: dict[str, Any] = {"value": score, "label": label[:LABEL]}
        if description := framework.text(row, "description"):
            level["description"] = description
        levels[score] = level
    if not 2 <= len(levels) <= MOST_LEVELS:
        losses.add("scale_by_result", str(framework.said.get("ref_id") or ""), path)
        return [dict(row) for row in BY_RESULT]
    return [levels[score] for score in sorted(levels)]


def _is_level(score: Any) -> bool:
    return isinstance(score, int) and not isinstance(score, bool) and 0 <= score <= MOST_SCORE


def _bounds(framework: Framework, losses: Losses) -> list[dict[str, Any]]:
    """A scale from the lowest and highest scores, when they make a short one."""
    least, most = framework.said.get("min_score"), framework.said.get("max_score")
    if least is None and most is None:
        return [dict(row) for row in BY_RESULT]
    if _is_level(least) and _is_level(most) and 1 <= most - least < MOST_LEVELS:  # type: ignore[operator]
        return [{"value": one, "label": str(one)} for one in range(least, most + 1)]  # type: ignore[arg-type,operator]
    name = str(framework.said.get("ref_id") or "")
    losses.add("scale_by_result", name, (*framework.path, "max_score"), least=least, most=most)
    return [dict(row) for row in BY_RESULT]


def named_scale(scales: Scales, node: Mapping[str, Any], line: int | None) -> list[dict[str, Any]]:
    """The alternative that a node asks for, [] for the main one. Raises `PackRefused`."""
    asked = node.get("scores_definition_ref")
    if not asked:
        return []
    if str(asked) not in scales.named:
        data = {"value": str(asked), "allowed": sorted(scales.named)}
        raise PackRefused([Problem("unknown_scale", line, data=data)])
    return scales.named[str(asked)]
