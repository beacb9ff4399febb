"""What a person changes of a scenario, as pure functions: a scenario in, a scenario out."""

import string
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any, TypeVar

from hygie.domain.scenario.shape import (
    Criterion,
    Debrief,
    Form,
    Level,
    Objective,
    Perimeter,
    Scenario,
    Stimulus,
    Tested,
    Threat,
)

Coded = TypeVar("Coded", bound=Objective | Criterion)

BLANK = Scenario(
    slug="",
    title="",
    version=1,
    threat=Threat.RANSOMWARE,
    level=Level.BEGINNER,
    form=Form.TABLE_TOP,
    perimeter=Perimeter.ESTABLISHMENT,
    length_s=2 * 3600,
    short_s=None,
    summary="",
    when="",
    context="",
    conventions=(),
    warning="",
    tested=Tested(care=False, missions=False, text=""),
    pcra_services=(),
    actions=(1,),
    variables=(),
    objectives=(),
    criteria=(),
    publics=(),
    simulated_roles=(),
    stimuli=(),
    debrief=Debrief(hot=(), cold=()),
)


def stimulus_of(scenario: Scenario, code: str) -> Stimulus | None:
    """The stimulus of that code."""
    return next((one for one in scenario.stimuli if one.code == code), None)


def next_stimulus_code(scenario: Scenario) -> str:
    """« S08 » when the highest is « S07 »."""
    return f"S{_highest(one.code for one in scenario.stimuli) + 1:02d}"


def _coded(rows: Iterable[Coded], known: Iterable[Coded], letter: str) -> list[Coded]:
    """The rows, those without code being given the one that they had when they were sent before,
    or the next one."""
    given = list(rows)
    taken = {one.code for one in given}
    stored = [one for one in known if one.code not in taken]
    coded: list[Coded] = []
    for one in given:
        if not one.code:
            one = replace(
                one, code=_code_before(one, stored) or _next(letter, [*stored, *given, *coded])
            )
            stored = [row for row in stored if row.code != one.code]
        coded.append(one)
    return coded


def _code_before(new: Coded, stored: Iterable[Coded]) -> str:
    """The code of a row that says the same; "" without any."""
    return next((row.code for row in stored if replace(row, code="") == new), "")


def _next(letter: str, rows: Iterable[Coded]) -> str:
    return f"{letter}{_highest(one.code for one in rows) + 1}"


def _highest(codes: Iterable[str]) -> int:
    numbers = (code[1:] for code in codes)
    return max((int(one) for one in numbers if one.isdecimal()), default=0)


def with_codes(criteria: Iterable[Criterion], stem: str) -> tuple[Criterion, ...]:
    """The criteria, those without code being given the next one: `stem` then a letter (« C08a »);
    after « z », « aa »."""
    given = list(criteria)
    taken = {one.code for one in given}
    letters = [*string.ascii_lowercase, *map("".join, product(string.ascii_lowercase, repeat=2))]
    free = iter([f"{stem}{one}" for one in letters if f"{stem}{one}" not in taken])
    return tuple(one if one.code else replace(one, code=next(free)) for one in given)


def stimulus_put(scenario: Scenario, stimulus: Stimulus) -> Scenario:
    """The scenario with this stimulus, in the place of the one of its code if any."""
    left = tuple(one for one in scenario.stimuli if one.code != stimulus.code)
    return replace(scenario, stimuli=_in_order((*left, stimulus)))


def stimulus_removed(scenario: Scenario, code: str) -> Scenario:
    """The scenario without that stimulus."""
    left = tuple(one for one in scenario.stimuli if one.code != code)
    return replace(scenario, stimuli=left)


def stimulus_moved(scenario: Scenario, code: str, at_s: int, *, following: bool) -> Scenario:
    """The stimulus at another time; `following`: those that come after it by as much.

    None goes before DEBEX.
    """
    order = [one.code for one in scenario.stimuli]
    moved = stimulus_of(scenario, code)
    if moved is None:
        return scenario
    by, rank = at_s - moved.at_s, order.index(code)
    after = set(order[rank + 1 :]) if following else set()
    stimuli = tuple(
        replace(one, at_s=max(0, one.at_s + by)) if one.code == code or one.code in after else one
        for one in scenario.stimuli
    )
    return replace(scenario, stimuli=_in_order(stimuli))


def _in_order(stimuli: Iterable[Stimulus]) -> tuple[Stimulus, ...]:
    return tuple(sorted(stimuli, key=lambda one: (one.at_s, one.code)))


def header_set(scenario: Scenario, values: dict[str, Any]) -> Scenario:
    """The scenario with these values of its presentation, by name of its fields."""
    return replace(scenario, **values)


def objectives_set(scenario: Scenario, objectives: Iterable[Objective]) -> Scenario:
    """The scenario with these objectives: one that goes is taken from the stimuli, one without
    code takes the next one, unless it was added already as it is."""
    given = _coded(objectives, scenario.objectives, "O")
    kept = {one.code for one in given}
    stimuli = tuple(
        replace(one, objectives=tuple(code for code in one.objectives if code in kept))
        for one in scenario.stimuli
    )
    return replace(scenario, objectives=tuple(given), stimuli=stimuli)


def criteria_set(scenario: Scenario, criteria: Iterable[Criterion]) -> Scenario:
    """The scenario with these criteria of its own: one that goes is cited no more."""
    coded = _coded(criteria, scenario.criteria, "G")
    kept = {one.code for one in coded}
    stimuli = tuple(
        replace(one, cited=tuple(code for code in one.cited if code in kept))
        for one in scenario.stimuli
    )
    return replace(scenario, criteria=tuple(coded), stimuli=stimuli)
