"""Closed lists of the room. Stored values never change; labels may."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models


class Origin(models.TextChoices):
    """Where a finding or an action comes from: same values as the domain's `FindingOrigin`."""

    EXERCISE = "exercise", "Exercice de crise"
    SELF_ASSESSMENT = "self_assessment", "Auto-évaluation des mesures prioritaires"
    ADS = "ads", "Audit ADS (Active Directory)"
    SILENE = "silene", "Audit SILENE (exposition sur internet)"
    CONTINUITY = "continuity", "Construction du PCRA"
    IDENTIFICATION = "identification", "Identification électronique (RIE)"
    INCIDENT = "incident", "Incident réel"
    ADVERSE_EVENT = "adverse_event", "Événement indésirable"
    HAS_VISIT = "has_visit", "Visite de certification HAS"
    OTHER = "other", "Autre origine"


class Instance(models.TextChoices):
    """Committees of an establishment that may follow an action."""

    COPIL = "copil", "COPIL"
    COVIRISQ = "covirisq", "COVIRISQ"
    CME = "cme", "CME"
    CSE = "cse", "CSE"


class Recurrence(models.IntegerChoices):
    """How often an action comes back, in months."""

    MONTHLY = 1, "Tous les mois"
    QUARTERLY = 3, "Tous les trimestres"
    HALF_YEARLY = 6, "Tous les six mois"
    YEARLY = 12, "Tous les ans"
    TWO_YEARLY = 24, "Tous les deux ans"


class State(models.TextChoices):
    """Life of an action. « En retard » is computed from the due day, it is not a state."""

    PROPOSED = "proposed", "À valider"
    ACCEPTED = "accepted", "Acceptée"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Réalisée"
    VERIFIED = "verified", "Vérifiée"
    CANCELLED = "cancelled", "Abandonnée"


FINISHED = 100  # progress of an action that is done
OPEN_STATES = (State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS)
STARTING_STATES = OPEN_STATES
REOPENED_FROM = (State.DONE, State.VERIFIED, State.CANCELLED)

# The one table of allowed moves.
MOVES: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.PROPOSED: (State.ACCEPTED, State.CANCELLED),
        State.ACCEPTED: (State.IN_PROGRESS, State.DONE, State.CANCELLED),
        State.IN_PROGRESS: (State.DONE, State.CANCELLED),
        State.DONE: (State.VERIFIED, State.IN_PROGRESS),
        State.VERIFIED: (State.IN_PROGRESS,),
        State.CANCELLED: (State.PROPOSED,),
    }
)


def is_allowed(before: str, after: str) -> bool:
    """Whether the table allows this move."""
    return after in MOVES[State(before)]


def is_reopening(before: str, after: str) -> bool:
    """Whether this move gives life back to an action that was closed."""
    return before in REOPENED_FROM and after in OPEN_STATES


def needs_reason(before: str, after: str) -> bool:
    """Moves that must say why: giving up, and reopening."""
    return after == State.CANCELLED or is_reopening(before, after)
