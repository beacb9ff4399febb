"""The draft of a RETEX, made from what happened. What a person must think is left empty."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hygie.domain.playing.scoring import Grade, ObjectiveScore, Result, Scores, Seen
from hygie.domain.scenario.shape import Criterion, Proof, Scenario, Stimulus


class FindingKind(StrEnum):
    """What held, and what did not."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"


@dataclass(frozen=True, slots=True)
class Play:
    """What became of one stimulus of the scenario. Times in seconds of exercise, None: not sent."""

    code: str
    title: str
    due_s: int
    sent_s: int | None
    is_skipped: bool
    reason: str = ""

    @property
    def gap_s(self) -> int | None:
        """Later than planned; negative: sooner."""
        return None if self.sent_s is None else self.sent_s - self.due_s


@dataclass(frozen=True, slots=True)
class KeyTime:
    """Something dated by the main courante or by an observer. `late_s`: beyond its delay."""

    criterion: Criterion
    stimulus: str
    after_s: int
    late_s: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A constat to accept, edit or refuse. `criteria`: codes that it comes from; `cause` is asked
    of a person. `action`: what the plan may take up."""

    kind: FindingKind
    text: str
    criteria: tuple[str, ...] = ()
    action: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The sections of a RETEX that need nobody. The synthesis is not among them, on purpose."""

    present: tuple[str, ...]
    missing: tuple[str, ...]
    objectives: tuple[ObjectiveScore, ...]
    grade: Grade | None
    plays: tuple[Play, ...]
    key_times: tuple[KeyTime, ...]
    strengths: tuple[Finding, ...]
    weaknesses: tuple[Finding, ...]
    disputed: tuple[str, ...]
    not_observed: tuple[str, ...]
    proposed: tuple[str, ...]

    @property
    def sent(self) -> int:
        return sum(one.sent_s is not None for one in self.plays)


def draft(
    scenario: Scenario,
    *,
    plays: Sequence[Play],
    scores: Scores,
    seen: Sequence[Seen],
    present: Collection[str],
    expected: Collection[str],
    highlights: Sequence[tuple[FindingKind, str]],
) -> Draft:
    """`present`, `expected`: codes of functions. `seen`: observations in order of time.

    A criterion met (median ≥ 1) is a strength only where an observer said so; a criterion missed or
    half met is a weakness, with what was expected; what nobody observed is neither.
    """
    by_code = {one.code: one for one in scenario.stimuli}
    criteria = {one.code: one for one in _criteria(scenario)}
    missed = [
        one.criterion for one in scores.criteria.values() if one.score is not None and one.score < 1
    ]
    met = [one.criterion for one in scores.criteria.values() if one.score == 1]
    return Draft(
        present=tuple(sorted(present)),
        missing=tuple(sorted(set(expected) - set(present))),
        objectives=scores.objectives,
        grade=scores.grade,
        plays=tuple(plays),
        key_times=tuple(_key_times(seen, criteria, by_code)),
        strengths=(
            *(Finding(kind, text) for kind, text in highlights if kind == FindingKind.STRENGTH),
            *(Finding(FindingKind.STRENGTH, one.label, (one.code,)) for one in met),
        ),
        weaknesses=(
            *(Finding(kind, text) for kind, text in highlights if kind == FindingKind.WEAKNESS),
            *(Finding(FindingKind.WEAKNESS, one.label, (one.code,)) for one in missed),
        ),
        disputed=tuple(one.criterion.code for one in scores.disputed),
        not_observed=tuple(code for code, one in scores.criteria.items() if one.score is None),
        proposed=scenario.debrief.actions,
    )


def _criteria(scenario: Scenario) -> tuple[Criterion, ...]:
    return (
        *scenario.criteria,
        *(one for stimulus in scenario.stimuli for one in stimulus.criteria),
    )


def _key_times(
    seen: Sequence[Seen], criteria: Mapping[str, Criterion], stimuli: Mapping[str, Stimulus]
) -> list[KeyTime]:
    """The first time that each criterion of the main courante was seen met, the soonest first."""
    of_stimulus = {
        criterion.code: code
        for code, stimulus in stimuli.items()
        for criterion in stimulus.criteria
    }
    found: dict[str, KeyTime] = {}
    for one in seen:
        criterion = criteria.get(one.criterion)
        is_met = one.result in (Result.MET, Result.PARTLY)
        if criterion is None or not is_met or one.after_s is None or one.criterion in found:
            continue
        if criterion.proof != Proof.LOGBOOK:
            continue
        late = 0 if criterion.within_s is None else max(0, one.after_s - criterion.within_s)
        code = of_stimulus.get(criterion.code, "")
        found[criterion.code] = KeyTime(criterion, code, one.after_s, late)
    return sorted(found.values(), key=lambda one: (one.stimulus, one.after_s))
