"""Reads of the exercises prepared. The caller has checked the right to read the unit's room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from hygie.domain.playing.readiness import Lack
from hygie.domain.scenario.shape import CellKind, Scenario
from hygie.exercises.models import Convocation, Exercise, Participant, Run, RunCell, RunUnit
from hygie.exercises.run_enums import BEFORE, Answer, MailState, PartRole
from hygie.exercises.run_scenario import cells_of, lacks_of, played
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation

HISTORY_LENGTH = 30
STILL_SENDING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything that the page of one exercise shows, to the establishment that leads or to one
    that plays (`people` and `cells`: then its own). `units`: those that play; `invited`: all of
    them, with their answers; `lacks`: waived or not, told to the one that leads (`leads`)."""

    run: Run
    leads: bool
    scenario: Scenario
    units: tuple[Organisation, ...]
    invited: tuple[RunUnit, ...]
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
    """The exercises that the unit leads or plays in, with `people` (those that it
    writes) and `answer` (its own to the invitation), the last first."""
    found = Run.objects.seen_by(unit).select_related("bearer", "scenario_version__scenario")
    found = found.defer("scenario_version__text", "scenario_version__scenario__draft")
    own = Q(bearer=unit) | Q(participants__unit=unit)
    mine = RunUnit.objects.filter(run=OuterRef("pk"), unit=unit)
    found = found.annotate(
        people=Count("participants", filter=own), answer=Subquery(mine.values("answer")[:1])
    )
    return list(found.order_by("-planned_on", "-created_at"))


def run_read(unit: Organisation, run_id: UUID) -> Run | None:
    """An exercise that the unit leads or plays in, with its scenario."""
    found = Run.objects.seen_by(unit).select_related("bearer", "scenario_version__scenario")
    return found.defer("scenario_version__scenario__draft").filter(pk=run_id).first()


def run_led(unit: Organisation, run_id: UUID) -> Run | None:
    """The same, only when the unit leads it."""
    run = run_read(unit, run_id)
    return run if run is not None and run.bearer_id == unit.pk else None


def plays(run: Run, unit: Organisation) -> bool:
    """Whether the unit leads the exercise, or accepted to play in it."""
    return run.bearer_id == unit.pk or run.units.playing().filter(unit=unit).exists()


def invitation_of(run: Run, unit: Organisation) -> RunUnit | None:
    """What the unit was asked, and what it answered."""
    return run.units.filter(unit=unit).first()


def preparation_of(run: Run, unit: Organisation | None = None) -> Preparation:
    """What is prepared of an exercise, for one of its establishments (None: for the one that
    leads): four queries."""
    people = run.participants.select_related("unit", "replaces", "convocation")
    cells = run.cells.all()
    invited = tuple(RunUnit.objects.filter(run=run).select_related("unit").order_by("pk"))
    units = tuple(one.unit for one in invited if one.answer == Answer.ACCEPTED)
    leads = unit is None or unit.pk == run.bearer_id
    if unit is not None and not leads:
        people, cells, units = people.filter(unit=unit), cells.filter(unit=unit), (unit,)
    known = tuple(people)
    return Preparation(
        run=run,
        leads=leads,
        scenario=played(run),
        units=units,
        invited=invited,
        cells={(one.unit_id, one.kind): one for one in cells},
        people=known,
        lacks=lacks_of(run, known) if leads else (),
    )


def participant_read(run: Run, participant_id: UUID) -> Participant | None:
    return run.participants.select_related("unit").filter(pk=participant_id).first()


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
    """The last lines of the journal about the exercise, for the establishment that leads: what the
    others decide of their own RETEX is theirs."""
    theirs = Q(verb__startswith="run.retex_") & ~Q(organisation_id=run.bearer_id)
    return list(Entry.objects.about("run", run.pk).exclude(theirs)[:HISTORY_LENGTH])


def counted(people: Sequence[Participant], role: str) -> int:
    return sum(one.role == role for one in people)


def held_of(run: Run, unit: Organisation) -> Exercise | None:
    """The exercise of this establishment in the register, once noted."""
    mine = run.units.filter(unit=unit).select_related("exercise").first()
    return mine.exercise if mine is not None else None


def log_of(run: Run, unit: Organisation) -> UUID | None:
    """The main courante of this establishment, once DEBEX opened it."""
    return run.units.filter(unit=unit).values_list("event_id", flat=True).first()


def units_held(run: Run, unit: Organisation) -> list[RunUnit]:
    """For the one that leads, the establishments that play with it, each with its exercise in the
    register or None; nothing for the others, or when it plays alone."""
    if unit.pk != run.bearer_id:
        return []
    found = list(run.units.playing().select_related("unit", "exercise"))
    return found if len(found) > 1 else []


def addressed_of(run: Run) -> dict[str, list[int]]:
    """By code of a stimulus that is not for all, the establishments that receive it."""
    return {code: list(unit_ids) for code, unit_ids in run.addressed.items()}


def event_of(unit: Organisation, exercise: Exercise) -> UUID | None:
    """The main courante of this establishment, for an exercise that was played in Hygie."""
    return (
        RunUnit.objects.filter(exercise=exercise, unit=unit)
        .values_list("event_id", flat=True)
        .first()
    )


def units_playing(run: Run) -> list[Organisation]:
    """The establishments that play, when there are several; none otherwise."""
    found = [one.unit for one in run.units.playing().select_related("unit")]
    return found if len(found) > 1 else []


def invitations_of(unit: Organisation) -> list[RunUnit]:
    """The invitations that wait for an answer, with their exercise."""
    found = RunUnit.objects.filter(unit=unit, answer=Answer.INVITED, run__state__in=BEFORE)
    return list(found.select_related("run__bearer").defer("run__waivers", "run__values"))
