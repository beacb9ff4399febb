"""Which establishments receive a stimulus, when it is not for all that play."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Run
from hygie.exercises.run_enums import BEFORE, LIVE, PlayState, RunState
from hygie.exercises.run_scenario import played
from hygie.exercises.services.runs import run_locked, run_write_down
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope


@transaction.atomic
def stimulus_address(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    code: str,
    unit_ids: Collection[int],
) -> Run:
    """Sets the establishments that receive a stimulus not sent yet; none named: all that play.

    Said twice, once. Raises `ServiceRefusal`: "not_allowed", "gone", "run_state",
    "stimulus_unknown", "stimulus_sent".
    """
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state not in BEFORE | LIVE:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    if code not in {one.code for one in played(run).stimuli}:
        raise ServiceRefusal("stimulus_unknown")
    playing = set(run.units.playing().values_list("unit_id", flat=True))
    if set(unit_ids) - playing:
        raise ServiceRefusal("gone")
    chosen = [] if set(unit_ids) == playing else sorted(set(unit_ids))
    if run.addressed.get(code, []) == chosen:
        return run
    if run.played.filter(code=code, state=PlayState.SENT).exists():
        raise ServiceRefusal("stimulus_sent", stimulus=code)
    run.addressed = {**run.addressed, code: chosen}
    if not chosen:
        del run.addressed[code]
    run.save(update_fields=["addressed", "updated_at"])
    run.played.filter(code=code).update(unit_ids=chosen)
    names = Organisation.objects.filter(pk__in=chosen).values_list("name", flat=True)
    run_write_down(run, acting_user, "stimulus_addressed", {"stimulus": code, "units": [*names]})
    return run
