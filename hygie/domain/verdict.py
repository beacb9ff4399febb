"""What judging an obligation on a day answers: a status, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from hygie.domain.dated.values import DatedValue


class Status(StrEnum):
    """The six answers. The French word on screen is beside each."""

    MET = "met"  # fait
    DUE = "due"  # à faire, une échéance est devant
    LATE = "late"  # en retard
    OPEN = "open"  # à faire, sans échéance dans le texte
    NOT_APPLICABLE = "not_applicable"  # non concerné
    UNKNOWN = "unknown"  # à préciser


_NO_DATA: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of a status. `code` is listed in `hygie.domain.reasons.REASONS`.

    `data` holds plain values only (str, int, bool, date, tuple of str). `sources` are the dated
    values that were read: each carries its text, its day and, for a choice of Hygie, why.
    """

    code: str
    data: Mapping[str, object] = field(default_factory=lambda: _NO_DATA, hash=False)
    sources: tuple[DatedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one unit, one obligation, one day.

    `missing`: codes (`hygie.domain.reasons.MISSING`) of the facts that would change the status.
    `due_on`: the next day that matters, last day allowed included; for `late`, the day that was
    missed. None when the text gives no day.
    `done` / `total`: a count beside the status ("17 BIA sur 24"); both None when none helps.
    `missed`: labels of the closed periods missed, oldest first ("2025", "2025-T3").
    `recommended`: status of the recommendation that stands beside (3.e); never `late`.
    `noted`: False when no fact at all was noted for this obligation, whatever its day: "non
    renseigné" is then shown beside the status, and is distinct from "en retard".
    """

    status: Status
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    due_on: date | None = None
    done: int | None = None
    total: int | None = None
    missed: tuple[str, ...] = ()
    recommended: Status | None = None
    noted: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of days, `since` included, `until` excluded, on which a verdict does not change.

    `until` None: nothing changes up to the end of the timeline that was asked. The other fields
    are those of `Verdict`; `missed_count` is the number of closed periods missed.
    """

    since: date
    until: date | None
    status: Status
    due_on: date | None = None
    done: int | None = None
    total: int | None = None
    missed_count: int = 0
    recommended: Status | None = None
    noted: bool = True
