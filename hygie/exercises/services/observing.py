"""What is written beside the play: what observers see, the notes of the animation."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import run_news
from hygie.exercises.models import Observation, Participant, PlayedStimulus, Run
from hygie.exercises.run_enums import LIVE, PartRole, RunState
from hygie.exercises.run_scenario import played
from hygie.exercises.services.retex import refuse_frozen
from hygie.exercises.services.runs import run_locked, run_write_down
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

# The note of a stimulus may still be written when the play is over.
NOTED_IN = LIVE | {RunState.OVER}


@transaction.atomic
def observation_record(
    *,
    run: Run,
    observer: Participant,
    new_id: UUID,
    criterion: str,
    result: str,
    at_s: int | None = None,
    comment: str = "",
    noted_by_name: str = "",
) -> Observation:
    """What an observer saw, by her own link; the same sent twice, once.

    `at_s` None: now; not known once the play is over, nor when `noted_by_name` copies out a paper
    grid. The same result again, without another hour, changes the words of the last observation:
    what was seen keeps its hour. Another result sent under the same `new_id`, before the page was
    drawn again, is another observation. Raises
    `ServiceRefusal`: "criterion_unknown", "run_state", "retex_frozen" once the RETEX of her
    establishment is validated, "not_allowed" when she does not observe this exercise; and
    `ValidationError`.
    """
    if observer.run_id != run.pk or observer.role != PartRole.OBSERVATEUR:
        raise ServiceRefusal("not_allowed")
    if not (run.is_live or run.is_after):
        raise ServiceRefusal("run_state", state=run.get_state_display())
    Run.objects.select_for_update(of=("self",)).get(pk=run.pk)  # a double click waits
    said = comment.strip()
    known: Observation | None = Observation.objects.filter(pk=new_id).first()
    if known is not None:
        same = (known.run_id, known.criterion, known.result) == (run.pk, criterion, result)
        if same and known.comment == said:
            return known
        new_id = uuid4()
    refuse_frozen(run, observer.unit_id)
    last = run.observations.filter(observer=observer, criterion=criterion).last()
    keeps_hour = at_s is None and not noted_by_name
    if last is not None and last.result == result and (keeps_hour or at_s == last.at_s):
        return _reworded(run, last, said, noted_by_name)
    scenario = played(run)
    codes = {one.code for one in scenario.criteria}
    codes.update(one.code for stimulus in scenario.stimuli for one in stimulus.criteria)
    if criterion not in codes:
        raise ServiceRefusal("criterion_unknown")
    now, is_seen_now = timezone.now(), run.is_live and not noted_by_name
    seen = Observation(
        id=new_id,
        run=run,
        unit=observer.unit,
        criterion=criterion,
        observer=observer,
        result=result,
        at_s=run.exercise_s(now) if at_s is None and is_seen_now else at_s,
        comment=said,
        noted_by_name=noted_by_name,
        noted_at=_after_the_last(run, now),
    )
    seen.full_clean(exclude=["run", "unit", "observer"])
    seen.save(force_insert=True)
    run_news.tell_console(run)
    return seen


def _reworded(run: Run, last: Observation, said: str, by: str) -> Observation:
    """The last observation, in the words of now."""
    if last.comment != said:
        last.comment, last.noted_by_name = said, by
        last.full_clean(exclude=["run", "unit", "observer"])
        last.save(update_fields=["comment", "noted_by_name"])
        run_news.tell_console(run)
    return last


def _after_the_last(run: Run, now: datetime) -> datetime:
    """The order of observations is that of their writing, even if the machine's clock goes back."""
    last: Observation | None = run.observations.last()
    return now if last is None else max(now, last.noted_at + timedelta(microseconds=1))


@transaction.atomic
def stimulus_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    stimulus_id: UUID,
    note: str,
    expected: str,
) -> PlayedStimulus:
    """Writes what the animation notes of a stimulus, sent or not; the same sent twice, once.

    `expected`: the note that the person had before her eyes. Raises `ServiceRefusal`:
    "not_allowed", "gone", "run_state", "stimulus_unknown", "stimulus_noted" (another one wrote
    meanwhile: `note`); and `ValidationError`.
    """
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state not in NOTED_IN:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    stimulus = run.played.select_for_update(of=("self",)).filter(pk=stimulus_id).first()
    if stimulus is None:
        raise ServiceRefusal("stimulus_unknown")
    said = _lines(note)
    if stimulus.note == said:
        return stimulus
    if stimulus.note != _lines(expected):
        raise ServiceRefusal("stimulus_noted", stimulus=stimulus.code, note=stimulus.note)
    stimulus.note = said
    stimulus.full_clean(exclude=["run", "content", "recipients"])
    stimulus.save(update_fields=["note"])
    run_write_down(run, acting_user, "stimulus_noted", {"stimulus": stimulus.code, "note": said})
    run_news.tell_console(run)
    return stimulus


def _lines(text: str) -> str:
    """As it is kept: a browser sends its lines ended otherwise."""
    return text.replace("\r\n", "\n").strip()
