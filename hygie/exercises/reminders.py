"""What an exercise held still asks: its RETEX, then its entry on the platform."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hygie.domain.exercises import what_lacks
from hygie.exercises.facts import exercise_fact
from hygie.exercises.judging import rules_on
from hygie.exercises.models import Exercise
from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.obligation_items import Precise, precise_items
from hygie.notifications.registry import Awaited, Question
from hygie.organisations.rights import Room
from hygie.web.formats import day_short

KIND = "exercise"
RETEX, ENTRY = "1.b", "1.d"
WORDS = {
    RETEX: "valider le RETEX de l’exercice du {day}",
    ENTRY: "clore la fiche de saisie de l’exercice du {day}",
}


@dataclass(slots=True)
class Held:
    """An exercise: its day, whether its RETEX is validated, the units that closed their entry."""

    pk: UUID
    held_on: date
    has_retex: bool
    entered_by: set[int] = field(default_factory=set)

    def has(self, code: str, unit_id: int) -> bool:
        return self.has_retex if code == RETEX else unit_id in self.entered_by


def exercise_items(question: Question) -> Iterator[DueItem]:
    """For each unit whose RETEX or entry is awaited, the last exercise of that year lacking it.

    An exercise that cannot count asks neither: the obligation itself is then what is due.
    """
    if not question.awaited_of(RETEX, ENTRY):
        return
    by_unit = _held(question)

    def find(one: Awaited) -> Precise | None:
        year = one.due_on.year if one.due_on else 0
        of_the_year = (held for held in by_unit[one.unit_id] if held.held_on.year == year)
        lacking = (held for held in of_the_year if not held.has(one.code, one.unit_id))
        last = max(lacking, key=lambda held: held.held_on, default=None)
        if last is None:
            return None
        words = WORDS[one.code].format(day=day_short(last.held_on))
        return words, ("exercises:detail", question.units[one.unit_id].finess, last.pk)

    yield from precise_items(question, RETEX, ENTRY, kind=KIND, room=Room.EXERCISES, find=find)


def _held(question: Question) -> dict[int, list[Held]]:
    """Exercises held up to the day that may count, by unit: two queries."""
    rows = Exercise.objects.filter(
        pk__in=question.covered(Exercise.fact_kind), held_on__lte=question.as_of
    )
    found: dict[UUID, Held] = {}
    for one in rows.order_by().prefetch_related("entries"):
        lacks, _ = what_lacks(exercise_fact(one, None), rules_on(one.held_on))
        if not lacks:
            entered_by = {entry.unit_id for entry in one.entries.all() if entry.receipt}
            found[one.pk] = Held(
                one.pk, one.held_on, one.retex_validated_on is not None, entered_by
            )
    by_unit: dict[int, list[Held]] = defaultdict(list)
    for covered in question.coverages.get(Exercise.fact_kind, ()):
        if covered.fact_id in found:
            by_unit[covered.unit_id].append(found[covered.fact_id])
    return by_unit


registry.register(KIND, exercise_items, fact_kind=Exercise.fact_kind)
