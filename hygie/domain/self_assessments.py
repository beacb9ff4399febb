"""Action 2: the yearly declaration of maturity on the mesures prioritaires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hygie.domain.quality_plan import Finding


@dataclass(frozen=True, slots=True)
class Declaration:
    """One self-assessment.

    `year`: the year it is about. `declared_on`: day it was closed in the establishment.
    `entered_on`: day it was entered on the national platform; `has_receipt`: a receipt proves
    the entry. `pack_is_demonstration`: made on a pack labelled demonstration, never counts.
    """

    key: str
    year: int
    declared_on: date | None = None
    entered_on: date | None = None
    has_receipt: bool = False
    pack_is_demonstration: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfAssessmentFacts:
    """Everything noted for action 2, in any order."""

    declarations: tuple[Declaration, ...] = ()
