"""Who came, and the exercise held that comes of it: obligation 1.a by what happened."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import CellKind, Scenario, Threat
from hygie.exercises.enums import Theme
from hygie.exercises.library import ACTION
from hygie.exercises.models import Exercise, Participant, Run, RunUnit
from hygie.exercises.run_enums import AFTER, LIVE, PartRole, PlayState, Presence, RunState
from hygie.exercises.run_scenario import played
from hygie.exercises.services.constats import register_restored
from hygie.exercises.services.held import exercise_record
from hygie.exercises.services.run_people import people_of
from hygie.exercises.services.runs import ROOM, run_played, run_write_down
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

THEMES = {
    Threat.RANSOMWARE: Theme.RANSOMWARE,
    Threat.OUTAGE: Theme.PATIENT_RECORD,
    Threat.LEAK: Theme.LEAK,
    Threat.DIRECTORY: Theme.DIRECTORY,
    Threat.SUPPLIER: Theme.SUPPLIER,
    Threat.SYSTEMIC: Theme.REGIONAL,
    Threat.ALTERED_DATA: Theme.ALTERED_DATA,
    Threat.HYBRID: Theme.POWER,
    Threat.PHISHING: Theme.PHISHING,
}

# Cells that keep care going, and those that keep the other missions: pay, supplies, buildings; in a
# region, its regulation. Deciding, informing and repairing prove neither.
CARERS = frozenset({CellKind.CARE})
OTHERS = frozenset({CellKind.LOGISTICS, CellKind.REGION})


@transaction.atomic
def presences_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    presences: Mapping[UUID, str],
) -> int:
    """Notes who came, by participant; how many changed. Who is not named stays as she was.

    An establishment that only plays notes its own people; the one that leads, everybody.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_state" before DEBEX, "held_already" once
    the exercise is in the register.
    """
    run = run_played(scope, unit, run_id, RunState.values)
    if run.state not in LIVE | AFTER:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    held = set(run.units.filter(exercise__isnull=False).values_list("unit_id", flat=True))
    now, changed = timezone.now(), []
    for one in people_of(run, unit).filter(pk__in=list(presences)):
        said = presences[one.pk]
        if one.unit_id in held and said != one.presence:
            raise ServiceRefusal("held_already")
        if said in Presence and said != one.presence:
            one.presence = said
            signs_here = said == Presence.PRESENT and not run.is_after_the_fact
            one.signed_at = now if signs_here else None
            changed.append(one)
    Participant.objects.bulk_update(changed, ["presence", "signed_at"])
    if changed:
        run_write_down(run, acting_user, "presences", {"changed": len(changed)})
    return len(changed)


@transaction.atomic
def run_hold(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID
) -> list[Exercise]:
    """Puts the exercise over in the register, once for each establishment that played.

    The register of an establishment is written by its own people, or by whom it delegated to: who
    leads writes those, and leaves the others to them. An establishment where nobody came is left
    out. Its day is that of DEBEX; its functions those of the players who came; what it tested, what
    the scenario puts under strain and was really sent to them. Asked twice, noted once; put there
    again after a removal, what its RETEX said comes back. Raises `ServiceRefusal`: "not_allowed",
    "gone", "run_state" before FINEX, "after_untold" while what was played on paper is still to be
    told, "nobody_came" when nobody came anywhere.
    """
    run = run_played(scope, unit, run_id, RunState.values)
    if run.state not in AFTER or run.debex_at is None:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    _refuse_untold(run)
    scenario = played(run)
    tested = scenario.tested
    sent = list(run.played.filter(state=PlayState.SENT))
    made = []
    for mine in _own_register(scope, run, unit):
        if mine.exercise is not None:
            made.append(mine.exercise)
            continue
        received = {one.code for one in sent if one.reaches(mine.unit_id)}
        came = list(run.participants.filter(unit=mine.unit, presence=Presence.PRESENT))
        if not came:
            continue
        functions = {one.function for one in came if one.role == PartRole.JOUEUR}
        what = (scenario, received, functions)
        mine.exercise = exercise_record(
            scope=scope,
            acting_user=acting_user,
            unit=mine.unit,
            new_id=uuid5(run.pk, f"held:{mine.unit_id}"),
            held_on=timezone.localdate(run.debex_at),
            title=run.title,
            theme=THEMES[scenario.threat],
            under_cyber_event=_is_cyber(scenario) or None,
            tested_care=(tested.care and _played_by(CARERS, *what)) or None,
            tested_missions=(tested.missions and _played_by(OTHERS, *what)) or None,
            tested_text=scenario.tested.text,
            functions=sorted(functions),
            participants=len(came),
            provenance=run.provenance,
        )
        mine.save(update_fields=["exercise"])
        register_restored(scope=scope, acting_user=acting_user, unit=mine.unit, run=run)
        made.append(mine.exercise)
    if not made:
        raise ServiceRefusal("nobody_came", unit=unit.name)
    return made


def _own_register(scope: Scope, run: Run, unit: Organisation) -> list[RunUnit]:
    """The establishments that played whose register the person may write, from this one."""
    played_by = list(run.units.playing().select_related("unit", "exercise"))
    if unit.pk != run.bearer_id:
        return [one for one in played_by if one.unit_id == unit.pk]
    written = set(
        scope.units(ROOM, Right.WRITE)
        .filter(pk__in=[one.unit_id for one in played_by])
        .values_list("pk", flat=True)
    )
    return [one for one in played_by if one.unit_id in written]


def _refuse_untold(run: Run) -> None:
    """Once in the register, what was played on paper is told no more; nor what it tested."""
    left = run.played.filter(state=PlayState.PLANNED).count() if run.is_after_the_fact else 0
    if left and run.units.filter(exercise=None).exists():
        raise ServiceRefusal("after_untold", count=left)


def _played_by(
    cells: AbstractSet[CellKind], scenario: Scenario, sent: AbstractSet[str], came: AbstractSet[str]
) -> bool:
    """Whether a stimulus was really sent to somebody of one of these cells who came."""
    held = {one.function for one in scenario.publics if one.cell in cells} & came
    return any(one.code in sent and held.intersection(one.recipients) for one in scenario.stimuli)


def _is_cyber(scenario: Scenario) -> bool:
    """Whether the scenario says that the event is a cyber one.

    Of the closed list of threats, all are attacks but the outage of a software, which may be a
    mere breakdown: then it is what a scenario that says it serves action 1 tells. Otherwise it is
    not known, and asked on the page of the exercise.
    """
    return scenario.threat != Threat.OUTAGE or ACTION in scenario.actions
