"""Writes of what is being written of a scenario: each change is kept, even what cannot be
published yet."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import (
    Criterion,
    Debrief,
    Objective,
    Public,
    Scenario,
    Stimulus,
    Variable,
)
from hygie.exercises import edits
from hygie.exercises.drafts import plain_of
from hygie.exercises.models import Scenario as Held
from hygie.exercises.scenario_selectors import written
from hygie.exercises.services.scenarios import (
    KIND,
    ROOM,
    scenario_keep,
    scenario_locked,
    scenario_touch,
)
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope


@transaction.atomic
def draft_set(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    scenario_id: UUID,
    expected_version: int,
    header: Mapping[str, Any] | None = None,
    objectives: Iterable[Objective] | None = None,
    publics: Iterable[Public] | None = None,
    criteria: Iterable[Criterion] | None = None,
    variables: Iterable[Variable] | None = None,
    debrief: Debrief | None = None,
) -> Held:
    """Changes parts of a scenario: `header`, values by name of its fields; None keeps a part.

    Sent twice, the second changes nothing. Raises `ServiceRefusal` ("not_allowed", "gone",
    "stale") and `ValidationError` (no title).
    """
    held = scenario_locked(scope, unit, scenario_id)
    before = after = written(held)
    if header is not None:
        after = edits.header_set(after, dict(header))
    if objectives is not None:
        after = edits.objectives_set(after, objectives)
    if criteria is not None:
        after = edits.criteria_set(after, criteria)
    if publics is not None:
        after = replace(after, publics=tuple(publics))
    if variables is not None:
        after = replace(after, variables=tuple(variables))
    if debrief is not None:
        after = replace(after, debrief=debrief)
    return _keep(held, before, after, expected_version, acting_user, unit, "changed")


@transaction.atomic
def stimulus_put(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    scenario_id: UUID,
    expected_version: int,
    stimulus: Stimulus,
    is_new: bool,
) -> Held:
    """Adds a stimulus (`is_new`), or changes the one of its code.

    A new one whose code was taken meanwhile by another takes the next code. Sent twice, one
    stimulus. Raises `ServiceRefusal`: "not_allowed", "gone", "stale", "stimulus_gone".
    """
    held = scenario_locked(scope, unit, scenario_id)
    before = written(held)
    known = edits.stimulus_of(before, stimulus.code)
    if known is None and not is_new:
        raise ServiceRefusal("stimulus_gone", name=stimulus.code)
    if known is not None and is_new and known != stimulus and held.version == expected_version:
        stimulus = _recoded(stimulus, edits.next_stimulus_code(before))
    after = edits.stimulus_put(before, stimulus)
    act = "stimulus_added" if is_new else "stimulus_changed"
    data = {"stimulus": stimulus.code, "title": stimulus.title}
    return _keep(held, before, after, expected_version, acting_user, unit, act, data)


def _recoded(stimulus: Stimulus, code: str) -> Stimulus:
    """The same under another code, its criteria too."""
    bare = tuple(replace(one, code="") for one in stimulus.criteria)
    criteria = edits.with_codes(bare, f"C{code[1:]}")
    return replace(stimulus, code=code, criteria=criteria)


@transaction.atomic
def stimulus_move(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    scenario_id: UUID,
    expected_version: int,
    code: str,
    at_s: int,
    following: bool,
) -> Held:
    """Sets the time of a stimulus; `following`: those after it are shifted by as much.

    Sent twice, the second changes nothing. Raises `ServiceRefusal`: "not_allowed", "gone",
    "stale", "stimulus_gone".
    """
    held = scenario_locked(scope, unit, scenario_id)
    before = written(held)
    if edits.stimulus_of(before, code) is None:
        raise ServiceRefusal("stimulus_gone", name=code)
    after = edits.stimulus_moved(before, code, at_s, following=following)
    data = {"stimulus": code, "at_s": at_s, "following": following}
    return _keep(held, before, after, expected_version, acting_user, unit, "stimulus_moved", data)


@transaction.atomic
def stimulus_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    scenario_id: UUID,
    expected_version: int,
    code: str,
) -> Held:
    """Takes a stimulus away; the journal keeps it. Done twice, nothing more.

    Raises `ServiceRefusal`: "not_allowed", "gone", "stale".
    """
    held = scenario_locked(scope, unit, scenario_id)
    before = written(held)
    lost = edits.stimulus_of(before, code)
    after = edits.stimulus_removed(before, code)
    data = {
        "stimulus": code,
        "title": lost.title if lost else "",
        "body": lost.body if lost else "",
    }
    return _keep(held, before, after, expected_version, acting_user, unit, "stimulus_removed", data)


def _keep(
    held: Held,
    before: Scenario,
    after: Scenario,
    expected_version: int,
    author: User,
    unit: Organisation,
    act: str,
    data: Mapping[str, Any] | None = None,
) -> Held:
    """Writes the draft, unless it says already so. Raises "stale"."""
    if after == before:
        return held
    scenario_touch(held, expected_version, author)
    held.draft = plain_of(after)
    scenario_keep(held, after)
    changed = [name for name in held.draft if getattr(before, name) != getattr(after, name)]
    journal.record(
        author=author,
        verb=f"scenario.{act}",
        room=ROOM,
        subject_kind=KIND,
        subject_id=held.pk,
        subject_label=held.title,
        organisation_id=unit.pk,
        data={**(data or {}), "parts": changed},
    )
    return held
