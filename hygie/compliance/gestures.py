"""Where each obligation is settled: the page that shows its facts, and the first gesture."""

from dataclasses import dataclass

from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room


@dataclass(frozen=True)
class Gesture:
    """The button that helps: its label, and the name of an address of the unit."""

    label: str
    url_name: str
    room: Room
    query: str = ""

    def url(self, unit: Organisation) -> str:
        return reverse(self.url_name, args=[unit.finess]) + self.query


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
GESTURES = {
    "1.a": Gesture("Noter un exercice", "exercises:record", Room.EXERCISES),
    "1.b": Gesture("Valider le RETEX", "exercises:list", Room.EXERCISES),
    "1.c": Gesture("Rattacher au PAQ", "quality_plan:findings", Room.QUALITY_PLAN),
    "1.d": Gesture("Préparer la saisie", "compliance:entry-sheets", Room.STATEMENTS),
    "2.a": Gesture("Noter l’auto-évaluation", "self_assessments:record", Room.SELF_ASSESSMENTS),
    "2.b": Gesture("Rattacher au PAQ", "quality_plan:findings", Room.QUALITY_PLAN),
    "3.a": Gesture("Noter l’inscription", "audits:registration-record", Room.AUDITS, CLUB_SSI),
    "3.b": Gesture("Noter l’inscription", "audits:registration-record", Room.AUDITS, SILENE),
    "3.c": Gesture("Noter un audit ADS", "audits:ads-record", Room.AUDITS),
    "3.d": Gesture("Nommer le SMSI", "audits:smsi-record", Room.AUDITS),
    "3.e": Gesture("Noter un audit ADS", "audits:ads-record", Room.AUDITS),
    "4.a": Gesture("Compléter la gouvernance", "continuity:overview", Room.CONTINUITY),
    "4.b": Gesture("Voir les BIA", "continuity:bias", Room.CONTINUITY),
    "4.c": Gesture("Voir les BIA", "continuity:bias", Room.CONTINUITY),
    "5.a": Gesture("Rattacher au PAQ", "quality_plan:findings", Room.QUALITY_PLAN),
    "6.a": Gesture("Noter la trajectoire", "identification:overview", Room.IDENTIFICATION),
    "6.b": Gesture("Décrire les moyens", "identification:overview", Room.IDENTIFICATION),
    "6.c": Gesture("Décrire le SSO", "identification:overview", Room.IDENTIFICATION),
    "6.d": Gesture("Décrire le répertoire", "identification:overview", Room.IDENTIFICATION),
    "6.e": Gesture("Noter l’engagement", "identification:overview", Room.IDENTIFICATION),
    "7.a": Gesture("Calculer la part", "digital_budget:list", Room.DIGITAL_BUDGET),
    "7.b": Gesture("Compléter le calcul", "digital_budget:list", Room.DIGITAL_BUDGET),
    "7.c": Gesture("Préparer la saisie", "compliance:entry-sheets", Room.STATEMENTS),
    "7.d": Gesture("Compléter le calcul", "digital_budget:list", Room.DIGITAL_BUDGET),
    "7.e": Gesture("Compléter le calcul", "digital_budget:list", Room.DIGITAL_BUDGET),
}
