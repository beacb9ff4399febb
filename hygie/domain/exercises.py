"""Action 1: the yearly cyber crisis exercise, its RETEX and its entry on the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hygie.domain.quality_plan import Finding


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise held.

    `tested_care_or_missions`: it tested the continuity of care or of the establishment's
    missions; `under_cyber_event`: it started from a cyber event; None: not known.
    `functions`: codes of the functions present ("DG", "DGA", "PCME", "DSI", "DIRCOM", "RSSI",
    …); None: not known; empty: nobody of these.
    `retex_validated_on`: day the RETEX was formally validated.
    `entered_on`: day of entry on the national platform, closed by a receipt.
    """

    key: str
    held_on: date
    tested_care_or_missions: bool | None = None
    under_cyber_event: bool | None = None
    functions: frozenset[str] | None = None
    retex_validated_on: date | None = None
    entered_on: date | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """Everything noted for action 1, in any order."""

    exercises: tuple[Exercise, ...] = ()
