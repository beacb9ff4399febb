"""What the observations of an exercise say, by criterion, by objective and as a whole.

Per criterion: the median over the observers of result × timeliness. Per objective: the mean,
by weight, over the criteria observed. What nobody observed has no score: it is never 0.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from hygie.domain.scenario.shape import Criterion, Objective, Scenario

# Two observers that far apart talk of it at the debrief.
DISAGREEMENT = 0.5
# What is done at twice its delay, or after, is worth half.
LEAST_TIMELINESS = 0.5


class Result(StrEnum):
    """What an observer saw."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_OBSERVED = "not_observed"


WORTH = {Result.MET: 1.0, Result.PARTLY: 0.5, Result.NOT_MET: 0.0}


class Grade(StrEnum):
    """What participants are told instead of a percentage."""

    DONE = "done"
    WITH_DIFFICULTY = "with_difficulty"
    MAJOR_DIFFICULTY = "major_difficulty"
    NOT_REACHED = "not_reached"


# Ours, not the law's: the least score of each grade.
GRADES = ((0.85, Grade.DONE), (0.6, Grade.WITH_DIFFICULTY), (0.3, Grade.MAJOR_DIFFICULTY))


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation. `after_s`: seconds between the stimulus and what was seen; None: unknown."""

    criterion: str
    observer: str
    result: Result
    after_s: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """`score`: 0 to 1, None when nobody observed it. `spread`: between observers."""

    criterion: Criterion
    score: float | None
    observers: int
    spread: float

    @property
    def is_disputed(self) -> bool:
        return self.spread >= DISAGREEMENT


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """`observed` of `total` criteria of the stimuli played; `score` None: none was observed."""

    objective: Objective
    score: float | None
    observed: int
    total: int

    @property
    def grade(self) -> Grade | None:
        return grade_of(self.score)


@dataclass(frozen=True, slots=True)
class Scores:
    """The whole exercise: `score` None when no objective was observed."""

    criteria: Mapping[str, CriterionScore]
    objectives: tuple[ObjectiveScore, ...]
    score: float | None

    @property
    def grade(self) -> Grade | None:
        return grade_of(self.score)

    @property
    def disputed(self) -> tuple[CriterionScore, ...]:
        return tuple(one for one in self.criteria.values() if one.is_disputed)


def grade_of(score: float | None) -> Grade | None:
    """The word for a score; None when there is none."""
    if score is None:
        return None
    return next((grade for least, grade in GRADES if score >= least), Grade.NOT_REACHED)


def timeliness(after_s: int | None, within_s: int | None) -> float:
    """1 inside the delay, falling to a half at twice the delay; 1 when either is unknown."""
    if after_s is None or within_s is None or after_s <= within_s:
        return 1.0
    return max(LEAST_TIMELINESS, 1.0 - LEAST_TIMELINESS * (after_s - within_s) / within_s)


def criterion_score(criterion: Criterion, seen: Iterable[Seen]) -> CriterionScore:
    """The last observation of each observer; « non observé » says nothing."""
    last = {one.observer: one for one in seen}
    worths = [
        WORTH[one.result] * timeliness(one.after_s, criterion.within_s)
        for one in last.values()
        if one.result in WORTH
    ]
    if not worths:
        return CriterionScore(criterion, None, 0, 0.0)
    return CriterionScore(criterion, median(worths), len(worths), max(worths) - min(worths))


def scores(scenario: Scenario, played: Collection[str], seen: Sequence[Seen]) -> Scores:
    """`played`: codes of the stimuli sent; those skipped cost nothing. `seen`: in order of time."""
    by_criterion: dict[str, list[Seen]] = {}
    for one in seen:
        by_criterion.setdefault(one.criterion, []).append(one)
    whole = {one.code: one for one in scenario.criteria}
    criteria: dict[str, CriterionScore] = {}
    of_objective: dict[str, list[str]] = {one.code: [] for one in scenario.objectives}
    for stimulus in scenario.stimuli:
        if stimulus.code not in played:
            continue
        for criterion in (*stimulus.criteria, *(whole[code] for code in stimulus.cited)):
            if criterion.code not in criteria:
                found = by_criterion.get(criterion.code, [])
                criteria[criterion.code] = criterion_score(criterion, found)
            for code in stimulus.objectives:
                if criterion.code not in of_objective[code]:
                    of_objective[code].append(criterion.code)
    objectives = tuple(
        _objective_score(one, [criteria[code] for code in of_objective[one.code]])
        for one in scenario.objectives
    )
    return Scores(
        criteria, objectives, _mean((one.objective.weight, one.score) for one in objectives)
    )


def _objective_score(objective: Objective, criteria: Sequence[CriterionScore]) -> ObjectiveScore:
    return ObjectiveScore(
        objective,
        _mean((one.criterion.weight, one.score) for one in criteria),
        sum(one.score is not None for one in criteria),
        len(criteria),
    )


def _mean(weighted: Iterable[tuple[int, float | None]]) -> float | None:
    known = [(weight, score) for weight, score in weighted if score is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * score for weight, score in known) / total if total else None
