"""What answers are worth, line by line, so that anyone may compute it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. `share`: from 0, the lowest level, to 1, the highest; None when not counted.

    `weight` × `share` is what it brings; `weight` is also what it asks.
    """

    id: str
    theme: str
    weight: Fraction
    level: int | None
    is_not_applicable: bool
    share: Fraction | None

    @property
    def points(self) -> Fraction | None:
        return None if self.share is None else self.weight * self.share


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines put together. `value`: points over weights of the lines counted; None without any."""

    label: str
    total: int
    answered: int
    not_applicable: int
    weights: Fraction
    points: Fraction

    @property
    def counted(self) -> int:
        return self.answered - self.not_applicable

    @property
    def value(self) -> Fraction | None:
        return self.points / self.weights if self.weights else None


@dataclass(frozen=True, slots=True)
class Scores:
    """Every line in the order of the pack, each theme, and the whole."""

    lines: tuple[Line, ...]
    themes: tuple[Sum, ...]
    whole: Sum


def in_groups(measure: Mapping[str, Any], chosen: Collection[str]) -> bool:
    """Whether a measure is asked: no group chosen asks all; a measure of no group is for all."""
    groups = measure.get("groups") or ()
    return not chosen or not groups or any(one in chosen for one in groups)


def score(
    measures: Sequence[Mapping[str, Any]],
    scale: Sequence[Mapping[str, Any]],
    answers: Mapping[str, int | str | None],
) -> Scores:
    """Scores of `measures` on `scale`; `answers` by id of measure: a level, or NOT_APPLICABLE.

    A measure without answer, or that does not apply, counts neither above nor below the line.
    """
    values = [row["value"] for row in scale]
    least, span = (min(values), max(values) - min(values)) if values else (0, 0)
    lines = tuple(_line(one, answers.get(one["id"]), least, span) for one in measures)
    by_theme: dict[str, list[Line]] = {}
    for line in lines:
        by_theme.setdefault(line.theme, []).append(line)
    themes = tuple(_sum(theme, rows) for theme, rows in by_theme.items())
    return Scores(lines, themes, _sum("", lines))


def _line(measure: Mapping[str, Any], answer: int | str | None, least: int, span: int) -> Line:
    level = answer if isinstance(answer, int) else None
    share = _share(level - least, span) if level is not None and span else None
    weight = _weight(measure.get("weight", 1))
    away = answer == NOT_APPLICABLE
    return Line(measure["id"], measure["theme"], weight, level, away, share)


@lru_cache(maxsize=4096)
def _share(above: int, span: int) -> Fraction:
    return Fraction(above, span)


@lru_cache(maxsize=4096)
def _weight(said: int | float) -> Fraction:
    return Fraction(str(said))


def _sum(label: str, lines: Sequence[Line]) -> Sum:
    alike = Counter((line.weight, line.share) for line in lines if line.share is not None)
    away = sum(line.is_not_applicable for line in lines)
    return Sum(
        label=label,
        total=len(lines),
        answered=away + sum(line.level is not None for line in lines),
        not_applicable=away,
        weights=sum((weight * count for (weight, _), count in alike.items()), Fraction(0)),
        points=sum(
            (weight * share * count for (weight, share), count in alike.items()), Fraction(0)
        ),
    )
