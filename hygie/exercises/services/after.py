"""An exercise played on paper, written down afterwards: its hours, what was sent, seen and said.

From there it goes the way of the others: presences, register, RETEX.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Observation, PlayedStimulus, Run
from hygie.exercises.run_enums import AFTER, BEFORE, LIVE, PlayState, RunState
from hygie.exercises.run_selectors import log_of
from hygie.exercises.services.observing import observation_record
from hygie.exercises.services.playing import content_of, stage_set
from hygie.exercises.services.runs import run_locked, run_touch, run_write_down
from hygie.exercises.services.together import acting_in
from hygie.logbook.models import Entry
from hygie.logbook.services import Line, entry_write, event_began
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
COPIED = "main courante papier"


@dataclass(frozen=True, slots=True)
class Told:
    """What paper says of one stimulus. `at`: when it was sent, None otherwise; `reason`: why it was
    left out; `state`: a value of `PlayState`, « prévu » while nothing is said."""

    state: str
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """One line of a paper grid. `at_s`: exercise time of what was seen, None: it does not say."""

    criterion: str
    result: str
    at_s: int | None = None
    comment: str = ""


@transaction.atomic
def run_note_after(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    debex_at: datetime,
    finex_at: datetime,
    provenance: str,
) -> Run:
    """Says when an exercise played on paper began and ended; said again, corrects its hours.

    Its stimuli wait to be told, a main courante is opened at DEBEX. What was already noted keeps
    its own hour. Raises `ServiceRefusal`: "not_allowed", "gone", "run_state" once played in Hygie,
    "after_held" once in the register, "stale", "after_in_future", "after_finex_first",
    "after_length", "after_outside" when something noted falls out of the new hours.
    """
    debex_at, finex_at = debex_at.astimezone(UTC), finex_at.astimezone(UTC)
    run = run_locked(scope, unit, run_id, RunState.values)
    is_first = run.state in BEFORE
    if not is_first:
        require_open(run)
    same = (run.debex_at, run.finex_at, run.provenance) == (debex_at, finex_at, provenance)
    if same and not is_first:
        return run
    run_touch(run, expected_version, acting_user)
    _require_hours(debex_at, finex_at)
    length_s = _seconds(finex_at - debex_at)
    if is_first:
        stage_set(run, scope, acting_user, debex_at)
        run.planned_on = run.planned_on or timezone.localdate(debex_at)
    else:
        _move(run, debex_at, finex_at)
    run.debex_at, run.finex_at, run.provenance = debex_at, finex_at, provenance
    run.is_after_the_fact, run.state = True, RunState.OVER
    run.clock_at_s, run.clock_since = length_s, None
    run.full_clean()
    run.save()
    told = {"debex": debex_at.isoformat(), "finex": finex_at.isoformat(), "from": provenance}
    run_write_down(run, acting_user, "noted_after" if is_first else "hours_changed", told)
    if not is_first:
        _say_in_logs(scope, acting_user, run)
    return run


def require_open(run: Run) -> None:
    """Refuses "run_state" unless it was played on paper, "after_held" once in the register."""
    if not run.is_after_the_fact or run.state != RunState.OVER:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    if run.units.filter(exercise__isnull=False).exists():
        raise ServiceRefusal("after_held")


def _require_hours(debex_at: datetime, finex_at: datetime) -> None:
    now = timezone.now()
    for at, field in ((debex_at, "debex"), (finex_at, "finex")):
        if at > now:
            raise ServiceRefusal("after_in_future", field=field)
    if finex_at <= debex_at:
        raise ServiceRefusal("after_finex_first", field="finex")
    if not SHORTEST <= finex_at - debex_at <= LONGEST:
        said = {"shortest": length_said(SHORTEST), "longest": length_said(LONGEST)}
        said["said"] = length_said(finex_at - debex_at)
        raise ServiceRefusal("after_length", field="finex", **said)


def length_said(length: timedelta) -> str:
    """« 2 h 05 », « 40 min », « 3 jours »."""
    minutes = _seconds(length) // 60
    if minutes > 48 * 60:
        return f"{minutes // (24 * 60)}\u00a0jours"
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{minutes}\u00a0min"
    return f"{hours}\u00a0h\u00a0{left:02d}" if left else f"{hours}\u00a0h"


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _hour(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def _move(run: Run, debex_at: datetime, finex_at: datetime) -> None:
    """Counts again from the new DEBEX: what was noted happened when it happened."""
    was = run.debex_at or debex_at
    by_s, length_s = _seconds(was - debex_at), _seconds(finex_at - debex_at)
    sent = list(run.played.exclude(sent_s=None))
    seen = list(run.observations.exclude(at_s=None))
    noted = [(one.code, one.sent_s or 0) for one in sent]
    noted += [(one.criterion, one.at_s or 0) for one in seen]
    for what, at_s in noted:
        if not 0 <= at_s + by_s <= length_s:
            raise ServiceRefusal(
                "after_outside",
                what=what,
                at=_hour(was + timedelta(seconds=at_s)),
                first=_hour(debex_at),
                last=_hour(finex_at),
            )
    for stimulus in sent:
        stimulus.sent_s = (stimulus.sent_s or 0) + by_s
    for observation in seen:
        observation.at_s = (observation.at_s or 0) + by_s
    PlayedStimulus.objects.bulk_update(sent, ["sent_s"])
    Observation.objects.bulk_update(seen, ["at_s"])


def _say_in_logs(scope: Scope, acting_user: User, run: Run) -> None:
    """A main courante is never rewritten: a line says the hours as they are now."""
    if run.debex_at is None or run.finex_at is None:
        return
    text = f"Heures rectifiées\u00a0: DEBEX {_hour(run.debex_at)}, FINEX {_hour(run.finex_at)}."
    for mine in run.units.select_related("unit"):
        if mine.event_id is None:
            continue
        event_began(event_id=mine.event_id, opened_at=run.debex_at)
        entry_write(
            scope=acting_in(scope, run, mine),
            acting_user=acting_user,
            unit=mine.unit,
            event_id=mine.event_id,
            new_id=uuid5(mine.event_id, f"hours:{run.version}"),
            line=Line(text=text),
        )


@transaction.atomic
def stimuli_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    told: Mapping[UUID, Told],
) -> int:
    """Notes what became of each stimulus of an exercise played on paper; how many changed.

    Said again the same, nothing happens. Raises `ServiceRefusal`: "not_allowed", "gone",
    "run_state", "after_held", "stale", "after_outside"; and `ValidationError`.
    """
    run = run_locked(scope, unit, run_id, RunState.values)
    require_open(run)
    changed = []
    for one in run.played.filter(pk__in=list(told)):
        if _tell(run, one, told[one.pk], acting_user):
            one.full_clean(exclude=["run", "content", "recipients"], validate_unique=False)
            changed.append(one)
    if not changed:
        return 0
    run_touch(run, expected_version, acting_user)
    run.save()
    fields = ["state", "sent_at", "sent_s", "sent_by_name", "reason", "content"]
    PlayedStimulus.objects.bulk_update(changed, fields)
    sent = sorted(one.code for one in changed if one.state == PlayState.SENT)
    run_write_down(run, acting_user, "stimuli_noted", {"changed": len(changed), "sent": sent})
    return len(changed)


def _tell(run: Run, one: PlayedStimulus, told: Told, author: User) -> bool:
    """Writes on the stimulus what is told of it; whether something changed."""
    if told.state not in PlayState.values or run.debex_at is None:
        return False
    at = told.at if told.state == PlayState.SENT else None
    reason = told.reason.strip() if told.state == PlayState.SKIPPED else ""
    if told.state == PlayState.SENT:
        at = (at or run.debex_at + timedelta(seconds=one.due_s)).astimezone(UTC)
        _require_inside(run, at, one.code)
    if (one.state, one.sent_at, one.reason) == (told.state, at, reason):
        return False
    one.state, one.sent_at, one.reason = told.state, at, reason
    one.sent_s = None if at is None else _seconds(at - run.debex_at)
    one.sent_by_name = "" if at is None else author.full_name
    one.content = content_of(run, one.code) if at is not None and not one.is_free else one.content
    return True


def _require_inside(run: Run, at: datetime, what: str) -> None:
    if run.debex_at is None or run.finex_at is None:
        return
    if not run.debex_at <= at <= run.finex_at:
        hours = {"first": _hour(run.debex_at), "last": _hour(run.finex_at)}
        raise ServiceRefusal("after_outside", what=what, at=_hour(at), **hours)


@transaction.atomic
def grid_copy(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    observer_id: UUID,
    new_id: UUID,
    lines: Sequence[Copied],
) -> list[Observation]:
    """Copies out the paper grid of an observer, in an exercise under way or over.

    The journal and each observation name who copied. Sent twice with the same `new_id`, once.
    Raises `ServiceRefusal`: "not_allowed", "gone", "run_state", "observer_unknown",
    "after_too_late", those of `observation_record`; and `ValidationError`.
    """
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state not in LIVE | AFTER:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    observer = run.participants.select_related("unit").filter(pk=observer_id).first()
    if observer is None:
        raise ServiceRefusal("observer_unknown")
    ids = [uuid5(new_id, line.criterion) for line in lines]
    known = set(run.observations.filter(pk__in=ids).values_list("pk", flat=True))
    made = []
    for line in lines:
        if line.at_s is not None and line.at_s > run.exercise_s(timezone.now()):
            raise ServiceRefusal("after_too_late", what=line.criterion)
        made.append(
            observation_record(
                run=run,
                observer=observer,
                new_id=uuid5(new_id, line.criterion),
                criterion=line.criterion,
                result=line.result,
                at_s=line.at_s,
                comment=line.comment,
                noted_by_name=acting_user.full_name,
            )
        )
    new = [one for one in made if one.pk not in known]
    if new:
        told = {"observer": observer.name, "lines": len(new)}
        run_write_down(run, acting_user, "grid_copied", told)
    return made


@transaction.atomic
def log_copy(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    lines: Sequence[Line],
) -> list[Entry]:
    """Copies out a main courante kept on paper, in the order given, each line with its own hour.

    Each line keeps the hour of what happened and that of its writing. Sent twice with the same
    `new_id`, once. Raises `ServiceRefusal`: "not_allowed", "gone", "run_state" before FINEX,
    "after_outside", those of `entry_write`.
    """
    run = run_locked(scope, unit, run_id, RunState.values)
    event_id = log_of(run, unit)
    if run.state not in AFTER or event_id is None:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    ids = [uuid5(new_id, str(rank)) for rank in range(1, len(lines) + 1)]
    known = Entry.objects.filter(pk__in=ids).count()
    made = []
    for rank, line in enumerate(lines, 1):
        if line.happened_at is not None:
            _require_inside(run, line.happened_at.astimezone(UTC), f"la ligne {rank}")
        made.append(
            entry_write(
                scope=scope,
                acting_user=acting_user,
                unit=unit,
                event_id=event_id,
                new_id=uuid5(new_id, str(rank)),
                line=line,
            )
        )
    if len(made) > known:
        run_write_down(run, acting_user, "log_copied", {"lines": len(made) - known})
    return made
