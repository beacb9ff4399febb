"""Action 7: the share of the budget devoted to digital, and its entry on the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BudgetComputation:
    """The computation of one fiscal year (`fiscal_year` = N-1 of the text).

    `computed_on`: day it was validated in the establishment. `etp_ssi_given`: the number of ETP
    devoted to the security of information systems was given (zero is an answer).
    `follows_note_2019_207`: computed as note DGOS/PF2/2019/207 says; None: not said.
    `has_shared_spending`: digital spending is shared in a group; None: not said;
    `shared_by_combined_activity`: a part was added, split by activité combinée; None: not said.
    `has_non_sanitary_structures`: ESMS, research centre… under the same legal entity; None: not
    said; `counts_whole_expense`: the whole expense was counted; None: not said.
    `entered_on`: day of entry on the national platform; `has_receipt`: a receipt proves it.
    """

    key: str
    fiscal_year: int
    computed_on: date | None = None
    etp_ssi_given: bool = False
    follows_note_2019_207: bool | None = None
    has_shared_spending: bool | None = None
    shared_by_combined_activity: bool | None = None
    has_non_sanitary_structures: bool | None = None
    counts_whole_expense: bool | None = None
    entered_on: date | None = None
    has_receipt: bool = False


@dataclass(frozen=True, slots=True)
class DigitalBudgetFacts:
    """Everything noted for action 7, in any order."""

    computations: tuple[BudgetComputation, ...] = ()
