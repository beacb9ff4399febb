"""Gaps of a self-assessment noted in the PAQ, one by one or several answered by the same action."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import Origin, State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.services import (
    action_from_finding,
    finding_answer,
    finding_record,
    spread_title,
)
from hygie.self_assessments.judging import is_below
from hygie.self_assessments.models import SelfAssessment

MOST_AT_ONCE = 60
WORDING = 500


def gap_id(assessment: SelfAssessment, measure_id: str) -> UUID:
    """Id of the finding of one measure: a gap is noted once."""
    return uuid5(assessment.pk, measure_id)


@transaction.atomic
def gap_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    new_id: UUID,
    wording: str,
    measure_id: str = "",
    action: Mapping[str, Any] | None = None,
) -> Finding:
    """Notes a gap, on one measure or on the whole, and in one gesture the action of the PAQ.

    `action`: values of the action that answers (pilote_name, due_on, number…); None: it will be
    decided later. The gap of one measure is noted once; without measure, `new_id` makes a double
    submission harmless. Raises `ServiceRefusal`: "gone", "borne_by_other", "unknown_measure",
    those of `finding_record` and `action_from_finding`; and `ValidationError`.
    """
    assessment = _own(unit, assessment_id)
    if measure_id and assessment.measure(measure_id) is None:
        raise ServiceRefusal("unknown_measure")
    finding = _note(
        assessment,
        wording,
        gap_id(assessment, measure_id) if measure_id else new_id,
        scope=scope,
        acting_user=acting_user,
        unit=unit,
    )
    if action is not None:
        action_from_finding(
            scope=scope,
            acting_user=acting_user,
            unit=unit,
            finding_id=finding.pk,
            new_id=uuid5(new_id, "action"),
            **action,
        )
    return finding


def _own(unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    found = SelfAssessment.objects.offered_to(unit).select_related("pack", "bearer")
    assessment = found.filter(pk=assessment_id).first()
    if assessment is None:
        raise ServiceRefusal("gone")
    if assessment.bearer_id != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(assessment.bearer))
    return assessment  # type: ignore[no-any-return]


def gap_origin(assessment: SelfAssessment) -> Origin:
    """« Mesures prioritaires » for their own text only: its label names the pack of the others."""
    return Origin.SELF_ASSESSMENT if assessment.pack.is_official else Origin.OTHER


def _note(assessment: SelfAssessment, wording: str, new_id: UUID, **who: Any) -> Finding:
    return finding_record(
        **who,
        new_id=new_id,
        origin=gap_origin(assessment),
        wording=wording,
        source_kind=SelfAssessment.fact_kind,
        source_id=assessment.pk,
        source_label=str(assessment),
        room=Room.SELF_ASSESSMENTS,
    )


@transaction.atomic
def gaps_plan(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    new_id: UUID,
    measure_ids: Sequence[str],
    by: str,
    action: Mapping[str, Any] | None,
) -> list[PlanAction]:
    """Notes the gap of each of these measures and, in the same gesture, the actions that answer.

    `by`: "all" (one action for all), "theme" (one a theme) or "measure" (one each). `action`:
    values that they share (pilote_name, due_on); None: the gaps only. Sent twice with the same
    `new_id`, nothing happens twice; a gap that another sending answered gets no second action.
    Raises `ServiceRefusal`: "no_gap_chosen", "too_many_gaps", "not_a_gap" (a measure that is not
    below its level), those of `gap_note`.
    """
    assessment = _own(unit, assessment_id)
    measures = _chosen(assessment, measure_ids)
    who: dict[str, Any] = {"scope": scope, "acting_user": acting_user, "unit": unit}
    findings = {
        one["id"]: _note(assessment, gap_wording(one), gap_id(assessment, one["id"]), **who)
        for one in measures
    }
    if action is None:
        return []
    made = []
    answered = _answered_elsewhere(
        findings, {_action_id(new_id, _group_key(one, by)) for one in measures}
    )
    for key, rows in _grouped([one for one in measures if one["id"] not in answered], by).items():
        first, *others = (findings[one["id"]] for one in rows)
        values = {
            "title": action_title(assessment, rows, by),
            "restricted_detail": "\n".join(gap_wording(one) for one in rows),
            **action,
        }
        made_one = action_from_finding(
            **who, finding_id=first.pk, new_id=_action_id(new_id, key), **values
        )
        for finding in others:
            finding_answer(**who, finding_id=finding.pk, action_id=made_one.pk)
        made.append(made_one)
    return made


def _chosen(assessment: SelfAssessment, measure_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    wanted = set(measure_ids)
    if not wanted:
        raise ServiceRefusal("no_gap_chosen", field="measures")
    if len(wanted) > MOST_AT_ONCE:
        raise ServiceRefusal("too_many_gaps", field="measures", most=MOST_AT_ONCE)
    measures = [one for one in assessment.measures if one["id"] in wanted]
    if len(measures) != len(wanted):
        raise ServiceRefusal("unknown_measure")
    answers = {row.measure_id: row for row in assessment.answers.filter(measure_id__in=wanted)}
    if not all(is_below(assessment.pack, answers.get(one["id"])) for one in measures):
        raise ServiceRefusal("not_a_gap", field="measures")
    return measures


def _grouped(measures: Sequence[Mapping[str, Any]], by: str) -> dict[str, list[Mapping[str, Any]]]:
    """The measures that one action answers, in the order of the pack."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in measures:
        found.setdefault(_group_key(one, by), []).append(one)
    return found


def _group_key(measure: Mapping[str, Any], by: str) -> str:
    return str({"measure": measure["id"], "theme": measure["theme"]}.get(by, ""))


def _action_id(new_id: UUID, group: str) -> UUID:
    return uuid5(new_id, f"action {group}")


def _answered_elsewhere(findings: Mapping[str, Finding], ours: Collection[UUID]) -> set[str]:
    """Measures whose gap has a live action that this sending did not make: one query."""
    links = Finding.actions.through.objects.filter(finding__in=list(findings.values()))
    live = links.exclude(planaction__state=State.CANCELLED).exclude(planaction__in=ours)
    kept = set(live.values_list("finding_id", flat=True))
    return {measure_id for measure_id, finding in findings.items() if finding.pk in kept}


def gap_wording(measure: Mapping[str, Any]) -> str:
    """The gap in words: the number and the title of the measure."""
    number = measure.get("number") or ""
    return f"{number} {measure['title']}\u00a0: sous le niveau à atteindre".strip()[:WORDING]


def action_title(assessment: SelfAssessment, measures: Sequence[Mapping[str, Any]], by: str) -> str:
    """A title that may be spread: it says where the action comes from, not what is weak."""
    place = f"{assessment}, {assessment.pack.title}"
    if by == "theme":
        place = f"{assessment}, {measures[0]['theme']}"
    return spread_title(place)
