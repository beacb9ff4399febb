"""Where each obligation is settled: the page that shows its facts, and the gesture that helps."""

from dataclasses import dataclass, replace

from hygie.domain.verdict import Verdict
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.quality_plan.sources import (
    ATTACH,
    CLOSE_OR_POSTPONE,
    COMPLETE,
    PlanGesture,
    close_or_postpone,
)
from hygie.web.paths import path_of


@dataclass(frozen=True)
class Gesture:
    """The button that helps: its label, the name of an address of the unit, the room to write.

    `args`: what the address takes after the unit. `about`: key of the reason's data that names the
    fact that the address is about, put after `args`.
    """

    label: str
    url_name: str
    room: Room
    query: str = ""
    args: tuple[object, ...] = ()
    about: str = ""

    def url(self, unit: Organisation) -> str:
        return path_of(self.url_name, unit.finess, *self.args) + self.query


ROOM_OF_ACTION = {
    1: Room.EXERCISES,
    2: Room.SELF_ASSESSMENTS,
    3: Room.AUDITS,
    4: Room.CONTINUITY,
    5: Room.QUALITY_PLAN,
    6: Room.IDENTIFICATION,
    7: Room.DIGITAL_BUDGET,
}
PAGE_OF_ACTION = {
    1: "exercises:list",
    2: "self_assessments:list",
    3: "audits:overview",
    4: "continuity:overview",
    5: "quality_plan:list",
    6: "identification:overview",
    7: "digital_budget:list",
}
NAMES = {
    1: "Exercice de crise",
    2: "Auto-évaluation",
    3: "Audits AD et internet",
    4: "PCA et PRA",
    5: "Plan d’actions (PAQ)",
    6: "Identification",
    7: "Budget numérique",
}

CLUB_SSI, SILENE = "?service=club_ssi", "?service=silene"
PLAN = Room.QUALITY_PLAN


def in_plan(one: PlanGesture) -> Gesture:
    """The button of the plan, for who writes in it."""
    return Gesture(one.label, one.url_name, PLAN, query=one.query, args=one.args)


# The gesture that gives a missing fact (codes of hygie.domain.reasons.MISSING), so that the button
# and the sentence beside it say the same thing. Several: the first one that the person may do.
PREPARE_EXERCISE = (
    Gesture(
        "Préparer la saisie",
        "compliance:entry-sheet",
        Room.STATEMENTS,
        args=(1,),
        about="exercise",
    ),
    Gesture("Noter la saisie", "exercises:detail", Room.EXERCISES, about="exercise"),
)
PREPARE_ASSESSMENT = (
    Gesture("Préparer la saisie", "compliance:entry-sheets", Room.STATEMENTS),
    Gesture("Noter la saisie", "self_assessments:list", Room.SELF_ASSESSMENTS),
)
PREPARE_BUDGET = (
    Gesture("Préparer la saisie", "compliance:entry-sheets", Room.STATEMENTS),
    Gesture("Noter la saisie", "digital_budget:list", Room.DIGITAL_BUDGET),
)
COMPLETE_EXERCISE = (
    Gesture("Compléter l’exercice", "exercises:detail", Room.EXERCISES, about="exercise"),
)
COMPLETE_ACTIONS = (in_plan(COMPLETE),)
COMPLETE_BUDGET = (Gesture("Compléter le calcul", "digital_budget:list", Room.DIGITAL_BUDGET),)
NOTE_AUDIT = (Gesture("Noter un audit ADS", "audits:ads-record", Room.AUDITS),)
SYNCHRONISE = (
    Gesture(
        "Noter une synchronisation", "identification:synchronisation-record", Room.IDENTIFICATION
    ),
)
DESCRIBE_MEANS = (Gesture("Décrire les moyens", "identification:overview", Room.IDENTIFICATION),)

OVERDUE = "plan_action.done_or_postponed"
SETTLES: dict[str, tuple[Gesture, ...]] = {
    "unit.sector": (Gesture("Dire le secteur", "organisations:unit", Room.ORGANISATION),),
    "exercise": (Gesture("Noter un exercice", "exercises:record", Room.EXERCISES),),
    "exercise.continuity": COMPLETE_EXERCISE,
    "exercise.cyber_event": COMPLETE_EXERCISE,
    "exercise.functions": COMPLETE_EXERCISE,
    "retex": (Gesture("Valider le RETEX", "exercises:detail", Room.EXERCISES, about="exercise"),),
    "entry": PREPARE_EXERCISE,
    "finding": (Gesture("Noter un constat", "quality_plan:finding-record", PLAN),),
    "plan_action": (in_plan(ATTACH),),
    "plan_action.number": COMPLETE_ACTIONS,
    "plan_action.pilote": COMPLETE_ACTIONS,
    "plan_action.due_date": COMPLETE_ACTIONS,
    OVERDUE: (in_plan(CLOSE_OR_POSTPONE),),
    "declaration": (
        Gesture("Noter l’auto-évaluation", "self_assessments:record", Room.SELF_ASSESSMENTS),
    ),
    "declaration.entry": PREPARE_ASSESSMENT,
    "declaration.receipt": PREPARE_ASSESSMENT,
    "club_ssi.registration": (
        Gesture("Noter l’inscription", "audits:registration-record", Room.AUDITS, CLUB_SSI),
    ),
    "silene.registration": (
        Gesture("Noter l’inscription", "audits:registration-record", Room.AUDITS, SILENE),
    ),
    "directory": (Gesture("Noter un annuaire", "audits:directory-record", Room.AUDITS),),
    "directory_inventory": (Gesture("Noter l’inventaire", "audits:inventory-record", Room.AUDITS),),
    "ads_result": NOTE_AUDIT,
    "ads_level": NOTE_AUDIT,
    "ads_level.higher": NOTE_AUDIT,
    "smsi": (Gesture("Noter le SMSI", "audits:smsi-record", Room.AUDITS),),
    "smsi.rssi": (Gesture("Nommer le RSSI", "audits:overview", Room.AUDITS),),
    "responsable": (
        Gesture("Noter le responsable", "continuity:responsable-record", Room.CONTINUITY),
    ),
    "letter": (Gesture("Noter la lettre", "continuity:letter-record", Room.CONTINUITY),),
    "copil": (Gesture("Noter le COPIL", "continuity:copil-record", Room.CONTINUITY),),
    "service_list": (Gesture("Arrêter la liste", "continuity:list-record", Room.CONTINUITY),),
    "bia": (Gesture("Voir les BIA", "continuity:bias", Room.CONTINUITY),),
    "pcra_cadre": (Gesture("Noter le PCRA cadre", "continuity:pcra-record", Room.CONTINUITY),),
    "trajectory": (
        Gesture("Noter la trajectoire", "identification:trajectory-record", Room.IDENTIFICATION),
    ),
    "engagement": (
        Gesture("Noter l’engagement", "identification:engagement-record", Room.IDENTIFICATION),
    ),
    "sensitive_service": (
        Gesture("Noter un service", "identification:service-record", Room.IDENTIFICATION),
    ),
    "user_count": (Gesture("Noter le nombre", "identification:count-record", Room.IDENTIFICATION),),
    "mie_use": (Gesture("Noter un moyen", "identification:mie-record", Room.IDENTIFICATION),),
    "mie_use.conform": DESCRIBE_MEANS,
    "mie_use.factors": DESCRIBE_MEANS,
    "sso": (Gesture("Noter le SSO", "identification:sso-record", Room.IDENTIFICATION),),
    "local_directory": (
        Gesture("Noter le répertoire", "identification:directory-record", Room.IDENTIFICATION),
    ),
    "hr_synchronisation": SYNCHRONISE,
    "rpps_synchronisation": SYNCHRONISE,
    "computation": (Gesture("Calculer la part", "digital_budget:list", Room.DIGITAL_BUDGET),),
    "computation.etp_ssi": COMPLETE_BUDGET,
    "computation.note": COMPLETE_BUDGET,
    "computation.shared_spending_object": COMPLETE_BUDGET,
    "computation.shared_spending": COMPLETE_BUDGET,
    "computation.non_sanitary_object": COMPLETE_BUDGET,
    "computation.non_sanitary": COMPLETE_BUDGET,
    "budget_entry": PREPARE_BUDGET,
    "budget_entry.receipt": PREPARE_BUDGET,
}
# Findings are noted where they come from.
FINDING_OF = {
    "1.c": (Gesture("Noter une amélioration", "exercises:list", Room.EXERCISES),),
    "2.b": (Gesture("Noter un écart", "self_assessments:list", Room.SELF_ASSESSMENTS),),
    "3.d": (Gesture("Noter un constat", "quality_plan:finding-record", PLAN, "?origin=ads"),),
}


def gestures_for(obligation_id: str, verdict: Verdict) -> tuple[Gesture, ...]:
    """What gives the first fact missing, the best first; nothing when no fact is missing.

    Raises KeyError for a missing fact that has no gesture.
    """
    if not verdict.missing:
        return ()
    code = verdict.missing[0]
    if code == OVERDUE:
        return (in_plan(close_or_postpone(overdue_actions(verdict))),)
    found = FINDING_OF.get(obligation_id, SETTLES[code]) if code == "finding" else SETTLES[code]
    return tuple(aimed(one, verdict) for one in found)


def overdue_actions(verdict: Verdict) -> tuple[str, ...]:
    """Keys of the late actions that the verdict names."""
    named = next((one.data["actions"] for one in verdict.reasons if "actions" in one.data), ())
    return named if isinstance(named, tuple) else ()


def aimed(gesture: Gesture, verdict: Verdict) -> Gesture:
    """The gesture at the fact that the verdict names, or at the page of its action."""
    if not gesture.about:
        return gesture
    reasons = [reason for reason in verdict.reasons if gesture.about in reason.data]
    named = [reason.data[gesture.about] for reason in reasons]
    if named:
        return replace(gesture, args=(*gesture.args, named[0]))
    return replace(gesture, url_name="exercises:list", args=())
