"""What is written beside the play: what observers see, the notes of the animation."""

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

    `at_s` None: now; not known when `noted_by_name` copies out a paper grid. Another result sent
    under the same `new_id`, before the page was drawn again, is another observation. Raises
    `ServiceRefusal`: "criterion_unknown", "run_state", "retex_frozen" once the RETEX of her
    establishment is validated, "not_allowed" when she does not observe this exercise; and
    `ValidationError`.
    """
    if observer.run_id != run.pk or observer.role != PartRole.OBSERVATEUR:
        raise ServiceRefusal("not_allowed")
    if not (run.is_live or run.is_after):
        raise ServiceRefusal("run_state", state=run.get_state_display())
    Run.objects.select_for_update(of=("self",)).get(pk=run.pk)  # a double click waits
    known: Observation | None = Observation.objects.filter(pk=new_id).first()
    if known is not None:
        if (known.run_id, known.criterion, known.result) == (run.pk, criterion, result):
            return known
        new_id = uuid4()
    refuse_frozen(run, observer.unit_id)
    scenario = played(run)
    codes = {one.code for one in scenario.criteria}
    codes.update(one.code for stimulus in scenario.stimuli for one in stimulus.criteria)
    if criterion not in codes:
        raise ServiceRefusal("criterion_unknown")
    seen = Observation(
        id=new_id,
        run=run,
        unit=observer.unit,
        criterion=criterion,
        observer=observer,
        result=result,
        at_s=run.exercise_s(timezone.now()) if at_s is None and not noted_by_name else at_s,
        comment=comment.strip(),
        noted_by_name=noted_by_name,
    )
    seen.full_clean(exclude=["run", "unit", "observer"])
    seen.save(force_insert=True)
    run_news.tell_console(run)
    return seen


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
