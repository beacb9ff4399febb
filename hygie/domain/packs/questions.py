"""What the answers to the questions of a measure give: a level, or « ne s'applique pas ».

The format adds the points of the choices made (bounded by the scale), and gives each choice a
result. A question that depends on another is only asked when that one is answered as it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMPLIANT, PARTIAL, NOT_COMPLIANT, AWAY = (
    "compliant", "partially_compliant", "non_compliant", "not_applicable",
)  # fmt: skip
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """What the questions give. `points`: their sum before the bounds; None without any points."""

    level: int | None
    is_not_applicable: bool
    points: int | float | None = None


def chosen(question: Mapping[str, Any], said: Said) -> list[str]:
    """Ids of the choices made: « oui » and « non » for a question without choices."""
    value = said.get(question["id"])
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def asked(questions: Sequence[Mapping[str, Any]], said: Said) -> list[Mapping[str, Any]]:
    """The questions to answer, given the answers to those on which they depend."""
    found: dict[str, Mapping[str, Any]] = {}
    for question in questions:
        needs = question.get("depends_on")
        if needs is None or _is_met(needs, found, said):
            found[question["id"]] = question
    return list(found.values())


def _is_met(needs: Mapping[str, Any], found: Mapping[str, Any], said: Said) -> bool:
    above = found.get(needs["question"])
    if above is None:
        return False
    made, wanted = set(chosen(above, said)), set(needs["choices"])
    if not wanted:
        return bool(made)
    return wanted <= made if needs.get("all") else bool(wanted & made)


def gives_level(questions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether some choice of these questions gives points or a result."""
    return any(_counts(one) for one in questions)


def _counts(question: Mapping[str, Any]) -> bool:
    return any("points" in one or "result" in one for one in question.get("choices", ()))


def computed(measure: Mapping[str, Any], scale: Sequence[int], said: Said) -> Computed | None:
    """What the questions of a measure give on `scale`, its values rising.

    None when no question gives points nor a result, or while one that does is not answered.
    """
    made: list[Mapping[str, Any]] = []
    for question in asked(measure.get("questions", ()), said):
        if not _counts(question):
            continue
        choices = {one["id"]: one for one in question["choices"]}
        here = [choices[one] for one in chosen(question, said) if one in choices]
        if not here:
            return None
        made += here
    results = [one["result"] for one in made if "result" in one]
    if results and all(one == AWAY for one in results):
        return Computed(None, is_not_applicable=True)
    points = [one["points"] for one in made if "points" in one]
    if points and scale:
        total = sum(points)
        return Computed(_at_most(scale, total), is_not_applicable=False, points=total)
    counted = [one for one in results if one != AWAY]
    if not counted or not scale:
        return None
    return Computed(_by_result(scale, counted), is_not_applicable=False)


def _at_most(scale: Sequence[int], total: float) -> int:
    """The highest level that the points reach; the lowest when they reach none."""
    return max((one for one in scale if one <= total), default=scale[0])


def _by_result(scale: Sequence[int], results: Sequence[str]) -> int:
    """The highest level when all is compliant, the lowest when nothing is, else the middle one."""
    if all(one == COMPLIANT for one in results):
        return scale[-1]
    if all(one == NOT_COMPLIANT for one in results):
        return scale[0]
    return scale[len(scale) // 2]
