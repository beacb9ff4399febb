"""The plan of one establishment: findings, actions, and what became of them."""

from datetime import date
from typing import Any

from hygie.compliance.words import typographic
from hygie.demo.pen import Pen, typeset
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Fact
from hygie.organisations.rights import Room
from hygie.quality_plan.enums import Origin, State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.selectors import pilotes_offered
from hygie.quality_plan.services import (
    action_from_finding,
    action_move,
    action_postpone,
    action_progress,
    action_record,
    finding_dismiss,
    finding_record,
)

ROOMS = {
    Origin.EXERCISE: Room.EXERCISES,
    Origin.SELF_ASSESSMENT: Room.SELF_ASSESSMENTS,
}


def finding(
    pen: Pen, name: str, origin: Origin, noted_on: date, wording: str, source: Fact | None = None
) -> Finding | None:
    """A finding, of a source when one is given; None when its day is to come."""
    if noted_on > pen.today:
        return None
    return finding_record(
        **pen.who,
        new_id=pen.id(f"finding/{name}"),
        origin=origin,
        wording=typographic(wording),
        noted_on=noted_on,
        source_kind=source.fact_kind if source else "",
        source_id=source.pk if source else None,
        source_label=str(source) if source else "",
        room=ROOMS.get(origin, Room.QUALITY_PLAN) if source else Room.QUALITY_PLAN,
        provenance=Provenance.DOCUMENT,
    )


def dismiss(pen: Pen, noted: Finding | None, on: date, reason: str) -> None:
    """Sets a finding aside."""
    if noted is not None and on <= pen.today:
        finding_dismiss(
            **pen.who,
            finding_id=noted.pk,
            expected_version=noted.version,
            reason=typographic(reason),
            on=on,
        )


def action(
    pen: Pen,
    name: str,
    created_on: date,
    title: str,
    answers: Finding | None = None,
    state: State = State.ACCEPTED,
    **values: Any,
) -> PlanAction | None:
    """An action of the plan, answering a finding when one is given.

    `values` as `quality_plan.services.action_record`: pilote_name, due_on, number… A pilote who has
    an account in the establishment finds the action in what is hers.
    """
    if created_on > pen.today or state not in (State.PROPOSED, State.ACCEPTED):
        return None
    new_id = pen.id(f"action/{name}")
    values = typeset(values) | {"created_on": created_on, "title": typographic(title)}
    values["state"] = state
    named = pilotes_offered(pen.unit, pen.today).filter(full_name=values.get("pilote_name"))
    values["pilote"] = named.first()
    if answers is None:
        return action_record(**pen.who, new_id=new_id, **values)
    return action_from_finding(**pen.who, new_id=new_id, finding_id=answers.pk, **values)


def progress(pen: Pen, made: PlanAction | None, percent: int) -> None:
    """How far an action is."""
    if made is not None:
        action_progress(
            **pen.who, action_id=made.pk, expected_version=_version(made), progress=percent
        )


def postpone(pen: Pen, made: PlanAction | None, decided_on: date, to_on: date, reason: str) -> None:
    """The due day moved, with its reason."""
    if made is not None and decided_on <= pen.today:
        action_postpone(
            **pen.who,
            action_id=made.pk,
            expected_version=_version(made),
            new_id=pen.id(f"postponement/{made.pk}/{decided_on}"),
            to_on=to_on,
            reason=typographic(reason),
            decided_on=decided_on,
        )


def done(pen: Pen, made: PlanAction | None, on: date) -> None:
    """An action is done on a day."""
    _move(pen, made, State.DONE, on)


def verified(pen: Pen, made: PlanAction | None, on: date, proof: tuple[str, str, str]) -> None:
    """Someone saw the proof: (title, who holds it, its reference)."""
    if made is not None and on <= pen.today:
        pen.held_proof(made, *proof)
        _move(pen, made, State.VERIFIED, on)


def cancelled(pen: Pen, made: PlanAction | None, on: date, reason: str) -> None:
    """An action is given up."""
    _move(pen, made, State.CANCELLED, on, reason)


def _move(pen: Pen, made: PlanAction | None, to_state: State, on: date, reason: str = "") -> None:
    if made is not None and on <= pen.today:
        action_move(
            **pen.who,
            action_id=made.pk,
            expected_version=_version(made),
            to_state=to_state,
            on=on,
            reason=typographic(reason),
        )


def _version(made: PlanAction) -> int:
    return int(PlanAction.objects.values_list("version", flat=True).get(pk=made.pk))
