"""Reads of the exercises prepared. The caller has checked the right to read the unit's room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from hygie.domain.playing.readiness import Lack
from hygie.domain.scenario.shape import CellKind, Scenario
from hygie.exercises.models import Convocation, Exercise, Participant, Run, RunCell, RunUnit
from hygie.exercises.run_enums import MailState, PartRole
from hygie.exercises.run_scenario import cells_of, lacks_of, played
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

HISTORY_LENGTH = 30
STILL_SENDING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything that the page of one exercise shows. `lacks`: waived or not."""

    run: Run
    scenario: Scenario
    units: tuple[Organisation, ...]
    cells: Mapping[tuple[int, str], RunCell]
    people: tuple[Participant, ...]
    lacks: tuple[Lack, ...]

    @property
    def open_lacks(self) -> list[Lack]:
        """Those that nobody waived."""
        return [one for one in self.lacks if one.key not in self.run.waivers]

    @property
    def players(self) -> list[Participant]:
        return [one for one in self.people if one.role == PartRole.JOUEUR]

    @property
    def by_function(self) -> Mapping[str, list[Participant]]:
        """Players by code of their function."""
        found: dict[str, list[Participant]] = defaultdict(list)
        for one in self.players:
            found[one.function].append(one)
        return found

    @property
    def kinds(self) -> list[CellKind]:
        """The cells of the scenario, and those that hold somebody or have a room."""
        named = {*cells_of(self.scenario), *(kind for _, kind in self.cells)}
        named |= {one.cell for one in self.people if one.cell}
        return [one for one in CellKind if one in named]

    def cell(self, unit_id: int, kind: str) -> RunCell | None:
        return self.cells.get((unit_id, kind))


def runs_of(unit: Organisation) -> list[Any]:
    """The exercises that the unit leads or plays in, with `people` (count), the last first."""
    found = Run.objects.seen_by(unit).select_related("bearer", "scenario_version__scenario")
    found = found.defer("scenario_version__text", "scenario_version__scenario__draft")
    return list(found.annotate(people=Count("participants")).order_by("-planned_on", "-created_at"))


def run_read(unit: Organisation, run_id: UUID) -> Run | None:
    """An exercise that the unit leads or plays in, with its scenario."""
    found = Run.objects.seen_by(unit).select_related("bearer", "scenario_version__scenario")
    return found.defer("scenario_version__scenario__draft").filter(pk=run_id).first()


def run_led(unit: Organisation, run_id: UUID) -> Run | None:
    """The same, only when the unit leads it."""
    run = run_read(unit, run_id)
    return run if run is not None and run.bearer_id == unit.pk else None


def preparation_of(run: Run) -> Preparation:
    """What is prepared of an exercise: three queries."""
    people = run.participants.select_related("unit", "replaces", "convocation")
    units = RunUnit.objects.filter(run=run).select_related("unit").order_by("pk")
    known = tuple(people)
    return Preparation(
        run=run,
        scenario=played(run),
        units=tuple(one.unit for one in units),
        cells={(one.unit_id, one.kind): one for one in run.cells.all()},
        people=known,
        lacks=lacks_of(run, known),
    )


def participant_read(run: Run, participant_id: UUID) -> Participant | None:
    return run.participants.select_related("unit").filter(pk=participant_id).first()


def units_offered(scope: Scope, run: Run) -> list[Organisation]:
    """The establishments that may play with the one that leads: those where the person may write,
    and those that play already."""
    allowed = scope.units(Room.EXERCISES, Right.WRITE)
    playing = Organisation.objects.filter(pk__in=run.units.values("unit"))
    found = {one.pk: one for one in (*allowed, *playing)}
    return sorted(found.values(), key=lambda one: (one.pk != run.bearer_id, one.name))


def convocation_state(one: Participant) -> str:
    """Where the convocation of somebody stands: a value of `MailState`, "hand", "again", or "".

    Being sent for too long: whether it left is not known. "again": the day, the place or the
    address changed since it left.
    """
    known: Convocation | None = getattr(one, "convocation", None)
    if known is None:
        return "hand" if one.convoked_at else ""
    if known.state == MailState.SENDING and timezone.now() - known.at > STILL_SENDING:
        return MailState.TO_CHECK
    if known.state == MailState.SENT and one.convoked_at is None:
        return "again"
    return known.state


def history_of(run: Run) -> list[Entry]:
    """The last lines of the journal about the exercise."""
    return list(Entry.objects.about("run", run.pk)[:HISTORY_LENGTH])


def counted(people: Sequence[Participant], role: str) -> int:
    return sum(one.role == role for one in people)


def held_of(run: Run, unit: Organisation) -> Exercise | None:
    """The exercise of this establishment in the register, once noted."""
    mine = run.units.filter(unit=unit).select_related("exercise").first()
    return mine.exercise if mine is not None else None


def log_of(run: Run, unit: Organisation) -> UUID | None:
    """The main courante of this establishment, once DEBEX opened it."""
    return run.units.filter(unit=unit).values_list("event_id", flat=True).first()
