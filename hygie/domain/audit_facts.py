"""Facts of action 3: registrations, directories and their inventory, ADS results, SMSI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hygie.domain.periods import quarter_of
from hygie.domain.quality_plan import Finding


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory (forest) used by the unit from `entered_on` until `left_on` (excluded).

    `borne_by_support`: owned by another organisation (the GHT's support): what is late on it is
    to be settled there.
    """

    key: str
    name: str
    entered_on: date
    left_on: date | None = None
    borne_by_support: bool = False


@dataclass(frozen=True, slots=True)
class AdsResult:
    """One ADS audit of one directory. `level` 1 to 5; None: not known."""

    directory_key: str
    done_on: date
    level: int | None = None


@dataclass(frozen=True, slots=True)
class DirectoryInventory:
    """A signed inventory. `says_all_listed`: it states that every directory is listed."""

    signed_on: date
    says_all_listed: bool


@dataclass(frozen=True, slots=True)
class Smsi:
    """The management system (SMSI) named. `has_rssi`: its RSSI is named as supervising it."""

    named_on: date
    has_rssi: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """Everything noted for action 3. `findings`: those of ADS and of SILENE.

    `audit_days` is worked out of `results`, once: by directory, then by quarter, the days of its
    audits, sorted.
    """

    club_ssi_registered_on: date | None = None
    silene_registered_on: date | None = None
    directories: tuple[Directory, ...] = ()
    results: tuple[AdsResult, ...] = ()
    inventories: tuple[DirectoryInventory, ...] = ()
    smsi: tuple[Smsi, ...] = ()
    findings: tuple[Finding, ...] = ()
    audit_days: Mapping[str, Mapping[int, list[date]]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        found: dict[str, dict[int, list[date]]] = {}
        for one in sorted(self.results, key=lambda result: result.done_on):
            quarters = found.setdefault(one.directory_key, {})
            quarters.setdefault(quarter_of(one.done_on), []).append(one.done_on)
        object.__setattr__(self, "audit_days", found)
