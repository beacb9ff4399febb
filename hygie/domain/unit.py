"""The judged unit (an EJ, or an ET made a unit of its own), as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sector(StrEnum):
    """Legal sector of the unit, deduced from the legal status and the tariffs of FINESS."""

    PUBLIC = "public"
    PRIVATE_NONPROFIT = "private_nonprofit"
    PRIVATE_FORPROFIT = "private_forprofit"


@dataclass(frozen=True, slots=True)
class UnitProfile:
    """What the rules read about the unit itself.

    `sector` None: not known yet. `department`: code as printed in FINESS ("31", "2A", "974",
    "988", "9J"); None: not known, then treated as covered by the instruction.
    `opened_on` None: open since before the instruction. `closed_on`: first day closed.
    `quality_plan_in_hygie`: the establishment states that Hygie stands for its PAQ, so that an
    action needs no number of another plan; `quality_plan_in_hygie_since` None: always.
    `declared_unknown`: obligation ids answered "on ne sait pas encore".
    """

    sector: Sector | None = None
    department: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    quality_plan_in_hygie: bool = False
    quality_plan_in_hygie_since: date | None = None
    declared_unknown: frozenset[str] = frozenset()

    def hygie_stands_for_paq(self, as_of: date) -> bool:
        """Whether, on that day, an action of Hygie is an action of the establishment's PAQ."""
        since = self.quality_plan_in_hygie_since
        return self.quality_plan_in_hygie and (since is None or since <= as_of)
