"""Reads of the RETEX. The caller has checked the right to read the unit's room."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hygie.exercises.models import (
    Constat,
    Exercise,
    Highlight,
    Participant,
    Retex,
    RetexTemplate,
    Run,
    RunUnit,
)
from hygie.exercises.retests import verified_by
from hygie.exercises.retex_content import constats_of, content_of, said_open, with_held
from hygie.exercises.run_enums import Presence
from hygie.exercises.run_selectors import held_of
from hygie.organisations.models import Organisation
from hygie.web.formats import day_long

COMMON, OWN = "commun", "etablissement"
WHICH = (OWN, COMMON)


def run_shared(unit: Organisation, run_id: UUID) -> Any:
    """An exercise that the unit leads or plays in: see `with_held`."""
    found = Run.objects.seen_by(unit).select_related("bearer", "scenario_version__scenario")
    found = found.defer("scenario_version__scenario__draft").filter(pk=run_id)
    return with_held(found, unit).first()


def retex_of(run: Run, unit: Organisation, *, common: bool = False) -> Retex | None:
    """The RETEX of this establishment, or the common one for who leads; None: not made yet."""
    if common and run.bearer_id != unit.pk:
        return None
    found = run.retexes.filter(unit=None if common else unit).first()
    if found is not None:
        found.run, found.unit = run, None if common else unit
    return found


def retex_page(retex: Retex) -> dict[str, Any]:
    """What the page of a RETEX shows: what it says, its constats by kind, what is left to do."""
    constats = constats_of(retex)
    content = content_of(retex, constats)
    left = [one for one in constats if one.decision == Constat.Decision.OPEN]
    lacks = [] if retex.synthesis.strip() else ["la synthèse est à écrire"]
    if left:
        lacks.append(said_open(len(left)))
    return {
        "content": content,
        "groups": [
            (kind, str(label), [one for one in constats if one.kind == kind])
            for kind, label in GROUPS
        ],
        "left": left,
        "lacks": lacks,
        "verified": verified_by(retex) if retex.is_validated else [],
        "state": _state(retex),
    }


GROUPS = (
    (Constat.Kind.WEAKNESS, "Fragilités"),
    (Constat.Kind.ACTION, "Actions que le scénario propose"),
    (Constat.Kind.STRENGTH, "Forces"),
)


def _state(retex: Retex) -> str:
    if retex.validated_on is None:
        return "brouillon"
    return f"validé le {day_long(retex.validated_on)}"


def constat_read(retex: Retex, constat_id: UUID) -> Constat | None:
    """One constat, with its finding."""
    found = retex.constats.select_related("finding").filter(pk=constat_id).first()
    if found is not None:
        found.retex = retex
    return found


def next_open(retex: Retex) -> Constat | None:
    """The next constat to decide."""
    return retex.constats.filter(decision=Constat.Decision.OPEN).first()


def has_action(constat: Constat) -> bool:
    """Whether an action of the plan answers it already."""
    return constat.finding is not None and constat.finding.actions.exists()


def highlights_of(run: Run, observer: Participant | None = None) -> list[Highlight]:
    """What was noted, the last first; an observer sees her own lines."""
    found = run.highlights.select_related("unit")
    if observer is not None:
        found = found.filter(participant=observer)
    return list(found.order_by("-noted_at", "-id"))


def is_frozen(run: Run, unit: Organisation) -> bool:
    """Whether the RETEX of this establishment is validated: nothing is noted there any more."""
    return run.retexes.filter(unit=unit).exclude(validated_on=None).exists()


def highlight_read(
    run: Run, highlight_id: UUID, observer: Participant | None = None
) -> Highlight | None:
    """One line of these."""
    found = run.highlights.filter(pk=highlight_id)
    return (found if observer is None else found.filter(participant=observer)).first()


def run_of(exercise: Exercise) -> UUID | None:
    """The run that this exercise held comes from; None: it was not played here."""
    found = RunUnit.objects.filter(exercise=exercise)
    return found.values_list("run", flat=True).first()


def templates_of(unit: Organisation) -> list[RetexTemplate]:
    """The models that this establishment gave and did not withdraw, the last first."""
    return list(RetexTemplate.objects.filter(unit=unit, withdrawn_at=None))


def begins_with(run: Run, unit: Organisation) -> Mapping[str, Any]:
    """What the page says when the RETEX is not made yet."""
    came = run.participants.filter(unit=unit, presence=Presence.PRESENT).count()
    return {"held": held_of(run, unit), "came": came}
