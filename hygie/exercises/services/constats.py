"""What a person decides of the constats of a RETEX: kept, with an action of the PAQ, or not."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Constat, Retex, Run
from hygie.exercises.services.held import improvement_note
from hygie.exercises.services.retex import retex_locked, retex_write_down, tell_register
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.services import (
    finding_answer,
    finding_change,
    finding_dismiss,
    finding_restore,
)
from hygie.web.formats import one_line

Decision = Constat.Decision


@transaction.atomic
def constat_add(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    kind: str,
    text: str,
    cause: str = "",
    decision: str = Decision.ACCEPTED,
    refused_reason: str = "",
    action: Mapping[str, Any] | None = None,
    common: bool = False,
) -> Constat:
    """Adds a constat in somebody's own words, and decides of it: see `constat_decide`.

    Sent twice with the same `new_id`, once. Raises what `constat_decide` raises.
    """
    retex = retex_locked(scope, unit, run_id, common=common)
    known = Constat.objects.filter(pk=new_id).first()
    if known is not None and known.retex_id != retex.pk:
        raise ServiceRefusal("gone")
    if known is None:
        known = Constat(
            id=new_id,
            retex=retex,
            kind=kind,
            text=text.strip(),
            rank=retex.constats.count(),
            updated_by_name=acting_user.full_name,
        )
        known.full_clean()
        known.save(force_insert=True)
    return constat_decide(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        run_id=run_id,
        constat_id=new_id,
        expected_version=known.version,
        text=text,
        cause=cause,
        decision=decision,
        refused_reason=refused_reason,
        action=action,
        common=common,
    )


@transaction.atomic
def constat_decide(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    constat_id: UUID,
    expected_version: int,
    text: str,
    cause: str = "",
    decision: str,
    refused_reason: str = "",
    action: Mapping[str, Any] | None = None,
    common: bool = False,
) -> Constat:
    """Keeps a constat, as it is or in other words, or sets it aside with a reason.

    Kept, a weakness or a proposed action becomes a finding of the plan and, with `action` (values
    of `improvement_note`), an action that answers it. Set aside after, its finding is dismissed
    with the same reason; kept again, it is taken back. Sent twice, once.

    Raises `ServiceRefusal`: "gone", "stale", "reason_missing", "constat_carried" (its finding is
    in the plan: it is kept or set aside), those of `retex_locked`, of `improvement_note` and of
    the findings of the plan; and `ValidationError`.
    """
    retex = retex_locked(scope, unit, run_id, common=common)
    constat = retex.constats.select_related("finding").filter(pk=constat_id).first()
    if constat is None:
        raise ServiceRefusal("gone")
    constat.retex = retex
    reason = refused_reason.strip() if decision == Decision.REFUSED else ""
    values = {
        "text": one_line(text), "cause": cause, "decision": decision,
        "refused_reason": reason,
    }  # fmt: skip
    is_same = all(getattr(constat, name) == value for name, value in values.items())
    if is_same and action is None and not _is_lost(constat):
        return constat
    if not is_same and constat.version != expected_version:
        raise ServiceRefusal("stale", by=constat.updated_by_name, at=constat.updated_at)
    if decision == Decision.REFUSED and not reason:
        raise ServiceRefusal("reason_missing", field="refused_reason")
    if decision == Decision.OPEN and constat.finding is not None:
        raise ServiceRefusal("constat_carried", field="decision")
    for name, value in values.items():
        setattr(constat, name, value)
    constat.decided_by_name = constat.updated_by_name = acting_user.full_name
    constat.full_clean(exclude=["retex", "finding"])
    if constat.goes_to_the_plan and not retex.is_common:
        who = {"scope": scope, "acting_user": acting_user, "unit": unit}
        _carry(who, constat, action)
    constat.version += 1
    constat.save()
    said = {"constat": constat.text, "decision": decision, "reason": reason}
    retex_write_down(retex, acting_user, f"constat_{decision}", said)
    return constat


def _carry(who: Mapping[str, Any], constat: Constat, action: Mapping[str, Any] | None) -> None:
    """Makes the plan say what is decided."""
    if constat.decision == Decision.REFUSED:
        if constat.finding is not None:
            finding_dismiss(
                **who,
                finding_id=constat.finding.pk,
                expected_version=constat.finding.version,
                reason=constat.refused_reason,
            )
        return
    if constat.decision != Decision.ACCEPTED:
        return
    if constat.finding is not None:
        constat.finding = _as_said(who, constat, constat.finding)
    held = constat.retex.run.units.filter(unit=who["unit"]).values_list("exercise", flat=True)
    constat.finding = improvement_note(
        **who,
        exercise_id=held[0],
        new_id=uuid5(constat.pk, "finding"),
        wording=constat.text,
        action=action,
    )


def _is_lost(constat: Constat) -> bool:
    """Kept, and yet no longer in the plan: its exercise left the register, or somebody removed the
    finding."""
    is_kept = constat.decision == Decision.ACCEPTED and constat.goes_to_the_plan
    return is_kept and constat.finding is None and not constat.retex.is_common


def register_restored(
    *, scope: Scope, acting_user: User, unit: Organisation, run: Run
) -> Retex | None:
    """What the RETEX of `unit` had put in the register and the plan, once the exercise is in the
    register again: the findings of the constats kept, their actions, the validation.

    Called in the transaction that puts it there; without RETEX, nothing.
    """
    retex = run.retexes.filter(unit=unit).first()
    if retex is None:
        return None
    retex.run, retex.unit = run, unit
    who = {"scope": scope, "acting_user": acting_user, "unit": unit}
    for constat in retex.constats.select_related("finding"):
        constat.retex = retex
        if _is_lost(constat):
            _carry(who, constat, None)
            constat.save(update_fields=["finding"])
            _answer_again(who, constat)
    if retex.is_validated:
        tell_register(scope, acting_user, unit, retex)
    return retex


def _answer_again(who: Mapping[str, Any], constat: Constat) -> None:
    """The action made with the finding stayed in the plan: it answers it again."""
    finding_id = uuid5(constat.pk, "finding")
    made = PlanAction.objects.borne_for(who["unit"]).filter(pk=uuid5(finding_id, "action")).first()
    if made is not None and who["scope"].may(who["unit"], Room.QUALITY_PLAN, Right.WRITE):
        finding_answer(**who, finding_id=finding_id, action_id=made.pk)


def _as_said(who: Mapping[str, Any], constat: Constat, finding: Finding) -> Finding:
    """The finding of before, taken back if it was dismissed, in the words of now."""
    if finding.dismissed_on is not None:
        finding = finding_restore(**who, finding_id=finding.pk, expected_version=finding.version)
    if finding.wording != constat.text:
        finding = finding_change(
            **who,
            finding_id=finding.pk,
            expected_version=finding.version,
            changes={"wording": constat.text},
        )
    return finding


@transaction.atomic
def constats_set_aside(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, kind: str, reason: str
) -> int:
    """Sets aside every constat of a kind still to be decided, with one reason; how many.

    Raises `ServiceRefusal`: "reason_missing", those of `retex_locked`.
    """
    retex: Retex = retex_locked(scope, unit, run_id)
    said = reason.strip()[:500]
    if not said:
        raise ServiceRefusal("reason_missing")
    left = list(retex.constats.filter(kind=kind, decision=Decision.OPEN))
    for one in left:
        one.decision, one.refused_reason = Decision.REFUSED, said
        one.decided_by_name = one.updated_by_name = acting_user.full_name
        one.version += 1
    Constat.objects.bulk_update(
        left, ["decision", "refused_reason", "decided_by_name", "updated_by_name", "version"]
    )
    if left:
        data = {"constats": [one.text for one in left], "reason": said}
        retex_write_down(retex, acting_user, "set_aside", data)
    return len(left)
