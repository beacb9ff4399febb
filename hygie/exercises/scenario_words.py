"""French words of a scenario: closed lists, durations, clock of the exercise."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Channel,
    Form,
    Level,
    Perimeter,
    Proof,
    StimulusKind,
    Threat,
)
from hygie.exercises.enums import Function

WORDS: Mapping[type[StrEnum], Mapping[Any, str]] = MappingProxyType(
    {
        Threat: {
            Threat.RANSOMWARE: "Rançongiciel",
            Threat.OUTAGE: "Indisponibilité d’un logiciel",
            Threat.LEAK: "Fuite de données",
            Threat.DIRECTORY: "Annuaire compromis",
            Threat.SUPPLIER: "Attaque par un prestataire",
            Threat.SYSTEMIC: "Attaque de toute une région",
            Threat.ALTERED_DATA: "Données altérées",
            Threat.HYBRID: "Panne et attaque ensemble",
            Threat.PHISHING: "Hameçonnage",
        },
        Level: {
            Level.BEGINNER: "Débutant",
            Level.INTERMEDIATE: "Intermédiaire",
            Level.ADVANCED: "Confirmé",
        },
        Form: {
            Form.TABLE_TOP: "Sur table",
            Form.SIMULATION: "En cellules de crise",
            Form.MIXED: "Sur table et en cellules de crise",
        },
        Perimeter: {
            Perimeter.ESTABLISHMENT: "Un établissement",
            Perimeter.GHT: "Un GHT",
            Perimeter.REGION: "Une région",
        },
        StimulusKind: {
            StimulusKind.MAIN: "Principal",
            StimulusKind.PRESSURE: "Pression",
            StimulusKind.DECOY: "Leurre",
            StimulusKind.REMINDER: "Relance",
            StimulusKind.OPTIONAL: "Optionnel",
            StimulusKind.TIME_JUMP: "Saut dans le temps",
        },
        Channel: {
            Channel.TELEPHONE: "Téléphone",
            Channel.EMAIL: "Courriel",
            Channel.SMS: "SMS",
            Channel.PAPER: "Papier",
            Channel.ORAL: "Oral",
            Channel.SCREEN: "Écran projeté",
            Channel.MEDIA: "Média",
            Channel.SOCIAL: "Réseau social",
            Channel.VIDEO: "Visioconférence",
        },
        Attendance: {
            Attendance.REQUIRED: "Indispensable",
            Attendance.WANTED: "Souhaitée",
            Attendance.OPTIONAL: "Facultative",
        },
        CellKind: {
            CellKind.DECISION: "Décision",
            CellKind.OPERATIONS: "Opérationnelle SI",
            CellKind.CARE: "Soins",
            CellKind.COMMUNICATION: "Communication",
            CellKind.LOGISTICS: "Logistique",
            CellKind.REGION: "Région",
        },
        Proof: {
            Proof.OBSERVATION: "Observation",
            Proof.LOGBOOK: "Main courante",
            Proof.DOCUMENT: "Document",
        },
    }
)
FUNCTIONS: Mapping[str, str] = MappingProxyType(dict(Function.choices))
FUNCTION_CHOICES = [("", "–"), *Function.choices]


def word(value: StrEnum | None) -> str:
    """What a value of the shape's lists is called; "" for None."""
    return "" if value is None else WORDS[type(value)][value]


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of a list with their words, for a form."""
    return [(one.value, WORDS[kind][one]) for one in kind]


def function_word(code: str | None) -> str:
    """The label of a function; its code when it is not of the list."""
    return "" if code is None else FUNCTIONS.get(code, code)


def length(seconds: int | None) -> str:
    """« 45 min », « 3 h », « 1 h 30 »; "" for None."""
    if seconds is None:
        return ""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes}\u00a0min"
    return f"{hours}\u00a0h\u00a0{minutes:02d}" if minutes else f"{hours}\u00a0h"


def clock(seconds: int | None) -> str:
    """Time of exercise: « 0:45 », « 1:02:30 » when there are seconds; "" for None."""
    if seconds is None:
        return ""
    minutes, left = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if left else f"{hours}:{minutes:02d}"
