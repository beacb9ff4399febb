"""Facts for the tests of the room: a dictionary stands where the registers of the actions will."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from hygie.domain import obligations as judging
from hygie.domain.audits import AdsResult, AuditFacts, Directory
from hygie.domain.exercises import Exercise, ExerciseFacts
from hygie.domain.self_assessments import Declaration, SelfAssessmentFacts
from hygie.obligations import registry

NOTEBOOK: dict[type, dict[int, Any]] = defaultdict(dict)
CALLS: list[tuple[type, tuple[int, ...]]] = []


def _function_for(
    facts_type: type, asked: Sequence[registry.FactsFunction]
) -> registry.FactsFunction:
    def facts(unit_ids: Sequence[int]) -> Mapping[int, Any]:
        CALLS.append((facts_type, tuple(unit_ids)))
        for function in asked:
            function(unit_ids)
        noted = NOTEBOOK[facts_type]
        return {unit_id: noted[unit_id] for unit_id in unit_ids if unit_id in noted}

    return facts


def sources(real: Mapping[str, registry.FactsSource] | None = None) -> dict[str, Any]:
    """One facts function per type of facts, for the 25 obligations.

    `real`: functions of the rooms, asked too, so that their queries are made.
    """
    grouped: dict[type, list[str]] = defaultdict(list)
    for obligation_id, judgement in judging.JUDGEMENTS.items():
        grouped[judgement.facts_type].append(obligation_id)
    made = {}
    for facts_type, ids in grouped.items():
        known = [real[one].facts_function for one in ids if real and one in real]
        function = _function_for(facts_type, list(dict.fromkeys(known)))
        source = registry.FactsSource(function, tuple(ids), facts_type())
        made.update(dict.fromkeys(ids, source))
    return made


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Generator[dict[type, dict[int, Any]]]:
    """The facts by type then unit id; import it in the test's module to use it."""
    NOTEBOOK.clear()
    CALLS.clear()
    monkeypatch.setattr(registry, "_sources", sources())
    yield NOTEBOOK
    NOTEBOOK.clear()


def exercise_on(*days: date) -> ExerciseFacts:
    """Exercises that count for 1.a, held on these days."""
    return ExerciseFacts(
        tuple(
            Exercise(
                key=str(day),
                held_on=day,
                tested_care_or_missions=True,
                under_cyber_event=True,
                functions=frozenset({"DG", "DSI"}),
            )
            for day in days
        )
    )


def some_facts(number: int) -> dict[type, Any]:
    """Facts that differ from one unit to the next, with past, present and late registers."""
    facts: dict[type, Any] = {}
    if number % 2:
        facts[ExerciseFacts] = exercise_on(date(2025, 3, 1 + number % 27), date(2026, 10, 2))
    if number % 3:
        facts[SelfAssessmentFacts] = SelfAssessmentFacts(
            (Declaration("d", 2025, date(2025, 5, 5), date(2025, 6, 1 + number % 28), True),)
        )
    if number % 4:
        forest = Directory("f", "forêt", date(2025, 1, 1))
        quarters = (date(2025, 2, 1), date(2025, 5, 1), date(2026, 8, 1 + number % 28))
        results = tuple(AdsResult("f", day, 1 + number % 5) for day in quarters)
        facts[AuditFacts] = AuditFacts(directories=(forest,), results=results)
    return facts
